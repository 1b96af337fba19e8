"""What expressions can come to while one fact takes any value of a stretch, and all others are as they are."""

import datetime
from collections.abc import Mapping
from functools import cached_property, reduce
from typing import assert_never

from attrs import define, field, frozen

from crmrules.analysis.cells.intervals import NONE, ZERO, Interval, of_function, reckon
from crmrules.analysis.cells.normal import normal
from crmrules.analysis.size import MOST_WRITTEN_OUT, parts_of
from crmrules.definitions.base import Definition
from crmrules.engines.interpreter import values_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.operators import MIRRORED, ArithmeticOperator, ComparisonOperator
from crmrules.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Name,
    Negative,
    Value,
    names,
    rebuilt,
)
from crmrules.expressions.types import Kind, Type

Truths = frozenset[bool | None]


@frozen
class Range:
    """What an expression can come to."""

    values: Interval
    """Empty where it has no value at all."""
    unknown: bool = False
    """Whether it can be unknown."""


_UNKNOWN = Range(NONE, True)


@define(slots=False)
class Ranges:
    """The ranges of a policy's expressions."""

    definition: Definition
    stored: Mapping[str, Value]
    as_of: datetime.date | None
    fact: str
    _stretch: Interval | None = field(default=None, init=False)
    _derivations: dict[str, tuple[str, ...]] = field(factory=dict, init=False)
    _seen: dict[str, Range] = field(factory=dict, init=False)
    """What derived facts come to on the stretch that is looked at: each is looked at once."""

    @cached_property
    def _values(self) -> Mapping[str, Value]:
        return values_of(self.definition, self.stored, self.as_of)

    @cached_property
    def _derived(self) -> Mapping[str, Expression]:
        found = {each.name: each.expression for each in self.definition.facts.derived}
        return {name: node for name, node in found.items() if node is not None}

    def hangs_on_fact(self, node: Expression) -> bool:
        """Whether an expression reads the fact, itself or by way of derived facts."""
        return not self._hanging.isdisjoint(names(node))

    @cached_property
    def _is_small(self) -> bool:
        """Whether derived facts may be written out in what reads them."""
        return parts_of(self.definition) <= MOST_WRITTEN_OUT

    @cached_property
    def _hanging(self) -> set[str]:
        """The fact, and the facts derived from it."""
        found = {self.fact}
        for each in self.definition.facts.derived:
            if not found.isdisjoint(each.inputs):
                found.add(each.name)
        return found

    def is_amount(self, node: Expression) -> bool:
        """Whether an expression is a number or a day."""
        match node:
            case Literal(value=value):
                return isinstance(value, int | float | datetime.date) and not isinstance(value, bool)
            case Name(name=name):
                return _is_amount(self._type(name))
            case Negative() | Arithmetic():
                return True
            case Call(function=function, arguments=arguments):
                gives = FUNCTIONS[function].gives
                return _is_amount(gives) if gives is not None else self.is_amount(arguments[0])
            case _:
                return False

    def _type(self, name: str) -> Type | None:
        parameter = self.definition.parameters.get(name)
        return parameter.type if parameter is not None else self.definition.facts.types.get(name)

    def truths(self, node: Expression, stretch: Interval) -> Truths:
        """What a comparison, or whether something is known, can come to."""
        match node:
            case Comparison(operator=operator, left=left, right=right):
                one, other = self.range(left, stretch), self.range(right, stretch)
                unknown: Truths = frozenset({None}) if one.unknown or other.unknown else frozenset()
                if one.values.empty or other.values.empty:
                    return unknown
                same = self._chosen_on(left, stretch) == self._chosen_on(right, stretch)
                return unknown | (_with_itself(operator) if same else _compared(operator, one.values, other.values))
            case Call(function="known", arguments=(argument,)):
                found = self.range(argument, stretch)
                return frozenset({*([] if found.values.empty else [True]), *([False] if found.unknown else [])})
            case _:
                raise TypeError(f"{type(node).__name__} is no comparison")

    def range(self, node: Expression, stretch: Interval) -> Range:
        """What a number or day can come to; a day as its ordinal."""
        match node:
            case Name(name=name) if name == self.fact:
                return Range(stretch)
            case Name(name=name) if name in self._derived and self.hangs_on_fact(node):
                return self._of_derived(name, stretch)
            case Name(name=name):
                return _point(self._values[name])
            case Literal(value=value):
                return _point(value)
            case Negative(operand=operand):
                found = self.range(operand, stretch)
                return Range(-found.values, found.unknown)
            case Arithmetic(operator=operator, left=left, right=right):
                return _reckoned(operator, self.range(left, stretch), self.range(right, stretch), left == right)
            case Call(function=function, arguments=arguments):
                return self._call(function, arguments, stretch)
            case _:
                raise TypeError(f"{type(node).__name__} is no number")

    def _of_derived(self, name: str, stretch: Interval) -> Range:
        if stretch != self._stretch:
            self._stretch, self._seen = stretch, {}
        if name not in self._seen:
            for each in self._derivation(name):  # what it reads comes first: a long chain is no deep recursion
                self._seen[each] = self.range(self._derived[each], stretch)
        return self._seen[name]

    def _derivation(self, name: str) -> tuple[str, ...]:
        """The derived numbers and days that one is reckoned from and that hang on the fact, itself last."""
        if name not in self._derivations:
            found = (each.name for each in self.definition.facts.derivation(name) if each.name in self._derived)
            reckoned = (each for each in found if _is_amount(self._type(each)) and self.hangs_on_fact(Name(each)))
            self._derivations[name] = tuple(reckoned)
        return self._derivations[name]

    def _chosen_on(self, node: Expression, stretch: Interval) -> Expression:
        """The normal form of an expression, its `min`, `max` and `abs` as what they come to wherever they have a value.

        So `min(bill, average) == bill` compares a fact with itself where the bill is the smaller one.
        """
        match node:
            case Name(name=name) if self._is_small and name in self._derived and self.hangs_on_fact(node):
                return self._chosen_on(self._derived[name], stretch)
            case Call(function="abs", arguments=(argument,)):
                values, inner = self.range(argument, stretch).values, self._chosen_on(argument, stretch)
                chosen = inner if values.low >= 0 else Negative(inner) if values.high <= 0 else Call("abs", (inner,))
                return normal(chosen)
            case Call(function="min" | "max" as function, arguments=arguments):
                sign = 1 if function == "min" else -1
                parts = [(self._chosen_on(each, stretch), self.range(each, stretch).values) for each in arguments]
                for part, values in parts:
                    if all(part == other or _is_least(values, each, sign) for other, each in parts):
                        return part
                return normal(Call(function, tuple(part for part, _ in parts)))
            case _:
                return normal(rebuilt(node, lambda each: self._chosen_on(each, stretch)))

    def _call(self, function: Function, arguments: tuple[Expression, ...], stretch: Interval) -> Range:
        found = [self.range(each, stretch) for each in arguments]
        match function:
            case "coalesce":
                return reduce(_or_else, found)
            case "days_between":
                return _reckoned("-", found[0], found[1], arguments[0] == arguments[1])
            case "min" | "max" | "abs":
                return _of_known(function, found)
            case "known":
                raise TypeError(f"`{function}` is no number")
            case _:
                assert_never(function)


