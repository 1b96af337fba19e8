"""What a decision comes to, as formulas of the truths of its rules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crmrules.analysis.markers import Marker, Said
from crmrules.analysis.smt.numbers import Sym, z3
from crmrules.kinds.decision.walk import Walk

if TYPE_CHECKING:
    from crmrules.analysis.smt.formulas import Formulas
    from crmrules.kinds.decision.definition import DecisionDefinition


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


def walked(policy: "DecisionDefinition", truths: Sequence[Sym]) -> Walk[Sym, Any]:
    """The walk of a policy over formulas."""
    return Walk(policy, truths, _FORMULAS)


def says(walk: Walk[Sym, Any], outcome: Said) -> Any:
    """Where this is what it comes to; not for *collect*."""
    if outcome is Marker.CONFLICT:
        return formula(walk.conflict)
    if outcome is Marker.OPEN:
        return formula(_FORMULAS.no(_FORMULAS.either(walk.conflict, *map(walk.settled, walk.answers))))
    if isinstance(outcome, Marker) or outcome not in walk.answers:
        return formula(False)
    return formula(_FORMULAS.both(_FORMULAS.no(walk.conflict), walk.settled(outcome)))


def given(walk: Walk[Sym, Any], outcome: str) -> Sym:
    """Whether *collect* gives an outcome."""
    true = walk.given(outcome)
    return Sym(formula(_FORMULAS.either(true, walk.excluded(outcome))), formula(true))


def formula(part: Any) -> Any:
    """A formula of what may be settled beforehand."""
    return z3.BoolVal(part) if isinstance(part, bool) else part


def settled_in(policy: "DecisionDefinition", formulas: "Formulas") -> Sym:
    """The settled outcome of a policy that a fact of another one reads."""
    inner = formulas.beside(policy)
    walk = walked(policy, [inner.compile(rule.when) for rule in policy.rules])
    settled = {id_: formula(walk.settled(id_)) for id_ in walk.answers if id_ is not None}
    value: Any = z3.IntVal(-1)
    for id_, only in settled.items():
        value = z3.If(only, formulas.constant(id_), value)
    return Sym(z3.Or(*settled.values()), value)
