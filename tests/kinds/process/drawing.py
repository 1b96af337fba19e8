"""Processes and histories that Hypothesis draws."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from crmrules import Event
from tests.kinds.process.oracle import Given

STATES = ("s0", "s1", "s2", "s3")
KINDS = ("a", "b", "c")
FIRST = date(2026, 1, 1)
LENGTH = 12
"""How many days a history has."""

CONDITIONS = ("flag", "not flag", "n > 1", "flag and n > 0", "flag or n == 0", "as_of > middle", "n == 1")
OF_EVENTS = ("event.good", "not event.good", "event.good or flag", "flag", "n > 0")


@st.composite
def processes(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, Any]:
    """The document of a process with a few states, transitions of every kind, and deadlines."""
    open_states = STATES[:3]
    froms = st.one_of(
        st.none(),
        st.sampled_from(open_states),
        st.lists(st.sampled_from(open_states), min_size=1, max_size=2, unique=True).map(tuple),
    )
    transitions = []
    for place in range(draw(st.integers(1, 6))):
        part: dict[str, Any] = {"id": f"t{place}", "to": draw(st.sampled_from(STATES)), "because": "So."}
        from_ = draw(froms)
        part |= {} if from_ is None else {"from": from_}
        on = draw(st.one_of(st.none(), st.sampled_from(KINDS), st.sampled_from(KINDS)))
        when = draw(st.sampled_from(CONDITIONS if on is None else (None, *OF_EVENTS)))
        part |= {} if on is None else {"on": on}
        part |= {} if when is None else {"when": when}
        transitions.append(part)
    deadlines = []
    for place in range(draw(st.integers(0, 3))):
        part = {"id": f"d{place}", "title": "D", "within": draw(st.sampled_from(("short", "long"))), "because": "Late."}
        state = draw(froms)
        part |= {} if state is None else {"state": state}
        then = draw(st.one_of(st.none(), st.sampled_from(STATES)))
        part |= {} if then is None else {"then": then}
        kinds = st.lists(st.sampled_from(KINDS), max_size=1).map(tuple)
        met_by, after = draw(kinds), draw(kinds)
        part |= {"met_by": met_by} if met_by else {}
        part |= {"after": after} if after else {}
        deadlines.append(part)
    return {
        "id": "drawn",
        "version": "1",
        "kind": "process",
        "title": "Drawn",
        "start": "s0",
        "parameters": {
            "window": {"value": draw(st.integers(1, 4)), "unit": "days", "origin": "own"},
            "short": {"value": draw(st.integers(1, 2)), "unit": "days", "origin": "own"},
            "long": {"value": draw(st.integers(2, 5)), "unit": "days", "origin": "own"},
            "middle": {"value": date(2026, 1, 7), "unit": "day", "origin": "own"},
        },
        "events": {
            "a": {"title": "A", "tells": ("flag",), "data": {"good": {"type": "bool"}}},
            "b": {"title": "B", "data": {"good": {"type": "bool"}}},
            "c": {"title": "C", "data": {"good": {"type": "bool"}}},
        },
        "facts": {"flag": {"type": "bool"}, "n": {"type": "integer"}},
        "aggregates": {"n": {"count": "b", "within": "window"}},
        "state": [{"id": each, "title": each, "final": each == "s3"} for each in STATES],
        "transition": transitions,
        "deadline": deadlines,
    }


@st.composite
def histories(draw: Callable[[st.SearchStrategy[Any]], Any], ids: bool = False) -> list[Given]:
    """Some events; with `ids` each has one."""
    count = draw(st.integers(0, 7))
    truths = st.sampled_from((True, False, None))
    found = []
    for place in range(count):
        day = FIRST + timedelta(draw(st.integers(0, LENGTH - 1)))
        moment = datetime(day.year, day.month, day.day, draw(st.integers(9, 10)))
        kind = draw(st.sampled_from((*KINDS, "z")))
        data: dict[str, Any] = {"good": draw(truths)}
        data |= {"flag": draw(truths)} if kind == "a" else {}
        found.append(Given(day, moment, place if ids or draw(st.booleans()) else None, kind, tuple(data.items())))
    return found


def events_of(given: list[Given]) -> list[Event]:
    """The same as events."""
    return [Event("C", each.moment, each.kind, dict(each.data), id=each.id) for each in given]
