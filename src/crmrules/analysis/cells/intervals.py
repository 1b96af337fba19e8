"""Intervals of float64: what an operation can come to when its operands lie between limits.

Rounding never turns an order around, so the limits of a result are the results of limits, to the last bit. Back from
a result to its operands a limit is widened by one float64, since rounding may have moved the result by half of one.
"""

import math
import sys
from collections.abc import Sequence
from itertools import product
from typing import assert_never

from attrs import frozen

from crmrules.expressions.functions import Function
from crmrules.expressions.operators import ArithmeticOperator

_MOST = sys.float_info.max
_LEAST = math.ulp(0.0)
"""The least number above zero."""


@frozen
class Interval:
    """All numbers from `low` up to `high`; none where `low` is the greater."""

    low: float = -_MOST
    high: float = _MOST

    @property
    def empty(self) -> bool:
        """Whether it holds no number."""
        return self.low > self.high

    def __and__(self, other: "Interval") -> "Interval":
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low)

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    @property
    def whole(self) -> "Interval":
        """The whole numbers in it."""
        return Interval(_up(self.low), -_up(-self.high))

    @property
    def below(self) -> "Interval":
        """What can be less than a number of it."""
        return Interval(high=math.nextafter(self.high, -math.inf))

    @property
    def above(self) -> "Interval":
        """What can be more than a number of it."""
        return Interval(low=math.nextafter(self.low, math.inf))


ALL, NONE = Interval(), Interval(1, 0)
POSITIVE, NEGATIVE, ZERO = Interval(low=_LEAST), Interval(high=-_LEAST), Interval(0.0, 0.0)


def reckon(operator: ArithmeticOperator, left: Interval, right: Interval) -> tuple[Interval, bool]:
    """What an operation can come to where it has a value, and whether it can be without: beyond float64, or by zero."""
    match operator:
        case "+":
            return _finite([left.low + right.low, left.high + right.high])
        case "-":
            return _finite([left.low - right.high, left.high - right.low])
        case "*":
            return _finite([one * other for one, other in _corners(left, right)])
        case "/":
            return _divided(left, right)
        case _:
            assert_never(operator)


def back(operator: ArithmeticOperator, result: Interval, left: Interval, right: Interval) -> tuple[Interval, Interval]:
    """What the operands can be where the result is known to lie within limits."""
    wide = _wider(result)
    match operator:
        case "+":
            return left & _undone("-", wide, right), right & _undone("-", wide, left)
        case "-":
            return left & _undone("+", wide, right), right & _undone("-", left, wide)
        case "*":
            return left & _undone("/", wide, right), right & _undone("/", wide, left)
        case "/":
            return left & _undone("*", wide, right), right & _undone("/", left, wide)
        case _:
            assert_never(operator)


def of_function(function: Function, arguments: Sequence[Interval]) -> Interval:
    """What a function can come to where all its arguments have a value; days are their ordinals."""
    match function:
        case "abs":
            return _magnitude(arguments[0])
        case "min":
            return Interval(min(each.low for each in arguments), min(each.high for each in arguments))
        case "max":
            return Interval(max(each.low for each in arguments), max(each.high for each in arguments))
        case "days_between":
            return reckon("-", *arguments)[0]
        case "coalesce":
            return arguments[0]
        case "known":
            return ALL
        case _:
            assert_never(function)


def _magnitude(operand: Interval) -> Interval:
    """What the absolute value can be."""
    low = 0.0 if 0 in operand else min(abs(operand.low), abs(operand.high))
    return Interval(low, max(abs(operand.low), abs(operand.high)))


def _divided(left: Interval, right: Interval) -> tuple[Interval, bool]:
    """Division; a divisor is never zero where there is a result."""
    sides = [part for part in (right & NEGATIVE, right & POSITIVE) if not part.empty]
    if not sides:
        return NONE, True
    found, fails = _finite([one / other for side in sides for one, other in _corners(left, side)])
    return found, fails or 0 in right


def _undone(operator: ArithmeticOperator, left: Interval, right: Interval) -> Interval:
    """What an operand was; anything where the other does not tell."""
    if left.empty or right.empty:
        return NONE
    if operator == "/" and 0 in right:
        return ALL
    return _wider(reckon(operator, left, right)[0])


def _corners(left: Interval, right: Interval) -> list[tuple[float, float]]:
    return list(product((left.low, left.high), (right.low, right.high)))


def _finite(results: list[float]) -> tuple[Interval, bool]:
    """From the least to the greatest of some results, without those beyond float64; and whether there are any."""
    low, high = min(results), max(results)
    within = Interval(max(low, -_MOST), min(high, _MOST))
    return within, low < -_MOST or high > _MOST


def _wider(interval: Interval) -> Interval:
    low, high = math.nextafter(interval.low, -math.inf), math.nextafter(interval.high, math.inf)
    return Interval(max(low, -_MOST), min(high, _MOST))


def _up(number: float) -> float:
    return float(math.ceil(number)) if abs(number) < _MOST else number
