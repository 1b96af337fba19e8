"""The meaning of a process: where a case stands, day by day. Whatever else runs processes must agree with it.

On each day first its events, in the order of moment and id: each takes at most one transition with `on`, the first in
file order whose `when` holds. Then, until nothing changes: the first transition with `when` alone that holds, else the
first deadline, in file order, that ends on this day. A state that a `when` or a deadline left on this day is not
entered again on it: a ring goes on the next day. Every `when` reads the facts of the end of the day.

Where a `when` is unknown the case goes both ways, and so it does for each order that events of one moment without ids
can have had. A transition with `when` alone that was passed over as unknown is looked at again once something it reads
can be another: on a day with an event that it hangs on, on one on which parameters change or an event leaves a window,
and every day where it reads what changes with the day.
"""

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from crmrules.calendars.calendar import Reached
from crmrules.definitions.periods import later
from crmrules.definitions.templates import split
from crmrules.expressions.tree import Value
from crmrules.kinds.process.branches import (
    MOST_BRANCHES,
    Branch,
    Running,
    Step,
    StepKind,
    counted,
    merged,
)
from crmrules.kinds.process.changing import DAY, Changing, next_change
from crmrules.kinds.process.course import Course, lost, opening_of
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.facts import DayFacts
from crmrules.kinds.process.histories import Told, days_of_change, told_by
from crmrules.kinds.process.horizon import Horizon
from crmrules.kinds.process.orders import orders_of
from crmrules.kinds.process.parts import Transition
from crmrules.kinds.process.reckoned import Reckoned, door_of
from crmrules.kinds.process.sources import Sources
from crmrules.model.text import Text
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.history.occurrences import Occurrence, Tie, in_order

if TYPE_CHECKING:
    from crmrules.kinds.process.python.plan import Plan


@define(slots=False)
class BoundProcess:
    """A process with a binding, made once for all customers."""

    definition: ProcessDefinition
    bind: Binding
    door: Door | None = field(init=False)
    _told: dict[tuple[object, ...], Told] = field(factory=dict, init=False)
    _changing: dict[tuple[object, ...], Changing] = field(factory=dict, init=False)
    _reached: dict[tuple[str, datetime.date], Reached | None] = field(factory=dict, init=False)
    plans: dict[object, "Plan"] = field(factory=dict, init=False, eq=False, repr=False)
    """What was compiled of it, by the values of parameters."""

    def __attrs_post_init__(self) -> None:
        self.door = door_of(self.definition, self.bind)

    def __getstate__(self) -> dict[str, object]:
        """Functions are compiled anew where it comes to."""
        return {**self.__dict__, "plans": {}}

    def told_on(self, day: datetime.date) -> Told:
        """What is read of events, with the parameters of a day."""
        values = self.definition.values_on(day)
        key = tuple(values.values())
        if key not in self._told:
            self._told[key] = told_by(self.definition, self.bind, values)
        return self._told[key]

    def due(self, running: Running) -> datetime.date | None:
        """The last day of what runs; None where it never passes, or the calendar does not count so far."""
        reached = self.reached(running)
        return None if reached is None else reached.day

    def reached(self, running: Running) -> Reached | None:
        """The last day of what runs, and why it may still change; None as for `due`."""
        key = running.clock, running.since
        if key not in self._reached:
            self._reached[key] = self._last_day(running)
        return self._reached[key]

    def _last_day(self, running: Running) -> Reached | None:
        within = self.definition.clock[running.clock].within
        if not within:
            return None
        count = self.definition.values_on(running.since)[within]
        assert isinstance(count, int)  # checking makes sure of it
        unit = self.definition.parameters[within].unit
        return later(running.since, count, unit, self.definition.calendar)

    @cached_property
    def changes(self) -> Sequence[datetime.date]:
        """The days on which parameters change."""
        return days_of_change(self.definition)

    def changing(self, day: datetime.date) -> Changing:
        """By what transitions that wait for no event come to hold, with the parameters of a day."""
        values = tuple(self.definition.values_on(day).values())
        if values not in self._changing:
            self._changing[values] = Changing(Sources(self.definition, self.told_on(day), self.door))
        return self._changing[values]


