"""Cells of text files, a column at a time: what is plainly of its type, at the speed of Polars.

Everything else is left to `cells`, which says what is wrong with it or reads it after all.
"""

import datetime

import polars as pl

from crmrules.expressions.accept import BLANKS, LAST_DAY
from crmrules.expressions.types import Kind, Type

_WHOLE = r"^[+-]?[0-9]{1,15}$"
_NUMBER = r"^[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def read_cells(texts: pl.Series, type_: Type) -> pl.Series | None:
    """The values of a column's cells, blank ones unknown; None where any cell is not plainly of the type."""
    cells = texts.str.strip_chars(BLANKS)
    cells = cells.set(cells == "", None)
    match type_.kind:
        case Kind.BOOL:
            small = cells.str.to_lowercase()
            return small == "true" if _all(small.is_in(["true", "false"])) else None
        case Kind.INTEGER:
            return cells.cast(pl.Int64) if _all(cells.str.contains(_WHOLE)) else None
        case Kind.NUMBER | Kind.MONEY:
            return cells.cast(pl.Float64) if _all(cells.str.contains(_NUMBER)) else None
        case Kind.TEXT:
            return cells if not type_.values or _all(cells.is_in(list(type_.values))) else None
        case Kind.DATE:
            return _days(cells) if _all(cells.str.contains(_DAY)) else None


def _days(cells: pl.Series) -> pl.Series | None:
    days = cells.str.to_date("%Y-%m-%d", strict=False)
    known = days.null_count() == cells.null_count()
    return days if known and _all(days.is_between(datetime.date.min, LAST_DAY)) else None


def _all(truths: pl.Series) -> bool:
    """Whether nothing is false; what is unknown is not."""
    return bool(truths.all(ignore_nulls=True))
