"""When conditions can become others: on which days a transition that was passed over is to be looked at again."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeAlias

from attrs import frozen

from crmrules.definitions.periods import add
from crmrules.expressions.tree import AS_OF, names
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import Told
from crmrules.kinds.process.sources import Sources
from crmrules.records.door import Door
from crmrules.records.history.aggregates import AggregateFunction, Period, PeriodUnit
from crmrules.records.history.occurrences import Occurrence
from crmrules.records.history.windows import ending_with

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
        return _read_by(self.sources.definition, self.sources.told, self.sources.door)

    @cached_property
    def by_events(self) -> Heard:
        """The events after which a transition that was passed over is to be looked at again."""
        return _heard_by(self.sources.definition, self.sources)


def _read_by(definition: ProcessDefinition, told: Told, door: Door | None) -> Read:
    """The transitions that can hold on a day without an event.

    From a state in a ring of transitions with `when` alone, or of deadlines, one may be taken on any day: the ring
    stopped there.
    """
    moving: dict[str, frozenset[str]] = {AS_OF: frozenset({DAILY}), **{name: frozenset({name}) for name in told.moving}}
    if door is not None:
        for name, column in door.binding.facts.items():
            _note(moving, name, column.columns)
    for derived in definition.facts.derived:
        _note(moving, derived.name, derived.inputs)
        if derived.policy is not None and derived.policy.is_dated:
            moving[derived.name] = frozenset({DAILY})
    ring = _rings(definition)
    found: dict[tuple[str, str], frozenset[str]] = {}
    for state, leaving in definition.leaving.items():
        for each in leaving:
            if not each.on and each.when is not None:
                facts = frozenset[str]().union(*(moving.get(name, frozenset()) for name in names(each.when)))
                found[state, each.id] = facts | {DAILY} if state in ring else facts
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

    `events` are those that had happened by then. Of a window that ends with the day a fact changes once an event leaves
    it, and once the window begins no earlier than the log.
    """
    if fact == DAILY:
        return day + DAY
    aggregate, history = told.history.facts[fact], told.history
    within = aggregate.within
    counts_up = aggregate.function in (AggregateFunction.DAYS_SINCE, AggregateFunction.MONTHS_SINCE)
    begun = history.since or datetime.date.min
    days = [each.day for each in events if each.kind == aggregate.of and each.day >= begun]
    if counts_up and not days and not aggregate.after:
        return None
    plain = aggregate.function is not AggregateFunction.SHARE_OF_DAYS and history.span_of(aggregate) is None
    if not plain or aggregate.after or not isinstance(within, Period) or within.unit is PeriodUnit.BUSINESS_DAYS:
        return day + DAY
    since = () if begun == datetime.date.min else (begun - DAY,)
    if counts_up:
        return day + DAY
    begin = ending_with(day, within, ()).start
    # what came first leaves the window first
    first = min((each for each in (*since, *days) if begin is None or each >= begin), default=None)
    return None if first is None else _leaves(first, within)


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


def _rings(definition: ProcessDefinition) -> Collection[str]:
    """The states from which transitions with `when` alone, and deadlines, lead back: a ring goes on each day."""
    after: dict[str, set[str]] = {
        state: {each.to for each in leaving if not each.on}
        | {clock.then for clock in definition.clocks_of[state] if clock.then}
        for state, leaving in definition.leaving.items()
    }
    found: set[str] = set()
    for state in after:
        reached, new = set[str](), set(after[state])
        while new:
            reached |= new
            new = {each for other in new for each in after[other]} - reached
        if state in reached:
            found.add(state)
    return found
