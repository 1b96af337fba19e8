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

_AT, _FILLED = "__crmrules_at", "__crmrules_filled"


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
        fillers = {number: self._filler(text, columns, parameters) for number, text in gaps.items()}
        read = {column for each in fillers.values() for column in each.columns}
        filled = pl.struct(place, *sorted(read)).map_batches(
            _Fillers(fillers, place), return_dtype=pl.String, is_elementwise=True
        )
        return pl.coalesce(same, filled)

    def _filler(self, text: Text, columns: Sequence[str], parameters: Mapping[str, Value]) -> "_Filler":
        named = [each.name for each in split(text.in_language(self.language)) if each.name]
        door = Door(self.definition, self.binding).reading(self.definition.facts.behind(named))
        read = {column for each in door.facts for column in door.columns_for(each.name)}.intersection(columns)
        return _Filler(self, door, text, tuple(sorted(read)), parameters)


@frozen
class _Fillers:
    """What fills several sentences, each on its rows."""

    fillers: Mapping[int, "_Filler"]
    place: str

    def __call__(self, rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        texts = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
        for number, filler in self.fillers.items():
            where = (frame[self.place] == number).fill_null(value=False).arg_true()
            if len(where):
                texts = texts.scatter(where, filler.fill(frame.select(filler.columns)[where]))
        return texts


@frozen
class _Filler:
    """What fills one sentence."""

    filling: Filling
    door: Door
    """Reads what the sentence hangs on, and nothing else."""
    text: Text
    columns: tuple[str, ...]
    parameters: Mapping[str, Value]

    def fill(self, rows: pl.DataFrame) -> pl.Series:
        """The sentence on each of some rows, filled once for those that are alike."""
        alike = rows.with_row_index(_AT).group_by(self.columns).agg(_AT) if self.columns else None
        if alike is None:
            return pl.repeat(self._filled({}), len(rows), dtype=pl.String, eager=True)
        filled = map(self._filled, alike.select(self.columns).iter_rows(named=True))
        placed = alike.select(_AT, pl.Series(_FILLED, list(filled), pl.String)).explode(_AT)
        return placed.sort(_AT)[_FILLED]

    def _filled(self, row: dict[str, Any]) -> str:
        filling = self.filling
        try:
            stored, _ = self.door.read(row)
        except RecordError:  # such as an infinite number, which is unknown to frames
            return pattern(self.text, self.parameters, filling.language)
        return fill(self.text, values_of(filling.definition, stored, filling.as_of), filling.language)
