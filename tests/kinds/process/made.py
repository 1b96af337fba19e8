"""Processes, histories and bindings made of chance: all that a process can read, on days where calendars are odd.

The days lie about Chinese holidays with their worked weekends, ends of months and of years, and a leap day.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from attrs import frozen

from crmrules import Binding, Event

STATES = ("s0", "s1", "s2", "s3", "end")
KINDS = ("a", "b", "c", "d")
FIRSTS = (date(2026, 1, 20), date(2026, 9, 10), date(2026, 11, 25), date(2024, 1, 25))
LENGTH = 80
"""How many days a history has."""
ZONE = "Asia/Shanghai"

_CONDITIONS = (
    "flag", "not flag", "level > 1", "n > 1", "n == 0", "in_months == 1", "in_business_days > 1", "since_b > three",
    "months_b >= 1", "since_b > one", "on_days > two", "always_on > three", "share > third", "open_now",
    "not open_now", "total >= two", "average > 1", "after_c > 0", "ever_after_c > 1", "since_reset > 1",
    "days_reset > two", "times < two", "double > two", "as_of > middle", "last_of_b > 1", "different > 1",
    "first_of_b < two", "last_day_c > middle", "first_day_b == as_of", "least < 1", "most > two", "known(flag)",
    "coalesce(level, 0) > 1", "whole > two", "shifted > 1",
)  # fmt: skip
_OF_EVENTS = (
    "event.good", "not event.good", "event.good or n > 1", "event.amount > 1", "known(event.amount)", "times == 0",
    "event.amount > total",
)  # fmt: skip
_OF_POLICIES = ('qualified == "pursue"', 'known(qualified) and qualified != "stop-contact"')
_MONEY_AUTHORITY_NEED = ("money", "authority", "need")
_DATA = {"amount": {"type": "number"}, "good": {"type": "bool"}}
_AGGREGATES: Mapping[str, dict[str, Any]] = {
    "n": {"count": "b", "within": "window"},
    "in_months": {"count": "b", "within": "months"},
    "in_business_days": {"days": "b", "within": "business"},
    "since_b": {"days_since": "b"},
    "months_b": {"months_since": "b"},
    "on_days": {"days": "span", "within": "window"},
    "always_on": {"days": "span"},
    "share": {"share_of_days": "span", "within": "window"},
    "open_now": {"open": "span"},
    "total": {"sum": "b.amount", "within": "window"},
    "average": {"mean": "b.amount", "of_last": "two", "skip": "one"},
    "last_of_b": {"last": "b.amount", "where": "good"},
    "first_of_b": {"first": "b.amount"},
    "last_day_c": {"last_day": "c"},
    "first_day_b": {"first_day": "b", "within": "months"},
    "least": {"min": "b.amount", "at_least": "two"},
    "most": {"max": "d.amount", "within": "weeks"},
    "after_c": {"count": "b", "within": "long", "after": "c"},
    "ever_after_c": {"days": "b", "after": "c"},
    "since_reset": {"count": "b", "reset_by": ["c"]},
    "days_reset": {"days_since": "b", "reset_by": ["c", "d"]},
    "different": {"distinct": "b.amount", "within": "window"},
    "whole": {"count": "b", "where": "amount > 0"},
    "shifted": {"last": "b.amount", "skip": "one", "within": "months"},
}
_DAYS = ("last_day_c", "first_day_b")
_NUMBERS = ("share", "total", "average", "last_of_b", "first_of_b", "least", "most", "shifted")
_LENGTHS = ("short", "long", "business", "months", "weeks")


@frozen
class Made:
    """A process, the events of one customer, and what reads them."""

    document: Mapping[str, Any]
    events: list[Event]
    first: date
    tables: Mapping[str, Any] | None
    """What `Binding` takes; None for no binding."""
    known_at: date | None

    @property
    def bind(self) -> Binding | None:
        """The binding."""
        return None if self.tables is None else Binding(**self.tables)

    @property
    def last(self) -> date:
        """A day by which most of what runs has passed."""
        return self.first + timedelta(LENGTH + 40)


def made(chance: Random, known: bool = False, asks: bool = False) -> Made:
    """One of them; with `known` events have ids, and tell all their data; with `asks` it reads another policy."""
    first = chance.choice(FIRSTS)
    tables = None if known else _tables(chance, first)
    form = chance.choice(("days", "moments", "zoned")) if tables is not None else chance.choice(("days", "moments"))
    if tables is not None and form == "zoned":
        tables["history"]["zone"] = ZONE
    events = _events(chance, first, form, known, joins=tables is not None and "joined" in tables["history"])
    known_at = first + timedelta(chance.randrange(LENGTH)) if chance.random() < 0.2 else None
    return Made(document(chance, first, asks), events, first, tables, known_at)


def document(chance: Random, first: date, asks: bool = False) -> dict[str, Any]:
    """The document of a process with a few states, transitions of every kind, deadlines and duties."""
    opened = chance.choice(((), (), ("a",), ("b", "c")))
    calendar = chance.choice((None, {"country": "CN", "announced": 2026}, {"country": "DE", "holidays": [first]}))
    return {
        "id": "made",
        "version": "1",
        "kind": "process",
        "title": "Made",
        "start": "s0",
        **({"opens": list(opened)} if opened else {}),
        **({} if calendar is None else {"calendar": calendar}),
        "parameters": _parameters(chance, first),
        "events": {
            "a": {"title": "A", "tells": ["flag", "level", *(_MONEY_AUTHORITY_NEED if asks else ())], "data": _DATA},
            "b": {"title": "B", "data": _DATA},
            "c": {"title": "C", "tells": ["flag"], "data": _DATA},
            "d": {"title": "D", "data": _DATA},
        },
        "facts": {
            "flag": {"type": "bool"},
            "level": {"type": "integer"},
            **{name: {"type": _type(name)} for name in _AGGREGATES},
            "double": {"is": "n + n"},
            **({"qualified": {"from": "man"}} if asks else {}),
        },
        "spans": {"span": {"from": "a", "to": "c", **chance.choice(({}, {"initially": True}))}},
        "counts": {"times": {"state": "s1", "title": "Times"}},
        "aggregates": dict(_AGGREGATES),
        "state": [{"id": each, "title": each, "final": each == "end"} for each in STATES],
        "transition": [_transition(chance, place, asks) for place in range(chance.randint(1, 7))],
        "deadline": [_deadline(chance, place) for place in range(chance.randint(0, 3))],
        "duty": [_duty(chance, place) for place in range(chance.randint(0, 2))],
    }


def _type(name: str) -> str:
    return "date" if name in _DAYS else "number" if name in _NUMBERS else "bool" if name == "open_now" else "integer"


def _parameters(chance: Random, first: date) -> dict[str, Any]:
    later = first + timedelta(chance.randrange(LENGTH))
    plain: dict[str, tuple[Any, str]] = {
        "window": (chance.randint(1, 20), "days"),
        "short": (chance.randint(1, 2), "days"),
        "long": (chance.randint(2, 9), "days"),
        "weeks": (chance.randint(1, 2), "weeks"),
        "months": (chance.randint(1, 2), "months"),
        "business": (chance.randint(1, 6), "business days"),
        "none": (0, chance.choice(("days", "business days"))),
        **{name: (value, "events") for name, value in (("one", 1), ("two", 2), ("three", 3))},
        "third": (0.3, "ratio"),
        "middle": (first + timedelta(30), "day"),
    }
    found: dict[str, Any] = {
        name: {"value": value, "unit": unit, "origin": "own"} for name, (value, unit) in plain.items()
    }
    for name in chance.sample(("window", "long", "business", "months", "two"), chance.choice((0, 0, 1, 2))):
        was: Any = found[name].pop("value")
        dated = [(date(2020, 1, 1), was), (later, was + 1)]
        found[name]["dated"] = [{"from": day, "value": value} for day, value in dated]
    return found


def _states(chance: Random, key: str) -> dict[str, Any]:
    several = chance.sample(STATES[:-1], 2)
    return chance.choice(({}, {key: several[0]}, {key: several[0]}, {key: several}))


def _condition(chance: Random, atoms: tuple[str, ...]) -> str:
    found = chance.choice(atoms)
    while chance.random() < 0.3:
        found = f"{found} {chance.choice(('and', 'or'))} {chance.choice(('', 'not '))}({chance.choice(atoms)})"
    return found


def _transition(chance: Random, place: int, asks: bool) -> dict[str, Any]:
    part: dict[str, Any] = {"id": f"t{place}", "to": chance.choice(STATES), **_states(chance, "from")}
    part["because"] = chance.choice(("So.", "{n} and {total} and {double} and {times}, {window} days."))
    if chance.random() < 0.6:
        part["on"] = chance.choice(KINDS)
    if "on" not in part or chance.random() < 0.6:
        part["when"] = _condition(chance, (*_CONDITIONS, *_OF_POLICIES * 9 * asks, *_OF_EVENTS * 3 * ("on" in part)))
    return part


def _deadline(chance: Random, place: int) -> dict[str, Any]:
    part: dict[str, Any] = {"id": f"d{place}", "title": "D", "because": "Late.", **_states(chance, "state")}
    if chance.random() < 0.7:
        part["then"] = chance.choice(STATES)
    part["within"] = chance.choice((*_LENGTHS, *(() if "then" in part else ("none",))))
    return part | _events_of_clock(chance, ("met_by", "after"))


def _duty(chance: Random, place: int) -> dict[str, Any]:
    part = {"id": f"y{place}", "title": "Y", **_states(chance, "state"), **_events_of_clock(chance, ("met_by",))}
    part |= {"within": chance.choice((*_LENGTHS, "none"))} if chance.random() < 0.6 else {}
    return part | ({"when": chance.choice(_CONDITIONS)} if chance.random() < 0.5 else {})


def _events_of_clock(chance: Random, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: chance.sample(KINDS, chance.choice((1, 1, 2))) for key in keys if chance.random() < 0.4}


def _tables(chance: Random, first: date) -> dict[str, Any] | None:
    if chance.random() < 0.3:
        return None
    history: dict[str, Any] = {"id": "id", "recorded": "recorded"}
    history |= chance.choice(({}, {}, {"since": first + timedelta(10)}, {"since": first}))
    history |= chance.choice(({}, {}, {"joined": "joined"}, {"joined": {"event": "a"}}))
    if chance.random() < 0.3:
        often = {"count": "b", **chance.choice(({}, {"within": "5 days"}, {"within": "log"}))}
        facts = {"flag": {"is": "often > 1"}, "often": often}
        return {"facts": facts, "history": history, "columns": {"often": "integer"}}
    return {"history": history, **({"assume": {"flag": True}} if chance.random() < 0.2 else {})}


def _events(chance: Random, first: date, form: str, known: bool, joins: bool) -> list[Event]:
    """Some events; those with ids perhaps twice."""
    found = []
    told_all, with_ids = known or chance.random() < 0.5, known or chance.random() < 0.5
    joined = first + timedelta(chance.randint(-5, 5))
    days = sorted(chance.randrange(LENGTH) for _ in range(6))
    for place in range(chance.randint(0, 12)):
        day = first + timedelta(chance.choice((*days, chance.randrange(LENGTH))))
        kind = chance.choice((*KINDS, "b", "z"))
        truth = (True, False) if told_all else (True, False, None)
        data: dict[str, Any] = {
            "good": chance.choice(truth),
            "amount": chance.choice((0, 1, 1.5, 3) if told_all else (0, 1, 1.5, 3, None)),
            "joined": chance.choice((joined, joined, joined, None, joined + timedelta(1))) if joins else None,
        }
        if kind in ("a", "c"):
            data |= {name: chance.choice(truth) for name in _MONEY_AUTHORITY_NEED}
            data |= {"flag": chance.choice(truth), "level": chance.choice((1, 2) if told_all else (1, 2, None))}
        id_ = place if with_ids or chance.random() < 0.5 else None
        recorded = day + timedelta(chance.choice((0, 0, 0, 3, 20)))
        event = Event("C", moment(chance, day, form), kind, data, id=id_, recorded=recorded)
        found += [event] * (2 if id_ is not None and chance.random() < 0.1 else 1)
    chance.shuffle(found)
    return found


def moment(chance: Random, day: date, form: str) -> date:
    """A day, or a moment of it, perhaps by another zone; at few hours, so that some are one."""
    if form == "days":
        return day
    hour = chance.choice((0, 9, 9, 23))
    at = datetime(day.year, day.month, day.day, hour)
    return at.replace(tzinfo=UTC) if form == "zoned" else at
