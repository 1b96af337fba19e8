"""What a review tells of groups that are each cut by itself: the bands of all, and where those of each begin."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from crmrules.kinds.segmentation.explanation import flagged_said
from crmrules.kinds.segmentation.grouped import GroupedCuts
from crmrules.kinds.segmentation.grouped_explanation import groups_tables, groups_told
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.model.text import Language
from crmrules.reports.document import Block, Paragraph, Prose, Table
from crmrules.reviews.part import Part


@frozen
class GroupedPart(Part[Segmentation]):
    """What a segmentation by groups says of a customer base."""

    cuts: GroupedCuts

    @property
    def is_open(self) -> bool:
        """Whether nobody has both a known measure and a group."""
        return not self.cuts.known

    def first(self, language: Language) -> Iterator[Prose]:
        """Who brings no profit."""
        if self.policy.definition.law is not None and self.cuts.flagged:
            yield flagged_said(self.cuts, language)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """Who brings no profit, who is in no band, and which shares were asked for."""
        if self.cuts.flagged:
            yield Paragraph(flagged_said(self.cuts, language))
        if not self.is_open:
            yield from groups_told(self.cuts, language)

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """The bands of all groups, and where those of each begin."""
        if not self.is_open:
            yield from groups_tables(self.cuts, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {**self.cuts.to_dict(), "absent": list(self.absent), "assumed": list(self.assumed)}
