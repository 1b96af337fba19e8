"""The part of a review that a segmentation tells: its bands, and how far the law of shares holds."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from crmrules.kinds.segmentation.explanation import asked_block, bands_table, flagged_said, law_said, sum_said
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.kinds.segmentation.result import Cuts
from crmrules.model.text import Language
from crmrules.reports.document import Block, Paragraph, Prose, Table
from crmrules.reports.naming import fact_named
from crmrules.reviews.part import Part
from crmrules.reviews.words import say


@frozen
class SegmentationPart(Part[Segmentation]):
    """What a segmentation says of a customer base."""

    cuts: Cuts

    @property
    def is_open(self) -> bool:
        """Whether no measure is known."""
        return not self.cuts.known

    def first(self, language: Language) -> Iterator[Prose]:
        """Who brings no profit."""
        if self.cuts.law is not None and self.cuts.flagged:
            yield flagged_said(self.cuts, language)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """How far the law holds, who brings no profit, who is in no band, and which shares were asked for."""
        cuts, definition = self.cuts, self.policy.definition
        yield from map(Paragraph, law_said(cuts, language))
        if cuts.flagged:
            yield Paragraph(flagged_said(cuts, language))
        if cuts.unknown and cuts.known:
            measure = fact_named(definition, definition.header.measure, language)
            yield Paragraph(say("no_measure", language, count=cuts.unknown, measure=measure))
        if not self.is_open:
            yield asked_block(cuts, language)
            yield from map(Paragraph, sum_said(cuts, language))

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """The bands."""
        if not self.is_open:
            yield bands_table(self.cuts, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {**self.cuts.to_dict(), "absent": list(self.absent), "assumed": list(self.assumed)}
