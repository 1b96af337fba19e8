"""When a comparison with what grows by one each day comes out otherwise: the day is reckoned, not waited for."""

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from attrs import frozen

from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import exact
from crmrules.expressions.tree import (
    AS_OF,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Name,
    Negative,
    Value,
    children,
    names,
    rebuilt,
)
from crmrules.kinds.process.changing import DAY, Changing
from crmrules.kinds.process.sources import Sources
from crmrules.records.history.aggregates import AggregateFunction, Period

_LARGE = 2**60
"""With numbers beyond it every day is waited for: a sum of them may be one that is carried no more."""


@frozen
class Turning:
    """A comparison of two sides whose difference grows by as much every day while nothing happens."""

    comparison: Comparison
    slope: int

    def after(self, day: datetime.date, values: Mapping[str, Value]) -> datetime.date | None:
        """The first day after a day on which it can come out otherwise; None where there is none.

        A side that is unknown stays so: what grows is unknown until an event.
        """
        left, right = self.comparison.left, self.comparison.right
        if any(_is_large(values[name]) for side in (left, right) for name in names(side)):
            return day + DAY
        first, second = evaluate(left, values), evaluate(right, values)
        if first is None or second is None:
            return None
        place = (_number(second) - _number(first)) / self.slope
        days = ceil(place) if place else 1
        return day + days * DAY if 0 < days <= (datetime.date.max - day).days else None


@frozen
class Watched:
    """By what a condition that does not hold can come to hold on a day without an event."""

    facts: frozenset[str]
    """What may change on days of its own."""
    turnings: tuple[Turning, ...]


@frozen
class Watching:
    """Tells by what conditions can come to hold, with the parameters of a day."""

    changing: Changing
    growing: frozenset[str]
    """What grows by one each day while nothing happens: the day, and the days since an event that stays the one."""

    @classmethod
    def of(cls, changing: Changing) -> "Watching":
        """What is watched with the parameters of a day."""
        return cls(changing, frozenset(_growing(changing.sources)))

    def watched(self, condition: Expression) -> Watched:
        """By what a condition can come to hold."""
        facts, turnings = set[str](), list[Turning]()
        for part in _parts(self._in_full(condition)):
            slope = self._slope(part) if isinstance(part, Comparison) else None
            if isinstance(part, Comparison) and slope is not None:
                turnings += [Turning(part, slope)] if slope else []
            else:
                facts = facts.union(*(self.changing.moving.get(name, ()) for name in names(part)))
        return Watched(frozenset(facts), tuple(turnings))

    def _in_full(self, node: Expression) -> Expression:
        """An expression with what it is derived from in the place of derived facts."""
        if isinstance(node, Name):
            derived = {each.name: each.expression for each in self.changing.sources.definition.facts.derived}
            found = derived.get(node.name)
            return node if found is None else self._in_full(found)
        return rebuilt(node, self._in_full)

    def _slope(self, node: Expression) -> int | None:
        """By how much a number, a day, or the difference of two sides grows each day; None where nobody knows."""
        if not any(name in self.changing.moving for name in names(node)):
            return 0
        match node:
            case Name(name=name) if name in self.growing:
                return 1
            case Negative(operand=operand):
                slope = self._slope(operand)
                return None if slope is None else -slope
            case Arithmetic(operator="+", left=left, right=right):
                return _sum(self._slope(left), self._slope(right), 1)
            case Arithmetic(operator="-", left=left, right=right) | Comparison(left=left, right=right):
                return _sum(self._slope(left), self._slope(right), -1)
            case Call(function="days_between", arguments=(later, earlier)):
                return _sum(self._slope(later), self._slope(earlier), -1)
            case _:
                return None


def _growing(sources: Sources) -> Iterator[str]:
    yield AS_OF
    door, history = sources.door, sources.told.history
    for name, each in history.facts.items():
        read_otherwise = door is not None and (name in door.binding.facts or name in door.binding.assume)
        counts = each.function is AggregateFunction.DAYS_SINCE and history.span_of(each) is None
        if counts and not each.after and not isinstance(each.within, Period) and not read_otherwise:
            yield name


def _parts(node: Expression) -> Iterator[Expression]:
    """The parts of a condition that are joined by logic, comparisons among them."""
    inner = children(node)
    if isinstance(node, Comparison) or not inner or isinstance(node, Call):
        yield node
    else:
        for each in inner:
            yield from _parts(each)


def _sum(left: int | None, right: int | None, sign: int) -> int | None:
    return None if left is None or right is None else left + sign * right


def _number(value: Any) -> Fraction:
    return Fraction(value.toordinal()) if isinstance(value, datetime.date) else exact(value)


def _is_large(value: Value) -> bool:
    return isinstance(value, int | float | Fraction) and abs(exact(value)) > _LARGE
