"""A process with the parameters of a day, made ready: what can follow in each state, with its conditions compiled."""

import datetime
from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from crmrules.definitions.templates import split
from crmrules.expressions.tree import EVENT, Expression, Value, names
from crmrules.kinds.process.definition import Clock, ProcessDefinition
from crmrules.kinds.process.meaning import BoundProcess
from crmrules.kinds.process.parts import Transition
from crmrules.kinds.process.python.conditions import Truth, truth_of
from crmrules.kinds.process.python.turning import Watched, Watching
from crmrules.kinds.process.sources import Sources
from crmrules.model.text import Text


@frozen
class Move:
    """A transition."""

    transition: Transition
    truth: Truth | None
    """Whether it is taken; None where it has no condition."""
    reads_event: bool
    """Whether its condition reads what the event at hand carries."""
    because: "Because"


@frozen
class Because:
    """What a sentence names."""

    named: tuple[str, ...]
    values: tuple[tuple[str, Value], ...] | None
    """Their values, where no day and no event changes them; None where they are to be looked up."""


@frozen(slots=False, eq=False)
class Plan:
    """What can happen in each state, with the parameters of a day."""

    process: BoundProcess
    day: datetime.date

    @property
    def definition(self) -> ProcessDefinition:
        """The process."""
        return self.process.definition

    @property
    def sources(self) -> Sources:
        """What facts are reckoned from."""
        return self.process.changing(self.day).sources

    @cached_property
    def parameters(self) -> Mapping[str, Value]:
        """The parameters."""
        return self.definition.values_on(self.day)

    @cached_property
    def stored(self) -> frozenset[str]:
        """The stored facts."""
        return frozenset(each.name for each in self.definition.facts.declared)

    @cached_property
    def moves(self) -> Mapping[tuple[str, str], tuple[Move, ...]]:
        """The transitions from a state on a kind of event, or with an empty kind on none, in file order."""
        found: dict[tuple[str, str], list[Move]] = {}
        for state, leaving in self.definition.leaving.items():
            for each in leaving:
                found.setdefault((state, each.on), []).append(self._move(each))
        return {key: tuple(moves) for key, moves in found.items()}

    @cached_property
    def watched(self) -> Mapping[str, Watched]:
        """By what a transition from a state can come to hold on a day without an event."""
        watching = Watching.of(self.process.changing(self.day))
        found: dict[str, Watched] = {}
        for state, leaving in self.definition.leaving.items():
            parts = [watching.watched(each.when) for each in leaving if not each.on and each.when is not None]
            facts = frozenset[str]().union(*(each.facts for each in parts))
            turnings = dict.fromkeys(turning for each in parts for turning in each.turnings)
            found[state] = Watched(facts, tuple(turnings))
        return found

    @cached_property
    def met(self) -> Mapping[str, frozenset[str]]:
        """What runs that a kind of event meets."""
        kinds = {kind for each in self.definition.clocks for kind in each.met_by}
        return {kind: frozenset(each.id for each in self.definition.clocks if kind in each.met_by) for kind in kinds}

    @cached_property
    def begun(self) -> Mapping[tuple[str, str], tuple[Clock, ...]]:
        """What begins to run in a state by a kind of event."""
        found: dict[tuple[str, str], list[Clock]] = {}
        for state, clocks in self.definition.clocks_of.items():
            for each in clocks:
                for kind in each.after:
                    found.setdefault((state, kind), []).append(each)
        return {key: tuple(clocks) for key, clocks in found.items()}

    @cached_property
    def entered(self) -> Mapping[str, tuple[str, ...]]:
        """What runs from the day on which a state is entered."""
        clocks_of = self.definition.clocks_of
        return {state: tuple(each.id for each in clocks if not each.after) for state, clocks in clocks_of.items()}

    @cached_property
    def kept(self) -> Mapping[str, frozenset[str]]:
        """What runs on when a state is entered."""
        clocks_of = self.definition.clocks_of
        return {state: frozenset(each.id for each in clocks if each.after) for state, clocks in clocks_of.items()}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of what runs in the file."""
        return {each.id: place for place, each in enumerate(self.definition.clocks)}

    @cached_property
    def final(self) -> frozenset[str]:
        """The final states."""
        return frozenset(each.id for each in self.definition.states if each.final)

    @cached_property
    def noted(self) -> frozenset[str]:
        """The kinds of events that are listened to wherever the case is."""
        telling = (kind for kinds in self.definition.told.values() for kind in kinds)
        return frozenset({*telling, *self.sources.told.kinds, *self.definition.header.opens})

    @cached_property
    def missed(self) -> Mapping[str, Because]:
        """What the reasons of deadlines name, by id."""
        return {each.id: self._because(each.because) for each in self.definition.deadlines}

    @cached_property
    def _truths(self) -> dict[Expression, Truth]:
        conditions = {each.when for each in self.definition.transitions if each.when is not None}
        return {each: truth_of(self.definition, each, self.day) for each in conditions}

    def _move(self, transition: Transition) -> Move:
        when = transition.when
        truth = None if when is None else self._truths[when]
        reads_event = when is not None and any(name.startswith(EVENT) for name in names(when))
        return Move(transition, truth, reads_event, self._because(transition.because))

    def _because(self, text: Text | None) -> Because:
        pieces = () if text is None else (piece.name for said in (text.en, text.zh) for piece in split(said))
        named = tuple(dict.fromkeys(name for name in pieces if name))
        if not all(name in self.parameters for name in named):
            return Because(named, None)
        return Because(named, tuple((name, self.parameters[name]) for name in named))


def plan_of(process: BoundProcess, day: datetime.date) -> Plan:
    """The plan for the parameters of a day, made once for all days with the same."""
    key = process.definition.all_values_on(day) if process.definition.is_dated else ()
    found = process.plans.get(key)
    if found is None:
        found = process.plans[key] = Plan(process, day)
    return found
