"""Columns of cells that have types: numbers, days and flags as they are, and texts as those of CSV."""

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl

from crmrules.expressions.accept import Refused, accept, is_blank
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records.cells import read_cell
from crmrules.records.spreadsheet import Cell, text_of

_MOST_WHOLE = 2**53
_DTYPES: dict[type, Any] = {
    bool: pl.Boolean,
    float: pl.Float64,
    datetime.date: pl.Date,
    datetime.datetime: pl.Datetime,
}
_FORMATS = {
    Kind.TEXT: "format the column as text in the sheet and enter it again",
    Kind.DATE: "format the cells as days in the sheet",
}


def kept_column(name: str, cells: Sequence[Cell]) -> pl.Series:
    """A column that nobody reads: of the type that all its cells have, and else of text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {float} and all(cell is None or _is_whole(cell) for cell in cells):
        return pl.Series(name, [int(cell) if isinstance(cell, float) else None for cell in cells], pl.Int64)
    if len(kinds) == 1 and (dtype := _DTYPES.get(*kinds)) is not None:
        return pl.Series(name, cells, dtype)
    return pl.Series(name, [None if cell is None else text_of(cell) for cell in cells], pl.String)


def read_typed(cell: Any, type_: Type) -> Value:
    """The value of a cell; a text is read as a cell of CSV is. Raises `Refused` for what is not of the type."""
    if cell is None or is_blank(cell):
        return None
    if isinstance(cell, str):
        return read_cell(cell, type_)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    try:
        return accept(int(cell) if isinstance(cell, float) and _is_whole(cell) else cell, type_)
    except Refused as refused:
        remedy = _FORMATS.get(type_.kind) if isinstance(cell, float) else None
        raise Refused(refused.message, remedy or refused.remedy) from None


def _is_whole(cell: Any) -> bool:
    return isinstance(cell, float) and cell.is_integer() and abs(cell) < _MOST_WHOLE
