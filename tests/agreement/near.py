"""Where float64 with a bound on its error may differ from exact numbers: the limit that docs/engines.md declares.

Written apart from the engine: of each number how large those are that it was reckoned from, and of each comparison
whether its two sides differ, and by less than one part in 10^13 of that.
"""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.engines.interpreter import values_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import exact
from crmrules.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Value,
    children,
)

LIMIT = Fraction(1, 10**13)
LEAST, MOST, DIGITS = Fraction(1, 10**280), Fraction(10**300), Fraction(10**14)


@frozen
class Closeness:
    """How close is so close."""

    limit: Fraction = LIMIT
    """As a part of the numbers that something was reckoned from."""
    least: Fraction = LEAST
    """No number nearer to zero."""
    most: Fraction = MOST
    """No number beyond."""


FLOATS = Closeness(least=Fraction(1, 10**100), most=Fraction(10**100))
"""In SQL, where stored numbers have a limit."""
EXACT = Closeness(limit=Fraction(0), least=Fraction(0), most=Fraction(10**300))
"""Where NUMERIC may differ: nowhere, until a result is beyond float64."""


def is_near(
    definition: Definition, stored: Mapping[str, Value], as_of: datetime.date, close: Closeness = Closeness()
) -> bool:
    """Whether anything that a policy asks of a record lies so close to where the answer changes."""
    values = values_of(definition, stored, as_of)
    sizing = _Sizing(values, {}, close)
    for each in definition.facts.derived:
        if each.expression is not None:
            sizing.sizes[each.name] = sizing.size(each.expression)
    for condition in definition.own_conditions:
        sizing.size(condition)
    return sizing.near


class _Sizing:
    def __init__(self, values: Mapping[str, Value], sizes: dict[str, Fraction | None], close: Closeness) -> None:
        self.values, self.sizes, self.close, self.near = values, sizes, close, False

    def size(self, node: Expression) -> Fraction | None:
        """How large the numbers are that one was reckoned from; None where it was not reckoned, or has no value."""
        match node:
            case Name(name=name):
                return self.sizes.get(name)
            case Arithmetic(operator=operator, left=left, right=right):
                return self.reckoned(operator, left, right)
            case Comparison(left=left, right=right):
                self.compare(left, right)
            case Membership(item=item, choices=choices):
                for choice in choices:
                    self.compare(item, choice)
            case Negative(operand=operand):
                return self.size(operand)
            case Call(function="round", arguments=(number, Literal(value=int(places)))):
                return self.rounded(number, places)
            case Call(arguments=arguments):
                sizes = [size for size in map(self.size, arguments) if size is not None]
                return max(sizes, default=None)
            case _:
                for child in children(node):
                    self.size(child)
        return None

    def of(self, node: Expression) -> tuple[Fraction, Fraction] | None:
        """A known number, and how large those are that it was reckoned from."""
        size, value = self.size(node), self.value(node)
        return None if value is None else (value, size if size is not None else abs(value))

    def value(self, node: Expression) -> Fraction | None:
        value: Any = evaluate(node, self.values)
        is_number = isinstance(value, int | float | Fraction) and not isinstance(value, bool)
        return exact(value) if is_number else None

    def compare(self, left: Expression, right: Expression) -> None:
        is_reckoned = self.size(left) is not None or self.size(right) is not None
        one, other = self.of(left), self.of(right)
        if is_reckoned and one is not None and other is not None:
            self.look(one[0] - other[0], one[1] + other[1])

    def look(self, gap: Fraction, size: Fraction) -> None:
        self.near |= 0 < abs(gap) <= max(self.close.limit * size, self.close.least)

    def reckoned(self, operator: str, left: Expression, right: Expression) -> Fraction | None:
        one, other = self.of(left), self.of(right)
        if one is None or other is None:
            return None
        if operator == "/":
            self.look(other[0], other[1])
            if other[0] == 0:
                return None
            size = (one[1] + abs(one[0] / other[0]) * other[1]) / abs(other[0])
        else:
            size = one[1] * other[1] if operator == "*" else one[1] + other[1]
        parts = (one[0], other[0], size)
        self.near |= any(0 < abs(part) < self.close.least for part in parts) or size > self.close.most
        return size

    def rounded(self, node: Expression, places: int) -> Fraction | None:
        found = self.of(node)
        if found is None:
            return None
        scaled, size = found[0] * 10**places, found[1] * 10**places
        self.look(scaled % 1 - Fraction(1, 2), size)
        self.near |= size > DIGITS and scaled.denominator != 1
        return self.size(node)
