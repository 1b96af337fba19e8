"""What every name of a process stands for at the end of a day, and whether conditions hold then."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from attrs import evolve, field, frozen

from crmrules.engines.interpreter import Lacking, lacking
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import AS_OF, EVENT, Expression, Value, names
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.reckoned import Reckoned
from crmrules.records.history.occurrences import Occurrence

MOST_ANSWERS = 64
"""How many combinations of open answers of policies are tried for one condition."""


class Values(dict[str, Value]):
    """What names stand for; facts are reckoned when they are asked for."""

    def __init__(self, known: Mapping[str, Value], reckoned: Reckoned) -> None:
        super().__init__(known)
        self._reckoned = reckoned
        self._derived = {each.name: each for each in reckoned.definition.facts.derived}

    def __missing__(self, name: str) -> Value:
        derived = self._derived.get(name)
        if derived is None:
            value = self._reckoned.fact(name)
        elif derived.expression is not None:
            value = evaluate(derived.expression, self)
        else:
            assert derived.policy is not None  # a derived fact has one of the two
            value = derived.policy.outcome(self._reckoned.stored, self._reckoned.day)
        self[name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """What a name stands for; the default for one that stands for nothing."""
        known = name in self or name in self._derived or name in self._reckoned.definition.facts.types
        return self[name] if known else default

    def all(self) -> dict[str, Value]:
        """What all of them stand for."""
        return {**self, **{name: self[name] for name in self._reckoned.definition.facts.types}}


@frozen(slots=False, eq=False)
class DayFacts:
    """What every name stands for at the end of a day, with an event at hand or none."""

    reckoned: Reckoned
    event: Occurrence | None = field(default=None)
    """The event at hand, whose data conditions read as ``event.<name>``."""
    counts: Mapping[str, int] = field(factory=dict)
    """How often the case has come to each state so far; to those that are not among them never."""
    answers: Sequence[Mapping[str, str | None]] | None = field(default=None)
    """The answers of open policies that what was taken to be so leaves; None where nothing was."""

    @property
    def definition(self) -> ProcessDefinition:
        """The process."""
        return self.reckoned.definition

    @property
    def stored(self) -> dict[str, Value]:
        """Every stored fact; None where unknown."""
        return self.reckoned.stored

    @property
    def assumed(self) -> tuple[str, ...]:
        """The facts that were unknown and taken from the binding's assumptions."""
        return self.reckoned.assumed

    @cached_property
    def values(self) -> Values:
        """What every name stands for, the data of the event at hand included."""
        day = self.reckoned.day
        known: dict[str, Value] = {**self.definition.values_on(day), AS_OF: day}
        for name in self.definition.event_scope:
            known[name] = None if self.event is None else self.event.data.get(name[len(EVENT) :])
        for name, each in self.definition.counts.items():
            known[name] = self.counts.get(each.state, 0)
        return Values(known, self.reckoned)

    def at(self, event: Occurrence | None, counts: Mapping[str, int]) -> "DayFacts":
        """The same with an event at hand, and with how often the case has come to each state."""
        if event is None and not self.definition.counts:
            return self
        return evolve(self, event=event, counts=counts)

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
        return evolve(self, answers=left)

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
            each.name: each.policy.possible(self.stored, self.reckoned.day)
            for each in self.definition.facts.derived
            if each.policy is not None and self.values[each.name] is None
        }
        if prod(map(len, open_.values())) > MOST_ANSWERS:
            return None
        return [dict(zip(open_, each, strict=True)) for each in product(*open_.values())]

    def _truth_with(self, condition: Expression, answers: Mapping[str, str | None]) -> Value:
        """What a condition comes to with some answers of policies."""
        values = {**self.values.all(), **answers}
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
        return lacking(self.definition, self.values.all(), self.reckoned.day, [condition])

    @property
    def _scope(self) -> Sequence[str]:
        return tuple(self.definition.event_scope)
