"""The values of one dimension, in their order: a cut falls between two of them, and no cell between cuts is empty.

Between two different numbers there is always another, so a number is cut on either side: ``x < 0.3`` cuts just before
it, ``x <= 0.3`` just after it. Where every value has a next one, a cut is the least value to its right.
"""

import datetime
import math
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from attrs import frozen

from crmrules.analysis.cells.intervals import ALL, Interval
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import LARGEST, MAX_WHOLE, exact, nearest
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type


class Beside(NamedTuple):
    """A cut of numbers: just before one, or just after it."""

    number: float | Fraction
    """A float wherever one stands for it, so that equal cuts are made of the same."""
    after: bool


Cut: TypeAlias = Any
"""A cut of numbers is `Beside` one; any other is a value: a whole number, a text, an ordinal day, a place of a few."""


@frozen
class Domain:
    """What a dimension's known values can be."""

    type: Type
    few: tuple[Value, ...] = ()
    """All values, where there are only a few: then cuts are their places."""
    whole_limits: tuple[int, int] = (-MAX_WHOLE, MAX_WHOLE)
    """Of whole numbers and days: the least and the greatest."""
    ends: Interval = ALL
    """Between which other numbers lie."""

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers or days."""
        return self.type.kind in (Kind.INTEGER, Kind.DATE)

    @property
    def is_text(self) -> bool:
        """Whether its values are any texts."""
        return self.type.kind is Kind.TEXT and not self.few

    @property
    def first(self) -> Cut:
        """The cut before the least value."""
        if self.few:
            return 0
        match self.type.kind:
            case Kind.INTEGER | Kind.DATE:
                return self.whole_limits[0]
            case Kind.NUMBER | Kind.MONEY:
                return Beside(_plain(self.ends.low), False)
            case _:
                return ""

    def at(self, value: Any) -> Cut | None:
        """The cut just before a value, of days perhaps an ordinal: what is smaller lies left of it. None beyond the
        last value."""
        if self.few:
            return self.few.index(value) if value in self.few else None
        if isinstance(value, datetime.date):
            return self._whole(value.toordinal())
        if self.is_whole:
            return self._whole(math.ceil(exact(value)))
        return value if self.is_text else self._beside(exact(value), False)

    def after(self, value: Any) -> Cut | None:
        """The cut just after a value: it, and what is smaller, lies left of it. None at the last value and beyond."""
        if self.few:
            place = self.few.index(value) + 1 if value in self.few else len(self.few)
            return place if place < len(self.few) else None
        if isinstance(value, datetime.date):
            return self._whole(value.toordinal() + 1)
        if self.is_whole:
            return self._whole(math.floor(exact(value)) + 1)
        if self.is_text:
            return f"{value}\0"
        return self._beside(exact(value), True)

    def value(self, cut: Cut) -> Value:
        """A cut that is a value, as a value of a record."""
        if self.few:
            return self.few[cut]
        return datetime.date.fromordinal(cut) if self.type.kind is Kind.DATE else cut

    def limits(self, begin: Cut | None, end: Cut | None) -> Interval:
        """The numbers, or ordinals of days, between two cuts; None is where the domain ends."""
        if self.is_whole:
            least, most = self.whole_limits
            return Interval(least if begin is None else begin, most if end is None else end - 1)
        low, open_low = (self.ends.low, False) if begin is None else begin
        high, closed_high = (self.ends.high, True) if end is None else end
        return Interval(low, high, open_low, not closed_high)

    def cuts(self, limits: Interval) -> tuple[Cut, Cut]:
        """The cuts before and after the numbers or days within finite limits."""
        if self.is_whole:
            return int(limits.whole.low), int(limits.whole.high) + 1
        return Beside(_plain(limits.low), limits.open_low), Beside(_plain(limits.high), not limits.open_high)

    def _beside(self, number: Fraction, after: bool) -> Beside | None:
        if number > self.ends.high or (after and number == self.ends.high):
            return None
        return self.first if number < self.ends.low else Beside(_plain(number), after)

    def _whole(self, cut: int) -> int | None:
        first, last = self.whole_limits
        return None if cut > last else max(cut, first)


def domain_of(type_: Type) -> Domain:
    """The domain of a fact's type."""
    if type_.kind is Kind.BOOL:
        return Domain(type_, (False, True))
    if type_.kind is Kind.DATE:
        return Domain(type_, whole_limits=(datetime.date.min.toordinal(), LAST_DAY.toordinal()))
    return Domain(type_, type_.values)


def _plain(number: float | Fraction) -> float | Fraction:
    """The float that stands for a number; beyond the largest the number."""
    if isinstance(number, float) and math.isinf(number):
        return number
    ratio = exact(number)
    return nearest(ratio) if abs(ratio) <= LARGEST else ratio
