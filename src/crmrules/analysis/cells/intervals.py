"""Intervals of rationals: what an operation can come to when its operands lie between limits.

Ends are exact, and each is open or closed: what is less than 3 lies below an open end at 3, and nothing lies between.
"""

import datetime
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Literal, TypeAlias, assert_never

from attrs import field, frozen

from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.evaluate import rounded
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import LARGEST, exact
from crmrules.expressions.operators import ArithmeticOperator

MOST_BITS = 4_096
"""How long the numerator or denominator of an end may grow; one that is longer moves outward to a shorter number."""

Ends: TypeAlias = tuple["Interval", "Interval"]
Place: TypeAlias = tuple[Fraction | float, bool]
"""An end of an interval, and whether it is open."""


def _end(number: float | Fraction) -> Fraction | float:
    if type(number) is Fraction or (isinstance(number, float) and math.isinf(number)):
        return number
    return exact(number)


@frozen
class Interval:
    """All numbers from `low` up to `high`; none where `low` is the greater. An infinite end is a float."""

    low: Fraction | float = field(default=-math.inf, converter=_end)
    high: Fraction | float = field(default=math.inf, converter=_end)
    open_low: bool = False
    """Whether `low` itself is no part of it."""
    open_high: bool = False

    @property
    def empty(self) -> bool:
        """Whether it holds no number."""
        return _less(self.high, self.low) or ((self.open_low or self.open_high) and self.low == self.high)

    def __and__(self, other: "Interval") -> "Interval":
        low = other if _begins_after(other, self) else self
        high = other if _ends_before(other, self) else self
        return low if low is high else Interval(low.low, high.high, low.open_low, high.open_high)

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.open_high, self.open_low)

    def __contains__(self, number: float | Fraction) -> bool:
        value = _end(number)
        return (self.low < value if self.open_low else self.low <= value) and (
            value < self.high if self.open_high else value <= self.high
        )

    @property
    def whole(self) -> "Interval":
        """The whole numbers in it."""
        return Interval(_up(self.low, self.open_low), -_up(-self.high, self.open_high))

    @property
    def below(self) -> "Interval":
        """What can be less than a number of it."""
        return Interval(high=self.high, open_high=True)

    @property
    def above(self) -> "Interval":
        """What can be more than a number of it."""
        return Interval(low=self.low, open_low=True)


def _less(one: Fraction | float, other: Fraction | float) -> bool:
    """Whether one end is less than another; of fractions without first asking what they are, which costs the more."""
    if type(one) is Fraction and type(other) is Fraction:
        return one.numerator * other.denominator < other.numerator * one.denominator
    return one < other


def _begins_after(one: Interval, other: Interval) -> bool:
    if one.open_low and not other.open_low and one.low == other.low:
        return True
    return _less(other.low, one.low)


def _ends_before(one: Interval, other: Interval) -> bool:
    if one.open_high and not other.open_high and one.high == other.high:
        return True
    return _less(one.high, other.high)


ANY, NONE = Interval(), Interval(1, 0)
ALL = Interval(-LARGEST, LARGEST)
"""What values can be."""
POSITIVE, NEGATIVE, ZERO = Interval(low=0, open_low=True), Interval(high=0, open_high=True), Interval(0, 0)


def reckon(operator: ArithmeticOperator, left: Interval, right: Interval) -> tuple[Interval, bool]:
    """What an operation can come to where it has a value, and whether it can be without: too large, or by zero."""
    found = reckoned(operator, left, right)
    fails = found.low < -LARGEST or found.high > LARGEST or (operator == "/" and 0 in right)
    return found & ALL, fails or found.empty


def reckoned(operator: ArithmeticOperator, left: Interval, right: Interval) -> Interval:
    """What an operation can come to, however large; nothing by zero."""
    if left.empty or right.empty:
        return NONE
    match operator:
        case "+":
            return _shorter(
                Interval(
                    _plus(left.low, right.low),
                    _plus(left.high, right.high),
                    left.open_low or right.open_low,
                    left.open_high or right.open_high,
                )
            )
        case "-":
            return reckoned("+", left, -right)
        case "*":
            return _between(_corners(left, right, _times))
        case "/":
            sides = [(left, right & POSITIVE), (-left, -right & POSITIVE)]
            corners = [each for one, other in sides if not other.empty for each in _corners(one, other, _over)]
            return _between(corners) if corners else NONE
        case _:
            assert_never(operator)


def back(operator: ArithmeticOperator, result: Interval, left: Interval, right: Interval) -> Ends:
    """What the operands can be where the result is known to lie within limits."""
    match operator:
        case "+":
            return left & reckoned("-", result, right), right & reckoned("-", result, left)
        case "-":
            return left & reckoned("+", result, right), right & reckoned("-", left, result)
        case "*":
            return left & _factor(result, right), right & _factor(result, left)
        case "/":
            return left & reckoned("*", result, right), right & _factor(left, result)
        case _:
            assert_never(operator)


