"""Where the conditions of a policy may change their truth as one number or day grows, all other facts as they are.

Each side of a comparison is a quotient of polynomials of the fact; it changes at most where the two sides are equal,
where a divisor is zero, or where a result gets beyond the largest float64. These places are told exactly, and there are
few of them; what a decision comes to there and between them is for the interpreter to say.
"""

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import Any, assert_never

from attrs import define, field

from crmrules.analysis.cells.intervals import Interval
from crmrules.definitions.base import Answering
from crmrules.engines.interpreter import values_of
from crmrules.expressions.days import LAST_DAY, add_months
from crmrules.expressions.evaluate import evaluate, rounded
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.numbers import LARGEST, exact
from crmrules.expressions.operators import ArithmeticOperator
from crmrules.expressions.tree import (
    AS_OF,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Value,
    names,
    walk,
)
from crmrules.expressions.types import DATE, Kind, Type
from crmrules.kinds.decision.whatif.functions import (
    FACT,
    MOST_WAYS,
    Later,
    Quotient,
    Rounded,
    Ways,
    Wild,
    Year,
    number,
    reckoned,
)
from crmrules.kinds.decision.whatif.polynomials import Root, TooClose, roots

QUICK_TERMS = 3
"""Up to so many terms, those of the second degree, the roots of a polynomial are found at once."""

MOST_CURVED = 6
"""How many terms beyond those all functions of one fact may have: finding where they are zero takes time."""

NEAR_DAYS = 400
"""How far from the day of the record months and weekdays are followed: every one comes within a year."""


@define
class Crossings:
    """The places of one fact at which some condition may change."""

    stored: Mapping[str, Value]
    as_of: datetime.date | None
    fact: str
    unsure: bool = field(default=False, init=False)
    """Whether there may be others."""
    near: Interval | None = field(default=None, init=False)
    """The only values among which all are told; None for all values."""
    _found: set[Root] = field(factory=set, init=False)
    _looked: set[tuple[Any, ...]] = field(factory=set, init=False)
    _curved: int = field(default=0, init=False)

    def of(self, definition: Answering) -> list[Root]:
        """Those of a policy, and of the policies that it reads, from the least on."""
        following = _Following(self, definition)
        for node in dict.fromkeys(part for each in definition.conditions for part in walk(each)):
            try:
                following.look(node)
            except Wild:
                self.unsure = True
        for policy in definition.policies.values():
            self.of(policy)
        return sorted(self._found)

    def add(self, function: Quotient) -> None:
        """Add where a function is zero."""
        if function.hangs and (function.variable, function.over) not in self._looked:
            self._looked.add((function.variable, function.over))
            self._curved += max(0, len(function.over) - QUICK_TERMS)
            if self._curved > MOST_CURVED:
                raise Wild
            try:
                found = roots(function.over)
            except TooClose:
                raise Wild from None
            for each in found:
                self._add_root(function.variable, each)

    def _add_root(self, variable: Rounded | Year | Later | None, root: Root) -> None:
        if variable is None:
            self._found.add(root)
            return
        for step in variable.steps(root.low, root.high):
            self.add(variable.of.less(number(step)))

    def look_near(self) -> Interval:
        """The days near that of the record, where something changes with every week or month; raises `Wild`."""
        now = self.stored[self.fact]
        if not isinstance(now, datetime.date):
            raise Wild
        day = now.toordinal()
        self.near = Interval(max(1, day - NEAR_DAYS), min(LAST_DAY.toordinal(), day + NEAR_DAYS))
        return self.near


