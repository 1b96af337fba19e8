"""Groups of customers, such as regions, each cut by itself: the cuts of all, and where a customer stands in a group."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmrules.kinds.segmentation.measure import Measured
from crmrules.kinds.segmentation.result import CutBand, Cuts, Placement
from crmrules.model.text import Language, checked
from crmrules.records.binding import Binding
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition
    from crmrules.kinds.segmentation.frames.bands import Edges
    from crmrules.reports.document import Document


@frozen(eq=False, repr=False)
class GroupedCuts(Cuts):
    """The bands of a population whose groups were each cut by itself.

    `bands` tell what the bands of all groups hold together, and begin nowhere: each group has edges of its own. The
    law is one of each group, too.
    """

    groups: Mapping[str, Cuts] = field(factory=dict, kw_only=True)
    """The cuts of each group, by its name."""
    ungrouped: int = field(default=0, kw_only=True)
    """How many customers are of an unknown group; they are in no band, and among the unknown."""

    @property
    def by(self) -> str:
        """The fact that groups go by."""
        return self.definition.header.by

    @property
    def short(self) -> tuple[str, ...]:
        """The bands whose share reaches into customers who bring no profit, in any group."""
        found = {id_ for each in self.groups.values() for id_ in each.short}
        return tuple(band.id for band in self.bands if band.id in found)

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values, amounts as texts; `Segmentation.cuts_from` reads it."""
        return {
            "policy": self.policy,
            "version": self.definition.header.version,
            "hash": self.definition.hash,
            "as_of": plain(self.as_of),
            "by": self.by,
            "ungrouped": self.ungrouped,
            "groups": {group: each.to_dict() for group, each in self.groups.items()},
        }

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.segmentation.grouped_explanation import grouped_document

        return grouped_document(self, checked(language))

    @property
    def _edges(self) -> "Edges":
        return {group: each.edges for group, each in self.groups.items()}

    def _place(self, measured: Measured) -> "GroupedPlacement":
        group = self.groups.get(measured.group) if measured.group is not None else None
        outcome = flagged = None
        if group is not None and measured.measure is not None:
            alone = group._place(measured)
            outcome, flagged = alone.outcome, alone.flagged
        missing, assumed = measured.missing, measured.assumed
        return GroupedPlacement(self, outcome, flagged, measured.measure, missing, assumed, group=measured.group)

    def __repr__(self) -> str:
        return f"<Cuts {self.policy}: {len(self.groups)} groups by {self.by}, {self.known} known>"


@frozen(repr=False)
class GroupedPlacement(Placement):
    """Which band a customer is in, among those of the same group."""

    group: str | None = field(default=None, kw_only=True)
    """The group; None where it is unknown. One that the population did not have leaves the band unknown."""

    @property
    def alone(self) -> Placement | None:
        """The same in the cuts of the group; None where there are none."""
        assert isinstance(self.cuts, GroupedCuts)
        found = self.cuts.groups.get(self.group) if self.group is not None else None
        return None if found is None else Placement(found, self.outcome, self.flagged, self.measure, (), self.assumed)

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.segmentation.grouped_explanation import grouped_placement_document

        return grouped_placement_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        return {**super().to_dict(), "group": self.group}


def grouped_cuts(
    definition: "SegmentationDefinition",
    groups: Mapping[str, Cuts],
    ungrouped: int,
    as_of: datetime.date | None,
    bind: Binding | None,
) -> GroupedCuts:
    """The cuts of each group as cuts of all."""
    bands = tuple(_together(definition, groups, place) for place in range(len(definition.bands)))
    every = groups.values()
    return GroupedCuts(
        definition,
        bands,
        sum((each.total for each in every), Decimal(0)),
        sum(each.known for each in every),
        sum(each.unknown for each in every) + ungrouped,
        sum(each.flagged for each in every),
        None,
        as_of,
        bind,
        groups=groups,
        ungrouped=ungrouped,
    )


def _together(definition: "SegmentationDefinition", groups: Mapping[str, Cuts], place: int) -> CutBand:
    band, own = definition.bands[place], [each.bands[place] for each in groups.values()]
    customers, amount = sum(each.customers for each in own), sum((each.amount for each in own), Decimal("0.00"))
    return CutBand(band.id, band.title, None, customers, amount, definition.sense)
