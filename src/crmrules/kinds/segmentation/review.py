"""The part of a review that a segmentation tells: its bands, and how far the law of shares holds."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from crmrules.kinds.segmentation.explanation import amount, flagged_said, law_said
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.kinds.segmentation.result import Cuts
from crmrules.model.text import Language
from crmrules.reports.document import Table
from crmrules.reports.words import say
from crmrules.reviews.part import Part, worded


@frozen
class SegmentationPart(Part[Segmentation]):
    """What a segmentation says of a customer base."""

    cuts: Cuts

    @property
    def is_open(self) -> bool:
        """Whether no measure is known."""
        return not self.cuts.known

    def first(self, language: Language) -> Iterator[str]:
        """Who brings no profit."""
        if self.cuts.law is not None and self.cuts.flagged:
            yield flagged_said(self.cuts, language)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[str]:
        """How far the law holds, who brings no profit, and who is in no band."""
        cuts = self.cuts
        yield from law_said(cuts, language)
        if cuts.flagged:
            yield flagged_said(cuts, language)
        if cuts.unknown and cuts.known:
            measure = self.policy.definition.header.measure
            yield say("no_measure", language, count=f"{cuts.unknown:,}", measure=measure)

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """The bands."""
        if not self.is_open:
            yield _bands(self, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {**self.cuts.to_dict(), "absent": list(self.absent)}


def _bands(part: SegmentationPart, language: Language) -> Table:
    cuts, shares = part.cuts, part.cuts.shares
    rows = [
        (
            band.id,
            band.title.in_language(language),
            "" if band.at_least is None else amount(band.at_least),
            f"{band.customers:,}",
            f"{shares[band.id].customers:.1%}",
            amount(band.amount),
            f"{shares[band.id].profit:.2%}",
        )
        for band in cuts.bands
    ]
    heads = ("band", "meaning", "from", "customers", "of_customers", "total", "of_total")
    bars = tuple(max(0.0, min(1.0, shares[band.id].profit)) for band in cuts.bands)
    return worded("bands", heads, rows, {2, 3, 4, 5, 6}, language, bars)