@define(slots=False)
class _Following:
    """The functions that the expressions of one policy are."""

    crossings: Crossings
    definition: Answering
    _derived: dict[str, Ways | None] = field(factory=dict, init=False)
    """What derived facts are; None where that is not followed."""

    @cached_property
    def _values(self) -> Mapping[str, Value]:
        return values_of(self.definition, self.crossings.stored, self.crossings.as_of)

    @cached_property
    def _hanging(self) -> set[str]:
        """The fact, and the facts derived from it."""
        found = {self.crossings.fact}
        for each in self.definition.facts.derived:
            if not found.isdisjoint(each.inputs):
                found.add(each.name)
        return found

    def look(self, node: Expression) -> None:
        """Add where a comparison of numbers or days may change, or whether one is known."""
        if self._hanging.isdisjoint(names(node)):
            return
        match node:
            case Comparison(left=left, right=right) if self._is_amount(left):
                self._add_differences(self._ways(left), self._ways(right))
            case Membership(item=item, choices=choices) if self._is_amount(item):
                for choice in choices:
                    self._add_differences(self._ways(item), self._ways(choice))
            case Call(function="known", arguments=(argument,)) if self._is_amount(argument):
                self._ways(argument)
            case _:
                return

    def _add_differences(self, some: Ways, others: Ways) -> None:
        for one, other in product(some, others):
            self.crossings.add(one.less(other))

    def _ways(self, node: Expression) -> Ways:
        found = tuple(dict.fromkeys(self._all_ways(node)))
        if len(found) > MOST_WAYS:
            raise Wild
        return found

    def _all_ways(self, node: Expression) -> Ways:
        if self._hanging.isdisjoint(names(node)):
            return _constant(evaluate(node, self._values))
        match node:
            case Name(name=name):
                return (FACT,) if name == self.crossings.fact else self._of_derived(name)
            case Negative(operand=operand):
                return tuple(_negative(each) for each in self._ways(operand))
            case Arithmetic(operator=operator, left=left, right=right):
                return self._arithmetic(operator, self._ways(left), self._ways(right))
            case Call(function=function, arguments=arguments):
                return self._call(function, [self._ways(each) for each in arguments])
            case _:
                raise TypeError(f"{type(node).__name__} is no number")

    def _of_derived(self, name: str) -> Ways:
        for each in self.definition.facts.derivation(name):  # a long chain of facts is no deep recursion
            if each.name in self._hanging and each.name not in self._derived and _is_amount(self._type(each.name)):
                assert each.expression is not None  # what another policy says is no number
                self._derived[each.name] = self._followed(each.expression)
        found = self._derived[name]
        if found is None:
            raise Wild
        return found

    def _followed(self, node: Expression) -> Ways | None:
        try:
            return self._ways(node)
        except Wild:
            return None

    def _arithmetic(self, operator: ArithmeticOperator, some: Ways, others: Ways) -> Ways:
        found = []
        for one, other in product(some, others):
            if operator == "/":
                self.crossings.add(other)
                if not other.over:
                    continue
            made = reckoned(operator, one, other)
            found.append(made)
            for most in (LARGEST, -LARGEST):
                self.crossings.add(made.less(number(most)))
        return tuple(found)

    def _call(self, function: Function, arguments: list[Ways]) -> Ways:
        match function:
            case "coalesce":
                return sum(arguments, ())
            case "min" | "max":
                for some, others in combinations(arguments, 2):
                    self._add_differences(some, others)
                return sum(arguments, ())
            case "abs":
                for each in arguments[0]:
                    self.crossings.add(each)
                return (*arguments[0], *map(_negative, arguments[0]))
            case "round":
                ((places,),) = arguments[1:]
                return tuple(_rounded(each, int(places.over[0]) if places.over else 0) for each in arguments[0])
            case "days_between":
                return tuple(one.less(other) for one, other in product(*arguments))
            case "add_days":
                found = tuple(reckoned("+", one, other) for one, other in product(*arguments))
                for each, end in product(found, (1, LAST_DAY.toordinal())):
                    self.crossings.add(each.less(number(Fraction(end))))
                return found
            case "year":
                return tuple(made for each in arguments[0] for made in _year(each))
            case "month" | "weekday":
                return self._repeated(function, arguments[0])
            case "add_months":
                return tuple(made for one, other in product(*arguments) for made in self._later(one, other))
            case "known" | "lower" | "contains" | "starts_with" | "ends_with":
                raise TypeError(f"`{function}` is no number")
            case _:
                assert_never(function)

    def _later(self, day: Quotient, months: Quotient) -> Ways:
        if day.hangs and months.hangs:
            raise Wild
        count = int(months.over[0]) if months.over else 0
        later = Later(day, None, count)
        if not day.hangs:
            begin = _day(day)
            if begin is None or not months.hangs:
                return () if begin is None else _constant(add_months(begin, count))
            later = Later(months, begin)
        for end in later.ends:
            self.crossings.add(later.of.less(number(end)))
        return (Quotient(FACT.over, FACT.under, later),)

    def _repeated(self, function: Function, days: Ways) -> Ways:
        """The months or weekdays that some days can have; where one ends they change, near the day of the record."""
        found: list[Quotient] = []
        for each in days:
            if not each.hangs:
                found += _constant(evaluate(Call(function, (Literal(_day(each)),)), {}))
                continue
            later = each.less(FACT)
            if later.hangs or each.variable is not None:
                raise Wild
            for day, part in _parts(function, self.crossings.look_near(), later.over[0] if later.over else Fraction(0)):
                self.crossings.add(FACT.less(number(day - Fraction(1, 2))))
                found.append(number(Fraction(part)))
        return tuple(dict.fromkeys(found))

    def _is_amount(self, node: Expression) -> bool:
        """Whether an expression is a number or a day."""
        match node:
            case Literal(value=value):
                return isinstance(value, int | float | Fraction | datetime.date) and not isinstance(value, bool)
            case Name(name=name):
                return _is_amount(self._type(name))
            case Negative() | Arithmetic():
                return True
            case Call(function=function, arguments=arguments):
                gives = FUNCTIONS[function].gives
                return _is_amount(gives) if gives is not None else self._is_amount(arguments[0])
            case _:
                return False

    def _type(self, name: str) -> Type | None:
        if name == AS_OF:
            return DATE
        parameter = self.definition.parameters.get(name)
        return parameter.type if parameter is not None else self.definition.facts.types.get(name)


