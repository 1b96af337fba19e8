"""What a process says of one customer on a day: where the case stands, how it came there, and what is to be done."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from crmrules.errors import PolicyError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.kinds.process.branches import Branch, Path, Running, Step, StepKind, shared
from crmrules.kinds.process.course import Course
from crmrules.kinds.process.facts import DayFacts
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.kinds.process.needs import needed
from crmrules.kinds.process.parts import State
from crmrules.model.text import Language, Text, checked
from crmrules.records.history.occurrences import Occurrence

if TYPE_CHECKING:
    from crmrules.kinds.process.definition import ProcessDefinition
    from crmrules.reports.document import Document


@frozen
class OpenDeadline:
    """A deadline that runs."""

    id: str
    title: Text
    since: datetime.date
    due: datetime.date
    """Its last day, at whose end it passes."""
    then: str
    """The state that the case comes to where it passes; empty where the miss is noted."""
    certain: bool
    """Whether it runs whichever way the case has gone."""
    provisional: Text | None
    """Why its last day may still change; None where it is settled."""


@frozen
class OpenDuty:
    """What is to be done."""

    id: str
    title: Text
    owner: str
    """Who has it; empty where the process names nobody."""
    since: datetime.date | None
    """The day on which the state was entered to which it belongs; None where that is not known."""
    due: datetime.date | None
    """The last day on which there is time, the first where the ways differ; None where it has no end."""
    certain: bool
    """Whether there is such a duty whichever way the case has gone."""
    caution: Text | None


@frozen
class Way:
    """A way that a case may have gone."""

    state: str
    since: datetime.date
    """The day on which the state was entered, the first on which it can have been."""
    until: datetime.date
    """The last day on which it can have been entered; that day itself where it is known."""
    steps: Path
    """The steps that it does not share with the others."""
    missing: tuple[str, ...]
    """What would have told whether it is the one."""


@frozen(slots=False, eq=False, repr=False)
class Case:
    """Where the case of one customer stands at the end of a day. Two are equal when all that they tell is."""

    process: BoundProcess
    customer: Any
    """Whose it is; None where there was no event at all."""
    course: Course
    joined: datetime.date | None = field(default=None)
    facts: DayFacts = field(kw_only=True)
    """The facts of the day."""

    @property
    def definition(self) -> "ProcessDefinition":
        """The definition of the policy."""
        return self.process.definition

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.definition.id

    @property
    def as_of(self) -> datetime.date:
        """The day at whose end it stands so."""
        return self.course.day

    @property
    def begun(self) -> datetime.date | None:
        """The day on which it began; None where it has not."""
        return self.course.begun

    @cached_property
    def events(self) -> tuple[Occurrence, ...]:
        """The events that had happened by then, as far as what may yet happen hangs on them."""
        return needed(self.process, self.facts.reckoned.events, self.as_of)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The ways it may have gone, equal ones as one; none where it has not begun, or is too open."""
        return self.course.branches

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """The states it may be in, in the order of the policy; none before it has begun."""
        if self.course.lost is not None:
            return self.course.lost.possible
        states = {each.state for each in self.branches}
        return tuple(each.id for each in self.definition.states if each.id in states)

    @property
    def state(self) -> str | None:
        """The state it is in; None while several are possible, and before it has begun."""
        return self.possible[0] if len(self.possible) == 1 else None

    @property
    def since(self) -> datetime.date | None:
        """The day on which it came to its state; None where that is not known."""
        days = {day for each in self.branches for day in (each.since, each.until)}
        return days.pop() if len(days) == 1 and self.state is not None else None

    @property
    def too_open(self) -> bool:
        """Whether more ways were open than are followed: what could be is told, and nothing follows."""
        return self.course.lost is not None

    @property
    def certain(self) -> bool:
        """Whether nothing is open: there is one way, its days are known, and none of its deadlines is provisional.

        Also before the case has begun.
        """
        if self.begun is None:
            return True
        return self._is_one_way and not any(each.provisional for each in self.deadlines)

    @property
    def _is_one_way(self) -> bool:
        one = self.branches[0] if len(self.branches) == 1 else None
        return one is not None and one.since == one.until and not one.provisional

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The unknown facts that would have settled it, in the order of declaration, then data of events."""
        names = frozenset[str]() if self.certain else self._hanging
        facts = [each.name for each in self.definition.facts.declared]
        return tuple(name for name in (*facts, *self.definition.event_scope) if name in names)

    @property
    def unordered(self) -> tuple[datetime.date, ...]:
        """The days of whose events the order would have settled it: they have one moment and no ids."""
        found = self.course.lost.unordered if self.course.lost is not None else frozenset[datetime.date]()
        return () if self.certain else tuple(sorted(found.union(*(each.unordered for each in self.branches))))

    @cached_property
    def history(self) -> tuple[Step, ...]:
        """What happened, day by day: all of it, or where several ways are open the steps with which all begin."""
        if self.course.lost is not None:
            return self.course.lost.path
        return shared(path for each in self.branches for path in each.paths)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways that are open, each with its own steps after the shared ones; none where there is only one."""
        begun = len(self.history)
        ways = [
            Way(each.state, *_entry(path), path[begun:], self._in_order(each.missing))
            for each in self.branches
            for path in each.paths
        ]
        return tuple(ways) if len(ways) > 1 else ()

    @cached_property
    def deadlines(self) -> tuple[OpenDeadline, ...]:
        """The deadlines that run, or may, the next first."""
        found: dict[tuple[str, datetime.date], int] = {}
        for branch in self.branches:
            for each in branch.running:
                due = self.process.due(each)
                if due is not None and not self.definition.clock[each.clock].duty:
                    found[each.clock, each.since] = found.get((each.clock, each.since), 0) + 1
        told = [self._deadline(id_, since, count == len(self.branches)) for (id_, since), count in found.items()]
        return tuple(sorted(told, key=lambda each: each.due))

    @property
    def next_deadline(self) -> OpenDeadline | None:
        """The deadline that ends first; None where none runs."""
        return self.deadlines[0] if self.deadlines else None

    @property
    def missed(self) -> tuple[Step, ...]:
        """The deadlines that were missed for certain, in order; duties that were not done in time among them."""
        return tuple(each for each in self.history if each.kind is StepKind.MISSED)

    @cached_property
    def duties(self) -> tuple[OpenDuty, ...]:
        """What is to be done, or may be, in the order of the policy."""
        found: dict[tuple[str, str], list[OpenDuty]] = {}
        for branch in self.branches:
            for each in self._duties(branch):
                found.setdefault((each.id, each.owner), []).append(each)
        order = {each.id: place for place, each in enumerate(self.definition.duties)}
        told = [_whichever(each, len(self.branches)) for each in found.values()]
        return tuple(sorted(told, key=lambda each: order[each.id]))

    @cached_property
    def cautions(self) -> tuple[Text, ...]:
        """What is to be heeded: of the states it may be in, of what led there, and of what is to be done."""
        texts: list[Text | None] = [self.definition.state[each].caution for each in self.possible]
        for branch in self.branches:
            for path in branch.paths:
                texts.append(self._caution(path))
        texts += [each.caution for each in self.duties]
        texts += [self.definition.deadline[each.id].caution for each in self.deadlines]
        return tuple(dict.fromkeys(each for each in texts if each is not None))

    @property
    def ignored(self) -> Mapping[str, int]:
        """How many events nobody listened to, by kind."""
        return dict(self.course.ignored)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The kinds of events, of those that nobody listened to, that the process does not know at all."""
        return tuple(kind for kind in self.ignored if kind not in self.definition.events)

    def times(self, state: str) -> int | None:
        """How often the case came to a state; None where that is not known.

        Raises `PolicyError` for what is no state.
        """
        given: object = state
        if not isinstance(given, str) or given not in self.definition.state:
            remedy = did_you_mean(given, self.definition.state)
            raise PolicyError.of(f"policy `{self.definition.id}`", f"has no state {shown(state)}", remedy)
        found = {dict(each.counts).get(state, 0) for each in self.branches}
        return found.pop() if len(found) == 1 else None

    def explain(self, language: Language = "en") -> str:
        """The case as a timeline: what happened and why, what is open, what is to be done.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.process.explanation import case_document

        return case_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What the case tells, and what `Process.resume` needs to go on from it, as plain values."""
        from crmrules.kinds.process.keeping import kept

        return kept(self)

    def _deadline(self, id_: str, since: datetime.date, certain: bool) -> OpenDeadline:
        part = self.definition.deadline[id_]
        reached = self.process.reached(Running(id_, since))
        assert reached is not None
        return OpenDeadline(id_, part.title, since, reached.day, part.then, certain, reached.provisional)

    def _duties(self, branch: Branch) -> list[OpenDuty]:
        """The duties of a branch; one whose condition is unknown is not certain."""
        running = {each.clock: each for each in branch.running}
        state: State = self.definition.state[branch.state]
        found: list[OpenDuty] = []
        for each in self.definition.duties:
            named = branch.state in self.definition.states_of(each.state)
            done = each.id in self.definition.clock and each.id not in running and bool(each.met_by or each.within)
            facts = self.facts.at(None, dict(branch.counts))
            truth = facts.truth(each.when) if named and not done else False
            if truth is not False:
                since = branch.since if branch.since == branch.until else None
                due = self.process.due(running[each.id]) if each.id in running else None
                owner = each.owner or state.owner
                found.append(OpenDuty(each.id, each.title, owner, since, due, truth is True, each.caution))
        return found

    def _caution(self, path: Path) -> Text | None:
        """What is to be heeded of the step that led to where a path ends."""
        step = next((each for each in reversed(path) if each.to and each.kind is not StepKind.BEGUN), None)
        if step is None:
            return None
        by = self.definition.transition.get(step.by) if step.kind is StepKind.MOVED else None
        deadline = self.definition.deadline.get(step.by) if by is None else None
        return by.caution if by is not None else deadline.caution if deadline is not None else None

    @property
    def _hanging(self) -> frozenset[str]:
        if self.course.lost is not None:
            return self.course.lost.missing
        return frozenset[str]().union(*(each.missing for each in self.branches))

    def _in_order(self, names: frozenset[str]) -> tuple[str, ...]:
        facts = [each.name for each in self.definition.facts.declared]
        return tuple(name for name in (*facts, *self.definition.event_scope) if name in names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.policy, self.customer, self.course))

    def __repr__(self) -> str:
        said = self.state or (" or ".join(self.possible) if self.possible else "not begun")
        return f"<Case {self.policy} of {self.customer} as of {self.as_of}: {said}>"


def _entry(path: Path) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which the state where a path ends can have been entered."""
    last = next(step for step in reversed(path) if step.to)
    return last.day, last.until or last.day


def _whichever(ways: list[OpenDuty], all_ways: int) -> OpenDuty:
    """One duty of the ways in which there is it: its day of entry is known where all agree on it."""
    since = {each.since for each in ways}
    ends = [each.due for each in ways if each.due is not None]
    return evolve(
        ways[0],
        since=since.pop() if len(since) == 1 else None,
        due=min(ends, default=None),
        certain=len(ways) == all_ways and all(each.certain for each in ways),
    )
