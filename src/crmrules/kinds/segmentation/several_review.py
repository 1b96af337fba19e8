"""What a review tells of several measures: the classes by each, how customers lie over them, and the list of them."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.definitions.columns import column_name
from crmrules.kinds.segmentation.frames.measure import add_measure
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.kinds.segmentation.several import SeveralCuts
from crmrules.kinds.segmentation.several_explanation import heat, several_tables, unknown_said
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Paragraph, Prose, Table
from crmrules.reports.naming import fact_titled
from crmrules.reviews.part import Chosen, Part
from crmrules.reviews.worklist import Told, Worklist, ordered

_MEASURE = "__crmrules_measure_{}"
_GROUP = "__crmrules_group"
_CLASSES = Text("classes", "等级")
_ASK = Text("to find out", "需要查明")
_OPEN = Text("open", "未决")


@frozen
class SeveralPart(Part[Segmentation]):
    """What a segmentation by several measures says of a customer base."""

    cuts: SeveralCuts

    @property
    def is_open(self) -> bool:
        """Whether nobody has a class by each measure."""
        return not self.cuts.known

    def first(self, language: Language) -> Iterator[Prose]:
        """Nothing: classes say who is who, and not what to do."""
        return iter(())

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """Who has no answer."""
        if not self.is_open:
            yield from map(Paragraph, unknown_said(self.cuts, language))

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """How customers lie over the first two measures, and the classes by each."""
        if not self.is_open:
            yield from heat(self.cuts, language)
            yield from several_tables(self.cuts, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {**self.cuts.to_dict(), "absent": list(self.absent), "assumed": list(self.assumed)}


def several_worklist(
    chosen: Chosen[Segmentation], frame: pl.LazyFrame, as_of: datetime.date | None, cuts: SeveralCuts
) -> Worklist:
    """The list of several measures, of a frame that holds its columns: the best answer first, then who has none."""
    definition, by = chosen.policy.definition, chosen.policy.definition.header.by
    answer = pl.col(column_name(definition.id))
    measured, measures = frame, list[tuple[Text, pl.Expr]]()
    for place, digit in enumerate(definition.digits):
        name = _MEASURE.format(place)
        group = "" if place else _GROUP
        measured, places = add_measure(definition.single(digit), measured, chosen.binding, as_of, name, group)
        value = pl.col(name)
        # as decimals: Polars divides floats by a constant as it multiplies by its inverse
        exact = value.cast(pl.Decimal(38, 0)) * pl.lit(Decimal(f"1e-{places}")) if places else value
        measures.append((digit.title, exact))
    # the highest class of the first measure first, and so on; who has no answer comes last
    place_of = answer.cast(pl.Int64) * -1

    def tell(frame: pl.LazyFrame, language: Language) -> tuple[pl.LazyFrame, Sequence[Told]]:
        asked = [(title.in_language(language), measure) for title, measure in measures]
        asked += [(fact_titled(definition, by, language), pl.col(_GROUP))] if by else []
        unknown = [pl.when(measure.is_null()).then(pl.lit(title)) for title, measure in asked]
        return frame, [
            Told(_CLASSES.in_language(language), answer.fill_null(_OPEN.in_language(language))),
            *(Told(title.in_language(language), measure) for title, measure in measures),
            Told(
                _ASK.in_language(language),
                pl.when(answer.is_null()).then(pl.concat_str(unknown, separator=", ", ignore_nulls=True)),
            ),
        ]

    return Worklist(ordered(measured, place_of), tell)
