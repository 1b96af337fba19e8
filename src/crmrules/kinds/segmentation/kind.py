"""What the segmentation kind brings to the house."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from crmrules.errors import EngineError
from crmrules.kinds.kind import Kind

if TYPE_CHECKING:
    from crmrules.assurance.check.finding import Finding
    from crmrules.assurance.difference.base import Compared
    from crmrules.assurance.difference.transitions import Moved
    from crmrules.definitions.drafts import Draft
    from crmrules.definitions.examples import Run
    from crmrules.definitions.layout import Layout
    from crmrules.definitions.reading import Find
    from crmrules.expressions.tree import Value
    from crmrules.kinds.explained import Explained
    from crmrules.kinds.segmentation.definition import SegmentationDefinition
    from crmrules.kinds.segmentation.policy import Segmentation
    from crmrules.kinds.segmentation.reading import SegmentationReader
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist


class SegmentationKind(Kind["SegmentationDefinition", "Segmentation"]):
    """A population ranked by a measure and cut into bands."""

    name: ClassVar[str] = "segmentation"

    @property
    def layout(self) -> Layout:
        from crmrules.kinds.segmentation.parts import LAYOUT

        return LAYOUT

    @property
    def policy_class(self) -> type[Segmentation]:
        from crmrules.kinds.segmentation.policy import Segmentation

        return Segmentation

    def reader(self, document: Mapping[str, Any], find: Find) -> SegmentationReader:
        from crmrules.kinds.segmentation.reading import SegmentationReader

        return SegmentationReader(document, find)

    def policy(self, definition: SegmentationDefinition) -> Segmentation:
        from crmrules.kinds.segmentation.policy import Segmentation

        return Segmentation(definition)

    def page(self, definition: SegmentationDefinition) -> Document:
        from crmrules.kinds.segmentation.page import segmentation_page

        return segmentation_page(definition)

    def explain(
        self, policy: Segmentation, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool
    ) -> Explained:
        if policy.definition.is_fixed:
            from crmrules.kinds.explained import Explained

            # fixed edges are the same for any population, and for none
            return Explained(policy.cut([], as_of=as_of).decide(facts))
        message = f"is a {policy.kind}: where one customer stands depends on all of them"
        raise EngineError.of(f"policy `{policy.id}`", message, "give a file of them, and --row or --key")

    def explain_customer(
        self,
        chosen: Chosen[Segmentation],
        record: Mapping[str, Any],
        as_of: datetime.date | None,
        cuts: Mapping[str, Cuts],
        what_if: bool,
    ) -> Explained:
        from crmrules.kinds.explained import Explained

        return Explained(cuts[chosen.policy.id].decide(record))

    def examples(self, definition: SegmentationDefinition) -> Iterator[tuple[str, Run]]:
        from crmrules.kinds.segmentation.examples import examples_of

        return examples_of(definition)

    def findings(self, definition: SegmentationDefinition, verify: bool) -> Iterator[Finding]:
        return iter(())

    def unshown(self, definition: SegmentationDefinition) -> Iterator[Finding]:
        from crmrules.kinds.segmentation.findings import unshown

        return unshown(definition)

    def drafts(self, definition: SegmentationDefinition) -> Iterator[Draft]:
        from crmrules.kinds.segmentation.drafts import drafts

        return drafts(definition)

    def compare(self, old: SegmentationDefinition, new: SegmentationDefinition, verify: bool) -> Compared:
        from crmrules.kinds.segmentation.difference import compare_segmentations

        return compare_segmentations(old, new)

    def moved(
        self, old: Segmentation, new: Segmentation, frame: Frame, bind: Binding, as_of: datetime.date | None
    ) -> Moved:
        from crmrules.kinds.segmentation.transitions import moved

        return moved(old, new, frame, bind, as_of)

    def add_columns(
        self, chosen: Chosen[Segmentation], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Any:
        return cuts[chosen.policy.id].apply(frame, look=True)

    def part(
        self, chosen: Chosen[Segmentation], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Part[Segmentation]:
        from crmrules.kinds.segmentation.grouped import GroupedCuts
        from crmrules.kinds.segmentation.grouped_review import GroupedPart
        from crmrules.kinds.segmentation.review import SegmentationPart
        from crmrules.kinds.segmentation.several import SeveralCuts
        from crmrules.kinds.segmentation.several_review import SeveralPart

        found = cuts[chosen.policy.id]
        if isinstance(found, GroupedCuts):
            return GroupedPart(chosen.policy, chosen.absent, chosen.assumed, found)
        if isinstance(found, SeveralCuts):
            return SeveralPart(chosen.policy, chosen.absent, chosen.assumed, found)
        return SegmentationPart(chosen.policy, chosen.absent, chosen.assumed, found)

    def worklist(
        self, chosen: Chosen[Segmentation], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist:
        from crmrules.kinds.segmentation.several import SeveralCuts
        from crmrules.kinds.segmentation.several_review import several_worklist
        from crmrules.kinds.segmentation.worklist import segmentation_worklist

        found = cuts[chosen.policy.id]
        if isinstance(found, SeveralCuts):
            return several_worklist(chosen, frame, as_of, found)
        return segmentation_worklist(chosen, frame, as_of, found)
