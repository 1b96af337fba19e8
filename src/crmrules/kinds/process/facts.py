"""The facts of a case at the end of a day: told by events, reckoned from them, or bound."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from math import prod

from attrs import evolve, field, frozen

from crmrules.engines.interpreter import Lacking, lacking, values_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import EVENT, Expression, Value, names
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import Told
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.history.meaning import Customer
from crmrules.records.history.occurrences import Occurrence, in_order
from crmrules.records.history.reasons import Reason

MOST_ANSWERS = 64
"""How many combinations of open answers of policies are tried for one condition."""


@frozen(slots=False, eq=False)
class DayFacts:
    """What every name stands for at the end of a day, given the events that had happened by then."""

    definition: ProcessDefinition
    told: Told
    door: Door | None
    """What reads facts that the binding reckons from others, and its assumptions; None where there are none."""
    events: Sequence[Occurrence]
    day: datetime.date
    event: Occurrence | None = field(default=None)
    """The event at hand, whose data conditions read as ``event.<name>``."""
    counts: Mapping[str, int] = field(factory=dict)
    """How often the case has come to each state so far; to those that are not among them never."""
    answers: Sequence[Mapping[str, str | None]] | None = field(default=None)
    """The answers of open policies that what was taken to be so leaves; None where nothing was."""

    @cached_property
    def stored(self) -> dict[str, Value]:
        """Every stored fact; None where unknown."""
        return self._read[0]

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """The facts that were unknown and taken from the binding's assumptions."""
        return self._read[1]

    @cached_property
    def values(self) -> dict[str, Value]:
        """What every name stands for, the data of the event at hand included."""
        values = values_of(self.definition, self.stored, self.day)
        data = {name: None if self.event is None else self.event.data.get(name[len(EVENT) :]) for name in self._scope}
        times: dict[str, Value] = {
            name: self.counts.get(each.state, 0) for name, each in self.definition.counts.items()
        }
        return {**values, **data, **times}

    def at(self, event: Occurrence | None, counts: Mapping[str, int]) -> "DayFacts":
        """The same with an event at hand, and with how often the case has come to each state."""
        if event is None and not self.definition.counts:
            return self
        return self._beside(evolve(self, event=event, counts=counts))

    def _beside(self, other: "DayFacts") -> "DayFacts":
        """The other with what this one has reckoned: the facts of the day are those of all its events."""
        other.__dict__["stored"] = self.stored
        return other

    def truth(self, condition: Expression | None) -> bool | None:
        """Whether a condition holds; None is unknown. Where there is no condition it holds.

        Where the answer of a policy is open, a condition is known that is so whichever of its answers comes.
        """
        if condition is None:
            return True
        found = evaluate(condition, self.values)
        if found is None and self.definition.policies:
            found = self._whichever(condition)
        assert found is None or isinstance(found, bool)
        return found

    def given(self, condition: Expression, truth: bool) -> "DayFacts":
        """The same, where a condition that is unknown was taken to be so: answers of policies that say else are out."""
        if not self.definition.policies or self._answers is None:
            return self
        left = [each for each in self._answers if self._truth_with(condition, each) in (truth, None)]
        return self._beside(evolve(self, answers=left))

    def _whichever(self, condition: Expression) -> Value:
        """What a condition comes to with every answer that policies may still give; None where that differs."""
        found = {self._truth_with(condition, each) for each in self._answers or ({},)}
        return found.pop() if len(found) == 1 else None

    @property
    def _answers(self) -> Sequence[Mapping[str, str | None]] | None:
        """The answers that open policies may still give, in every combination; None where they are too many."""
        return self.answers if self.answers is not None else self._open_answers

    @cached_property
    def _open_answers(self) -> Sequence[Mapping[str, str | None]] | None:
        open_ = {
            each.name: each.policy.possible(self.stored, self.day)
            for each in self.definition.facts.derived
            if each.policy is not None and self.values[each.name] is None
        }
        if prod(map(len, open_.values())) > MOST_ANSWERS:
            return None
        return [dict(zip(open_, each, strict=True)) for each in product(*open_.values())]

    def _truth_with(self, condition: Expression, answers: Mapping[str, str | None]) -> Value:
        """What a condition comes to with some answers of policies."""
        values = {**self.values, **answers}
        for each in self.definition.facts.derived:
            if each.expression is not None:
                values[each.name] = evaluate(each.expression, values)
        return evaluate(condition, values)

    def missing(self, condition: Expression) -> frozenset[str]:
        """The unknown facts, and data of the event at hand, on which an unknown condition hangs."""
        found = self._lacking(condition)
        asked = {name for name in names(condition) if name in self._scope and self.values[name] is None}
        return frozenset({*found.facts, *asked})

    def _lacking(self, condition: Expression) -> Lacking:
        return lacking(self.definition, {**self.stored, **self.values}, self.day, [condition])

    @property
    def _scope(self) -> Sequence[str]:
        return tuple(self.definition.event_scope)

    @cached_property
    def _read(self) -> tuple[dict[str, Value], tuple[str, ...]]:
        definition, told = self.definition, self.told
        customer = Customer(told.history, self.events, self.day)
        wanted = {each.name for each in definition.said_facts}
        stored: dict[str, Value] = dict.fromkeys((each.name for each in definition.facts.declared), None)
        for name, aggregate in told.history.facts.items():
            if name in wanted or self.door is not None:
                entry = None if name in told.bound else definition.aggregates.get(name)
                resets = () if entry is None else entry.reset_by
                reader = _since_reset(customer, resets, aggregate.of) if resets else customer
                found = None if reader is None else reader.fact(aggregate)
                stored[name] = None if isinstance(found, Reason) else found
        for name, kinds in definition.told.items():
            if name in wanted and name not in told.history.facts:
                stored[name] = _last_told(customer.log, name, kinds)
        if self.door is None:
            return stored, ()
        bound = self.door.binding.facts
        values, assumed = self.door.read({name: value for name, value in stored.items() if name not in bound})
        return {**stored, **values}, assumed


def door_of(definition: ProcessDefinition, bind: Binding) -> Door | None:
    """What reads the facts that a binding reckons from others, and its assumptions; None where there are none."""
    if not bind.facts and not bind.assume:
        return None
    return Door(definition, evolve(bind, history=None, spans={}))


def _since_reset(customer: Customer, kinds: Sequence[str], of: str) -> Customer | None:
    """The customer with the events after the last of some kinds; None where nobody knows which those are."""
    after, unclear, history = list[Occurrence](), False, customer.history
    for tie in in_order(customer.log):
        if any(each.kind in kinds for each in tie):
            after, unclear = [], any(each.kind == of for each in tie)
            history = evolve(history, since=None)  # what came before the log began no longer counts
        else:
            after += tie
    return None if unclear else evolve(customer, events=after, history=history)


def _last_told(log: Sequence[Occurrence], name: str, kinds: Sequence[str]) -> Value:
    """What the last event says that tells a fact; unknown where there is none, or several at once differ."""
    ties = in_order([each for each in log if each.kind in kinds])
    said = {each.data.get(name) for each in ties[-1]} if ties else set()
    return said.pop() if len(said) == 1 else None
