"""The meaning of a history: the facts of one customer on a day. Every engine must agree with it.

Direct and unoptimised on purpose; what each part means is told in `Aggregate`, `Span` and `History`.
"""

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import define, field

from crmrules.expressions.numbers import exact, kept, nearest
from crmrules.expressions.tree import Value
from crmrules.records.history.aggregates import LOG, Aggregate, AggregateFunction
from crmrules.records.history.choosing import Choice, changing, choose, value_of
from crmrules.records.history.definition import History, Span
from crmrules.records.history.occurrences import Occurrence
from crmrules.records.history.reasons import Reason, Why
from crmrules.records.history.spans import course_of
from crmrules.records.history.windows import DAY, Window, beginning_after, ending_with, months_since

_OF_NOTHING = frozenset({"count", "days", "sum", "distinct", "share_of_days"})
"""Those that are 0 of nothing."""

Found: TypeAlias = "Value | Reason"
"""A fact, or why it is unknown."""


@define
class Customer:
    """The events of one customer that had happened by a day, and had been recorded by then where that is asked."""

    history: History
    events: Sequence[Occurrence]
    as_of: datetime.date
    joined: datetime.date | None = field(init=False)
    log: Sequence[Occurrence] = field(init=False)
    """Those since the log is complete."""

    def __attrs_post_init__(self) -> None:
        since = self.history.since
        self.joined = self._joined()
        self.log = [each for each in self.events if since is None or each.day >= since]

    def fact(self, aggregate: Aggregate) -> Found:
        """A fact, or why it is unknown."""
        span = self.history.span_of(aggregate)
        if aggregate.function is AggregateFunction.OPEN and span is not None:
            return self._open(aggregate.of, span)
        window = self._window(aggregate)
        if isinstance(window, Reason):
            return window
        found = self._of_span(aggregate, span, window) if span is not None else self._of_events(aggregate, window)
        if isinstance(found, Fraction):
            result = kept(found)
            return Reason(Why.TOO_LARGE) if result is None else nearest(result)
        return found

    @property
    def _whole_time(self) -> bool:
        """Whether the log holds the customer's whole time."""
        since = self.history.since
        return since is None or (self.joined is not None and self.joined >= since)

    def _joined(self) -> datetime.date | None:
        joined = self.history.joined
        if joined is None:
            return None
        if joined.event:
            return min((each.day for each in self.events if each.kind == joined.event), default=None)
        days = {each.joined for each in self.events if each.joined is not None}
        return days.pop() if len(days) == 1 else None

    def _window(self, aggregate: Aggregate) -> Window | Reason:
        within, since, holidays = aggregate.within, self.history.since, self.history.holidays
        if within == LOG:
            return Window(since, self.as_of)
        if aggregate.after:
            anchor = max((each.day for each in self.log if each.kind == aggregate.after), default=None)
            if anchor is None:
                return Reason(Why.NO_ANCHOR, aggregate.after)
            window = Window(anchor + DAY, self.as_of) if within is None else beginning_after(anchor, within, holidays)
            if window.end > self.as_of:
                return Reason(Why.NOT_ENDED, aggregate.after, window.end)
        else:
            window = Window(None, self.as_of) if within is None else ending_with(self.as_of, within, holidays)
        begins_before = since is not None and (window.start is None or window.start < since)
        return Reason(Why.HALF_LOG, aggregate.of, since) if begins_before and not self._whole_time else window

    def _open(self, name: str, span: Span) -> Found:
        course = course_of(span, self.log, self._without(span))
        if course.state is None:
            return Reason(Why.TIE, name, course.unclear) if course.changes else Reason(Why.BEFORE_LOG, name)
        return course.state

    def _without(self, span: Span) -> bool | None:
        """Whether a span without any event is on."""
        if span.initially is not None:
            return span.initially
        return False if self._whole_time else None

    def _of_span(self, aggregate: Aggregate, span: Span, window: Window) -> "Found | Fraction":
        course = course_of(span, self.log, self._without(span))
        days = course.days(window)
        if days is None:
            if not course.changes and course.before is None:
                return Reason(Why.BEFORE_LOG, aggregate.of)
            if window.start is None and course.before is True:
                return Reason(Why.NO_BEGINNING, aggregate.of)
            return Reason(Why.TIE, aggregate.of, course.unclear or course.changes[0].day)
        return self._days(aggregate, days, window)

    def _days(self, aggregate: Aggregate, days: int, window: Window) -> "Found | Fraction":
        if aggregate.function is AggregateFunction.DAYS:
            return days
        return Fraction(days, window.length) if window.length else Reason(Why.NO_EVENT, aggregate.of)

    def _of_events(self, aggregate: Aggregate, window: Window) -> "Found | Fraction":
        choice = choose(aggregate, self.log, window)
        chosen = choice.end - choice.begin
        if chosen < aggregate.needed:
            return Reason(Why.TOO_FEW, aggregate.of, count=chosen, needed=aggregate.needed)
        if not chosen and aggregate.function not in _OF_NOTHING:
            if choice.maybe:
                return Reason(Why.UNKNOWN_WHERE, aggregate.of, choice.maybe[0].day)
            return Reason(Why.NO_EVENT, aggregate.of)
        found = self._reckoned(aggregate, choice, window)
        if isinstance(found, Reason):
            return found
        maybe = changing(aggregate, choice, found, self.as_of)
        return found if maybe is None else Reason(Why.UNKNOWN_WHERE, aggregate.of, maybe.day)

    def _reckoned(self, aggregate: Aggregate, choice: Choice, window: Window) -> "Found | Fraction":
        """What the chosen events give, one of them at least where nothing gives nothing."""
        chosen, as_of = choice.chosen, self.as_of
        match aggregate.function:
            case AggregateFunction.COUNT:
                return len(chosen)
            case AggregateFunction.DAYS | AggregateFunction.SHARE_OF_DAYS:
                return self._days(aggregate, len({each.day for each in chosen}), window)
            case AggregateFunction.LAST_DAY:
                return chosen[-1].day
            case AggregateFunction.FIRST_DAY:
                return chosen[0].day
            case AggregateFunction.DAYS_SINCE:
                return (as_of - chosen[-1].day).days
            case AggregateFunction.MONTHS_SINCE:
                return months_since(chosen[-1].day, as_of)
            case _:
                return _of_values(aggregate, choice)