def replay(
    process: BoundProcess,
    events: Sequence[Occurrence],
    course: Course,
    joined: datetime.date | None,
    as_of: datetime.date,
) -> Course:
    """The case at the end of a day, from where it stood, given all events that had happened by then.

    Days on which nothing can change are skipped. Raises `AsOfError` as `Horizon.look` does.
    """
    horizon = Horizon(process.definition.id, events, as_of)
    begun, by_day = process.told_on(as_of).history.since, dict[datetime.date, list[Occurrence]]()
    for each in events:
        if begun is None or each.day >= begun:
            by_day.setdefault(each.day, []).append(each)
    days: list[datetime.date] = sorted({*by_day, *process.changes, *(() if joined is None else (joined,))})
    if course.begun is not None:
        day = next_day(process, course, days, [each for each in events if each.day <= course.day])
    else:
        day = course.first_of(days)
    ordered = sorted(events, key=lambda each: each.day)
    while day is not None and day <= as_of and course.lost is None:
        horizon.look(day, len(course.branches), eventful=day in by_day)
        until = ordered[: bisect_right(ordered, day, key=lambda each: each.day)]
        course = after_day(process, course, until, by_day.get(day, []), joined, day)
        day = next_day(process, course, days, until)
    return evolve(course, day=as_of)


def after_day(
    process: BoundProcess,
    course: Course,
    until: Sequence[Occurrence],
    events: Sequence[Occurrence],
    joined: datetime.date | None,
    day: datetime.date,
) -> Course:
    """The case at the end of a day, given the events up to it, and those of the day itself."""
    reckoned = Reckoned(process.definition, process.told_on(day), process.door, until, day)
    return _Day(process, DayFacts(reckoned), events, joined).after(course)


def next_day(
    process: BoundProcess, course: Course, days: Sequence[datetime.date], events: Sequence[Occurrence]
) -> datetime.date | None:
    """The next day on which something can change."""
    place = bisect_right(days, course.day)
    soon = [*days[place : place + 1]]
    facts: set[str] = set()
    for branch in course.branches:
        ends = (process.due(each) for each in branch.running)
        soon += [end for end in ends if end is not None and end > course.day]
        changing = process.changing(course.day)
        leaving = [(branch.state, each.id) for each in process.definition.leaving[branch.state]]
        facts = facts.union(*(changing.by_itself.get(each, ()) for each in leaving))
        if branch.until == course.day and any(each in changing.in_rings for each in leaving):
            soon.append(course.day + DAY)
    told = process.told_on(course.day)
    changes = (next_change(told, fact, events, course.day) for fact in facts)
    return min([*soon, *(each for each in changes if each is not None)], default=None)


