"""Cases as plain values, to be kept and gone on from."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from crmrules.errors import RecordError, under
from crmrules.expressions.accept import shown
from crmrules.kinds.process.branches import Branch, Path, Running, Step, StepKind
from crmrules.kinds.process.course import Course, Lost
from crmrules.records.history.definition import History
from crmrules.records.history.occurrences import Id, Occurrence
from crmrules.records.json_lines import read_json
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.kinds.process.definition import ProcessDefinition
    from crmrules.kinds.process.result import Case

_REMEDY = "replay the history, or keep what `Case.to_dict` gives"


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
        "history": [_step(each) for each in case.history],
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
        "kept": {
            "branches": [_branch(each) for each in course.branches],
            "lost": None if course.lost is None else _lost(course.lost),
            "joined": plain(case.joined),
            "events": [_event(each) for each in case.events],
        },
    }


def course_of(definition: "ProcessDefinition", given: object) -> Course:
    """The course of a kept case; raises `RecordError` where it is none of the policy as it is now."""
    if not isinstance(given, Mapping) or not isinstance(given.get("kept"), Mapping):
        raise RecordError.of("case", f"{shown(given)} is no kept case", "give a Case, or what its `to_dict` gave")
    if given.get("policy") != definition.id:
        message = f"is of policy {shown(given.get('policy'))}, and this is `{definition.id}`"
        raise RecordError.of("case", message, "go on with the policy it was kept by")
    if given.get("hash") != definition.hash:
        message = f"was kept by another version of policy `{definition.id}`, {shown(given.get('version'))}"
        raise RecordError.of("case", message, "replay the customer's history with the policy as it is now")
    with under("case"):
        try:
            course = _course(given)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unreadable(error) from None
        for branch in course.branches:
            strange = [branch.state] if branch.state not in definition.state else []
            strange += [each.clock for each in branch.running if each.clock not in definition.clock]
            if strange:
                message = f"speaks of `{strange[0]}`, which policy `{definition.id}` does not have"
                raise RecordError.of("", message, _REMEDY)
        return course


def joined_of(given: Mapping[str, Any]) -> datetime.date | None:
    """The day on which the customer of a kept case joined."""
    return _day(given["kept"]["joined"])


def events_of(history: History, given: Mapping[str, Any]) -> list[Occurrence]:
    """The events that a kept case still needs."""
    with under("case"):
        try:
            return [_occurrence(history, given["customer"], each) for each in given["kept"]["events"]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unreadable(error) from None


def _unreadable(error: Exception) -> RecordError:
    """What is wrong with a kept case that was changed, or cut off."""
    match error:
        case KeyError(args=(str() as key,)):
            message = f"has no `{key}` where it needs one"
        case ValueError():
            message = f"holds a value that cannot be read: {error}"
        case _:
            message = "does not hold what a kept case does"
    return RecordError.of("", message, _REMEDY)


def _course(given: Mapping[str, Any]) -> Course:
    inner = given["kept"]
    lost = inner["lost"]
    return Course(
        _known(given["as_of"]),
        _day(given["begun"]),
        tuple(_branch_of(each) for each in inner["branches"]),
        None if lost is None else _lost_of(lost),
        tuple(sorted((str(kind), int(count)) for kind, count in given["ignored"].items())),
    )


def _branch(branch: Branch) -> dict[str, Any]:
    return {
        "state": branch.state,
        "since": plain(branch.since),
        "until": plain(branch.until),
        "running": [[each.clock, plain(each.since)] for each in branch.running],
        "counts": dict(branch.counts),
        "missing": sorted(branch.missing),
        "unordered": [plain(day) for day in sorted(branch.unordered)],
        "provisional": branch.provisional,
        "paths": [[_step(step) for step in path] for path in branch.paths],
    }


def _branch_of(given: Mapping[str, Any]) -> Branch:
    return Branch(
        given["state"],
        _known(given["since"]),
        _known(given["until"]),
        tuple(Running(clock, _known(since)) for clock, since in given["running"]),
        tuple(sorted(given["counts"].items())),
        frozenset(given["missing"]),
        frozenset(map(_known, given["unordered"])),
        bool(given["provisional"]),
        tuple(_path(path) for path in given["paths"]),
    )


def _lost(lost: Lost) -> dict[str, Any]:
    return {
        "since": plain(lost.since),
        "possible": list(lost.possible),
        "path": [_step(each) for each in lost.path],
        "missing": sorted(lost.missing),
        "unordered": [plain(day) for day in sorted(lost.unordered)],
    }


def _lost_of(given: Mapping[str, Any]) -> Lost:
    return Lost(
        _known(given["since"]),
        tuple(given["possible"]),
        _path(given["path"]),
        frozenset(given["missing"]),
        frozenset(map(_known, given["unordered"])),
    )


def _step(step: Step) -> dict[str, Any]:
    said = {"by": step.by, "on": step.on, "from": step.from_, "to": step.to, "until": plain(step.until)}
    return {
        "day": plain(step.day),
        "kind": step.kind.value,
        **{key: value for key, value in said.items() if value},
        **({"values": {name: plain(value) for name, value in step.values}} if step.values else {}),
    }


def _path(given: Iterable[Mapping[str, Any]]) -> Path:
    return tuple(
        Step(
            _known(each["day"]),
            StepKind(each["kind"]),
            each.get("by", ""),
            each.get("on", ""),
            each.get("from", ""),
            each.get("to", ""),
            _day(each.get("until")),
            tuple(each.get("values", {}).items()),
        )
        for each in given
    )


def _event(event: Occurrence) -> dict[str, Any]:
    moment = event.moment
    return {
        "at": moment.isoformat(),
        "day": plain(event.day),
        "kind": event.kind,
        **({"id": [[is_text, part] for is_text, part in event.id]} if event.id is not None else {}),
        **({"data": {name: plain(value) for name, value in event.data.items()}} if event.data else {}),
        **({"joined": plain(event.joined)} if event.joined is not None else {}),
        **({"recorded": plain(event.recorded)} if event.recorded is not None else {}),
    }


def _occurrence(history: History, customer: object, given: Mapping[str, Any]) -> Occurrence:
    at = given["at"]
    moment = datetime.date.fromisoformat(at) if len(at) == 10 else datetime.datetime.fromisoformat(at)
    id_: Id | None = tuple((bool(text), part) for text, part in given["id"]) if "id" in given else None
    data = {}
    for name, value in given.get("data", {}).items():
        type_ = history.types.get(name)
        data[name] = read_json(value, type_) if type_ is not None and value is not None else value
    return Occurrence(
        customer,
        moment,
        _known(given["day"]),
        given["kind"],
        id_,
        data,
        _day(given.get("joined")),
        _day(given.get("recorded")),
        "the kept case",
    )


def _day(given: object) -> datetime.date | None:
    return None if given is None else _known(given)


def _known(given: object) -> datetime.date:
    if not isinstance(given, str):
        raise TypeError(f"{given!r} is no day")
    return datetime.date.fromisoformat(given)
