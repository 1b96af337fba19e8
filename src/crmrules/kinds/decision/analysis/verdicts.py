"""What a whole decision comes to, as diagrams: the truth of its rules, which of them decide, and its outcome."""

import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.analysis.cells.conditions import Conditions, Contradicts
from crmrules.analysis.cells.diagram import Diagram, Diagrams, Leaf, Operation, values
from crmrules.analysis.cells.logic import IS_FALSE, IS_TRUE, KNOWN, NOT_TRUE
from crmrules.analysis.cells.space import Space
from crmrules.analysis.markers import CONFLICT, OPEN
from crmrules.kinds.decision.parts import HitPolicy

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition


@frozen(slots=False)
class Verdicts:
    """A decision on the days from one on, in a space it may share with others."""

    definition: "DecisionDefinition"
    space: Space
    day: datetime.date | None = None

    @property
    def diagrams(self) -> Diagrams:
        """Where its diagrams are made."""
        return self.space.diagrams

    @cached_property
    def conditions(self) -> Conditions:
        """What makes diagrams of its expressions."""
        return Conditions(self.space, self.definition, self.day)

    @cached_property
    def truths(self) -> tuple[Diagram, ...]:
        """The truth of every rule."""
        return tuple(self.conditions.truth(rule.when) for rule in self.definition.rules)

    def all_of(self, *truths: Diagram) -> Diagram:
        """Where all are true."""
        return self.conditions.all_of([self.diagrams.apply(IS_TRUE, each) for each in truths])

    @cached_property
    def gap(self) -> Diagram:
        """Where no rule is true, nor will be once more is known."""
        apply, today = self.diagrams.apply, self.conditions.today
        none = self.all_of(today, *(apply(IS_FALSE, each) for each in self.truths))
        never = self.all_of(today, self.conditions.all_known(), *(apply(NOT_TRUE, each) for each in self.truths))
        return self.conditions.any_of([none, never])

    @cached_property
    def outcome(self) -> Diagram:
        """The settled outcome: an id, None, `OPEN` or `CONFLICT`. Of no sense for *collect*."""
        definition = self.definition
        made: Diagram = self.diagrams.leaf(
            _NOTHING if definition.header.complete else (False, definition.header.default)
        )
        for place in reversed(definition.walk):
            made = self.diagrams.apply(_step(definition.hit, definition.rules[place].then), self.truths[place], made)
        return self.diagrams.apply(_SAID, made)

    def given(self, outcome: str) -> Diagram:
        """Whether *collect* gives an outcome; None while it is open."""
        rules = [truth for rule, truth in zip(self.definition.rules, self.truths, strict=True) if rule.then == outcome]
        return self.conditions.any_of([self.diagrams.leaf(False), *rules])

    @cached_property
    def certain(self) -> Diagram:
        """Whether *collect* knows of every rule whether it is true."""
        return self.conditions.all_of(
            [self.diagrams.leaf(True), *(self.diagrams.apply(KNOWN, each) for each in self.truths)]
        )


def settled_in(definition: "DecisionDefinition", conditions: Conditions) -> Diagram:
    """The outcome of a policy that a fact reads: an id, or None where there is none or it is open."""
    found = Verdicts(definition, conditions.space, conditions.day).outcome
    if CONFLICT in values(found):
        raise Contradicts(f"policy `{definition.id}`, which it reads, contradicts itself")
    return conditions.diagrams.apply(_SETTLED, found)


def _settle(outcome: Any) -> Any:
    return None if outcome == OPEN else outcome


_SETTLED = Operation(_settle)


def _say(state: Any) -> Any:
    return state[1] if isinstance(state, tuple) else state


_SAID = Operation(_say)

_NOTHING = "-"
"""What a complete policy comes to when no rule is true: nothing that is possible."""

_STEPS: dict[tuple[HitPolicy, str], Operation] = {}


def _step(hit: HitPolicy, then: str) -> Operation:
    """One rule of the walk, before what the rules after it come to: whether a true one settles it, and the outcome."""
    promised = hit in (HitPolicy.UNIQUE, HitPolicy.ANY)

    def reckon(truth: bool | None, rest: Any) -> Any:
        if truth is False or (promised and rest == CONFLICT):
            return rest
        settled = isinstance(rest, tuple) and rest[0]
        if truth:
            if promised and settled and (hit is HitPolicy.UNIQUE or rest[1] != then):
                return CONFLICT
            return (True, then)
        if promised and settled:
            return rest
        return (False, then) if rest == _NOTHING or (rest != OPEN and rest[1] == then) else OPEN

    def short(truth: Diagram, rest: Diagram) -> Diagram | None:
        return rest if isinstance(truth, Leaf) and truth.value is False else None

    return _STEPS.setdefault((hit, then), Operation(reckon, short))
