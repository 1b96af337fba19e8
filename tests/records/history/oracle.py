"""A plain reading of what histories mean, day by day and by trying every possibility; written apart from the code.

Where something is open it is tried in every way: each order of events of one moment without ids, and each choice of the
events of which nobody knows whether they count. What is not the same in all of them is unknown.
"""

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations, groupby, permutations, product
from typing import Any

from crmrules import Binding
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import exact
from crmrules.records.history.aggregates import Aggregate, Period
from crmrules.records.history.definition import History, Span
from tests.agreement.histories import Case, day_of

ONE = datetime.timedelta(1)
Row = dict[str, Any]


def facts(case: Case) -> dict[str, object]:
    """The facts of the one customer of a case."""
    history = Binding(**case.tables).history
    assert history is not None
    rows = visible(case)
    return {name: fact(history, each, rows, case.as_of) for name, each in history.facts.items()}


def visible(case: Case) -> list[Row]:
    """Each event once, if it had happened and was recorded in time."""
    once: list[Row] = []
    for row in case.rows:
        same = [each for each in once if row["id"] is not None and each["id"] == row["id"]]
        if same and "id" in case.tables["history"]:
            same[0]["recorded"] = min(same[0]["recorded"], row["recorded"])
        else:
            once.append(dict(row))
    known = case.known_at or datetime.date.max
    return [row for row in once if day_of(row["at"]) <= case.as_of and row["recorded"] <= known]


def fact(history: History, aggregate: Aggregate, rows: list[Row], as_of: datetime.date) -> object:
    since = history.since or datetime.date.min
    joined = joining(history, rows)
    whole = history.since is None or (joined is not None and joined >= since)
    log = [row for row in rows if day_of(row["at"]) >= since]
    span = history.spans.get(aggregate.of)
    if aggregate.function == "open":
        assert span is not None
        found = {course[0] for course in courses(span, whole, log, as_of, as_of)}
        return found.pop() if len(found) == 1 else None
    window = days_of_window(history, aggregate, log, as_of, whole)
    if window is None:
        return None
    if span is not None:
        first = min([as_of, *(day_of(row["at"]) for row in log)]) if window.begin is None else window.begin
        return of_span(aggregate, courses(span, whole, log, first, as_of), window)
    inside = [row for row in log if row["kind"] == aggregate.of and day_of(row["at"]) in window.days]
    told = [True if aggregate.where is None else evaluate(aggregate.where, row) for row in inside]
    sure = [row for row, truth in zip(inside, told, strict=True) if truth is True]
    maybe = [row for row, truth in zip(inside, told, strict=True) if truth is None]
    found_sure = reckoned(aggregate, sure, window, as_of)
    others = [reckoned(aggregate, [*sure, *more], window, as_of) for more in subsets(maybe)]
    same = all(each == found_sure for each in others)
    if aggregate.skip or aggregate.of_last:
        settled = placed_before(aggregate, sure, maybe)
        assert same or not settled or found_sure is None, "the rule of places is not sound"
        return found_sure if settled else None
    return found_sure if same and not beside(aggregate, sure, maybe) else None


def beside(aggregate: Aggregate, sure: list[Row], maybe: list[Row]) -> bool:
    """Whether an event that may be in has another value, at the moment of the first or last: its id is not asked."""
    if aggregate.function not in ("first", "last") or not sure:
        return False
    assert aggregate.value is not None
    moment = (min if aggregate.function == "first" else max)(row["at"] for row in sure)
    values = {number(evaluate(aggregate.value, row)) for row in [*sure, *maybe] if row["at"] == moment}
    return any(row["at"] == moment for row in maybe) and len(values) > 1


def joining(history: History, rows: list[Row]) -> datetime.date | None:
    if history.joined is None:
        return None
    if history.joined.event:
        return min((day_of(row["at"]) for row in rows if row["kind"] == history.joined.event), default=None)
    told = {row["joined"] for row in rows} - {None}
    return told.pop() if len(told) == 1 else None


class Days:
    """The days of a window; without a beginning every day up to its end."""

    def __init__(self, begin: datetime.date | None, end: datetime.date) -> None:
        self.begin, self.end, self.days = begin, end, self

    def __contains__(self, day: datetime.date) -> bool:
        return (self.begin is None or day >= self.begin) and day <= self.end

    def __len__(self) -> int:
        assert self.begin is not None
        return len(list(span_of_days(self.begin, self.end)))


