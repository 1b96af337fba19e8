"""Hypothesis strategies: histories as bindings write them, and the rows of their events.

`cases()` draws a binding's tables and rows of plain values under the columns of `COLUMNS`: ties, month ends, leap days,
zones, spans that are never closed or opened twice, events on `since`, ids that some rows lack, and the same id again.
"""

import datetime
from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from hypothesis import strategies as st

from crmrules.records.history.aggregates import CHOOSING, OF_VALUES, AggregateFunction

Draw = Callable[[st.SearchStrategy[Any]], Any]

COLUMNS = ("customer", "at", "kind", "id", "recorded", "joined", "amount", "day", "note", "flag")
"""The columns of every row; `kind` is text, `at` and `recorded` are days or moments, `joined` and `day` days."""

TYPES = {"amount": "number", "day": "date", "note": "text", "flag": "bool"}
ZONE = "Asia/Shanghai"
KINDS = ("order", "order", "order", "order", "call", "on", "off", "saved")
_EDGES = [
    datetime.date(2024, 1, 30), datetime.date(2024, 1, 31), datetime.date(2024, 2, 28), datetime.date(2024, 2, 29),
    datetime.date(2024, 3, 1), datetime.date(2024, 3, 29), datetime.date(2024, 3, 31), datetime.date(2024, 4, 30),
    datetime.date(2023, 12, 31), datetime.date(2024, 2, 1),
]  # fmt: skip
_VALUES = {
    "amount": "numbers",
    "amount * 2 - 1": "numbers",
    "day": "days",
    "add_months(day, 1)": "days",
    "note": "texts",
    "flag": "bools",
}
_WHERES = (
    "flag",
    "amount > 1",
    "known(note)",
    "note == 'a' or flag",
    "day > day or amount >= 0",
    "contains(note, 'a') or year(day) == 2024",
)
_WITHIN = (
    "1 day",
    "2 days",
    "7 days",
    "30 days",
    "1 month",
    "2 months",
    "13 months",
    "1 business day",
    "5 business days",
)


@frozen
class Case:
    """A history, the rows of its events, and the day they are asked on."""

    tables: Mapping[str, Any]
    """What `Binding` takes."""
    rows: list[dict[str, Any]]
    as_of: datetime.date
    known_at: datetime.date | None


@st.composite
def cases(draw: Draw, customers: int = 1, most: int = 6, facts: int = 8) -> Case:
    """Histories of a few customers with at most so many events each, on a few days that they share.

    Rows and facts are made from seeds, so that a case costs little; failing ones shrink to few rows and facts.
    """
    seeds = st.integers(0, 2**32)
    rows = [draw(st.lists(seeds, max_size=most)) for _ in range(customers)]
    return made(Random(draw(seeds)), rows, draw(st.lists(seeds, min_size=1, max_size=facts)))


def random_case(random: Random, customers: int = 1, most: int = 6, facts: int = 8) -> Case:
    """The same by chance alone, for those who want very many."""
    rows = [[random.getrandbits(32) for _ in range(random.randint(0, most))] for _ in range(customers)]
    return made(random, rows, [random.getrandbits(32) for _ in range(random.randint(1, facts))])


def made(random: Random, rows: list[list[int]], facts: list[int]) -> Case:
    """A case of a seed for each row of each customer, and one for each fact."""
    pool = sorted(_day(random) for _ in range(random.randint(1, 4)))
    since = random.choice([None, None, None, None, pool[0], datetime.date(2024, 1, 1)])
    form = random.choice(["days", "moments", "zoned"])
    with_ids, joined = random.choice(["none", "all", "some"]), random.choice(["", "column", "event"])
    history: dict[str, Any] = {"customer": "customer", "at": "at", "kind": {"column": "kind"}, "recorded": "recorded"}
    history |= {} if since is None else {"since": since}
    history |= {"zone": ZONE} if form == "zoned" else {}
    history |= {} if with_ids == "none" else {"id": "id"}
    ways: dict[str, dict[str, Any]] = {"column": {"joined": "joined"}, "event": {"joined": {"event": "saved"}}}
    history |= ways.get(joined, {})
    history |= {"holidays": [_day(random) for _ in range(random.randint(0, 3))]}
    initially = random.choice([None, True, False])
    span: dict[str, Any] = {"from": "on", "to": "off"} | ({} if initially is None else {"initially": initially})
    tables = {
        "facts": {f"f{place}": aggregate(Random(seed), since is not None) for place, seed in enumerate(facts)},
        "columns": TYPES,
        "history": history,
        "spans": {"state": span},
    }
    made_rows = [
        _row(Random(seed), f"c{number}", pool, form, with_ids, joined == "column")
        for number, seeds in enumerate(rows)
        for seed in seeds
    ]
    if with_ids != "none":
        _with_ids(made_rows, random)
    as_of = random.choice([pool[-1], pool[-1], pool[0], _day(random), datetime.date(2024, 4, 30)])
    known_at = random.choice([None, None, None, None, pool[-1], datetime.date(2024, 4, 30)])
    return Case(tables, made_rows, as_of, known_at)


