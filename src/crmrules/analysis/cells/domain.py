"""The values of one dimension, in an order in which every value has a next one: a cut falls between two values.

A cut is the least value to its right. Numbers are float64, so even ``x <= 0.3`` and ``x < 0.3`` cut at different
values, and no cell between two cuts is empty.
"""

import datetime
import math
import sys
from typing import Any, TypeAlias

from attrs import frozen

from crmrules.expressions.accept import LAST_DAY
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type

Cut: TypeAlias = Any
"""A value of a domain: a float, a whole number, a text, an ordinal day, or the place of one of a few values."""


@frozen
class Domain:
    """What a dimension's known values can be."""

    type: Type
    few: tuple[Value, ...] = ()
    """All values, where there are only a few: then cuts are their places."""
    whole_limits: tuple[int, int] = (-MAX_WHOLE, MAX_WHOLE)
    """Of whole numbers and days: the least and the greatest."""

    @property
    def first(self) -> Cut:
        """The least value."""
        if self.few:
            return 0
        match self.type.kind:
            case Kind.INTEGER | Kind.DATE:
                return self.whole_limits[0]
            case Kind.NUMBER | Kind.MONEY:
                return -sys.float_info.max
            case _:
                return ""

    @property
    def last(self) -> Cut:
        """The greatest value; None for texts, which have none."""
        if self.few:
            return len(self.few) - 1
        match self.type.kind:
            case Kind.INTEGER | Kind.DATE:
                return self.whole_limits[1]
            case Kind.NUMBER | Kind.MONEY:
                return sys.float_info.max
            case _:
                return None

    def at(self, value: Any) -> Cut | None:
        """The cut just before a value: what is smaller lies left of it. None beyond the last value."""
        if self.few:
            return self.few.index(value) if value in self.few else None
        if self.type.kind is Kind.INTEGER:
            return self._inside(math.ceil(value))
        if isinstance(value, datetime.date):
            return self._inside(value.toordinal())
        if self.type.kind is Kind.TEXT:
            return value
        return self._inside(float(value) + 0.0)

    def after(self, value: Any) -> Cut | None:
        """The cut just after a value: it, and what is smaller, lies left of it. None at the last value and beyond."""
        if self.few:
            place = self.few.index(value) + 1 if value in self.few else len(self.few)
            return place if place < len(self.few) else None
        if self.type.kind is Kind.INTEGER:
            return self._inside(math.floor(value) + 1)
        if isinstance(value, datetime.date):
            return self._inside(value.toordinal() + 1)
        if self.type.kind is Kind.TEXT:
            return f"{value}\0"
        return self._inside(math.nextafter(float(value), math.inf))

    def before(self, cut: Cut) -> Cut:
        """The greatest value left of a cut; of texts the cut itself, which has none."""
        if self.few or self.type.kind in (Kind.INTEGER, Kind.DATE):
            return cut - 1
        return cut if self.type.kind is Kind.TEXT else math.nextafter(cut, -math.inf)

    def value(self, cut: Cut) -> Value:
        """A cut as a value of a record."""
        if self.few:
            return self.few[cut]
        return datetime.date.fromordinal(cut) if self.type.kind is Kind.DATE else cut

    def _inside(self, cut: Cut) -> Cut | None:
        return None if cut > self.last else max(cut, self.first)


def domain_of(type_: Type) -> Domain:
    """The domain of a fact's type."""
    if type_.kind is Kind.BOOL:
        return Domain(type_, (False, True))
    if type_.kind is Kind.DATE:
        return Domain(type_, whole_limits=(datetime.date.min.toordinal(), LAST_DAY.toordinal()))
    return Domain(type_, type_.values)
