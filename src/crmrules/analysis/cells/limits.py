"""Limits within which the facts and terms of a record lie, drawn closer by each other until nothing changes."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import define, field

from crmrules.analysis.cells.intervals import ALL, NEGATIVE, Interval, back, of_function, reckon, reckoned
from crmrules.expressions.functions import Function
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, Negative, children, walk

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
    """What has a value."""
    failing: Sequence[Expression]
    """What has none although its facts have."""
    less: Sequence[tuple[Expression, Expression]]
    at_most: Sequence[tuple[Expression, Expression]]
    whole: frozenset[Expression]
    overflow: bool
    """Whether results beyond float64, which are unknown, count as cases."""
    known: dict[Expression, Interval] = field(factory=dict)

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
        return all(self._with(split, side).contradict(splits - 1) for side in (NEGATIVE, Interval(low=0)))

    def _with(self, node: Expression, limits: Interval) -> "Limits":
        known = {**self.known, node: self.known.get(node, ALL) & limits}
        return Limits(self.terms, self.failing, self.less, self.at_most, self.whole, self.overflow, known)

    def _mixed(self) -> Expression | None:
        """A factor or divisor that may lie on either side of zero."""
        for part in (part for term in self.terms for part in walk(term)):
            if isinstance(part, Arithmetic) and part.operator in "*/":
                for each in children(part):
                    limits = self.known.get(each, ALL)
                    if isinstance(each, Name) and limits.low < 0 <= limits.high:
                        return each
        return None

    def _draw_closer(self) -> None:
        for node in list(self.known):
            self._keep(node, ALL)
        for _ in range(MOST_ROUNDS):
            before = dict(self.known)
            for term in self.terms:
                self._value(term)
                self._back(term)
            for left, right in self.less:
                self._keep(left, self._value(right).below)
                self._keep(right, self._value(left).above)
            for left, right in self.at_most:
                here, there = self._value(left), self._value(right)
                self._keep(left, Interval(high=there.high, open_high=there.open_high))
                self._keep(right, Interval(low=here.low, open_low=here.open_low))
            if self.known == before:
                return

    def _keep(self, node: Expression, limits: Interval) -> Interval:
        found = self.known.get(node, ALL) & limits
        if node in self.whole and not found.empty:
            found = found.whole
        if found.empty:
            raise Nothing
        self.known[node] = found
        return found

    def _value(self, node: Expression) -> Interval:
        """What an expression that has a value can come to."""
        return self._keep(node, _reckoned(node, self._value))

    def _loose(self, node: Expression) -> Interval:
        """What an expression can come to where it has a value at all."""
        return self.known.get(node, ALL) & _reckoned(node, self._loose)

    def _can_fail(self, node: Expression) -> bool:
        """Whether an expression may have no value: something in it divides by zero, or comes beyond float64."""
        return any(self._fails(part) for part in walk(node) if isinstance(part, Arithmetic))

    def _fails(self, part: Arithmetic) -> bool:
        left, right = self._loose(part.left), self._loose(part.right)
        return (part.operator == "/" and 0 in right) or (self.overflow and reckon(part.operator, left, right)[1])

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


def _reckoned(node: Expression, value: Callable[[Expression], Interval]) -> Interval:
    match node:
        case Literal(value=int() | float() | Fraction() as number):
            return Interval(number, number)
        case Negative(operand=operand):
            return -value(operand)
        case Arithmetic(operator="*", left=left, right=right) if left == right:
            return reckon("*", value(left), value(right))[0] & Interval(low=0)
        case Arithmetic(operator=operator, left=left, right=right):
            return reckon(operator, value(left), value(right))[0]
        case Call(function=function, arguments=arguments):
            return of_function(function, [value(each) for each in arguments])
        case _:
            return ALL


def _argument(function: Function, result: Interval) -> Interval:
    """What an argument can be where the result lies within limits."""
    match function:
        case "abs":
            return Interval(-result.high, result.high, result.open_high, result.open_high)
        case "min":
            return Interval(low=result.low, open_low=result.open_low)
        case "max":
            return Interval(high=result.high, open_high=result.open_high)
        case "round" | "days_between" | "known" | "coalesce":
            return ALL
        case _:
            assert_never(function)


def _unrounded(result: Interval, places: int) -> Interval:
    """What rounds to a result within limits: half a unit to either side."""
    half = Interval(Fraction(-1, 2 * 10**places), Fraction(1, 2 * 10**places))
    return reckoned("+", result, half)
