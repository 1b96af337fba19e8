"""Sentences of a policy over the rows of a frame, each filled with the values of its row.

A sentence that names parameters alone is the same on every row. For the others the record door reads the row, and the
interpreter reckons what the sentence names: the words are those that `explain` has.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.templates import split
from crmrules.engines.interpreter import values_of
from crmrules.errors import RecordError
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, Text
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.reports.wording import fill, pattern

_PART = 20_000
"""The rows that are Python's at a time."""


@frozen
class Filling:
    """What fills sentences, and how it reads a row."""

    definition: Definition
    binding: Binding
    as_of: datetime.date | None
    language: Language

    def of(self, texts: Sequence[Text | None], place: str, columns: Sequence[str]) -> pl.Expr:
        """The sentence of each row of a frame with `columns`, of which `place` says which of the texts it is."""
        parameters = self.definition.values_on(self.as_of)
        whole: dict[int, str] = {}
        gaps: dict[int, Text] = {}
        for number, text in enumerate(texts):
            if text is not None:
                if {each.name for each in split(text.in_language(self.language)) if each.name} <= parameters.keys():
                    whole[number] = fill(text, parameters, self.language)
                else:
                    gaps[number] = text
        same = pl.col(place).replace_strict(whole, default=None, return_dtype=pl.String)
        if not gaps:
            return same
        door = Door(self.definition, self.binding)
        read = {column for each in door.facts for column in door.columns_for(each.name)}.intersection(columns)
        filler = _Filler(self, door, gaps, place, parameters)
        filled = pl.struct(place, *sorted(read)).map_batches(filler, return_dtype=pl.String, is_elementwise=True)
        return pl.coalesce(same, filled)


@frozen
class _Filler:
    filling: Filling
    door: Door
    texts: Mapping[int, Text]
    place: str
    parameters: Mapping[str, Value]

    def __call__(self, rows: pl.Series) -> pl.Series:
        parts = [self._part(rows.slice(start, _PART)) for start in range(0, len(rows), _PART)]
        return pl.concat(parts) if parts else pl.Series(rows.name, [], pl.String)

    def _part(self, rows: pl.Series) -> pl.Series:
        asked = rows.struct.field(self.place).is_in(list(self.texts)).fill_null(value=False)
        filled = pl.Series(list(map(self._fill, rows.filter(asked))), dtype=pl.String)
        return pl.repeat(None, len(rows), dtype=pl.String, eager=True).scatter(asked.arg_true(), filled)

    def _fill(self, row: dict[str, Any]) -> str:
        text, filling = self.texts[row[self.place]], self.filling
        try:
            stored, _ = self.door.read(row)
        except RecordError:  # such as an infinite number, which is unknown to frames
            return pattern(text, self.parameters, filling.language)
        return fill(text, values_of(filling.definition, stored, filling.as_of), filling.language)
