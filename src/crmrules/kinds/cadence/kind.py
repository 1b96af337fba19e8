"""What the cadence kind brings to the house."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from crmrules.errors import AsOfError
from crmrules.kinds.kind import Kind

if TYPE_CHECKING:
    from crmrules.assurance.check.finding import Finding
    from crmrules.assurance.difference.base import Compared
    from crmrules.assurance.difference.transitions import Contacts, Moved
    from crmrules.definitions.drafts import Draft
    from crmrules.definitions.examples import Run
    from crmrules.definitions.layout import Layout
    from crmrules.definitions.reading import Find
    from crmrules.expressions.tree import Value
    from crmrules.kinds.cadence.definition import CadenceDefinition
    from crmrules.kinds.cadence.policy import Cadence
    from crmrules.kinds.cadence.reading import CadenceReader
    from crmrules.kinds.explained import Explained
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist


class CadenceKind(Kind["CadenceDefinition", "Cadence"]):
    """Class and channel to an interval, and the days on which contacts are due."""

    name: ClassVar[str] = "cadence"
    plans_contacts: ClassVar[bool] = True

    @property
    def layout(self) -> Layout:
        from crmrules.kinds.cadence.parts import LAYOUT

        return LAYOUT

    @property
    def policy_class(self) -> type[Cadence]:
        from crmrules.kinds.cadence.policy import Cadence

        return Cadence

    def reader(self, document: Mapping[str, Any], find: Find) -> CadenceReader:
        from crmrules.kinds.cadence.reading import CadenceReader

        return CadenceReader(document, find)

    def policy(self, definition: CadenceDefinition) -> Cadence:
        from crmrules.kinds.cadence.policy import Cadence

        return Cadence(definition)

    def page(self, definition: CadenceDefinition) -> Document:
        from crmrules.kinds.cadence.page import cadence_page

        return cadence_page(definition)

    def explain(
        self, policy: Cadence, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool
    ) -> Explained:
        from crmrules.kinds.explained import Explained

        if as_of is None:
            raise AsOfError.of(f"policy `{policy.id}`", "depends on the day", "give --as-of 2026-07-01")
        return Explained(policy.due(facts, as_of=as_of))

    def explain_customer(
        self,
        chosen: Chosen[Cadence],
        record: Mapping[str, Any],
        as_of: datetime.date | None,
        cuts: Mapping[str, Cuts],
        what_if: bool,
    ) -> Explained:
        from crmrules.kinds.cadence.review import class_cuts
        from crmrules.kinds.explained import Explained

        assert as_of is not None
        by = class_cuts(chosen, cuts)
        return Explained(chosen.policy.due(record, as_of=as_of, bind=chosen.binding, cuts=by))

    def examples(self, definition: CadenceDefinition) -> Iterator[tuple[str, Run]]:
        from crmrules.kinds.cadence.examples import examples_of

        return examples_of(definition)

    def findings(self, definition: CadenceDefinition, verify: bool) -> Iterator[Finding]:
        from crmrules.kinds.cadence.findings import out_of_order

        return out_of_order(definition)

    def unshown(self, definition: CadenceDefinition) -> Iterator[Finding]:
        from crmrules.kinds.cadence.findings import unshown

        return unshown(definition)

    def drafts(self, definition: CadenceDefinition) -> Iterator[Draft]:
        from crmrules.kinds.cadence.drafts import drafts

        return drafts(definition)

    def compare(self, old: CadenceDefinition, new: CadenceDefinition, verify: bool) -> Compared:
        from crmrules.kinds.cadence.difference import compare_cadences

        return compare_cadences(old, new)

    def moved(self, old: Cadence, new: Cadence, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
        from crmrules.kinds.cadence.transitions import moved

        return moved(old, new, frame, bind, as_of)

    def contacts(
        self, policy: Cadence, before: Mapping[str, int], after: Mapping[str, int], as_of: datetime.date | None
    ) -> Contacts:
        from crmrules.kinds.cadence.transitions import contacts_of

        return contacts_of(policy, before, after, as_of)

    def add_columns(
        self, chosen: Chosen[Cadence], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Any:
        from crmrules.kinds.cadence.review import class_cuts

        policy = chosen.policy
        assert as_of is not None  # choosing makes sure of it
        return policy.apply(frame, as_of=as_of, bind=chosen.binding, cuts=class_cuts(chosen, cuts), look=True)

    def part(
        self, chosen: Chosen[Cadence], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Part[Cadence]:
        from crmrules.kinds.cadence.review import cadence_part

        assert as_of is not None
        return cadence_part(chosen, frame, as_of, cuts)

    def channels(self, definition: CadenceDefinition) -> Sequence[str]:
        return [each.id for each in definition.channels]

    def worklist(
        self, chosen: Chosen[Cadence], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist:
        from crmrules.kinds.cadence.worklist import cadence_worklist

        assert as_of is not None
        return cadence_worklist(chosen, frame, as_of, cuts)