def of_function(function: Function, arguments: Sequence[Interval]) -> Interval:
    """What a function can come to where all its arguments have a value; days are their ordinals."""
    match function:
        case "abs":
            return _magnitude(arguments[0])
        case "min":
            return -_greatest([-each for each in arguments])
        case "max":
            return _greatest(arguments)
        case "round":
            number, places = arguments
            return Interval(_rounded(number.low, places), _rounded(number.high, places))
        case "days_between":
            return reckoned("-", *arguments)
        case "add_days":
            return reckoned("+", *arguments)
        case "year" | "month" | "weekday":
            return _of_days(function, arguments[0])
        case "coalesce":
            return arguments[0]
        case "add_months" | "known" | "lower" | "contains" | "starts_with" | "ends_with":
            return ANY
        case _:
            assert_never(function)


def _greatest(arguments: Sequence[Interval]) -> Interval:
    low, open_low = max((each.low, each.open_low) for each in arguments)
    high, closed_high = max((each.high, not each.open_high) for each in arguments)
    return Interval(low, high, open_low, not closed_high)


def _magnitude(operand: Interval) -> Interval:
    """What the absolute value can be."""
    if operand.empty:
        return NONE
    sides = [operand & Interval(low=0), -(operand & Interval(high=0))]
    return _between([each for side in sides if not side.empty for each in _ends(side)])


def _rounded(number: Fraction | float, places: Interval) -> Fraction | float:
    """An end rounded: as rounding turns no order around, what lies within ends comes to what lies within these."""
    return number if isinstance(number, float) else rounded(number, int(places.low))


def _of_days(function: Literal["year", "month", "weekday"], days: Interval) -> Interval:
    """The years, months or weekdays of days between two; of days that rules do not know any."""
    first, last = days.whole.low, days.whole.high
    if isinstance(first, float) or isinstance(last, float) or first < 1 or last > LAST_DAY.toordinal():
        first, last = Fraction(1), Fraction(LAST_DAY.toordinal())
    if first > last:
        return NONE
    one, other = (datetime.date.fromordinal(int(each)) for each in (first, last))
    match function:
        case "year":
            return Interval(one.year, other.year)
        case "month":
            return Interval(one.month, other.month) if one.year == other.year else Interval(1, 12)
        case "weekday":
            in_one_week = one.isocalendar()[:2] == other.isocalendar()[:2]
            return Interval(one.isoweekday(), other.isoweekday()) if in_one_week else Interval(1, 7)
        case _:
            assert_never(function)


def _factor(result: Interval, other: Interval) -> Interval:
    """What a factor was; anything where the other one may be zero, and tells nothing of it."""
    return ANY if 0 in other and 0 in result else reckoned("/", result, other)


def _ends(interval: Interval) -> tuple[Place, Place]:
    return (interval.low, interval.open_low), (interval.high, interval.open_high)


def _corners(left: Interval, right: Interval, operation: Callable[[Place, Place], Place | None]) -> list[Place]:
    found = [operation(one, other) for one, other in product(_ends(left), _ends(right))]
    return [each for each in found if each is not None]


def _times(one: Place, other: Place) -> Place:
    (left, open_left), (right, open_right) = one, other
    if left == 0 or right == 0:
        # by a zero that is reached all products are zero, whatever the other end is
        reached = (left == 0 and not open_left) or (right == 0 and not open_right)
        return Fraction(0), not reached
    if isinstance(left, float) or isinstance(right, float):
        return (math.inf if (left > 0) is (right > 0) else -math.inf), True
    return left * right, open_left or open_right


def _over(one: Place, other: Place) -> Place | None:
    """A quotient of ends, the divisor being positive; none where the other ends say it."""
    (left, open_left), (right, open_right) = one, other
    if isinstance(right, float):
        return None if isinstance(left, float) else (Fraction(0), left != 0 or open_left)
    if right == 0:
        return None if left == 0 else ((math.inf if left > 0 else -math.inf), True)
    if isinstance(left, float):
        return left, True
    return left / right, (open_left or open_right) if left != 0 else open_left


def _between(corners: Sequence[Place]) -> Interval:
    """From the least to the greatest of some ends."""
    low, open_low = min(corners)
    high, closed_high = max((number, not open_) for number, open_ in corners)
    return _shorter(Interval(low, high, open_low, not closed_high))


def _shorter(interval: Interval) -> Interval:
    low, high = interval.low, interval.high
    if not (_is_long(low) or _is_long(high)):
        return interval
    return Interval(_outward(low, -1), _outward(high, 1), interval.open_low, interval.open_high)


def _is_long(number: Fraction | float) -> bool:
    return isinstance(number, Fraction) and (
        number.numerator.bit_length() > MOST_BITS or number.denominator.bit_length() > MOST_BITS
    )


def _outward(number: Fraction | float, sign: int) -> Fraction | float:
    """A number with few digits, no less than a long one where the sign is plus, no greater where it is minus."""
    if isinstance(number, float) or not _is_long(number):
        return number
    shift = number.numerator.bit_length() - number.denominator.bit_length() - MOST_BITS // 4
    unit = Fraction(2) ** shift
    return sign * math.ceil(sign * number / unit) * unit


def _plus(left: Fraction | float, right: Fraction | float) -> Fraction | float:
    if isinstance(left, float):
        return left
    return right if isinstance(right, float) else left + right


def _up(number: Fraction | float, open_: bool) -> Fraction | float:
    """The least whole number from one on, or above it."""
    if isinstance(number, float):
        return number
    return Fraction(math.floor(number) + 1 if open_ else math.ceil(number))