def span_of_days(begin: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    while begin <= end:
        yield begin
        begin += ONE


def months_later(day: datetime.date, count: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError


def days_of_window(
    history: History, aggregate: Aggregate, log: list[Row], as_of: datetime.date, whole: bool
) -> Days | None:
    within = aggregate.within
    begin: datetime.date | None
    if within == "log":
        return Days(history.since, as_of)
    if aggregate.after:
        anchors = [day_of(row["at"]) for row in log if row["kind"] == aggregate.after]
        if not anchors:
            return None
        begin, end = max(anchors) + ONE, as_of if within is None else last_day(history, within, max(anchors))
        if end > as_of:
            return None
    else:
        begin, end = None if within is None else first_day(history, within, as_of), as_of
    if history.since is not None and not whole and (begin is None or begin < history.since):
        return None
    return Days(begin, end)


def first_day(history: History, period: Period, as_of: datetime.date) -> datetime.date:
    if period.unit == "months":
        return months_later(as_of, -period.count) + ONE
    day, left = as_of + ONE, period.count
    while left:
        day -= ONE
        left -= counts(history, period, day)
    return day


def last_day(history: History, period: Period, day: datetime.date) -> datetime.date:
    if period.unit == "months":
        return months_later(day, period.count)
    left = period.count
    while left:
        day += ONE
        left -= counts(history, period, day)
    return day


def counts(history: History, period: Period, day: datetime.date) -> bool:
    return period.unit == "days" or (day.strftime("%a") not in ("Sat", "Sun") and day not in history.holidays)


def orders(rows: list[Row]) -> Iterator[list[Row]]:
    """Every order that the rows may be in."""
    moments = sorted({row["at"] for row in rows})
    ways: list[list[tuple[Row, ...]]] = []
    for moment in moments:
        group = [row for row in rows if row["at"] == moment]
        if all(row["id"] is not None for row in group):
            ways.append([tuple(sorted(group, key=lambda row: (isinstance(row["id"], str), row["id"])))])
        else:
            ways.append(list(permutations(group)))
    for way in product(*ways):
        yield list(chain(*way))


def subsets(rows: list[Row]) -> Iterator[tuple[Row, ...]]:
    for count in range(1, len(rows) + 1):
        yield from combinations(rows, count)


def reckoned(aggregate: Aggregate, rows: list[Row], window: Days, as_of: datetime.date) -> object:
    """What some events give; None where that is unknown."""
    found = {in_order(aggregate, order, window, as_of) for order in orders(rows)}
    return next(iter(found))[1] if len(found) == 1 else None


def in_order(aggregate: Aggregate, order: list[Row], window: Days, as_of: datetime.date) -> tuple[object, object]:
    """What events in an order give, with what must be the same in every order."""
    kept = order[: len(order) - aggregate.skip] if aggregate.skip else order
    if len(order) < aggregate.skip:
        kept = []
    chosen = kept[-aggregate.of_last :] if aggregate.of_last else kept
    needed = aggregate.of_last if aggregate.at_least is None else aggregate.at_least
    if len(chosen) < (needed or 0):
        return None, None
    days = [day_of(row["at"]) for row in chosen]
    match str(aggregate.function):
        case "count":
            return None, len(chosen)
        case "days":
            return None, len(set(days))
        case "share_of_days":
            return None, (Fraction(len(set(days)), len(window)) if len(window) else None)
        case "first_day" | "last_day" | "days_since" | "months_since" if not days:
            return None, None
        case "first_day":
            return None, days[0]
        case "last_day":
            return None, days[-1]
        case "days_since":
            return None, len(list(span_of_days(days[-1], as_of))) - 1
        case "months_since":
            return None, next(count for count in range(99) if months_later(days[-1], count + 1) > as_of)
        case _:
            pass  # those of values
    assert aggregate.value is not None
    values: list[Any] = [number(evaluate(aggregate.value, row)) for row in chosen]
    if aggregate.function in ("last", "first"):
        value = values[-1 if aggregate.function == "last" else 0] if values else None
        return value, value
    same = tuple(sorted(map(repr, values)))
    if None in values:
        return same, None
    match str(aggregate.function):
        case "sum":
            return same, sum(values, Fraction(0))
        case "mean":
            return same, (sum(values, Fraction(0)) / len(values) if values else None)
        case "min":
            return same, min(values, default=None)
        case "max":
            return same, max(values, default=None)
        case _:
            return same, len(set(values))


def number(value: Any) -> Any:
    return exact(value) if isinstance(value, int | float | Fraction) and not isinstance(value, bool) else value


def placed_before(aggregate: Aggregate, sure: list[Row], maybe: list[Row]) -> bool:
    """Whether the events that may be in come before every event that is needed, or are on no later day than it."""
    alone = aggregate.function in ("last", "last_day", "days_since", "months_since")
    needed = aggregate.skip + 1 if alone else aggregate.skip + aggregate.of_last if aggregate.of_last else 0
    if not maybe:
        return True
    moments = sorted((row["at"] for row in sure), reverse=True)
    if not 0 < needed <= len(moments):
        return False
    edge = moments[needed - 1]
    if alone and aggregate.function != "last":
        return all(day_of(row["at"]) <= day_of(edge) for row in maybe)
    return all(row["at"] < edge for row in maybe)


Course = tuple[bool, bool, dict[datetime.date, bool]]


def courses(span: Span, whole: bool, log: list[Row], first: datetime.date, as_of: datetime.date) -> list[Course]:
    """Every way a span may have gone: its state at the end, its state before all, and whether it was on by day."""
    opening, events = span.from_, [row for row in log if row["kind"] in (*span.from_, *span.to)]
    found: list[Course] = []
    for order in orders(events):
        if not order:
            told = span.initially if span.initially is not None else False if whole else None
            for before in (told,) if told is not None else (True, False):
                found.append((before, before, dict.fromkeys(span_of_days(first, as_of), before)))
            continue
        before = order[0]["kind"] not in opening
        by_day = {
            day: [row["kind"] in opening for row in rows] for day, rows in groupby(order, lambda row: day_of(row["at"]))
        }
        state, days = before, dict[datetime.date, bool]()
        for day in span_of_days(min(first, *by_day), as_of):
            days[day] = state or any(by_day.get(day, ()))
            state = by_day.get(day, [state])[-1]
        found.append((state, before, days))
    return found


def of_span(aggregate: Aggregate, ways: list[Course], window: Days) -> object:
    if window.begin is None and any(before for _, before, _ in ways):
        return None
    days = [day for day in ways[0][2] if day in window]
    if any(len({way[2][day] for way in ways}) > 1 for day in days):
        return None
    on = sum(ways[0][2][day] for day in days)
    if aggregate.function == "days":
        return on
    return Fraction(on, len(window)) if len(window) else None
