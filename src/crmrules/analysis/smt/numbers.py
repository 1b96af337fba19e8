"""Numbers as z3 writes them: as float64, or as reals where the answer is tried anyway."""

import math
from fractions import Fraction
from importlib import import_module
from typing import Any, assert_never

from attrs import frozen

from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.operators import ArithmeticOperator

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

    def reckon(self, operator: ArithmeticOperator, left: Any, right: Any) -> tuple[Any, Any]:
        """The result of an operation, and whether it has a value."""
        return self._double(operator, left, right) if self.exact else self._real(operator, left, right)

    def _real(self, operator: ArithmeticOperator, left: Any, right: Any) -> tuple[Any, Any]:
        has_value = z3.BoolVal(True)
        match operator:
            case "+":
                return left + right, has_value
            case "-":
                return left - right, has_value
            case "*":
                return left * right, has_value
            case "/":
                is_zero = right == self.constant(0)
                return left / z3.If(is_zero, self.constant(1), right), z3.Not(is_zero)
            case _:
                assert_never(operator)

    def _double(self, operator: ArithmeticOperator, left: Any, right: Any) -> tuple[Any, Any]:
        match operator:
            case "+":
                made = z3.fpAdd(_NEAREST, left, right)
            case "-":
                made = z3.fpSub(_NEAREST, left, right)
            case "*":
                made = z3.fpMul(_NEAREST, left, right)
            case "/":
                made = z3.fpDiv(_NEAREST, left, right)
            case _:
                assert_never(operator)
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
