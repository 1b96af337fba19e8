"""What a number is: the decimal it is written as, exactly.

A float stands for the shortest decimal that reads back as it, its `repr`: 7.07 is 707/100, not the binary fraction next
to it. Two floats compare as their decimals do, so plain facts stay floats; whoever reckons asks for the `exact` number.
"""

import math
import sys
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

MAX_WHOLE = 2**53 - 1
"""Beyond it, float64 no longer tells whole numbers apart."""

MOST_BITS_GIVEN = 1_100
"""The longest numerator or denominator of a number that comes in: every float has a shorter one."""

MOST_BITS = 2**18
"""The longest numerator or denominator of a result: one that is longer, of some 79,000 digits, is unknown.

No policy of use comes near it; without it a file of a few lines could fill the memory of its host.
"""


class Exact(float):
    """A number that no float stands for, such as a decimal of twenty digits, or 1/3.

    It is what it stands for wherever it is compared; where a fast engine reckons with it, it is the float next to it.
    """

    __slots__ = ("ratio",)
    ratio: Fraction

    def __new__(cls, ratio: Fraction) -> "Exact":
        made = super().__new__(cls, ratio)
        made.ratio = ratio
        return made

    def __lt__(self, other: Any) -> bool:
        return bool(self.ratio < _decimal(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.ratio <= _decimal(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.ratio > _decimal(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.ratio >= _decimal(other))

    def __eq__(self, other: object) -> bool:
        return bool(self.ratio == _decimal(other))

    def __ne__(self, other: object) -> bool:
        return bool(self.ratio != _decimal(other))

    def __hash__(self) -> int:
        return hash(self.ratio)

    def __neg__(self) -> "Exact":
        return Exact(-self.ratio)

    def __abs__(self) -> "Exact":
        return Exact(abs(self.ratio))

    def __repr__(self) -> str:
        return written(self.ratio)

    def __reduce__(self) -> tuple[type["Exact"], tuple[Fraction]]:
        return Exact, (self.ratio,)


class NoNumber(ValueError):
    """A value is no number that can be held: what it is."""


def read_number(text: str) -> float:
    """The number that a text writes as a decimal; raises `NoNumber`."""
    try:
        return held(Decimal(text))
    except ArithmeticError:
        raise NoNumber("is no number") from None


def exact(number: float | Fraction) -> Fraction:
    """The number that an int, a float or a fraction stands for."""
    if isinstance(number, Exact):
        return number.ratio
    return Fraction(Decimal(repr(number))) if isinstance(number, float) else Fraction(number)


def rounded(number: float | Fraction, spec: str) -> str:
    """A number in a format that ends in `f` or `%`: what is rounded is the decimal it stands for, half to even."""
    value = exact(number)
    return format(Decimal(value.numerator) / Decimal(value.denominator), spec)


def held(number: Real | Decimal | float) -> float:
    """The form in which a number is held that comes in: a float where one stands for exactly it.

    Takes a `Decimal`, a rational, or a real number of another library, whose `str` is its shortest decimal. NaN, and
    what is infinite or too large for float64, pass as floats. Raises `NoNumber` for what is no number of float64, or
    has too many digits.
    """
    if isinstance(number, Exact):
        return _held_ratio(number.ratio)
    if isinstance(number, Rational):
        return _held_ratio(Fraction(int(number.numerator), int(number.denominator)))
    try:
        decimal = number if isinstance(number, Decimal) else Decimal(str(number))
        found = float(decimal)
    except (ArithmeticError, ValueError):
        raise NoNumber("is no number of float64") from None
    if not math.isfinite(found):
        return found
    if Decimal(repr(found)) == decimal:
        return found
    if decimal.adjusted() < sys.float_info.min_10_exp - 20 or len(decimal.as_tuple().digits) > MOST_BITS_GIVEN:
        raise NoNumber("has too many digits")
    return _held_ratio(Fraction(decimal))


def _held_ratio(ratio: Fraction) -> float:
    try:
        found = nearest(ratio)
    except OverflowError:
        raise NoNumber("is too large") from None
    if isinstance(found, Exact) and bits(ratio) > MOST_BITS_GIVEN:
        raise NoNumber("has too many digits")
    return found


def nearest(ratio: Fraction) -> float:
    """The float that stands for a number, or where none does the float that knows what it is."""
    found = float(ratio)
    return found if exact(found) == ratio else Exact(ratio)


def kept(result: Fraction) -> Fraction | None:
    """A result, unknown beyond the largest float64 and where its digits are too many."""
    return result if abs(result) <= LARGEST and bits(result) <= MOST_BITS else None


def bits(ratio: Fraction) -> int:
    """The bits of the longer of numerator and denominator."""
    return max(ratio.numerator.bit_length(), ratio.denominator.bit_length())


def _decimal(number: Any) -> Any:
    """What a number beside an exact one stands for; whatever is none compares as Python has it."""
    return exact(number) if isinstance(number, float) and math.isfinite(number) else number


LEAST_SHOWN = 10
"""How many digits of a reckoned number are shown."""

MOST_SHOWN = 17
"""A number of more digits before the point is shown with an exponent."""

LARGEST = exact(sys.float_info.max)
"""The largest number there is."""


def written(number: Fraction) -> str:
    """A number in full: as a decimal, or where it is none as a fraction such as 1/3."""
    two, five, rest = 0, 0, number.denominator
    while rest % 2 == 0:
        two, rest = two + 1, rest // 2
    while rest % 5 == 0:
        five, rest = five + 1, rest // 5
    if rest != 1:
        return str(number)
    places = max(two, five)
    whole = f"{abs(number.numerator) * 10**places // number.denominator:0{places + 1}}"
    return f"{'-' * (number < 0)}{whole[: len(whole) - places]}{'.' * (places > 0)}{whole[len(whole) - places :]}"


def in_digits(number: Fraction, digits: int) -> str:
    """A number as people read it, rounded to so many digits that count."""
    with localcontext(prec=digits):
        near = (Decimal(number.numerator) / Decimal(number.denominator)).normalize()
    return f"{near:f}" if -7 < near.adjusted() < MOST_SHOWN else f"{near:e}"


def told_apart(numbers: Sequence[Fraction]) -> list[str]:
    """Numbers as people read them, with as many digits as it takes to tell those apart that differ."""

    def apart(digits: int) -> bool:
        return len({in_digits(number, digits) for number in numbers}) == len(set(numbers))

    enough = LEAST_SHOWN
    while not apart(enough):
        enough *= 2
    enough = bisect_left(range(enough), True, lo=min(LEAST_SHOWN, enough), key=apart)
    return [in_digits(number, enough) for number in numbers]
