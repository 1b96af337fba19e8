"""Cases as plain values, to be kept and gone on from."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.tree import Value
from crmrules.kinds.process.branches import Step
from crmrules.kinds.process.course import Course
from crmrules.records.documents import document_of, read_document
from crmrules.records.history.definition import History
from crmrules.records.history.occurrences import Id, Occurrence
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.kinds.process.definition import ProcessDefinition
    from crmrules.kinds.process.result import Case

_REMEDY = "replay the history, or keep what `Case.to_dict` gives"


@frozen
class KeptEvent:
    """An event that a window may still look back to."""

    at: datetime.date | datetime.datetime
    day: datetime.date
    kind: str
    id: Id | None = field(default=None)
    data: Mapping[str, Value] = field(factory=dict)
    joined: datetime.date | None = field(default=None)
    recorded: datetime.date | None = field(default=None)


@frozen
class Kept:
    """What is needed to go on from a case."""

    customer: Any
    course: Course
    joined: datetime.date | None = field(default=None)
    """The day on which the customer joined."""
    events: tuple[KeptEvent, ...] = field(default=())


def kept(case: "Case") -> dict[str, Any]:
    """What a case tells, and under `kept` what is needed to go on from it."""
    definition, course = case.definition, case.course
    return {
        "policy": case.policy,
        "version": definition.header.version,
        "hash": definition.hash,
        "customer": case.customer,
        "as_of": plain(case.as_of),
        "begun": plain(case.begun),
        "state": case.state,
        "possible": list(case.possible),
        "since": plain(case.since),
        "certain": case.certain,
        "too_open": case.too_open,
        "missing": list(case.missing),
        "unordered": [plain(day) for day in case.unordered],
        "history": [_told(each) for each in case.history],
        "deadlines": [
            {
                "id": each.id,
                "since": plain(each.since),
                "due": plain(each.due),
                "then": each.then or None,
                "certain": each.certain,
                "provisional": None if each.provisional is None else each.provisional.en,
            }
            for each in case.deadlines
        ],
        "duties": [
            {
                "id": each.id,
                "owner": each.owner or None,
                "since": plain(each.since),
                "due": plain(each.due),
                "certain": each.certain,
            }
            for each in case.duties
        ],
        "missed": [{"id": each.by, "day": plain(each.day)} for each in case.missed],
        "ignored": dict(case.ignored),
        "assumed": list(case.facts.assumed),
        "kept": document_of(Kept(case.customer, course, case.joined, tuple(map(_kept_event, case.events)))),
    }


def kept_of(definition: "ProcessDefinition", given: object) -> Kept:
    """What is needed to go on from a kept case; raises `RecordError` where it is none of the policy as it is now."""
    if not isinstance(given, Mapping) or not isinstance(given.get("kept"), Mapping):
        raise RecordError.of("case", f"{shown(given)} is no kept case", "give a Case, or what its `to_dict` gave")
    if given.get("policy") != definition.id:
        message = f"is of policy {shown(given.get('policy'))}, and this is `{definition.id}`"
        raise RecordError.of("case", message, "go on with the policy it was kept by")
    if given.get("hash") != definition.hash:
        message = f"was kept by another version of policy `{definition.id}`, {shown(given.get('version'))}"
        raise RecordError.of("case", message, "replay the customer's history with the policy as it is now")
    found = read_document(given["kept"], Kept, "case, `kept`", _REMEDY)
    for branch in found.course.branches:
        strange = [branch.state] if branch.state not in definition.state else []
        strange += [each.clock for each in branch.running if each.clock not in definition.clock]
        if strange:
            message = f"speaks of `{strange[0]}`, which policy `{definition.id}` does not have"
            raise RecordError.of("case", message, _REMEDY)
    return found


def events_of(history: History, kept: Kept) -> list[Occurrence]:
    """The events that a kept case still needs, their data held against the types that the history reads them by."""
    problems: list[Problem] = []
    found = [_occurrence(history, kept.customer, each, place, problems) for place, each in enumerate(kept.events, 1)]
    if problems:
        raise RecordError(problems)
    return found


def _occurrence(history: History, customer: Any, kept: KeptEvent, place: int, problems: list[Problem]) -> Occurrence:
    data = dict(kept.data)
    for name, value in kept.data.items():
        type_ = history.types.get(name)
        try:
            data[name] = value if type_ is None else accept(value, type_)
        except Refused as refused:
            path = f"case, `kept`, `events`, item {place}, `data`, `{name}`"
            problems.append(Problem(path, refused.message, _REMEDY))
    return Occurrence(
        customer, kept.at, kept.day, kept.kind, kept.id, data, kept.joined, kept.recorded, "the kept case"
    )


def _kept_event(event: Occurrence) -> KeptEvent:
    return KeptEvent(event.moment, event.day, event.kind, event.id, event.data, event.joined, event.recorded)


def _told(step: Step) -> dict[str, Any]:
    said = {"by": step.by, "on": step.on, "from": step.from_, "to": step.to, "until": plain(step.until)}
    return {
        "day": plain(step.day),
        "kind": step.kind.value,
        **{key: value for key, value in said.items() if value},
        **({"values": {name: plain(value) for name, value in step.values}} if step.values else {}),
    }