def _is_amount(type_: Type | None) -> bool:
    return type_ is not None and (type_.numeric or type_.kind is Kind.DATE)


def _constant(value: Any) -> Ways:
    if value is None:
        return ()
    return (number(Fraction(value.toordinal()) if isinstance(value, datetime.date) else exact(value)),)


def _negative(function: Quotient) -> Quotient:
    return number(Fraction(0)).less(function)


def _day(function: Quotient) -> datetime.date | None:
    """The day that a number is; None for one beyond those that rules know."""
    ordinal = function.over[0] / function.under[0] if function.over else Fraction(0)
    known = 1 <= ordinal <= LAST_DAY.toordinal()
    return datetime.date.fromordinal(int(ordinal)) if known else None


def _parts(function: Function, days: Interval, later: Fraction) -> Iterator[tuple[int, int]]:
    """The months or weekdays of days so many days later, each with the first day of which it is so."""
    seen: int | None = None
    for day in range(int(days.low), int(days.high) + 1):
        date = _day(number(day + later))
        part = None if date is None else date.month if function == "month" else date.isoweekday()
        if part is not None and part != seen:
            yield day, part
        seen = part


def _year(function: Quotient) -> Ways:
    if function.hangs:
        return (Quotient(FACT.over, FACT.under, Year(function)),)
    day = _day(function)
    return () if day is None else (number(Fraction(day.year)),)


def _rounded(function: Quotient, places: int) -> Quotient:
    if not function.hangs:
        value = function.over[0] / function.under[0] if function.over else Fraction(0)
        return number(rounded(value, places))
    return Quotient(FACT.over, FACT.under, Rounded(function, places))
