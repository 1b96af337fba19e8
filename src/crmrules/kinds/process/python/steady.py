"""Until when a fact stays as it is while nothing happens."""

import datetime
from collections.abc import Sequence

from crmrules.definitions.periods import add
from crmrules.kinds.process.changing import DAY, next_change
from crmrules.kinds.process.histories import Told
from crmrules.records.history.aggregates import Aggregate, AggregateFunction, Period, PeriodUnit
from crmrules.records.history.occurrences import Occurrence
from crmrules.records.history.windows import ending_with, months_since


def steady_until(told: Told, fact: str, events: Sequence[Occurrence], day: datetime.date) -> datetime.date | None:
    """The first day after a day on which a fact can be another without an event; None where there is none.

    `events` are those that the fact hangs on, up to that day. It is never before the day on which it is another, and
    closer than `next_change`, by which the meaning looks again at what is unknown.
    """
    if fact not in told.moving:
        return None
    aggregate, history = told.history.facts[fact], told.history
    span = history.span_of(aggregate)
    if span is not None:
        days = [each.day for each in events if each.kind in span.from_ or each.kind in span.to]
        return _of_span(aggregate, days, day, whole=history.since is None)
    if aggregate.function is AggregateFunction.MONTHS_SINCE and aggregate.within is None and not aggregate.after:
        days = [each.day for each in events if each.kind == aggregate.of]
        return _next_month(aggregate, days, day, whole=history.since is None)
    return next_change(told, fact, events, day)


def _of_span(
    aggregate: Aggregate, days: Sequence[datetime.date], day: datetime.date, whole: bool
) -> datetime.date | None:
    """A window of days that holds no change of the span holds none as long as nothing happens."""
    within = aggregate.within
    if not whole or aggregate.after or not isinstance(within, Period) or within.unit is not PeriodUnit.DAYS:
        return day + DAY
    start = ending_with(day, within, ()).start
    assert start is not None
    # a window that begins with the first day of all may yet grow
    return day + DAY if start == datetime.date.min or any(each >= start for each in days) else None


def _next_month(
    aggregate: Aggregate, days: Sequence[datetime.date], day: datetime.date, whole: bool
) -> datetime.date | None:
    """One of several events that cannot be told apart may count: it is looked at every day."""
    if not whole or aggregate.where is not None or aggregate.skip or aggregate.of_last is not None:
        return day + DAY
    if not days:
        return None
    last = max(days)
    return max(add(last, months_since(last, day) + 1, "months"), day + DAY)
