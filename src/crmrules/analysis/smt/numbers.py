"""Numbers as z3 writes them: reals, and whole numbers where a fact is whole; and how far each can get.

A result has no value beyond the largest float64, nor where it has too many digits. Most results never get there: that
one may is asked of z3 only where its `Reach` says so.
"""

from fractions import Fraction
from importlib import import_module
from typing import Any, assert_never

from attrs import field, frozen

from crmrules.expressions.numbers import LARGEST, MAX_WHOLE, MOST_BITS, MOST_BITS_GIVEN, bits, exact
from crmrules.expressions.operators import ArithmeticOperator

z3: Any = import_module("z3")
"""Without types of its own."""


@frozen
class Reach:
    """How far a number can get where it has a value."""

    most: Fraction = field(default=LARGEST)
    """Its greatest magnitude."""
    bits: int = field(default=MOST_BITS_GIVEN)
    """The longest numerator or denominator."""

    def __or__(self, other: "Reach") -> "Reach":
        """How far one of two numbers can get."""
        return Reach(max(self.most, other.most), max(self.bits, other.bits))


WHOLE = Reach(Fraction(MAX_WHOLE), MAX_WHOLE.bit_length())
"""How far a whole number or a day can get."""


@frozen
class Sym:
    """A value as formulas: whether it is known, and what it then is."""

    known: Any
    value: Any
    reach: Reach = field(default=Reach())
    """Of a number how far it can get."""


def constant(number: float | Fraction) -> Any:
    """A number of the policy."""
    if isinstance(number, int):
        return z3.IntVal(number)
    fraction = exact(number)
    return z3.RealVal(f"{fraction.numerator}/{fraction.denominator}")


def reach_of(number: float | Fraction) -> Reach:
    """How far a number of the policy gets: to itself."""
    ratio = exact(number)
    return Reach(abs(ratio), bits(ratio))


def variable(name: str, whole: bool) -> tuple[Any, list[Any]]:
    """A fact, and the limits it lies within."""
    made = z3.Int(name) if whole else z3.Real(name)
    most = constant(Fraction(MAX_WHOLE) if whole else LARGEST)
    return made, [-most <= made, made <= most]


def reckon(operator: ArithmeticOperator, left: Sym, right: Sym) -> Sym:
    """The result of an operation."""
    one, other = _real(left.value), _real(right.value)
    known = [left.known, right.known]
    match operator:
        case "+":
            value = one + other
        case "-":
            value = one - other
        case "*":
            value = one * other
        case "/":
            is_zero = other == 0
            known.append(z3.Not(is_zero))
            value = one / z3.If(is_zero, 1, other)
        case _:
            assert_never(operator)
    most, length = _most(operator, left, other, right.reach.most), left.reach.bits + right.reach.bits + 1
    if most is None or most > LARGEST:
        most = LARGEST
        known += [constant(-LARGEST) <= value, value <= constant(LARGEST)]
    if length > MOST_BITS:
        length = MOST_BITS
        known.append(z3.FreshBool("short enough"))  # reals have no digits: it may be either
    return Sym(z3.And(*known), value, Reach(most, length))


def _most(operator: ArithmeticOperator, left: Sym, divisor: Any, other: Fraction) -> Fraction | None:
    """The greatest magnitude of a result; None where there is none."""
    one = left.reach.most
    match operator:
        case "+" | "-":
            return one + other
        case "*":
            return one * other
        case "/":
            return one / other if z3.is_rational_value(divisor) and other else None
        case _:
            assert_never(operator)


def rounded(number: Sym, places: int) -> tuple[Sym, list[Any]]:
    """A number to some places after the point, half to even; and what makes it so."""
    if z3.is_int(number.value):
        return number, []
    scaled, half = number.value * 10**places, z3.Q(1, 2)
    whole = z3.Int(f"rounded {scaled.get_id()}")  # which stays this term's: the limits hold on to it
    rest = scaled - z3.ToReal(whole)
    limits = [-half <= rest, rest <= half, z3.Or(z3.And(-half < rest, rest < half), whole % 2 == 0)]
    most = min(number.reach.most + 1, LARGEST)  # which is whole: nothing is rounded beyond it
    reach = Reach(most, most.numerator.bit_length() + (10**places).bit_length())
    return Sym(number.known, z3.ToReal(whole) / 10**places, reach), limits


def _real(number: Any) -> Any:
    if z3.is_int_value(number):
        return z3.RealVal(number.as_long())
    return z3.ToReal(number) if z3.is_int(number) else number


def fraction_of(found: Any) -> Fraction:
    """The number of a model; of one that is no fraction, such as the root of two, a fraction next to it."""
    if z3.is_algebraic_value(found):
        found = found.approx(20)
    return Fraction(found.as_long()) if z3.is_int_value(found) else Fraction(found.as_fraction())
