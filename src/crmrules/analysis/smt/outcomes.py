"""What a decision comes to, as formulas of the truths of its rules."""

from collections.abc import Sequence
from typing import Any

from crmrules.analysis.cells.verdicts import CONFLICT, OPEN
from crmrules.analysis.smt.numbers import Sym, z3
from crmrules.definitions.decision import DecisionDefinition
from crmrules.engines.walk import Walk


class _Formulas:
    """The logic of a walk over formulas."""

    def is_true(self, truth: Sym) -> Any:
        return z3.And(truth.known, truth.value)

    def is_false(self, truth: Sym) -> Any:
        return z3.And(truth.known, z3.Not(truth.value))

    def is_open(self, truth: Sym) -> Any:
        return z3.Not(truth.known)

    def both(self, *parts: Any) -> Any:
        if any(part is False for part in parts):
            return False
        left = [part for part in parts if part is not True]
        return z3.And(*left) if left else True

    def either(self, *parts: Any) -> Any:
        if any(part is True for part in parts):
            return True
        left = [part for part in parts if part is not False]
        return z3.Or(*left) if left else False

    def no(self, part: Any) -> Any:
        return not part if isinstance(part, bool) else z3.Not(part)

    def kept(self, part: Any) -> Any:
        return part


_FORMULAS = _Formulas()


def walked(policy: DecisionDefinition, truths: Sequence[Sym]) -> Walk[Sym, Any]:
    """The walk of a policy over formulas."""
    return Walk(policy, truths, _FORMULAS)


def says(walk: Walk[Sym, Any], outcome: str | None) -> Any:
    """Where this is what it comes to: an id, None, `OPEN` or `CONFLICT`; not for *collect*."""
    if outcome == CONFLICT:
        return formula(walk.conflict)
    if outcome == OPEN:
        return formula(_FORMULAS.no(_FORMULAS.either(walk.conflict, *map(walk.settled, walk.answers))))
    if outcome not in walk.answers:
        return formula(False)
    return formula(_FORMULAS.both(_FORMULAS.no(walk.conflict), walk.settled(outcome)))


def given(walk: Walk[Sym, Any], outcome: str) -> Sym:
    """Whether *collect* gives an outcome."""
    true = walk.given(outcome)
    return Sym(formula(_FORMULAS.either(true, walk.excluded(outcome))), formula(true))


def formula(part: Any) -> Any:
    """A formula of what may be settled beforehand."""
    return z3.BoolVal(part) if isinstance(part, bool) else part
