"""A case from day to day, quickly: one way, all of it known. A day that is open is left to the meaning.

What comes out is what `meaning.replay` gives. Days on which nothing can be another are passed over, conditions are
compiled, and facts are kept until they can change. Where a condition is unknown, or the order of a day's events, the
day is begun anew by the meaning, and so are those after it while several ways are open.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field

from crmrules.expressions.tree import AS_OF, Value
from crmrules.kinds.process.branches import Branch, Running, Step, StepKind
from crmrules.kinds.process.changing import DAILY, DAY
from crmrules.kinds.process.course import Course, opening_of
from crmrules.kinds.process.facts import DayFacts
from crmrules.kinds.process.horizon import Horizon
from crmrules.kinds.process.meaning import BoundProcess, after_day, next_day
from crmrules.kinds.process.python.known import Known, Ledger
from crmrules.kinds.process.python.plan import Because, Move, Plan, plan_of
from crmrules.kinds.process.reckoned import Reckoned
from crmrules.records.history.occurrences import Occurrence, in_order


class Open(Exception):
    """A day is open: it is left to the meaning."""


def replay(
    process: BoundProcess,
    events: Sequence[Occurrence],
    course: Course,
    joined: datetime.date | None,
    as_of: datetime.date,
) -> Course:
    """The case at the end of a day, from where it stood, given all events that had happened by then.

    Raises `AsOfError` as `Horizon.look` does.
    """
    horizon = Horizon(process.definition.id, events, as_of)
    log = _Log.of(process, events, joined, as_of)
    if course.begun is not None:
        day = next_day(process, course, log.days, log.until(course.day))
    else:
        day = course.first_of(log.days)
    while day is not None and day <= as_of and course.lost is None:
        if course.begun is None or len(course.branches) == 1:
            run = _Run(plan_of(process, day), log, course)
            day = run.go(day, as_of, horizon)
            course = run.course()
        if day is not None and day <= as_of:
            horizon.look(day, len(course.branches), eventful=day in log.by_day)
            course = after_day(process, course, log.until(day), log.by_day.get(day, []), joined, day)
            day = next_day(process, course, log.days, log.until(day))
    return evolve(course, day=as_of)


@define(eq=False)
class _Log:
    """The events of a case, and the days on which something happens."""

    ordered: Sequence[Occurrence]
    """In the order of days."""
    by_day: Mapping[datetime.date, list[Occurrence]]
    """Those since the log is complete."""
    days: Sequence[datetime.date]
    joined: datetime.date | None

    @classmethod
    def of(
        cls, process: BoundProcess, events: Sequence[Occurrence], joined: datetime.date | None, as_of: datetime.date
    ) -> "_Log":
        since = process.told_on(as_of).history.since
        ordered = sorted(events, key=_day)
        by_day: dict[datetime.date, list[Occurrence]] = {}
        for each in ordered:
            if since is None or each.day >= since:
                by_day.setdefault(each.day, []).append(each)
        days = sorted({*by_day, *process.changes, *(() if joined is None else (joined,))})
        return cls(ordered, by_day, days, joined)

    def until(self, day: datetime.date) -> Sequence[Occurrence]:
        """The events up to a day."""
        return self.ordered[: bisect_right(self.ordered, day, key=_day)]


def _day(event: Occurrence) -> datetime.date:
    return event.day


@define(eq=False)
class _Run:
    """The days of a case that has one way."""

    plan: Plan
    log: _Log
    before: Course
    """Where it stood when it was begun."""
    ledger: Ledger = field(init=False)
    day: datetime.date = field(init=False)
    begun: datetime.date | None = field(init=False)
    state: str = field(default="", init=False)
    since: datetime.date = field(default=datetime.date.min, init=False)
    until: datetime.date = field(default=datetime.date.min, init=False)
    running: tuple[Running, ...] = field(default=(), init=False)
    counts: dict[str, int] = field(factory=dict, init=False)
    provisional: bool = field(default=False, init=False)
    steps: list[Step] = field(factory=list, init=False)
    ignored: dict[str, int] = field(init=False)
    _turned: int = field(default=0, init=False)
    """How many events the ledger knows."""

    def __attrs_post_init__(self) -> None:
        course = self.before
        self.day, self.begun, self.ignored = course.day, course.begun, dict(course.ignored)
        self.ledger = Ledger(self.plan.sources)
        for branch in course.branches:
            self.state, self.since, self.until = branch.state, branch.since, branch.until
            self.running, self.counts, self.provisional = branch.running, dict(branch.counts), branch.provisional
        self.ledger.count(self.counts)

    def go(self, day: datetime.date | None, as_of: datetime.date, horizon: Horizon) -> datetime.date | None:
        """Go on day by day; gives the day that is left to the meaning, None where none is before the end."""
        while day is not None and day <= as_of:
            if self.plan.definition.is_dated and plan_of(self.plan.process, day) is not self.plan:
                self.plan = plan_of(self.plan.process, day)
                self.ledger, self._turned = Ledger(self.plan.sources), 0
                self.ledger.count(self.counts)
            kept = self._state()
            try:
                quiet = self._after(day)
            except Open:
                self._put_back(kept)
                return day
            horizon.look(day, 1, eventful=day in self.log.by_day)
            self.day = day
            if quiet:
                day = self._next()
            else:
                stands = Course(day, self.begun, (self._branch(),))
                day = next_day(self.plan.process, stands, self.log.days, self.ledger.every)
        return None

    def course(self) -> Course:
        """Where the case stands."""
        if self.begun is None:
            return evolve(self.before, day=self.day, ignored=tuple(sorted(self.ignored.items())))
        branch = self._branch()
        if self.steps:
            branch = evolve(branch, paths=tuple((*path, *self.steps) for path in branch.paths))
        return Course(self.day, self.begun, (branch,), None, tuple(sorted(self.ignored.items())))

    def _branch(self) -> Branch:
        """The one way, without what has happened since it was begun."""
        return evolve(
            self.before.branches[0] if self.before.branches else Branch("", self.day, self.day, (), ()),
            state=self.state,
            since=self.since,
            until=self.until,
            running=self.running,
            counts=tuple(sorted(self.counts.items())),
            provisional=self.provisional,
        )

    def _state(self) -> tuple[Any, ...]:
        mutable = dict(self.counts), dict(self.ignored), len(self.steps)
        return self.begun, self.state, self.since, self.until, self.running, self.provisional, mutable

    def _put_back(self, kept: tuple[Any, ...]) -> None:
        self.begun, self.state, self.since, self.until, self.running, self.provisional, mutable = kept
        self.counts, self.ignored, length = mutable
        del self.steps[length:]

    def _next(self) -> datetime.date | None:
        """The next day on which something can change, where no transition holds that waits for none."""
        days, day = self.log.days, self.day
        place = bisect_right(days, day)
        found = days[place] if place < len(days) else None
        for each in self.running:
            end = self.plan.process.due(each)
            if end is not None and end > day and (found is None or end < found):
                found = end
        if self.begun is None:
            return found
        watched = self.plan.watched[self.state]
        changes = [day + DAY if name == DAILY else self.ledger.until(name) for name in watched.facts]
        if watched.turnings:
            values = _Names(self.ledger.known, {**self.plan.parameters, AS_OF: day})
            turns = (each.after(day, values) for each in watched.turnings)
            changes += [each for each in turns if each is not None]
        return min(changes if found is None else [found, *changes], default=None)

    def _after(self, day: datetime.date) -> bool:
        """Go through a day; whether every transition with `when` alone is known not to hold at its end."""
        ordered, turned = self.log.ordered, self._turned
        while turned < len(ordered) and ordered[turned].day <= day:
            turned += 1
        self.ledger.turn(day, ordered[self._turned : turned])
        self._turned = turned
        events = self.log.by_day.get(day, ())
        if self.begun is None:
            opening = opening_of(self.plan.definition, events, self.log.joined, day)
            if opening is None:
                known = self.plan.definition.events
                self._ignore(each for each in events if each.kind not in known)
                return True
            self.begun = day
            start = self.plan.definition.header.start
            self._enter(start, day)
            self.steps.append(Step(day, StepKind.BEGUN, on=opening, to=start))
        if events:
            self._hear(events, day)
        return self._settle(day)

    def _hear(self, events: Sequence[Occurrence], day: datetime.date) -> None:
        """The events of a day, in their order."""
        heard, kinds = set[tuple[object, str]](), self.plan.definition.heard
        for tie in in_order(events) if len(events) > 1 else (events,):
            moving = [each for each in tie if each.kind in kinds]
            if len(moving) > 1:
                raise Open
            for each in moving:
                if self.state not in self.plan.final and self._on(each, day):
                    heard.add((each.moment, each.kind))
        self.ledger.at(None)
        self._ignore(each for each in events if (each.moment, each.kind) not in heard)

    def _ignore(self, events: Iterable[Occurrence]) -> None:
        """Count events that nobody listened to."""
        for each in events:
            if each.kind not in self.plan.noted:
                self.ignored[each.kind] = self.ignored.get(each.kind, 0) + 1

    def _on(self, event: Occurrence, day: datetime.date) -> bool:
        """What an event does; whether anything listens to it."""
        plan, kind = self.plan, event.kind
        moves = plan.moves.get((self.state, kind), ())
        met = plan.met.get(kind)
        heard = bool(moves)
        if met:
            for each in self.running:
                if each.clock in met:
                    heard = True
                    self.steps.append(Step(day, StepKind.MET, each.clock, kind))
            self.running = tuple(each for each in self.running if each.clock not in met)
        for move in moves:
            if move.reads_event:
                self.ledger.at(event)
            if move.truth is None or _known(move.truth(self.ledger.known, day)):
                self._move(move, day, kind)
                break
        begun = plan.begun.get((self.state, kind))
        if begun:
            heard = True
            there = {each.clock for each in self.running}
            self._run([*self.running, *(Running(each.id, day) for each in begun if each.id not in there)])
        return heard

    def _settle(self, day: datetime.date) -> bool:
        """What follows until nothing changes; whether every transition with `when` alone is known not to hold."""
        left = set[str]()
        while True:
            quiet = True
            for move in self.plan.moves.get((self.state, ""), ()):
                if move.transition.to in left:
                    quiet = False
                    continue
                assert move.truth is not None  # without an event it has one
                if _known(move.truth(self.ledger.known, day)):
                    left.add(self.state)
                    self._move(move, day, "")
                    break
            else:
                if not self._miss(day, left):
                    return quiet

    def _miss(self, day: datetime.date, left: set[str]) -> bool:
        """The first deadline that ends on this day passes; whether there is one."""
        for each in self.running:
            reached = self.plan.process.reached(each)
            if reached is None or reached.day > day:
                continue
            clock = self.plan.definition.clock[each.clock]
            self.provisional = self.provisional or reached.provisional is not None
            self.running = tuple(other for other in self.running if other is not each)
            if not clock.then or clock.then in left:
                self.steps.append(Step(day, StepKind.MISSED, clock.id))
                return True
            values = self._values(self.plan.missed[clock.id], day)
            step = Step(day, StepKind.MISSED, clock.id, from_=self.state, to=clock.then, values=values)
            left.add(self.state)
            self._enter(clock.then, day)
            self.steps.append(step)
            return True
        return False

    def _move(self, move: Move, day: datetime.date, on: str) -> None:
        by = move.transition
        values = self._values(move.because, day)
        self.steps.append(Step(day, StepKind.MOVED, by.id, on, self.state, by.to, values=values))
        self._enter(by.to, day)

    def _enter(self, state: str, day: datetime.date) -> None:
        """Come to a state, or to it anew: what runs there runs from now on."""
        kept = self.plan.kept[state]
        new = [Running(id_, day) for id_ in self.plan.entered[state]]
        self._run([*(each for each in self.running if each.clock in kept), *new])
        self.state, self.since, self.until = state, day, day
        self.counts[state] = self.counts.get(state, 0) + 1
        self.ledger.count(self.counts)

    def _run(self, running: list[Running]) -> None:
        place = self.plan.place
        self.running = tuple(sorted(running, key=lambda each: place[each.clock]) if len(running) > 1 else running)

    def _values(self, because: Because, day: datetime.date) -> tuple[tuple[str, Value], ...]:
        """The values of what a reason names."""
        if because.values is not None:
            return because.values
        plan, known, found = self.plan, self.ledger.known, list[tuple[str, Value]]()
        others: Mapping[str, Value] | None = None
        for name in because.named:
            if name in plan.parameters:
                found.append((name, plan.parameters[name]))
            elif name in plan.stored or name in plan.definition.counts:
                found.append((name, getattr(known, name)))
            else:
                others = others or self._by_meaning(day)
                found.append((name, others[name]))
        return tuple(found)

    def _by_meaning(self, day: datetime.date) -> Mapping[str, Value]:
        """What every name stands for, reckoned by the meaning."""
        plan = self.plan
        reckoned = Reckoned(plan.definition, plan.sources.told, plan.process.door, self.ledger.every, day)
        return DayFacts(reckoned).at(None, self.counts).values


class _Names(dict[str, Value]):
    """What names stand for on a day: parameters, and what is known."""

    def __init__(self, known: Known, parameters: Mapping[str, Value]) -> None:
        super().__init__(parameters)
        self._facts = known

    def __missing__(self, name: str) -> Value:
        value: Value = getattr(self._facts, name)
        return value


def _known(truth: bool | None) -> bool:
    if truth is None:
        raise Open
    return truth