def _is_least(one: Interval, other: Interval, sign: int) -> bool:
    """Whether no value of an interval is above any of another; with the sign -1 none is below."""
    return one.high <= other.low if sign > 0 else one.low >= other.high


_TRUE: Truths = frozenset({True})
_FALSE: Truths = frozenset({False})


def _is_amount(type_: Type | None) -> bool:
    return type_ is not None and (type_.numeric or type_.kind is Kind.DATE)


def _with_itself(operator: ComparisonOperator) -> Truths:
    """What comparing a value with itself comes to."""
    return _TRUE if evaluate(Comparison(operator, Literal(0), Literal(0)), {}) else _FALSE


def _point(value: Value) -> Range:
    match value:
        case None:
            return _UNKNOWN
        case datetime.date():
            return Range(Interval(value.toordinal(), value.toordinal()))
        case int() | float():
            return Range(Interval(float(value), float(value)))
        case _:
            raise TypeError(f"{type(value).__name__} is no number")


def _reckoned(operator: ArithmeticOperator, one: Range, other: Range, same: bool) -> Range:
    if one.values.empty or other.values.empty:
        return _UNKNOWN
    values, fails = reckon(operator, one.values, other.values)
    if same:
        values &= {"-": ZERO, "/": Interval(1, 1), "*": Interval(low=0)}.get(operator, values)
    return Range(values, one.unknown or other.unknown or fails)


def _of_known(function: Function, found: list[Range]) -> Range:
    if any(each.values.empty for each in found):
        return _UNKNOWN
    return Range(of_function(function, [each.values for each in found]), any(each.unknown for each in found))


def _or_else(one: Range, other: Range) -> Range:
    """The first where it is known, else the second."""
    if not one.unknown or other.values.empty:
        return Range(one.values, one.unknown and other.unknown)
    if one.values.empty:
        return other
    low, high = min(one.values.low, other.values.low), max(one.values.high, other.values.high)
    return Range(Interval(low, high), other.unknown)


def _compared(operator: ComparisonOperator, one: Interval, other: Interval) -> Truths:
    if one.empty or other.empty:
        return frozenset()
    match operator:
        case ">" | ">=":
            return _compared(MIRRORED[operator], other, one)
        case "<":
            return _truths(one.low < other.high, one.high >= other.low)
        case "<=":
            return _truths(one.low <= other.high, one.high > other.low)
        case "==":
            return _truths(_meet(one, other), not _is_single(one, other))
        case "!=":
            return _truths(not _is_single(one, other), _meet(one, other))
        case _:
            assert_never(operator)


def _truths(true: bool, false: bool) -> Truths:
    return (_TRUE if true else frozenset()) | (_FALSE if false else frozenset())


def _meet(one: Interval, other: Interval) -> bool:
    return not (one & other).empty


def _is_single(one: Interval, other: Interval) -> bool:
    return one.low == one.high == other.low == other.high
