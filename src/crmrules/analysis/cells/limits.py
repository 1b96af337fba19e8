"""Limits within which the facts and terms of a record lie, drawn closer by each other until nothing changes."""

import datetime
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import define, evolve, field

from crmrules.analysis.cells.intervals import ALL, ANY, NEGATIVE, NONE, Interval, back, of_function, reckon, reckoned
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import MOST_BITS, MOST_BITS_GIVEN, bits, exact
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, Negative, children, is_partial, walk

MOST_ROUNDS = 8
"""How often limits are drawn closer; more rounds seldom find more."""

MOST_SPLITS = 3
"""For how many facts the numbers below and above zero are looked at apart."""


class Nothing(Exception):
    """No value is within its limits."""


@define
class Limits:
    """What is known of numbers; an expression that is not in `known` may be anything."""

    terms: Sequence[Expression]
    """What is said to lie within limits."""
    having: Sequence[Expression]
    """Those of them that have a value in all their parts."""
    failing: Sequence[Expression]
    """What has none although its facts have."""
    whole: frozenset[Expression]
    overflow: bool
    """Whether results beyond the largest number, which are unknown, count as cases."""
    known: dict[Expression, Interval] = field(factory=dict)
    looked: int = field(default=0, init=False)
    """How many parts of expressions were looked at, each time anew."""
    _changes: int = field(default=0, init=False)
    """How often limits were drawn closer."""
    _changed: dict[Expression, int] = field(factory=dict, init=False)
    """Of each the last of these changes."""

    def contradict(self, splits: int = MOST_SPLITS) -> bool:
        """Whether it is proven that no numbers are within them."""
        try:
            self._draw_closer()
        except Nothing:
            return True
        if any(not self._can_fail(each) for each in self.failing):
            return True
        split = self._mixed() if splits else None
        if split is None:
            return False
        return all(self._contradicts_with(split, side, splits - 1) for side in (NEGATIVE, Interval(low=0)))

    def _contradicts_with(self, node: Expression, limits: Interval, splits: int) -> bool:
        side = evolve(self, known={**self.known, node: self.known.get(node, ANY) & limits})
        found = side.contradict(splits)
        self.looked += side.looked
        return found

    def _mixed(self) -> Expression | None:
        """A factor or divisor that may lie on either side of zero."""
        for part in (part for term in self.terms for part in walk(term)):
            if isinstance(part, Arithmetic) and part.operator in "*/":
                for each in children(part):
                    limits = self.known.get(each, ANY)
                    if isinstance(each, Name) and limits.low < 0 <= limits.high:
                        return each
        return None

    def _draw_closer(self) -> None:
        for node in list(self.known):
            self._keep(node, ANY)
        for part in (part for node in self.having for part in walk(node)):
            self._keep(part, ALL)
        parts = {term: frozenset(walk(term)) for term in self.terms}
        drawn: dict[Expression, int] = {}
        for _ in range(MOST_ROUNDS):
            before = self._changes
            for term in (*self.terms, *self.having):
                # of a term of which nothing is drawn closer since it was looked at, nothing more is learnt
                if term not in drawn or any(self._changed.get(part, 0) > drawn[term] for part in parts[term]):
                    drawn[term] = self._changes
                    self._value(term)
                    self._back(term)
                    self.looked += len(parts[term])
            if self._changes == before:
                return

    def _keep(self, node: Expression, limits: Interval) -> Interval:
        found = self.known.get(node, ANY) & limits
        if node in self.whole and not found.empty:
            found = found.whole
        if found.empty:
            raise Nothing
        if self.known.get(node) != found:
            self.known[node] = found
            self._changes += 1
            self._changed[node] = self._changes
        return found

    def _value(self, node: Expression) -> Interval:
        """What an expression can come to, however large."""
        return self._keep(node, _reckoned(node, self._value))

    def _loose(self, node: Expression) -> Interval:
        """What an expression can come to where it has a value at all."""
        return self.known.get(node, ALL) & _reckoned(node, self._loose)

    def _can_fail(self, node: Expression) -> bool:
        """Whether an expression may have no value: something in it divides by zero, or comes to too much."""
        return any(self._fails(part) for part in walk(node) if is_partial(part))

    def _fails(self, part: Expression) -> bool:
        if not isinstance(part, Arithmetic):
            return self.overflow and not _is_day(_reckoned(part, self._loose))
        left, right = self._loose(part.left), self._loose(part.right)
        if not self.overflow:
            return part.operator == "/" and 0 in right
        return reckon(part.operator, left, right)[1] or may_be_too_long(part)

    def _back(self, node: Expression) -> None:
        """What the parts of an expression can be for it to lie within its limits."""
        result = self.known[node]
        match node:
            case Negative(operand=operand):
                self._keep(operand, -result)
            case Arithmetic(operator=operator, left=left, right=right):
                one, other = back(operator, result, self.known[left], self.known[right])
                self._keep(left, one)
                self._keep(right, other)
            case Call(function="round", arguments=(argument, Literal(value=int() as places))):
                self._keep(argument, _unrounded(result, places))
                self._back(argument)
                return
            case Call(function=function, arguments=arguments):
                for each in arguments:
                    self._keep(each, _argument(function, result))
            case _:
                return
        for each in children(node):
            self._back(each)