def _day(random: Random) -> datetime.date:
    """A day that others meet often, many of them on the edge of a month."""
    near = datetime.date(2024, 1, 20) + datetime.timedelta(random.randint(0, 75))
    return random.choice([near, random.choice(_EDGES)])


def _row(
    random: Random, customer: str, pool: list[datetime.date], form: str, with_ids: str, joined: bool
) -> dict[str, Any]:
    return {
        "customer": customer,
        "at": _moment(random, random.choice(pool), form),
        "kind": random.choice(KINDS),
        "id": None if with_ids == "none" or (with_ids == "some" and random.random() < 0.5) else 0,
        "recorded": random.choice([*pool, datetime.date(2024, 1, 1)]),
        "joined": random.choice([None, *_EDGES[:2]]) if joined else None,
        "amount": random.choice([None, 0, 0, 1, 1, 2, 2, 2, 2.5, -1, 0.1]),
        "day": random.choice([None, *_EDGES]),
        "note": random.choice([None, "a", "a", "b"]),
        "flag": random.choice([True, True, True, True, False, None]),
    }


def _moment(random: Random, day: datetime.date, form: str) -> datetime.date | datetime.datetime:
    if form == "days":
        return day
    hour = random.choice([0, 9, 9, 17, 23])
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=datetime.UTC if form == "zoned" else None)


def _with_ids(rows: list[dict[str, Any]], random: Random) -> None:
    """Give the rows that are to have ids one each, and bring some of them again, recorded on another day."""
    numbers = random.sample(range(len(rows)), len(rows))
    for row, number in zip(rows, numbers, strict=True):
        row["id"] = None if row["id"] is None else f"e{number}"
    again = [row for row in rows if row["id"] is not None and random.random() < 0.2]
    rows += [row | {"recorded": _day(random)} for row in again]


def aggregate(random: Random, with_since: bool) -> dict[str, Any]:
    """An aggregate as a binding writes it."""
    function = random.choice([*AggregateFunction])
    if function is AggregateFunction.OPEN:
        return {"open": "state"}
    of_span = function in ("days", "share_of_days") and random.random() < 0.6
    table: dict[str, Any] = {function.value: "state" if of_span else random.choice(["order", "order", "order", "call"])}
    if function in OF_VALUES:
        table["value"] = random.choice([value for value in _VALUES if _fits(function, _VALUES[value])])
    within = random.choice([None, None, "log", random.choice(_WITHIN), random.choice(_WITHIN)])
    after = random.random() < 0.15 and within != "log"
    if function is AggregateFunction.SHARE_OF_DAYS and (within is None or (within == "log" and not with_since)):
        within = "7 days"
    table |= {} if within is None else {"within": within}
    table |= {"after": "saved"} if after else {}
    if not of_span and random.random() < 0.4:
        table["where"] = random.choice(_WHERES)
    if function in CHOOSING and random.random() < 0.4:
        table |= _choices(random)
    return table


def _choices(random: Random) -> dict[str, int]:
    of_last = random.choice([None, 1, 2, 3])
    at_least = random.choice([None, random.randint(0 if of_last else 1, of_last or 2)])
    given = {"of_last": of_last, "at_least": at_least, "skip": random.choice([None, None, 1, 2])}
    return {name: count for name, count in given.items() if count is not None}


def _fits(function: AggregateFunction, values: str) -> bool:
    if function in ("sum", "mean"):
        return values == "numbers"
    return function not in ("min", "max") or values in ("numbers", "days")


def day_of(moment: datetime.date | datetime.datetime) -> datetime.date:
    """The day an event belongs to."""
    if not isinstance(moment, datetime.datetime):
        return moment
    return (moment.astimezone(ZoneInfo(ZONE)) if moment.tzinfo is not None else moment).date()
