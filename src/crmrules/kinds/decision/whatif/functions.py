"""What an expression can be as a function of one fact, all others as they are: quotients of polynomials.

`min`, `max`, `abs` and `coalesce` are one of several. A number that is rounded, the year of a day, or a day so many
months later is a variable of its own, of which it is known where it steps. What would hang on the fact and on such a
variable at once, or be too long, is `Wild`.
"""

import datetime
import math
from bisect import bisect_left
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from crmrules.expressions.days import LAST_DAY, add_months
from crmrules.expressions.numbers import bits
from crmrules.expressions.operators import ArithmeticOperator
from crmrules.kinds.decision.whatif.polynomials import ONE, Polynomial, constant, minus, plus, times

MOST_TERMS = 7
"""The longest polynomial that is followed."""

MOST_BITS = 2_000
"""The longest numerator or denominator in such a polynomial."""

MOST_WAYS = 32
"""Of how many functions an expression can be one."""


class Wild(Exception):
    """An expression hangs on the fact in a way that is not followed."""


@frozen
class Rounded:
    """A variable: a function of the fact, rounded to some places."""

    of: "Quotient"
    places: int

    def steps(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Where it passes numbers from one to another: it steps from the multiple of its unit before them to the one
        behind them."""
        unit = Fraction(1, 10**self.places)
        before, behind = math.floor(low / unit), math.ceil(high / unit)
        return {(step + Fraction(1, 2)) * unit for step in (before - 1, before, behind - 1, behind)}


@frozen
class Year:
    """A variable: the year of a day that is a function of the fact."""

    of: "Quotient"

    def steps(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Where it passes years from one to another: between the last day of one and the first of the next."""
        years = {math.floor(low), math.floor(low) + 1, math.ceil(high), math.ceil(high) + 1}
        known = [year for year in years if 1 <= year <= LAST_DAY.year]
        return {datetime.date(year, 1, 1).toordinal() - Fraction(1, 2) for year in known}


@frozen
class Later:
    """A variable: a day some months later. One of both, the day or how many, is a function of the fact."""

    of: "Quotient"
    day: datetime.date | None
    """None where that is the function."""
    months: int = 0

    def steps(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Where it passes days from one to another, and where it begins and ends to have a value."""
        days = {math.floor(low), math.floor(low) + 1, math.ceil(high), math.ceil(high) + 1}
        return {self._first(day) - Fraction(1, 2) for day in days}

    @property
    def ends(self) -> set[Fraction]:
        """Before which and behind which it has no value."""
        return self.steps(Fraction(0), Fraction(LAST_DAY.toordinal()))

    def _first(self, day: int) -> int:
        """The first number from which on it is this day or a later one: it never goes back."""
        begin, end = (1, LAST_DAY.toordinal() + 1) if self.day is None else (-_MOST_MONTHS, _MOST_MONTHS)
        return begin + bisect_left(range(begin, end), day, key=self._at)

    def _at(self, number: int) -> int:
        """The day that a number comes to; before and behind all days where it has no value."""
        day = datetime.date.fromordinal(number) if self.day is None else self.day
        count = self.months if self.day is None else number
        found = add_months(day, count)
        nowhere = LAST_DAY.toordinal() + 2 if count > 0 else -1
        return nowhere if found is None else found.toordinal()


_MOST_MONTHS = 12 * LAST_DAY.year
"""Between any two days there are fewer months."""


@frozen
class Quotient:
    """A quotient of two polynomials."""

    over: Polynomial
    under: Polynomial = ONE
    variable: Rounded | Year | Later | None = None
    """What they are polynomials of; None where that is the fact itself."""

    @property
    def hangs(self) -> bool:
        """Whether it is more than one number."""
        return len(self.over) > 1 or len(self.under) > 1

    def less(self, other: "Quotient") -> "Quotient":
        """The difference of two: a polynomial that is zero where they are equal."""
        return reckoned("-", self, other)


Ways: TypeAlias = tuple[Quotient, ...]
"""What an expression can be; nothing where it is always unknown."""

FACT = Quotient((Fraction(0), Fraction(1)))


def number(value: Fraction) -> Quotient:
    """One number."""
    return Quotient(constant(value))


def reckoned(operator: ArithmeticOperator, one: Quotient, other: Quotient) -> Quotient:
    """The result of an operation, where it has a value."""
    if one.hangs and other.hangs and one.variable != other.variable:
        raise Wild
    variable = one.variable if one.hangs else other.variable
    match operator:
        case "*":
            over, under = times(one.over, other.over), times(one.under, other.under)
        case "/":
            over, under = times(one.over, other.under), times(one.under, other.over)
        case "+" | "-":
            add = plus if operator == "+" else minus
            if one.under == other.under:
                over, under = add(one.over, other.over), one.under
            else:
                over = add(times(one.over, other.under), times(other.over, one.under))
                under = times(one.under, other.under)
    if max(len(over), len(under)) > MOST_TERMS or any(bits(each) > MOST_BITS for each in (*over, *under)):
        raise Wild
    return Quotient(over, under, variable)
