"""The list of a reference: of whom which entries hold with their advice, in the order of the entries; then of whom it
is only open whether some do."""

import datetime
from collections.abc import Sequence

import polars as pl
from attrs import frozen

from crmrules.kinds.reference.definition import ReferenceDefinition, columns_of
from crmrules.kinds.reference.parts import Entry
from crmrules.kinds.reference.policy import Reference
from crmrules.model.text import Language, Text
from crmrules.records.binding import Binding
from crmrules.reviews.filling import Filling
from crmrules.reviews.part import Chosen
from crmrules.reviews.worklist import Told, Worklist, ordered

_PLACE = "__crmrules_entry_{}"
_HOLDS = Text("holds", "适用")
_ADVICE = Text("advice", "建议")
_OPEN = Text("open entries", "未决条目数")
_MAY = Text("may hold", "可能适用")


def reference_worklist(chosen: Chosen[Reference], frame: pl.LazyFrame, as_of: datetime.date | None) -> Worklist:
    """The list of a reference, of a frame that holds its columns; entries with a caution are left out of it."""
    listing = _Listing(chosen.policy.definition, chosen.binding, as_of)
    return Worklist(listing.customers(frame), listing.tell)


@frozen
class _Listing:
    definition: ReferenceDefinition
    binding: Binding
    as_of: datetime.date | None

    @property
    def entries(self) -> list[tuple[Entry, pl.Expr]]:
        """The entries that are not held back, each with the column that says whether it holds."""
        columns = columns_of(self.definition, cautioned=False)
        return [(each, pl.col(columns[each.id])) for each in self.definition.conditional if each.id in columns]

    def customers(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """A row for each customer of whom an entry holds, or may."""
        if not self.entries:
            return frame.head(0)
        first = pl.coalesce([pl.when(holds).then(place) for place, (_, holds) in enumerate(self.entries)])
        some = pl.any_horizontal([holds.fill_null(value=True) for _, holds in self.entries])
        return ordered(frame.filter(some), first)

    def tell(self, frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        """What is said of each customer."""
        columns = frame.collect_schema().names()
        between = "；" if language == "zh" else "; "
        filling = Filling(self.definition, self.binding, self.as_of, language)
        placed = frame.with_columns(
            pl.when(holds).then(pl.lit(0, pl.UInt32)).alias(_PLACE.format(place))
            for place, (_, holds) in enumerate(self.entries)
        )
        titles = [pl.lit(each.title.in_language(language)) for each, _ in self.entries]
        holding = [pl.when(holds).then(title) for title, (_, holds) in zip(titles, self.entries, strict=True)]
        open_ = [pl.when(holds.is_null()).then(title) for title, (_, holds) in zip(titles, self.entries, strict=True)]
        advice = [
            filling.of([each.advice], _PLACE.format(place), columns)
            for place, (each, _) in enumerate(self.entries)
            if each.advice is not None
        ]
        told = [Told(_HOLDS.in_language(language), _joined(holding, between))]
        if advice:
            told.append(Told(_ADVICE.in_language(language), _joined(advice, " ")))
        count = pl.sum_horizontal([holds.is_null() for _, holds in self.entries])
        told.append(Told(_OPEN.in_language(language), pl.when(count > 0).then(count)))
        # their titles are too many for the table of a report
        told.append(Told(_MAY.in_language(language), _joined(open_, between), brief=False))
        return placed, told


def _joined(parts: Sequence[pl.Expr], separator: str) -> pl.Expr:
    said = pl.concat_str(parts, separator=separator, ignore_nulls=True)
    return pl.when(said != "").then(said)
