"""What the reference kind brings to the house."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve

from crmrules.errors import AsOfError, EngineError
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
    from crmrules.kinds.reference.definition import ReferenceDefinition
    from crmrules.kinds.reference.policy import Reference
    from crmrules.kinds.reference.reading import ReferenceReader
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist


class ReferenceKind(Kind["ReferenceDefinition", "Reference"]):
    """Classified entries with advice, some only under conditions."""

    name: ClassVar[str] = "reference"

    @property
    def layout(self) -> Layout:
        from crmrules.kinds.reference.parts import LAYOUT

        return LAYOUT

    @property
    def policy_class(self) -> type[Reference]:
        from crmrules.kinds.reference.policy import Reference

        return Reference

    def reader(self, document: Mapping[str, Any], find: Find) -> ReferenceReader:
        from crmrules.kinds.reference.reading import ReferenceReader

        return ReferenceReader(document, find)

    def policy(self, definition: ReferenceDefinition) -> Reference:
        from crmrules.kinds.reference.policy import Reference

        return Reference(definition)

    def page(self, definition: ReferenceDefinition) -> Document:
        from crmrules.kinds.reference.page import reference_page

        return reference_page(definition)

    def explain(
        self, policy: Reference, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool
    ) -> Explained:
        from crmrules.kinds.explained import Explained

        if not policy.definition.speaks_of_records:
            message = "says nothing of one customer: none of its entries has a condition"
            raise EngineError.of(f"policy `{policy.id}`", message, f"`crmrules show {policy.id}` prints them")
        if as_of is None and policy.definition.needs_day:
            raise AsOfError.of(f"policy `{policy.id}`", "depends on the day", "give --as-of 2026-07-01")
        advice = policy.advise(facts, as_of=as_of)
        return Explained(advice, asked=evolve(advice, cautioned=True))

    def examples(self, definition: ReferenceDefinition) -> Iterator[tuple[str, Run]]:
        from crmrules.kinds.reference.examples import examples_of

        return examples_of(definition)

    def findings(self, definition: ReferenceDefinition, verify: bool) -> Iterator[Finding]:
        from crmrules.kinds.reference.findings import findings_of

        return findings_of(definition, verify)

    def unshown(self, definition: ReferenceDefinition) -> Iterator[Finding]:
        from crmrules.kinds.reference.drafts import unshown

        return unshown(definition)

    def drafts(self, definition: ReferenceDefinition) -> Iterator[Draft]:
        from crmrules.kinds.reference.drafts import drafts

        return drafts(definition)

    def compare(self, old: ReferenceDefinition, new: ReferenceDefinition, verify: bool) -> Compared:
        from crmrules.kinds.reference.difference import compare_references

        return compare_references(old, new, verify)

    def moved(self, old: Reference, new: Reference, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
        from crmrules.kinds.reference.transitions import moved

        return moved(old, new, frame, bind, as_of)

    def add_columns(
        self, chosen: Chosen[Reference], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Any:
        return chosen.policy.apply(frame, as_of=as_of, bind=chosen.binding, look=True)

    def part(
        self, chosen: Chosen[Reference], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Part[Reference]:
        from crmrules.kinds.reference.review import reference_part

        return reference_part(chosen, frame)

    def worklist(
        self, chosen: Chosen[Reference], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist:
        from crmrules.kinds.reference.worklist import reference_worklist

        return reference_worklist(chosen, frame, as_of)
