"""When conditions can become others: on which days a transition that was passed over is to be looked at again."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeAlias

from attrs import frozen

from crmrules.definitions.periods import add
from crmrules.expressions.tree import AS_OF, names
from crmrules.kinds.process.aggregates import MOVING
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import Told
from crmrules.kinds.process.sources import Sources
from crmrules.records.door import Door
from crmrules.records.history.aggregates import Aggregate, AggregateFunction, Period, PeriodUnit
from crmrules.records.history.definition import History
from crmrules.records.history.occurrences import Occurrence
from crmrules.records.history.windows import beginning_after, ending_with

DAY = datetime.timedelta(1)

DAILY = ""
"""Stands for a fact that may change on any day."""


Read: TypeAlias = Mapping[tuple[str, str], frozenset[str]]
"""For a state and a transition the facts by which it can hold on a day without an event."""

Heard: TypeAlias = Mapping[str, frozenset[str] | None]
"""For a transition with `when` alone the kinds of events by which its condition can become another; None is any."""


@frozen(slots=False, eq=False)
class Changing:
    """By what the conditions of transitions that wait for no event become others, with the parameters of a day."""

    sources: Sources

    @cached_property
    def by_itself(self) -> Read:
        """The transitions that can hold on a day without an event."""
        return _read_by(self.sources.definition, self.moving)

    @cached_property
    def moving(self) -> Mapping[str, frozenset[str]]:
        """For each name that can be another on a day without an event the facts by which it is."""
        return _moving(self.sources.definition, self.sources.told, self.sources.door)

    @cached_property
    def in_rings(self) -> Collection[tuple[str, str]]:
        """The transitions that a ring may have stopped at: one is looked at again on the day after its state was
        entered."""
        return _in_rings(self.sources.definition)

    @cached_property
    def by_events(self) -> Heard:
        """The events after which a transition that was passed over is to be looked at again."""
        return _heard_by(self.sources.definition, self.sources)


def _moving(definition: ProcessDefinition, told: Told, door: Door | None) -> Mapping[str, frozenset[str]]:
    """For what can be another on a day without an event the facts by which it is."""
    moving: dict[str, frozenset[str]] = {AS_OF: frozenset({DAILY}), **{name: frozenset({name}) for name in told.moving}}
    if door is not None:
        for name, column in door.binding.facts.items():
            _note(moving, name, column.columns)
    for derived in definition.facts.derived:
        _note(moving, derived.name, derived.inputs)
        if derived.policy is not None and derived.policy.is_dated:
            moving[derived.name] = frozenset({DAILY})
    return moving


def _read_by(definition: ProcessDefinition, moving: Mapping[str, frozenset[str]]) -> Read:
    """The transitions that can hold on a day without an event."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for state, leaving in definition.leaving.items():
        for each in leaving:
            if not each.on and each.when is not None:
                found[state, each.id] = frozenset[str]().union(
                    *(moving.get(name, frozenset()) for name in names(each.when))
                )
    return {key: facts for key, facts in found.items() if facts}


def _heard_by(definition: ProcessDefinition, sources: Sources) -> Heard:
    kinds: dict[str, frozenset[str] | None] = {
        name: None if each is None else frozenset(each) for name, each in sources.kinds.items()
    }
    for name, inputs in sources.inputs.items():
        kinds[name] = _any_of(kinds, inputs)
    for derived in definition.facts.derived:
        kinds[derived.name] = _any_of(kinds, derived.inputs)
    conditions = {each.id: each.when for each in definition.transitions if not each.on}
    return {id_: _any_of(kinds, names(when)) for id_, when in conditions.items() if when is not None}


def _any_of(kinds: Mapping[str, frozenset[str] | None], read: Iterable[str]) -> frozenset[str] | None:
    found = frozenset[str]()
    for name in read:
        each = kinds.get(name, found)
        if each is None:
            return None
        found |= each
    return found


def next_change(told: Told, fact: str, events: Sequence[Occurrence], day: datetime.date) -> datetime.date | None:
    """The first day after a day on which a fact can change without an event; None where there is none.

    `events` are those that had happened by then.
    """
    if fact == DAILY:
        return day + DAY
    aggregate, history = told.history.facts[fact], told.history
    if aggregate.function is AggregateFunction.SHARE_OF_DAYS or history.span_of(aggregate) is not None:
        return day + DAY
    if aggregate.function in MOVING:
        begun = history.since or datetime.date.min
        counts = aggregate.after or any(each.kind == aggregate.of and each.day >= begun for each in events)
        return day + DAY if counts else None
    return window_change(history, aggregate, events, day)


def window_change(
    history: History, aggregate: Aggregate, events: Sequence[Occurrence], day: datetime.date
) -> datetime.date | None:
    """The first day after a day on which other events can lie in the window of a fact, though none has happened since.

    A window that ends with the day lets the first of its events go, and begins no earlier than the log from some day
    on; one that begins after an event has one end. None where there is no such day.
    """
    begun, within = history.since or datetime.date.min, aggregate.within
    if aggregate.after:
        anchor = max((each.day for each in events if each.kind == aggregate.after and each.day >= begun), default=None)
        if anchor is None or not isinstance(within, Period):
            return None
        end = beginning_after(anchor, within, history.holidays).end
        return end if end > day else None
    if not isinstance(within, Period):
        return None
    days = [each.day for each in events if each.kind == aggregate.of and each.day >= begun]
    since = () if begun == datetime.date.min else (begun - DAY,)
    begin = ending_with(day, within, history.holidays).start
    # what came first leaves the window first
    first = min((each for each in (*since, *days) if begin is None or each >= begin), default=None)
    if first is None:
        return None
    if within.unit is PeriodUnit.BUSINESS_DAYS:
        return beginning_after(first, within, history.holidays).end
    return _leaves(first, within)


@lru_cache(maxsize=4096)
def _leaves(day: datetime.date, within: Period) -> datetime.date:
    """The first day whose window does not hold a day any more."""
    if within.unit is PeriodUnit.DAYS:
        return day + within.count * DAY
    # a shorter month may let it go some days before: the window ends with days that clamp to one
    found = add(day, within.count, "months") - 4 * DAY
    while ending_with(found, within, ()).holds(day) or found <= day:
        found += DAY
    return found


def _note(moving: dict[str, frozenset[str]], name: str, inputs: Iterable[str]) -> None:
    facts = frozenset[str]().union(*(moving.get(each, frozenset()) for each in inputs))
    if facts:
        moving[name] = facts


def _in_rings(definition: ProcessDefinition) -> Collection[tuple[str, str]]:
    """The transitions with `when` alone, by state and id, from whose goal others, and deadlines, lead back."""
    after: dict[str, set[str]] = {
        state: {each.to for each in leaving if not each.on}
        | {clock.then for clock in definition.clocks_of[state] if clock.then}
        for state, leaving in definition.leaving.items()
    }
    reached = {state: _reached(after, state) for state in after}
    return {
        (state, each.id)
        for state, leaving in definition.leaving.items()
        for each in leaving
        if not each.on and state in reached[each.to]
    }


def _reached(after: Mapping[str, set[str]], state: str) -> set[str]:
    """A state, and all that it leads to."""
    found, new = set[str](), {state}
    while new:
        found |= new
        new = {each for other in new for each in after[other]} - found
    return found
