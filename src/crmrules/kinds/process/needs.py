"""The events that a case still needs: those that facts of later days are reckoned from."""

import datetime
from collections.abc import Iterable, Sequence

from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import Told
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.records.history.aggregates import Aggregate, AggregateFunction, Period
from crmrules.records.history.occurrences import Occurrence, in_order
from crmrules.records.history.windows import ending_with


def needed(process: BoundProcess, events: Sequence[Occurrence], as_of: datetime.date) -> tuple[Occurrence, ...]:
    """Those of the events up to a day that any fact of a later day can hang on, in their order.

    A window that ends later begins later, so that what lies before the longest window of today is needed no more.
    """
    days = [as_of, *(day for day in process.changes if day > as_of)]
    every = [process.told_on(day) for day in days]
    kept = {id(each) for each in _of_joining(every[0], events)}
    for told in every:
        kept |= {id(each) for each in _of_windows(process.definition, told, events, as_of)}
    kept |= {id(each) for each in _of_telling(process.definition, events)}
    # ordered among themselves: a case that goes on knows no others
    ordered = in_order([each for each in events if id(each) in kept])
    return tuple(each for tie in ordered for each in sorted(tie, key=_said))


def _said(event: Occurrence) -> str:
    """An order of events whose order nobody knows: a case is kept alike, however they were told."""
    return repr((event.id, event.kind, sorted(event.data.items()), event.joined, event.recorded))


def _of_windows(
    definition: ProcessDefinition, told: Told, events: Iterable[Occurrence], as_of: datetime.date
) -> Iterable[Occurrence]:
    history = told.history
    first: dict[str, datetime.date] = {}
    for name, each in history.facts.items():
        span = history.span_of(each)
        resets = definition.aggregates[name].reset_by if name in definition.aggregates else ()
        for kind in (each.of, *resets) if span is None else (*span.from_, *span.to):
            begin = datetime.date.min if span is not None else _begin(each, told, as_of)
            first[kind] = min(begin, first.get(kind, begin))
        if each.after:
            first[each.after] = datetime.date.min
    return (each for each in events if each.kind in first and each.day >= first[each.kind])


def _begin(aggregate: Aggregate, told: Told, as_of: datetime.date) -> datetime.date:
    """The first day whose events a later day may ask for."""
    within = aggregate.within
    if isinstance(within, Period) and not aggregate.after and aggregate.function is not AggregateFunction.OPEN:
        return ending_with(as_of, within, told.history.holidays).start or datetime.date.min
    return datetime.date.min


def _of_telling(definition: ProcessDefinition, events: Sequence[Occurrence]) -> Iterable[Occurrence]:
    """For each fact that events tell the last that did."""
    for kinds in definition.told.values():
        ties = in_order([each for each in events if each.kind in kinds])
        yield from ties[-1] if ties else ()


def _of_joining(told: Told, events: Sequence[Occurrence]) -> Iterable[Occurrence]:
    """An event for each day of joining that is told."""
    joined = told.history.joined
    if joined is None:
        return
    telling = [each for each in events if (each.kind == joined.event if joined.event else each.joined is not None)]
    # the first of each day, however they were told: a case that goes on keeps the same
    first = sorted(telling, key=lambda each: (each.moment, _said(each)), reverse=True)
    yield from {None if joined.event else each.joined: each for each in first}.values()