@frozen(slots=False)
class _Day:
    """One day of a case."""

    process: BoundProcess
    facts: DayFacts
    events: Sequence[Occurrence]
    joined: datetime.date | None
    heard: set[tuple[object, str]] = field(factory=set, eq=False)
    """The moments and kinds of the events that some branch listened to."""

    @property
    def definition(self) -> ProcessDefinition:
        return self.process.definition

    @property
    def day(self) -> datetime.date:
        return self.facts.reckoned.day

    def after(self, course: Course) -> Course:
        """The case at the end of the day."""
        begun, branches = course.begun, list(course.branches)
        if begun is None:
            opening = opening_of(self.definition, self.events, self.joined, self.day)
            if opening is None:
                return evolve(course, day=self.day, ignored=self._ignored(course, self._unknown))
            begun, branches = self.day, [self._first(opening)]
        for tie in in_order(self.events):
            branches = self._tie(branches, tie)
            if len(branches) > MOST_BRANCHES:
                break
        else:
            nothing = frozenset[str]()
            settled = (self._settled(branch, nothing, nothing, self.facts) for branch in branches)
            branches = merged(each for branch in settled for each in branch)
        ignored = self._ignored(course, self.events)
        if len(branches) > MOST_BRANCHES:
            return Course(self.day, begun, (), lost(self.definition, branches, self.day), ignored)
        return Course(self.day, begun, tuple(branches), None, ignored)

    def _first(self, opening: str) -> Branch:
        start = self.definition.header.start
        step = Step(self.day, StepKind.BEGUN, on=opening, to=start)
        return self._entered(Branch("", self.day, self.day, (), ()), start).with_step(step)

    @property
    def _unknown(self) -> Sequence[Occurrence]:
        """The events of kinds that the process does not know: one of them may have been meant to begin the case."""
        return [each for each in self.events if each.kind not in self.definition.events]

    def _ignored(self, course: Course, events: Iterable[Occurrence]) -> tuple[tuple[str, int], ...]:
        """The events that nobody listened to, those of this day included."""
        telling = {kind for kinds in self.definition.told.values() for kind in kinds} | self.facts.reckoned.told.kinds
        opens = self.definition.header.opens
        new = Counter(
            each.kind
            for each in events
            if (each.moment, each.kind) not in self.heard and each.kind not in telling and each.kind not in opens
        )
        return tuple(sorted((Counter(dict(course.ignored)) + new).items()))

    def _tie(self, branches: list[Branch], tie: Tie) -> list[Branch]:
        """The branches after events of one moment: in their order, or where nobody knows it in every order."""
        moving = [each for each in tie if each.kind in self.definition.heard]
        if len(moving) < 2:
            return (
                merged(after for branch in branches for each in moving for after in self._on(branch, each)) or branches
            )
        return orders_of(branches, moving, self._on, self.day)

    def _on(self, branch: Branch, event: Occurrence) -> Iterator[Branch]:
        """The branches after an event."""
        leaving = self.definition.leaving[branch.state]
        if self.definition.state[branch.state].final:
            yield branch
            return
        branch = self._met(branch, event)
        facts: DayFacts | None = None
        for each in leaving:
            if each.on != event.kind:
                continue
            self.heard.add((event.moment, event.kind))
            facts = facts or self.facts.at(event, dict(branch.counts))
            truth = facts.truth(each.when)
            if truth or each.when is None:
                yield self._begun(self._moved(branch, each, event.kind), event)
                return
            if truth is None:
                branch = evolve(branch, missing=branch.missing | facts.missing(each.when))
                yield self._begun(self._moved(branch, each, event.kind), event)
                facts = facts.given(each.when, truth=False)
        yield self._begun(branch, event)

    def _met(self, branch: Branch, event: Occurrence) -> Branch:
        """The branch once an event has met what it meets."""
        for each in branch.running:
            if event.kind in self.definition.clock[each.clock].met_by:
                self.heard.add((event.moment, event.kind))
                left = tuple(other for other in branch.running if other is not each)
                step = Step(self.day, StepKind.MET, each.clock, event.kind)
                branch = evolve(branch, running=left).with_step(step)
        return branch

    def _begun(self, branch: Branch, event: Occurrence) -> Branch:
        """The branch once what runs from an event has begun, in the state to which the event has brought it."""
        begun = [each for each in self.definition.clocks_of[branch.state] if event.kind in each.after]
        if begun:
            self.heard.add((event.moment, event.kind))
        running = {each.clock for each in branch.running}
        new = [Running(each.id, self.day) for each in begun if each.id not in running]
        return evolve(branch, running=self._in_order([*branch.running, *new])) if new else branch

    def _settled(
        self, branch: Branch, left: frozenset[str], passed: frozenset[str], facts: DayFacts
    ) -> Iterator[Branch]:
        """The branches once nothing changes any more on this day.

        `left` are the states that a `when` or a deadline left on it, `passed` the transitions that this way passed over
        as unknown; `facts` know what was taken to be so by this way.
        """
        for each in self._looked_at(branch):
            if each.to in left:
                continue
            assert each.when is not None  # without an event it has one
            here = facts.at(None, dict(branch.counts))
            truth = here.truth(each.when)
            if truth is None and each.id in passed:
                continue
            if truth is None:
                branch = evolve(branch, missing=branch.missing | here.missing(each.when))
            if truth is not False:
                taken = facts if truth else here.given(each.when, truth=True)
                yield from self._settled(self._moved(branch, each), left | {branch.state}, passed, taken)
            if truth is True:
                return
            if truth is None:
                passed |= {each.id}
                facts = here.given(each.when, truth=False)
        for running in branch.running:
            reached = self.process.reached(running)
            if reached is not None and reached.day <= self.day:
                branch = evolve(branch, provisional=branch.provisional or reached.provisional is not None)
                yield from self._missed(branch, running, left, passed, facts)
                return
        yield branch

    def _looked_at(self, branch: Branch) -> Iterator[Transition]:
        """The transitions with `when` alone that can hold now and could not before."""
        looks = self.day in self.process.changes or branch.until == self.day
        leaving = self.definition.leaving[branch.state]
        return (each for each in leaving if not each.on and (looks or self._has_changed(branch, each)))

    def _has_changed(self, branch: Branch, transition: Transition) -> bool:
        """Whether a fact that a transition reads can have become another on this day, or a ring stopped before it."""
        changing, kinds = self.process.changing(self.day), {each.kind for each in self.events}
        heard = changing.by_events[transition.id]
        if kinds if heard is None else kinds & heard:
            return True
        before = self.day - DAY
        if branch.until == before and (branch.state, transition.id) in changing.in_rings:
            return True
        facts = changing.by_itself.get((branch.state, transition.id), ())
        told, events = self.facts.reckoned.told, self.facts.reckoned.events
        return any(next_change(told, fact, events, before) == self.day for fact in facts)

    def _missed(
        self, branch: Branch, running: Running, left: frozenset[str], passed: frozenset[str], facts: DayFacts
    ) -> Iterator[Branch]:
        clock = self.definition.clock[running.clock]
        rest = tuple(each for each in branch.running if each is not running)
        to = clock.then if clock.then not in left else ""
        branch = evolve(branch, running=rest)
        if not to:
            yield from self._settled(branch.with_step(Step(self.day, StepKind.MISSED, clock.id)), left, passed, facts)
            return
        because = self.definition.deadline[clock.id].because
        step = Step(
            self.day, StepKind.MISSED, clock.id, from_=branch.state, to=to, values=self._values(because, branch)
        )
        yield from self._settled(self._entered(branch, to).with_step(step), left | {branch.state}, passed, facts)

    def _moved(self, branch: Branch, by: Transition, on: str = "") -> Branch:
        step = Step(self.day, StepKind.MOVED, by.id, on, branch.state, by.to, values=self._values(by.because, branch))
        return self._entered(branch, by.to).with_step(step)

    def _entered(self, branch: Branch, state: str) -> Branch:
        """The branch in another state, or anew in its own: what runs there runs from now on."""
        clocks = self.definition.clock
        kept = [each for each in branch.running if clocks[each.clock].after and state in clocks[each.clock].states]
        new = [Running(each.id, self.day) for each in self.definition.clocks_of[state] if not each.after]
        counts = counted(branch.counts, state)
        return evolve(
            branch, state=state, since=self.day, until=self.day, running=self._in_order([*kept, *new]), counts=counts
        )

    def _in_order(self, running: Iterable[Running]) -> tuple[Running, ...]:
        return tuple(sorted(running, key=lambda each: self._places[each.clock]))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {each.id: place for place, each in enumerate(self.definition.clocks)}

    def _values(self, because: Text | None, branch: Branch) -> tuple[tuple[str, Value], ...]:
        """The values of what a reason names."""
        named = () if because is None else _named(because)
        values = self.facts.at(None, dict(branch.counts)).values if named else {}
        return tuple((name, values[name]) for name in named)


@lru_cache(maxsize=4_096)
def _named(text: Text) -> tuple[str, ...]:
    """The names in the places of a sentence."""
    pieces = (piece.name for said in (text.en, text.zh) for piece in split(said))
    return tuple(dict.fromkeys(name for name in pieces if name))
