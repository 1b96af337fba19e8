"""What a decision comes to, as formulas of the truths of its rules."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.analysis.markers import CONFLICT, OPEN
from crmrules.analysis.smt.numbers import Sym, z3
from crmrules.kinds.decision.parts import HitPolicy

if TYPE_CHECKING:
    from crmrules.analysis.smt.formulas import Formulas
    from crmrules.kinds.decision.definition import DecisionDefinition


@frozen(slots=False)
class Outcomes:
    """The outcomes of one decision; not for *collect*."""

    policy: "DecisionDefinition"
    truths: Sequence[Sym]

    def says(self, outcome: str | None) -> Any:
        """Whether this is what it comes to: an id, None, `OPEN` or `CONFLICT`, as the interpreter says it."""
        if outcome == CONFLICT:
            return self._conflict
        if outcome == OPEN:
            settled = z3.Or(*(self.settled(each) for each in self._possible))
            return z3.And(z3.Not(self._conflict), z3.Not(settled))
        return z3.And(z3.Not(self._conflict), self.settled(outcome))

    def settled(self, outcome: str | None) -> Any:
        """Whether only this outcome is possible, where rules do not contradict each other."""
        if outcome not in self._possible:
            return z3.BoolVal(False)
        others = [z3.Not(each) for other, each in self._possible.items() if other != outcome]
        only = z3.And(self._possible[outcome], *others)
        if not self._promised:
            return only
        own = [true for rule, true in zip(self.policy.rules, self._true, strict=True) if rule.then == outcome]
        return z3.Or(z3.Or(*own), z3.And(only, z3.Not(z3.Or(*self._true))))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The ids that it can come to."""
        return tuple(each for each in self._possible if each is not None)

    @property
    def _promised(self) -> bool:
        return self.policy.hit in (HitPolicy.UNIQUE, HitPolicy.ANY)

    @cached_property
    def _true(self) -> list[Any]:
        return [z3.And(truth.known, truth.value) for truth in self.truths]

    @cached_property
    def _possible(self) -> dict[str | None, Any]:
        """For each outcome whether the walk may end with it."""
        reached: Any = z3.BoolVal(True)
        possible: dict[str | None, Any] = {}
        for place in self.policy.walk:
            truth, then = self.truths[place], self.policy.rules[place].then
            here = z3.And(reached, z3.Or(z3.Not(truth.known), truth.value))
            possible[then] = z3.Or(possible.get(then, z3.BoolVal(False)), here)
            reached = z3.And(reached, z3.Not(self._true[place]))
        if not self.policy.header.complete:
            default = self.policy.header.default
            possible[default] = z3.Or(possible.get(default, z3.BoolVal(False)), reached)
        return possible

    @cached_property
    def _conflict(self) -> Any:
        """Whether two rules are true that must not be."""
        if not self._promised:
            return z3.BoolVal(False)
        rules = self.policy.rules
        pairs = [
            z3.And(self._true[one], self._true[other])
            for one in range(len(rules))
            for other in range(one)
            if self.policy.hit is HitPolicy.UNIQUE or rules[one].then != rules[other].then
        ]
        return z3.Or(*pairs) if pairs else z3.BoolVal(False)


def given(policy: "DecisionDefinition", truths: Sequence[Sym], outcome: str) -> Sym:
    """Whether *collect* gives an outcome."""
    own = [truth for rule, truth in zip(policy.rules, truths, strict=True) if rule.then == outcome]
    true = z3.Or(*(z3.And(each.known, each.value) for each in own))
    return Sym(z3.Or(true, z3.And(*(each.known for each in own))), true)


def settled_in(policy: "DecisionDefinition", formulas: "Formulas") -> Sym:
    """The settled outcome of a policy that a fact of another one reads."""
    inner = formulas.beside(policy)
    outcomes = Outcomes(policy, [inner.compile(rule.when) for rule in policy.rules])
    settled = {id_: outcomes.settled(id_) for id_ in outcomes.outcomes}
    value: Any = z3.IntVal(-1)
    for id_, only in settled.items():
        value = z3.If(only, formulas.constant(id_), value)
    return Sym(z3.Or(*settled.values()), value)
