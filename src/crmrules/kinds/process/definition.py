"""The process kind: states, transitions and deadlines."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar

from attrs import frozen

from crmrules.calendars.calendar import Calendar
from crmrules.definitions.base import Definition
from crmrules.definitions.layout import Layout
from crmrules.definitions.parts import Scalar
from crmrules.expressions.tree import EVENT, Expression, names
from crmrules.expressions.types import Type
from crmrules.kinds.process.aggregates import AggregateEntry, SpanEntry, listed
from crmrules.kinds.process.parts import (
    LAYOUT,
    Deadline,
    Duty,
    EventEntry,
    Owner,
    ProcessExample,
    ProcessHeader,
    Retention,
    State,
    StateCount,
    States,
    Transition,
)
from crmrules.model.text import Text


@frozen
class Clock:
    """What runs while a case is in a state and is met by events: a deadline, or a duty that can be done."""

    id: str
    states: tuple[str, ...]
    within: str
    """The parameter that holds its length; empty where it never passes."""
    then: str
    met_by: tuple[str, ...]
    after: tuple[str, ...]
    duty: bool


@frozen(slots=False, kw_only=True, eq=False)
class ProcessDefinition(Definition):
    """All that a policy file of the process kind says."""

    layout: ClassVar[Layout] = LAYOUT

    header: ProcessHeader
    events: Mapping[str, EventEntry]
    aggregates: Mapping[str, AggregateEntry]
    spans: Mapping[str, SpanEntry]
    counts: Mapping[str, StateCount]
    owners: Mapping[str, Owner]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    deadlines: tuple[Deadline, ...]
    duties: tuple[Duty, ...]
    examples: tuple[ProcessExample, ...]

    @property
    def read_names(self) -> Iterable[str]:
        """The names in conditions, and for figures; a fact also where it is read as what an event tells."""
        yield from (name.removeprefix(EVENT) for condition in self.own_conditions for name in names(condition))
        told = self.header.retention
        yield from () if told is None else (name for name in (told.reason, told.value) if name)

    @property
    def own_conditions(self) -> Iterable[Expression]:
        """The conditions of its transitions and duties."""
        moving = (each.when for each in self.transitions)
        owed = (each.when for each in self.duties)
        return (each for each in (*moving, *owed) if each is not None)

    @property
    def named_parameters(self) -> Iterable[str]:
        """The lengths of deadlines and duties, and the numbers of aggregates."""
        lengths = [each.within for each in self.deadlines] + [each.within for each in self.duties if each.within]
        return (*lengths, *(name for each in self.aggregates.values() for name in each.named))

    @property
    def needs_day(self) -> bool:
        """Always: a case stands where it does on a day."""
        return True

    @property
    def speaks_of_records(self) -> bool:
        """It speaks of histories: a record of today says nothing of how it came to be."""
        return False

    @property
    def silent_because(self) -> Text:
        """Why nothing is said of a record."""
        return Text(
            "it follows the events of each customer, and none are given", "需按客户的事件历史运行，而未给出事件"
        )

    @property
    def sentences(self) -> Iterable[Text | None]:
        """Why a case moves, and what is to be heeded."""
        yield from (text for each in self.transitions for text in (each.because, each.caution))
        yield from (text for each in self.deadlines for text in (each.because, each.caution))
        yield from (text for each in self.duties for text in (each.title, each.caution))
        yield from (each.caution for each in self.states)

    @property
    def calendar(self) -> Calendar:
        """The business days that deadlines count."""
        return self.header.calendar or Calendar()

    @cached_property
    def state(self) -> Mapping[str, State]:
        """Its states by id."""
        return {each.id: each for each in self.states}

    @cached_property
    def retention(self) -> Mapping[Retention, tuple[str, ...]]:
        """The states that figures of retention count, by what they count them as; empty where there are none."""
        counted = dict.fromkeys(each.retention for each in self.states if each.retention is not None)
        return {what: tuple(each.id for each in self.states if each.retention is what) for what in counted}

    @property
    def outputs_of(self) -> Mapping[str, Mapping[str, Scalar]]:
        """What each state is to retention, where it is anything."""
        return {each.id: {"retention": str(each.retention)} if each.retention else {} for each in self.states}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each state in the file, from 0."""
        return {each.id: place for place, each in enumerate(self.states)}

    @cached_property
    def transition(self) -> Mapping[str, Transition]:
        """Its transitions by id."""
        return {each.id: each for each in self.transitions}

    @cached_property
    def deadline(self) -> Mapping[str, Deadline]:
        """Its deadlines by id."""
        return {each.id: each for each in self.deadlines}

    @cached_property
    def duty(self) -> Mapping[str, Duty]:
        """Its duties by id."""
        return {each.id: each for each in self.duties}

    def states_of(self, named: States) -> tuple[str, ...]:
        """The states that a part belongs to: any that is not final where it names none."""
        return listed(named) or tuple(each.id for each in self.states if not each.final)

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Transition, ...]]:
        """The transitions from each state, in file order; none from a final one."""
        return {
            state.id: tuple(each for each in self.transitions if state.id in self.states_of(each.from_))
            for state in self.states
        }

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """What runs and passes, or is met, in file order: deadlines, then duties."""
        deadlines = [
            Clock(each.id, self.states_of(each.state), each.within, each.then, each.met_by, each.after, duty=False)
            for each in self.deadlines
        ]
        duties = [
            Clock(each.id, self.states_of(each.state), each.within, "", each.met_by, (), duty=True)
            for each in self.duties
            if each.within or each.met_by
        ]
        return (*deadlines, *duties)

    @cached_property
    def clock(self) -> Mapping[str, Clock]:
        """Its clocks by id: deadlines and duties have no id in common."""
        return {each.id: each for each in self.clocks}

    @cached_property
    def clocks_of(self) -> Mapping[str, tuple[Clock, ...]]:
        """The clocks that belong to each state, in file order."""
        return {state.id: tuple(each for each in self.clocks if state.id in each.states) for state in self.states}

    @cached_property
    def event_types(self) -> Mapping[str, Type]:
        """The types of what events carry beside facts, by name."""
        return {name: datum.known for event in self.events.values() for name, datum in event.data.items()}

    @cached_property
    def event_scope(self) -> Mapping[str, Type]:
        """The types of all data of events, by the names that conditions have for them."""
        told = {name for event in self.events.values() for name in event.tells}
        types = {name: each for name, each in self.facts.types.items() if name in told}
        return {f"{EVENT}{name}": each for name, each in {**types, **self.event_types}.items()}

    @cached_property
    def told(self) -> Mapping[str, tuple[str, ...]]:
        """The facts that events tell, each with the kinds of these events."""
        found: dict[str, list[str]] = {}
        for kind, event in self.events.items():
            for name in event.tells:
                found.setdefault(name, []).append(kind)
        return {name: tuple(kinds) for name, kinds in found.items()}

    @cached_property
    def heard(self) -> frozenset[str]:
        """The kinds of events that move a case, start or meet what runs, open it, or tell facts."""
        moving = {each.on for each in self.transitions if each.on}
        running = {kind for each in self.clocks for kind in (*each.met_by, *each.after)}
        telling = {kind for kinds in self.told.values() for kind in kinds}
        return frozenset(moving | running | telling | set(self.header.opens))
