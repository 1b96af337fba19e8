"""Values of a cell, those first that people write."""

import datetime
import math
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from crmrules.analysis.cells.diagram import Stretch
from crmrules.analysis.cells.domain import Cut, Domain
from crmrules.analysis.cells.intervals import Interval
from crmrules.expressions.accept import is_blank
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind

_READABLE = (0, 1, 2, 10, 30, 50, 100, 12, 20, 1000, -1, -10, -100)
"""Numbers that witnesses are made of by preference."""

SOME_DAY = datetime.date(2026, 1, 1)
"""The day that witnesses are made of by preference."""


@frozen
class Cell:
    """The values of one fact on a path."""

    domain: Domain
    stretch: Stretch

    @property
    def begin(self) -> Cut:
        """Its least value."""
        return self.domain.first if self.stretch.begin is None else self.stretch.begin

    @property
    def last(self) -> Any:
        """Its greatest value; of texts what they come before, or None where they come before nothing."""
        return self.domain.last if self.stretch.end is None else self.domain.before(self.stretch.end)

    def __contains__(self, cut: Cut) -> bool:
        if self.domain.type.kind is Kind.TEXT and not self.domain.few:
            return bool(self.begin <= cut and (self.last is None or cut < self.last))
        return bool(self.begin <= cut <= self.last)

    def within(self, limits: Interval) -> "Cell":
        """The part of a cell of numbers or days that lies within limits."""
        kind = self.domain.type.kind
        if self.domain.few or kind is Kind.TEXT:
            return self
        whole = kind in (Kind.INTEGER, Kind.DATE)
        low, high = (int(limits.whole.low), int(limits.whole.high)) if whole else (limits.low, limits.high)
        begin, last = max(self.begin, low), min(self.last, high)
        if last == self.domain.last:
            return Cell(self.domain, Stretch(begin, None))
        return Cell(self.domain, Stretch(begin, last + 1 if whole else math.nextafter(last, math.inf)))

    def values(self) -> list[Value]:
        """Some of its values; all of them where they are few."""
        return list(dict.fromkeys(map(self.value, self._cuts())))

    @property
    def plainest(self) -> Value:
        """The first of its values, without a look at the others."""
        return next(map(self.value, self._cuts()))

    def near(self, value: Value) -> Iterator[Value]:
        """Values of the cell that equal a value of another fact, or come next to it."""
        domain = self.domain
        if isinstance(value, datetime.date) != (domain.type.kind is Kind.DATE):
            return  # a number of days says nothing of a day
        if domain.few:
            yield from (each for each in domain.few if each == value and domain.few.index(each) in self)
            return
        cuts = [domain.at(value), domain.after(value)]
        if cuts[0] is not None and domain.type.kind is not Kind.TEXT:
            cuts.append(domain.before(cuts[0]))
        yield from (self.value(cut) for cut in cuts if cut is not None and cut in self)

    def value(self, cut: Cut) -> Value:
        """A cut as a value of a record; a whole number without a point, as people write it."""
        found = self.domain.value(cut)
        return int(found) if isinstance(found, float) and found.is_integer() and abs(found) < 2**53 else found

    def _cuts(self) -> Iterator[Cut]:
        begin, last = self.begin, self.last
        if self.domain.few:
            return iter(range(begin, last + 1))
        match self.domain.type.kind:
            case Kind.TEXT:
                first = (begin, "other", *(f"{begin}{each}" for each in "azA0!"))
                found = [each for each in first if each in self and not is_blank(each)]
                return iter(found or [begin])  # before "!" there are but blanks
            case Kind.DATE:
                days = (SOME_DAY.toordinal(), SOME_DAY.toordinal() - 365, begin, last)
                return (each for each in days if each in self)
            case Kind.INTEGER:
                near = [begin + step for step in _READABLE[:6]] + [last - step for step in _READABLE[:6]]
                return (each for each in (*_READABLE, *near) if each in self)
            case _:
                return _numbers(begin, last, self.__contains__)


def _numbers(begin: float, last: float, inside: Callable[[float], bool]) -> Iterator[float]:
    yield from (float(each) for each in _READABLE if inside(float(each)))
    for edge in (begin, last):
        for step in (0, 1, -1, 0.5, -0.5, 0.1, -0.1, 10, -10):
            near = round(edge + step, 6)
            if math.isfinite(near) and inside(near):
                yield near
    middle = begin / 2 + last / 2
    yield from (each for each in (middle, begin, last) if inside(each))
