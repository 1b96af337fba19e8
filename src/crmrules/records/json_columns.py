"""The columns of objects: their keys, each in the type of the facts that are read from it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import define

from crmrules.errors import Problem
from crmrules.expressions.accept import BLANKS, Refused, is_unknown
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind
from crmrules.records.bad_cells import BadCell
from crmrules.records.forms import Forms
from crmrules.records.json_lines import Objects, Row, read_json
from crmrules.records.json_parts import ObjectPart, keys_of
from crmrules.records.json_plain import VALUES, Plain
from crmrules.records.keys import key_of
from crmrules.records.meanings import without_meaning
from crmrules.records.row_names import row_column
from crmrules.records.wanted import DTYPES, Wanted


@define
class JsonTable:
    """The columns of a file of objects."""

    file: Objects
    wanted: Mapping[str, Wanted]
    numbered: bool
    several: bool
    """Whether it is one of several files."""

    @property
    def problems(self) -> list[BadCell]:
        """What is wrong with its objects and their values."""
        return self.file.problems

    def columns(self, part: ObjectPart) -> list[pl.Series]:
        """The columns of some objects."""
        if isinstance(part, Plain):
            read = [self._plain(part, values) for values in part.frame.iter_columns()]
            made = [each for each in read if each is not None]
            if len(made) < len(read):  # what is wrong is told value by value
                return self.columns(part.rows())
            return [*made, self._rows(part.numbers)] if self.numbered else made
        made = [self._column(name, part) for name in keys_of(part)]
        return [*made, self._rows([number for number, _ in part])] if self.numbered else made

    def _rows(self, numbers: Sequence[int] | pl.Series) -> pl.Series:
        return row_column(numbers, self.file.name, self.several)

    def _plain(self, part: Plain, values: pl.Series) -> pl.Series | None:
        """A column of a plain part; None where a value is refused."""
        wanted = self.wanted.get(values.name)
        if wanted is None:
            return part.written(values)
        cells = values.alias(VALUES)
        found = None if wanted.meanings or wanted.forms != Forms() else _typed(cells, wanted)
        found = _told_once(cells, wanted) if found is None else found
        return None if found is None else found.alias(values.name)

    def _column(self, name: str, rows: Sequence[Row]) -> pl.Series:
        wanted = self.wanted.get(name)
        if wanted is None:
            return pl.Series(name, [_kept(row.get(name)) for _, row in rows], pl.String)
        values: list[Value] = []
        for number, row in rows:
            try:
                values.append(_read(row.get(name), wanted))
            except Refused as refused:
                values.append(None)
                self.problems.append((number, Problem(self.file.where(number, name), refused.message, refused.remedy)))
        return pl.Series(name, values, DTYPES[wanted.type.kind])


def _typed(values: pl.Series, wanted: Wanted) -> pl.Series | None:
    """A column whose values are plainly those of a type; None where any may not be."""
    kind, dtype = wanted.type.kind, values.dtype
    if dtype == pl.Boolean and kind is Kind.BOOL:
        return values
    if dtype == pl.Int64 and (kind is Kind.INTEGER or wanted.type.numeric):
        return values.cast(DTYPES[kind]) if values.is_between(-MAX_WHOLE, MAX_WHOLE).all() else None
    if dtype == pl.Float64 and wanted.type.numeric and kind is not Kind.INTEGER:
        return values
    if dtype == pl.String and kind is Kind.TEXT and not wanted.type.values:
        return values.set(values.str.strip_chars(BLANKS) == "", None)
    return None


def _told_once(values: pl.Series, wanted: Wanted) -> pl.Series | None:
    """A column by its values one by one, which mean the same wherever they stand; None where one is refused."""
    once = values.unique()
    try:
        read = [_read(each, wanted) for each in once]
    except Refused:
        return None
    dtype: Any = DTYPES[wanted.type.kind]
    return values.replace_strict(once, pl.Series(read, dtype=dtype), return_dtype=dtype)


def _read(raw: object, wanted: Wanted) -> Value:
    if not wanted.meanings or is_unknown(raw):
        return wanted.forms.read(raw, wanted.type, read_json)
    refused = without_meaning(raw, wanted.meanings)
    if refused is not None:
        raise refused
    return key_of(raw)


def _kept(raw: object) -> str | None:
    """A value that no fact reads, as text."""
    return raw if raw is None or isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
