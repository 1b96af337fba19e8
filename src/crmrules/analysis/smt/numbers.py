"""Numbers as z3 writes them: as float64, or as reals where the answer is tried anyway."""

import math
from fractions import Fraction
from importlib import import_module
from typing import Any

from attrs import frozen

from crmrules.expressions.parse import MAX_WHOLE

z3: Any = import_module("z3")
"""Without types of its own."""

_DOUBLE = z3.Float64()
_NEAREST = z3.RNE()


@frozen
class Sym:
    """A value as formulas: whether it is known, and what it then is."""

    known: Any
    value: Any


@frozen
class Numbers:
    """How numbers are written: as float64, or as reals where the answer is tried anyway."""

    exact: bool

    def constant(self, number: int | float) -> Any:
        """A number of the policy."""
        if self.exact:
            return z3.FPVal(float(number), _DOUBLE)
        fraction = Fraction(number)
        return z3.RealVal(f"{fraction.numerator}/{fraction.denominator}")

    def variable(self, name: str, whole: bool) -> tuple[Any, list[Any]]:
        """A fact, and the limits it lies within."""
        if not self.exact:
            made = z3.Real(name)
            return made, [z3.IsInt(made), made <= MAX_WHOLE, made >= -MAX_WHOLE] if whole else []
        made = z3.FP(name, _DOUBLE)
        limits = [z3.Not(z3.fpIsNaN(made)), z3.Not(z3.fpIsInf(made))]
        if whole:
            most = self.constant(MAX_WHOLE)
            limits += [z3.fpRoundToIntegral(_NEAREST, made) == made, made <= most, made >= -most]
        return made, limits

    def reckon(self, operator: str, left: Any, right: Any) -> tuple[Any, Any]:
        """The result of an operation, and whether it is finite."""
        zero = self.constant(0)
        if not self.exact:
            safe = right if operator != "/" else z3.If(right == zero, self.constant(1), right)
            results = {"+": left + right, "-": left - right, "*": left * right, "/": left / safe}
            return results[operator], right != zero if operator == "/" else z3.BoolVal(True)
        operations = {"+": z3.fpAdd, "-": z3.fpSub, "*": z3.fpMul, "/": z3.fpDiv}
        made = operations[operator](_NEAREST, left, right)
        return made, z3.Not(z3.Or(z3.fpIsInf(made), z3.fpIsNaN(made)))

    def same(self, left: Any, right: Any) -> Any:
        """Equality of numbers: 0 and -0 are one."""
        return z3.fpEQ(left, right) if self.exact else left == right


def float_of(found: Any) -> float:
    """The float64 that a number of a model is, or is nearest to."""
    if z3.is_fp(found):
        rational = z3.simplify(z3.fpToReal(found))
        return -0.0 if found.isZero() and found.isNegative() else float(rational.as_fraction())
    if z3.is_algebraic_value(found):
        found = found.approx(20)
    number = float(found.as_fraction())
    return number if math.isfinite(number) else 0.0
