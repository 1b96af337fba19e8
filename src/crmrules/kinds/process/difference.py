"""Whether two processes say the same of histories: a short one for each change, or that none was found."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.markers import Marker, Said
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.examples import events_of
from crmrules.kinds.process.parts import LAYOUT
from crmrules.kinds.process.policy import Process
from crmrules.kinds.process.result import Case
from crmrules.kinds.process.trying import histories
from crmrules.model.event import Event
from crmrules.model.text import Text

MOST_TRIED = 600
"""How many histories are tried."""

_UNSAID = ("title", "because", "caution", "reading", "text", "why", "origin", "retention")
"""What moves no case; what a state is to retention is told as what comes with it."""

_NAMED = ("parameters", "facts", *LAYOUT.tables, "data")
"""The tables whose keys are names, also those of the data of an event."""

_NONE_FOUND = Text(
    "no history that was tried shows a difference; longer ones may", "所试历史未见差异，更长的历史可能有差异"
)

Aspect = tuple[str, Said]


def compare_processes(old: ProcessDefinition, new: ProcessDefinition) -> Compared:
    """What two processes are to each other; the examples of both are tried, and short histories from the start."""
    facts, since = changed_facts(old, new), begun(old, new)
    if _meaning(old.document) == _meaning(new.document) and _read(old) == _read(new):
        return Compared(facts=facts, since=since)
    changes: dict[object, Change] = {}
    # of states every change is shown, of all else one
    policies = Process(old), Process(new)
    for events, day in islice(_tried(old, new, since), MOST_TRIED):
        before, after = (each.replay(events, as_of=day) for each in policies)
        found = _change(before, after)
        if found is not None and (found[0] or found) not in changes:
            events = _shortened(policies, events, day, found)
            changes[found[0] or found] = Change(_witness(events, day), found[1], found[2], what=found[0])
    return Compared(tuple(changes.values()), () if changes else (_NONE_FOUND,), facts, since)


def told(case: Case) -> list[Aspect]:
    """What a case says that two processes are compared in, the state first."""
    state: Said = case.state if case.state is not None else Marker.OPEN if case.possible else None
    duties = [each for each in case.duties if each.certain]
    open_ = [f"{each.id} until {each.due}" for each in case.deadlines if each.certain]
    return [
        ("", state),
        ("possible", ", ".join(case.possible)),
        ("since", None if case.since is None else case.since.isoformat()),
        ("missed", ", ".join(each.by for each in case.missed)),
        ("deadlines", ", ".join(open_)),
        ("duties", ", ".join(f"{each.id} ({each.owner})" if each.owner else each.id for each in duties)),
    ]


def _change(before: Case, after: Case) -> tuple[str, Said, Said] | None:
    """The first in which two cases differ."""
    pairs = zip(told(before), told(after), strict=True)
    return next(((what, one, other) for (what, one), (_, other) in pairs if one != other), None)


def _tried(
    old: ProcessDefinition, new: ProcessDefinition, since: datetime.date | None
) -> Iterator[tuple[Sequence[Event], datetime.date]]:
    """Short histories from the start, the shorter ones first, then the examples of both."""
    yield from islice(histories(old, new, since), MOST_TRIED * 3 // 4)
    for definition in (old, new):
        for example in definition.examples:
            for standing in example.expect:
                if since is None or all(each.at >= since for each in example.events):
                    yield events_of(example), standing.on


def _shortened(
    policies: tuple[Process, Process], events: Sequence[Event], day: datetime.date, change: tuple[str, Said, Said]
) -> Sequence[Event]:
    """The events without those that the change does not hang on."""
    for event in list(events):
        without = [each for each in events if each is not event]
        before, after = (each.replay(without, as_of=day) for each in policies)
        if _change(before, after) == change:
            events = without
    return events


def _witness(events: Sequence[Event], day: datetime.date) -> Witness:
    """A history as what is known: each event by its place."""
    told_: dict[str, Any] = {}
    for place, each in enumerate(sorted(events, key=lambda each: (each.at, each.id)), 1):
        data = " ".join(f"{name}={str(value).lower()}" for name, value in each.data.items() if value is not None)
        told_[f"event {place}"] = f"{each.at.isoformat()} {each.kind} {data}".strip()
    return Witness(told_, day)


def _meaning(value: Any, named: bool = False) -> Any:
    """The plain mapping of a process without what is only said, and without its name and examples.

    The keys of a table whose entries are `named` by the user are no keys of parts.
    """
    if isinstance(value, dict):
        left = ("id", "version", "example", "covers", "source", "accept") if "format" in value else ()
        unsaid = () if named else (*_UNSAID, *left)
        tables = () if named else _NAMED
        return {key: _meaning(each, key in tables) for key, each in value.items() if key not in unsaid}
    return [_meaning(each) for each in value] if isinstance(value, list) else value


def _read(definition: ProcessDefinition) -> dict[str, str]:
    return {id_: each.hash for id_, each in definition.policies.items()}
