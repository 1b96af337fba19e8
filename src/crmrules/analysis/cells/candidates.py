"""Values of a cell, those first that people write."""

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from typing import Any

from attrs import frozen

from crmrules.analysis.cells.diagram import Stretch
from crmrules.analysis.cells.domain import Domain
from crmrules.analysis.cells.intervals import Interval
from crmrules.analysis.cells.writing import LARGE, as_written, shortest
from crmrules.expressions.accept import is_blank
from crmrules.expressions.days import months_later
from crmrules.expressions.numbers import exact
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind

_READABLE = (0, 1, 2, 10, 30, 50, 100, 12, 20, 1000, -1, -10, -100)
"""Numbers that witnesses are made of by preference."""

_HALVES = (Fraction(1, 2), Fraction(3, 2))
"""Of numbers that are rounded: one that is less then, and one that is more."""

_STEPS = tuple(map(Fraction, ("0", "1", "-1", "0.5", "-0.5", "0.1", "-0.1", "0.01", "-0.01", "10", "-10")))
"""How far from the end of a cell they are looked for."""

SOME_DAY = datetime.date(2026, 1, 1)
"""The day that witnesses are made of by preference."""


@frozen
class Cell:
    """The values of one fact on a path."""

    domain: Domain
    stretch: Stretch

    def __contains__(self, value: Value) -> bool:
        place = self.domain.at(value)
        begin, end = self.stretch.begin, self.stretch.end
        return place is not None and (begin is None or begin <= place) and (end is None or place < end)

    @property
    def limits(self) -> Interval:
        """Of numbers and days: the numbers, or ordinals, in it."""
        return self.domain.limits(self.stretch.begin, self.stretch.end)

    def within(self, limits: Interval) -> "Cell":
        """The part of a cell of numbers or days that lies within limits."""
        if self.domain.few or self.domain.is_text:
            return self
        return Cell(self.domain, Stretch(*self.domain.cuts(self.limits & limits)))

    def values(self, most: int | None = None) -> list[Value]:
        """Some of its values; all of them where they are few. The first ones are the plainest."""
        return list(dict.fromkeys(islice(self._values(), most)))

    @property
    def plainest(self) -> Value:
        """The first of its values, without a look at the others."""
        return next(self._values())

    def near(self, value: Any) -> Iterator[Value]:
        """Values of the cell that equal a value of another fact, or come next to it."""
        domain = self.domain
        if isinstance(value, datetime.date) != (domain.type.kind is Kind.DATE):
            return  # a number of days says nothing of a day
        if domain.few:
            yield from (each for each in domain.few if each == value and each in self)
        elif domain.is_text:
            yield from (each for each in (value, f"{value}\0") if each in self)
        elif domain.is_whole:
            cuts = [domain.at(value), domain.after(value)]
            places = [cut + step for cut, step in product(cuts, (0, -1)) if cut is not None]
            yield from (domain.value(place) for place in dict.fromkeys(places) if place in self.limits)
        else:
            if value in self.limits:
                yield as_written(exact(value))
            here = Interval(value, value)
            sides = (self.limits & here.above, self.limits & here.below)
            yield from (as_written(shortest(side)) for side in sides if not side.empty)

    def _values(self) -> Iterator[Value]:
        if self.domain.few:
            return iter(self.domain.few[self.stretch.begin or 0 : self.stretch.end])
        match self.domain.type.kind:
            case Kind.TEXT:
                begin = self.stretch.begin or ""
                stem = begin.removesuffix("\0")  # nobody writes the text next to one
                first = (*([begin] * (stem == begin)), "other", *(f"{stem}{each}" for each in "azA0!"), begin)
                found = [each for each in first if each in self and not is_blank(each)]
                return iter(found or [begin])  # before "!" there are but blanks
            case Kind.DATE:
                low, high = int(self.limits.low), int(self.limits.high)
                days = (SOME_DAY.toordinal(), SOME_DAY.toordinal() - 365, low, high)
                return (self.domain.value(each) for each in (*days, *_dates(low)) if low <= each <= high)
            case Kind.INTEGER:
                low, high = int(self.limits.low), int(self.limits.high)
                near = [low + step for step in _READABLE[:6]] + [high - step for step in _READABLE[:6]]
                return (each for each in (*_READABLE, *near) if low <= each <= high)
            case _:
                return map(as_written, _numbers(self.limits))


def _dates(low: int) -> Iterator[int]:
    """Days of every month and weekday, from a usual one and from the first there is."""
    for begin, month, weekday in product((SOME_DAY, datetime.date.fromordinal(low)), range(12), range(7)):
        yield months_later(begin, month).toordinal() + weekday


def _numbers(limits: Interval) -> Iterator[Fraction]:
    yield from (Fraction(each) for each in _READABLE if each in limits)
    yield from (each for each in _HALVES if each in limits)
    some = shortest(limits)
    yield some
    for end in (limits.low, limits.high):
        near = round(exact(end), 6)
        yield from (near + step for step in _STEPS if abs(near) < LARGE and near + step in limits)
    # on either side of it, for a search that halves between them
    here = Interval(some, some)
    yield from (shortest(side) for side in (limits & here.below, limits & here.above) if not side.empty)
    yield from (exact(end) for end in (limits.low, limits.high) if end in limits)