def _of_values(aggregate: Aggregate, choice: Choice) -> "Found | Fraction":
    value, of, chosen = value_of(aggregate), aggregate.of, choice.chosen
    if aggregate.function in (AggregateFunction.LAST, AggregateFunction.FIRST):
        tie = choice.tie_at(choice.begin if aggregate.function is AggregateFunction.FIRST else choice.end - 1)
        values = {value(each) for each in tie}
        if len(values) > 1:
            return Reason(Why.TIE, of, tie[0].day)
        found = values.pop()
        return Reason(Why.UNKNOWN_VALUE, of, tie[0].day) if found is None else found
    for tie in choice.cut_ties():
        if len({value(each) for each in tie}) > 1:
            return Reason(Why.TIE, of, tie[0].day)
    values_of: list[Any] = [value(each) for each in chosen]
    if None in values_of:
        return Reason(Why.UNKNOWN_VALUE, of, chosen[values_of.index(None)].day)
    match aggregate.function:
        case AggregateFunction.SUM:
            return sum(map(exact, values_of), Fraction(0))
        case AggregateFunction.MEAN:
            return sum(map(exact, values_of), Fraction(0)) / len(values_of)
        case AggregateFunction.MIN:
            least: Value = min(values_of)
            return least
        case AggregateFunction.MAX:
            greatest: Value = max(values_of)
            return greatest
        case _:
            return len(set(values_of))
