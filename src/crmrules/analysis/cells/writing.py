"""Numbers that people write: whole ones, then those of the fewest places after the point."""

import datetime
import math
from bisect import bisect_left
from fractions import Fraction

from crmrules.analysis.cells.intervals import ALL, Interval
from crmrules.expressions.numbers import NoNumber, exact, held
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type

LONGEST = 400
"""With how many zeros at the end large numbers are written."""

LARGE = 10**15
"""Numbers beyond it are written with zeros at the end."""


def shortest(limits: Interval) -> Fraction:
    """The number within limits of the fewest places after the point, and of those the nearest to zero.

    The number itself where there is only one. Ends that are infinite are those of values.
    """
    within = limits & ALL
    if within.low == within.high:
        return Fraction(within.low)
    if 0 in within:
        return Fraction(0)
    if within.low < 0:
        return -shortest(-within)
    width = Fraction(within.high) - Fraction(within.low)
    # a decimal of so many places lies within any such width; fewer may do, and what fewer can do so can more
    most = (width.denominator // width.numerator).bit_length() // 3 + 1
    fewest = -LONGEST if within.low > LARGE else 0
    enough = range(fewest, most + 1)
    return _next(within, enough[bisect_left(enough, True, key=lambda places: _next(within, places) in within)])


def between(low: Fraction, high: Fraction) -> Fraction:
    """A number that people write in the middle part of what lies between two."""
    third = (high - low) / 3
    return shortest(Interval(low + third, high - third))


def _next(limits: Interval, places: int) -> Fraction:
    """The least number of some places that is above the low end."""
    unit = Fraction(10) ** -places
    steps = Fraction(limits.low) / unit
    return (math.floor(steps) + 1 if limits.open_low else math.ceil(steps)) * unit


def as_written(number: Fraction) -> Value:
    """A number as a record holds it: whole ones without a point, as people write them."""
    if number.denominator == 1 and abs(number) < 2**53:
        return int(number)
    try:
        return held(number)
    except NoNumber:  # of too many digits for a record: the interpreter will say that it is no witness
        return number


def ordinal(value: Value) -> Fraction:
    """A number or day as a number."""
    if isinstance(value, datetime.date):
        return Fraction(value.toordinal())
    assert isinstance(value, int | float | Fraction)
    return exact(value)


def as_value(type_: Type, number: Fraction) -> Value:
    """A number as a value of a type: of days the one whose ordinal it is."""
    return datetime.date.fromordinal(int(number)) if type_.kind is Kind.DATE else as_written(number)
