"""Which events an aggregate chooses, whether their order settles it, and whether others could change it."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from crmrules.expressions.evaluate import comparable, evaluate
from crmrules.expressions.tree import Value
from crmrules.records.history.aggregates import DAYS_FROM_THE_END, FROM_THE_END, Aggregate, AggregateFunction
from crmrules.records.history.occurrences import Occurrence, Tie, in_order
from crmrules.records.history.windows import Window, months_since

Valued: TypeAlias = Callable[[Occurrence], Value]
"""Gives the value of an event, as values compare."""


@frozen
class Choice:
    """The events in the window for which `where` is true, those of which it is unknown, and which of them count."""

    ties: Sequence[Tie]
    """All of them, in order."""
    maybe: Sequence[Occurrence]
    begin: int
    end: int
    """The places of the chosen ones among all."""

    @property
    def all(self) -> list[Occurrence]:
        """All events of which `where` is true, in order; those of a tie in any."""
        return [each for tie in self.ties for each in tie]

    @property
    def chosen(self) -> list[Occurrence]:
        """The chosen ones, in order."""
        return self.all[self.begin : self.end]

    def tie_at(self, place: int) -> Tie:
        """The events of which any may have a place."""
        for tie in self.ties:
            if place < len(tie):
                return tie
            place -= len(tie)
        raise IndexError(place)

    def cut_ties(self) -> list[Tie]:
        """The ties of which some events are chosen, and some are not."""
        found, place = [], 0
        for tie in self.ties:
            after = place + len(tie)
            if any(place < edge < after for edge in (self.begin, self.end)):
                found.append(tie)
            place = after
        return found


def choose(aggregate: Aggregate, events: Sequence[Occurrence], window: Window) -> Choice:
    """The choice of an aggregate among the events of a customer."""
    inside = [each for each in events if each.kind == aggregate.of and window.holds(each.day)]
    truths = [True if aggregate.where is None else evaluate(aggregate.where, each.data) for each in inside]
    sure = [each for each, truth in zip(inside, truths, strict=True) if truth is True]
    maybe = [each for each, truth in zip(inside, truths, strict=True) if truth is None]
    end = max(0, len(sure) - aggregate.skip)
    begin = 0 if aggregate.of_last is None else max(0, end - aggregate.of_last)
    return Choice(in_order(sure), maybe, begin, end)


def value_of(aggregate: Aggregate) -> Valued:
    """What gives the value of an event."""
    expression = aggregate.value
    assert expression is not None
    return lambda event: comparable(evaluate(expression, event.data))


def changing(aggregate: Aggregate, choice: Choice, found: Any, as_of: datetime.date) -> Occurrence | None:
    """An event that could change the fact that was found without it, of those of which `where` is unknown."""
    return next((each for each in choice.maybe if _could_change(aggregate, choice, found, each, as_of)), None)


def _could_change(aggregate: Aggregate, choice: Choice, found: Any, event: Occurrence, as_of: datetime.date) -> bool:
    function, events = aggregate.function, choice.all
    if aggregate.of_last is not None or aggregate.skip:
        needed = _needed(aggregate)
        if needed is None or len(events) < needed:
            return True
        edge = events[-needed]
        return event.day > edge.day if function in DAYS_FROM_THE_END else bool(event.moment >= edge.moment)
    value = value_of(aggregate)(event) if aggregate.value is not None else None
    match function:
        case AggregateFunction.COUNT:
            return True
        case AggregateFunction.DAYS | AggregateFunction.SHARE_OF_DAYS:
            return event.day not in {each.day for each in events}
        case AggregateFunction.SUM:
            return value is None or value != 0
        case AggregateFunction.MEAN:
            return value is None or value != found
        case AggregateFunction.MIN:
            return value is None or value < found
        case AggregateFunction.MAX:
            return value is None or value > found
        case AggregateFunction.DISTINCT:
            return value is None or value not in {value_of(aggregate)(each) for each in events}
        case AggregateFunction.LAST:
            return bool(event.moment >= events[-1].moment) and value != found
        case AggregateFunction.FIRST:
            return bool(event.moment <= events[0].moment) and value != found
        case AggregateFunction.FIRST_DAY:
            return event.day < events[0].day
        case AggregateFunction.LAST_DAY | AggregateFunction.DAYS_SINCE:
            return event.day > events[-1].day
        case AggregateFunction.MONTHS_SINCE:
            return event.day > events[-1].day and months_since(event.day, as_of) != found
        case AggregateFunction.OPEN:
            return False


def _needed(aggregate: Aggregate) -> int | None:
    """The place, from the end, of the earliest event that is needed; None where every event is."""
    if aggregate.function in FROM_THE_END:
        return aggregate.skip + 1
    return None if aggregate.of_last is None else aggregate.skip + aggregate.of_last
