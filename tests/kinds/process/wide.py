"""Processes that read all that a process can read, and their histories, for Hypothesis to draw."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from crmrules import Binding, Event
from tests.kinds.process.drawing import FIRST, KINDS, processes

LENGTH = 100
"""How many days a history has."""

CONDITIONS = (
    "flag", "not flag", "n > 1", "in_months == 1", "in_business_days > 1", "since_b > three", "months_b >= 1",
    "known(since_b) and since_b > one", "on_days > two", "share > third", "open_now", "not open_now", "total >= two",
    "average > 1", "after_c > 0", "since_reset > 1", "times < two", "double > two", "qualified == \"pursue\"",
    "known(qualified) and qualified != \"stop-contact\"", "as_of > middle", "last_of_b > 1", "different > 1",
)  # fmt: skip
OF_EVENTS = (None, "event.good", "event.good or n > 1", "flag", "event.amount > 1", "times == 0", "on_days > 1")

_MONEY_AUTHORITY_NEED = ("money", "authority", "need")


@st.composite
def wide_processes(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, Any]:
    """The document of a process whose conditions read aggregates of every kind, spans, counts and a policy."""
    document: dict[str, Any] = draw(processes())
    for part in document["transition"]:
        part.pop("when", None)
        when = draw(st.sampled_from(OF_EVENTS if "on" in part else CONDITIONS))
        part |= {} if when is None else {"when": when}
        if draw(st.booleans()):
            part["because"] = "{n} and {total} and {double} and {times}, {window} days."
    window = {"value": draw(st.integers(1, 20)), "unit": "days", "origin": "own"}
    if draw(st.booleans()):
        later = FIRST + timedelta(40)
        window = {
            "unit": "days",
            "origin": "own",
            "dated": [{"from": date(2025, 1, 1), "value": 5}, {"from": later, "value": 9}],
        }
    numbers: dict[str, tuple[float, str]] = {
        "months": (1, "months"),
        "business": (3, "business days"),
        "one": (1, "events"),
        "two": (2, "events"),
        "three": (3, "events"),
        "third": (0.3, "ratio"),
    }
    document["parameters"] |= {
        "window": window,
        **{name: {"value": value, "unit": unit, "origin": "own"} for name, (value, unit) in numbers.items()},
    }
    amount = {"amount": {"type": "number"}, "good": {"type": "bool"}}
    document["events"] = {
        "a": {"title": "A", "tells": ("flag", *_MONEY_AUTHORITY_NEED), "data": amount},
        "b": {"title": "B", "data": amount},
        "c": {"title": "C", "data": amount},
    }
    whole = ("n", "in_months", "in_business_days", "since_b", "months_b", "on_days", "after_c", "since_reset")
    document["facts"] = {
        "flag": {"type": "bool"},
        **{name: {"type": "integer"} for name in (*whole, "different")},
        **{name: {"type": "number"} for name in ("share", "total", "average", "last_of_b")},
        "open_now": {"type": "bool"},
        "double": {"is": "n + n"},
        "qualified": {"from": "man"},
    }
    document["spans"] = {"span": {"from": "a", "to": "c"}}
    document["counts"] = {"times": {"state": "s1", "title": "Times"}}
    document["aggregates"] = {
        "n": {"count": "b", "within": "window"},
        "in_months": {"count": "b", "within": "months"},
        "in_business_days": {"days": "b", "within": "business"},
        "since_b": {"days_since": "b"},
        "months_b": {"months_since": "b"},
        "on_days": {"days": "span", "within": "window"},
        "share": {"share_of_days": "span", "within": "window"},
        "open_now": {"open": "span"},
        "total": {"sum": "b.amount", "within": "window"},
        "average": {"mean": "b.amount", "of_last": "two", "skip": "one"},
        "last_of_b": {"last": "b.amount", "where": "good"},
        "after_c": {"count": "b", "within": "long", "after": "c"},
        "since_reset": {"count": "b", "reset_by": ["c"]},
        "different": {"distinct": "b.amount", "within": "window"},
    }
    return document


@st.composite
def wide_histories(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Event]:
    """Some events of a quarter, with data that may be unknown, and mostly with ids."""
    found = []
    known = draw(st.booleans())
    truths = st.booleans() if known else st.sampled_from((True, False, None))
    amounts = st.sampled_from((0, 1, 1.5, 3) if known else (0, 1, 1.5, 3, None))
    with_ids = draw(st.booleans())
    for place in range(draw(st.integers(0, 12))):
        day = FIRST + timedelta(draw(st.integers(0, LENGTH - 1)))
        moment = datetime(day.year, day.month, day.day, draw(st.integers(9, 10)))
        kind = draw(st.sampled_from((*KINDS, "b", "z")))
        data: dict[str, Any] = {"good": draw(truths), "amount": draw(amounts), "joined": day}
        if kind == "a":
            data |= {name: draw(truths) for name in ("flag", *_MONEY_AUTHORITY_NEED)}
        found.append(Event("C", moment, kind, data, id=place if with_ids or draw(st.booleans()) else None))
    return found


def bindings() -> st.SearchStrategy[Binding | None]:
    """Bindings of such histories: a log that begins late, a day of joining, facts that are assumed or reckoned."""
    histories = st.sampled_from(
        ({}, {"since": FIRST + timedelta(10)}, {"since": FIRST, "joined": "joined"}, {"joined": {"event": "a"}})
    )
    reckoned = {"flag": {"is": "often > 1"}, "often": {"count": "b", "within": "5 days"}}
    return st.one_of(
        st.none(),
        st.builds(lambda history: Binding(history={"id": "id", **history}), histories),
        st.builds(
            lambda history: Binding(
                reckoned, history={"id": "id", **history}, assume={"need": True}, columns={"often": "integer"}
            ),
            histories,
        ),
    )


def days() -> st.SearchStrategy[date]:
    """Days on which to look at such a case."""
    return st.integers(0, LENGTH + 40).map(lambda days: FIRST + timedelta(days))