def may_be_too_long(node: Expression) -> bool:
    """Whether a result may have more digits than are kept, reckoned from facts of the most digits there are."""
    numbers = [part.value for part in walk(node) if isinstance(part, Literal)]
    written = [bits(exact(each)) for each in numbers if isinstance(each, int | float | Fraction)]
    others = sum(1 for _ in walk(node)) - len(numbers)
    return sum(written) + others * (MOST_BITS_GIVEN + 1) > MOST_BITS


def _reckoned(node: Expression, value: Callable[[Expression], Interval]) -> Interval:
    match node:
        case Literal(value=int() | float() | Fraction() as number):
            return Interval(number, number)
        case Negative(operand=operand):
            return -value(operand)
        case Arithmetic(operator="*", left=left, right=right) if left == right:
            return reckoned("*", value(left), value(right)) & Interval(low=0)
        case Arithmetic(operator=operator, left=left, right=right):
            return reckoned(operator, value(left), value(right))
        case Call(function=function, arguments=arguments):
            return of_function(function, [value(each) for each in arguments])
        case _:
            return ANY


def _argument(function: Function, result: Interval) -> Interval:
    """What an argument can be where the result lies within limits."""
    match function:
        case "abs":
            return Interval(-result.high, result.high, result.open_high, result.open_high)
        case "min":
            return Interval(low=result.low, open_low=result.open_low)
        case "max":
            return Interval(high=result.high, open_high=result.open_high)
        case "year":
            return _days_of(result)
        case "round" | "days_between" | "known" | "coalesce" | "add_days" | "add_months" | "month" | "weekday":
            return ANY
        case "lower" | "contains" | "starts_with" | "ends_with":
            return ANY
        case _:
            assert_never(function)


def _days_of(years: Interval) -> Interval:
    """The days of years within limits."""
    low, high = (years & Interval(1, LAST_DAY.year)).whole.low, (years & Interval(1, LAST_DAY.year)).whole.high
    if low > high:
        return NONE
    return Interval(datetime.date(int(low), 1, 1).toordinal(), datetime.date(int(high), 12, 31).toordinal())


def _is_day(limits: Interval) -> bool:
    """Whether every ordinal within limits is that of a day rules know."""
    return limits.low >= 1 and limits.high <= LAST_DAY.toordinal()


def _unrounded(result: Interval, places: int) -> Interval:
    """What rounds to a result within limits: half a unit to either side."""
    half = Interval(Fraction(-1, 2 * 10**places), Fraction(1, 2 * 10**places))
    return reckoned("+", result, half)
