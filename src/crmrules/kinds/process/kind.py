"""What the process kind brings to the house."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
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
    from crmrules.kinds.process.definition import ProcessDefinition
    from crmrules.kinds.process.policy import Process
    from crmrules.kinds.process.reading import ProcessReader
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.happened import Happened
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist


class ProcessKind(Kind["ProcessDefinition", "Process"]):
    """States, transitions and deadlines, over the events of a customer."""

    name: ClassVar[str] = "process"
    follows_events: ClassVar[bool] = True

    @property
    def layout(self) -> Layout:
        from crmrules.kinds.process.parts import LAYOUT

        return LAYOUT

    @property
    def policy_class(self) -> type[Process]:
        from crmrules.kinds.process.policy import Process

        return Process

    def reader(self, document: Mapping[str, Any], find: Find) -> ProcessReader:
        from crmrules.kinds.process.reading import ProcessReader

        return ProcessReader(document, find)

    def policy(self, definition: ProcessDefinition) -> Process:
        from crmrules.kinds.process.policy import Process

        return Process(definition)

    def page(self, definition: ProcessDefinition) -> Document:
        from crmrules.kinds.process.page import process_page

        return process_page(definition)

    def explain(
        self, policy: Process, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool
    ) -> Explained:
        message = "follows the events of a customer, and facts of today say nothing of how they came to be"
        raise EngineError.of(
            f"policy `{policy.id}`", message, "give its events: `crmrules case CUSTOMER FILE`, or `replay`"
        )

    def examples(self, definition: ProcessDefinition) -> Iterator[tuple[str, Run]]:
        from crmrules.kinds.process.examples import examples_of

        return examples_of(definition)

    def findings(self, definition: ProcessDefinition, verify: bool) -> Iterator[Finding]:
        from crmrules.kinds.process.findings import findings_of

        return findings_of(definition, verify)

    def unshown(self, definition: ProcessDefinition) -> Iterator[Finding]:
        from crmrules.kinds.process.drafts import unshown

        return unshown(definition)

    def drafts(self, definition: ProcessDefinition) -> Iterator[Draft]:
        from crmrules.kinds.process.drafts import drafts

        return drafts(definition)

    def compare(self, old: ProcessDefinition, new: ProcessDefinition, verify: bool) -> Compared:
        from crmrules.kinds.process.difference import compare_processes

        return compare_processes(old, new)

    def moved(self, old: Process, new: Process, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
        from crmrules.kinds.process.transitions import moved

        return moved(old, new, frame, bind, as_of)

    def add_columns(
        self, chosen: Chosen[Process], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Any:
        from crmrules.kinds.process.followed import with_cases

        return with_cases(chosen, frame, _day(as_of))

    def part(
        self, chosen: Chosen[Process], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Part[Process]:
        from crmrules.kinds.process.review import process_part

        bands = {id_: each.definition for id_, each in cuts.items() if each.definition.answers}
        return process_part(chosen, frame, _day(as_of), bands)

    def worklist(
        self, chosen: Chosen[Process], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist | None:
        from crmrules.kinds.process.followed import process_worklist

        return process_worklist(chosen, frame, _day(as_of))

    def hears(self, definition: ProcessDefinition, happened: Happened) -> bool:
        history = happened.binding.history
        facts = set[str]() if history is None else {*history.facts}
        return bool(definition.reads & facts or happened.kinds & definition.events.keys())

    def event_kinds(self, definition: ProcessDefinition) -> Collection[str]:
        return definition.events.keys()

    def follow(self, chosen: Chosen[Process], as_of: datetime.date | None) -> None:
        from crmrules.kinds.process.followed import all_cases

        all_cases(chosen, _day(as_of))


def _day(as_of: datetime.date | None) -> datetime.date:
    assert as_of is not None  # a process runs on a day
    return as_of
