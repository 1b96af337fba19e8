"""From an expression to the diagram of its truth: parameters as the numbers of a day, derived facts written out."""

import datetime
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeAlias, assert_never

from attrs import define, evolve, field

from crmrules.analysis.cells.comparing import compare
from crmrules.analysis.cells.diagram import Diagram, Diagrams, TooManyCells, values
from crmrules.analysis.cells.logic import AND, CHOOSE, IS_FALSE, IS_TRUE, KNOWN, NOT, OR, SAME
from crmrules.analysis.cells.normal import normal
from crmrules.analysis.cells.space import Constant, Space, Term
from crmrules.analysis.cells.typed import type_of
from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.operators import ComparisonOperator
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import (
    AS_OF,
    And,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Not,
    Or,
    Value,
)
from crmrules.expressions.types import DATE, Kind, Type

Operand: TypeAlias = Constant | Term
Case: TypeAlias = tuple[Diagram, Operand]
"""Where an operand is what an expression comes to."""


MOST_CASES = 200
"""How many cases of one expression are told apart: `coalesce` and policies that are read multiply them."""

MOST_PARTS = 200
"""How many parts a term may have once derived facts are written out in it."""


class Contradicts(Exception):
    """A policy that is read contradicts itself: there are records on which nothing can be said."""


@define
class Conditions:
    """Makes diagrams of a policy's expressions, on one day."""

    space: Space
    definition: Definition
    day: datetime.date | None
    _values: dict[str, Value] = field(init=False)
    _types: dict[str, Type] = field(init=False)
    _expressions: Mapping[str, Expression] = field(init=False)
    """What derived facts are reckoned by."""
    _derived: dict[str, list[Case]] = field(factory=dict, init=False)
    _ready: set[str] = field(factory=set, init=False)
    """The names that need not be derived any more."""
    _truths: dict[Expression, Diagram] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.space.reads_day = self.space.reads_day or self.definition.reads_as_of
        self._values = dict(self.definition.values_on(self.day))
        self._types = {**self.definition.facts.types, AS_OF: DATE}
        derived = self.definition.facts.derived
        self._expressions = {each.name: each.expression for each in derived if each.expression is not None}

    @property
    def diagrams(self) -> Diagrams:
        """Where diagrams are made."""
        return self.space.diagrams

    @cached_property
    def today(self) -> Diagram:
        """Whether the parameters are those of the day: where some are dated, a matter of `as_of`."""
        if not self.definition.is_dated or self.day is None:
            return self.diagrams.leaf(True)
        index = self.space.fact(AS_OF, DATE)
        days = [day for day in self.definition.change_days if day is not None]
        later = days[bisect_right(days, self.day) :][:1]
        domain = self.space.dimensions[index].domain
        unknown = self.diagrams.leaf(None)
        until = self.space.below(index, domain.at(later[0]) if later else None, unknown)
        before = self.space.below(index, domain.at(self.day), unknown)
        return self.all_of([self.diagrams.apply(IS_TRUE, until), self.diagrams.apply(IS_FALSE, before)])

    def truth(self, node: Expression) -> Diagram:
        """The truth of a condition, found once."""
        if node not in self._truths:
            self._truths[node] = self._truth(node)
        return self._truths[node]

    def _truth(self, node: Expression) -> Diagram:
        match node:
            case Literal(value=value):
                return self.diagrams.leaf(value)
            case Name(name=name):
                return self._named(name)
            case Comparison(operator=operator, left=left, right=right):
                return self._comparison(operator, left, right)
            case Membership(item=item, choices=choices):
                return self.any_of([self._comparison("==", item, choice) for choice in choices])
            case Call(function=function, arguments=arguments):
                return self._call(function, arguments)
            case And(operands=operands):
                return self.all_of([self.truth(each) for each in operands])
            case Or(operands=operands):
                return self.any_of([self.truth(each) for each in operands])
            case Not(operand=operand):
                return self.diagrams.apply(NOT, self.truth(operand))
            case Negative() | Arithmetic():
                raise TypeError("a number is no condition")  # checking has refused it
            case _:
                assert_never(node)

    def _call(self, function: Function, arguments: tuple[Expression, ...]) -> Diagram:
        match function:
            case "known":
                return self._known(arguments[0])
            case "coalesce":
                return self._first_known([self.truth(each) for each in arguments])
            case "contains" | "starts_with" | "ends_with":
                return self._asked(Call(function, arguments))
            case "min" | "max" | "abs" | "round" | "days_between" | "year" | "month" | "weekday":
                raise TypeError("a number is no condition")  # checking has refused it
            case "add_days" | "add_months" | "lower":
                raise TypeError("a day or text is no condition")  # checking has refused it
            case _:
                assert_never(function)

    def _asked(self, node: Call) -> Diagram:
        """Whether a text holds another: a truth of its own, of which `contradiction` knows what it says of others."""
        unknown = self.diagrams.leaf(None)
        made: Diagram = unknown
        for guard, operand in self._built(node.arguments, lambda parts: Call(node.function, parts)):
            here: Diagram = unknown
            if isinstance(operand, Term):
                known = self.space.known(operand, self._types)  # of facts, which are looked at first
                here = self.diagrams.apply(CHOOSE, known, self.space.truth(self.space.term(operand)), unknown)
            elif operand.value is not None:
                here = self.diagrams.leaf(operand.value)
            made = self.diagrams.apply(CHOOSE, guard, here, made)
        return made

    def all_of(self, truths: list[Diagram]) -> Diagram:
        """Kleene's *and*."""
        return self.diagrams.joined(AND, truths)

    def any_of(self, truths: list[Diagram]) -> Diagram:
        """Kleene's *or*."""
        return self.diagrams.joined(OR, truths)

    @cached_property
    def all_known(self) -> Diagram:
        """Whether every fact the policy reads is known."""
        facts = [self.space.is_known(self.space.fact(each.name, each.type)) for each in self.definition.read_facts]
        return self.all_of([self.diagrams.leaf(True), *facts])

    def _named(self, name: str) -> Diagram:
        if name in self._values:
            return self.diagrams.leaf(self._values[name])
        self._derive(name)
        expression = self._expressions.get(name)
        if expression is not None:
            return self.truth(expression)
        return self.space.truth(self.space.fact(name, self._types[name]))

    def _first_known(self, found: list[Diagram]) -> Diagram:
        *rest, made = found
        for each in reversed(rest):
            made = self.diagrams.apply(CHOOSE, self.diagrams.apply(KNOWN, each), each, made)
        return made

    def _known(self, node: Expression) -> Diagram:
        if self._is_truth(node):
            return self.diagrams.apply(KNOWN, self.truth(node))
        made = self.diagrams.leaf(False)
        result: Diagram = made
        for guard, operand in self.cases(node):
            result = self.diagrams.apply(CHOOSE, guard, self._operand_known(operand), result)
        return result

    def _operand_known(self, operand: Operand) -> Diagram:
        if isinstance(operand, Constant):
            return self.diagrams.leaf(operand.value is not None)
        return self.space.known(operand, self._types)

    def _is_truth(self, node: Expression) -> bool:
        match node:
            case Literal(value=value):
                return isinstance(value, bool)
            case Name(name=name):
                if name in self._values:
                    return isinstance(self._values[name], bool)
                return self._types[name].kind is Kind.BOOL
            case Negative() | Arithmetic():
                return False
            case Call(function=function, arguments=arguments):
                gives = FUNCTIONS[function].gives
                return gives.kind is Kind.BOOL if gives is not None else self._is_truth(arguments[0])
            case _:
                return True

    def _comparison(self, operator: ComparisonOperator, left: Expression, right: Expression) -> Diagram:
        if self._is_truth(left):
            same = self.diagrams.apply(SAME, self.truth(left), self.truth(right))
            return same if operator == "==" else self.diagrams.apply(NOT, same)
        made: Diagram = self.diagrams.leaf(None)
        for where, one in self.cases(left):
            inner: Diagram = self.diagrams.leaf(None)
            for there, other in self.cases(right):
                inner = self.diagrams.apply(
                    CHOOSE, there, compare(self.space, self._types, operator, one, other), inner
                )
            made = self.diagrams.apply(CHOOSE, where, inner, made)
        return made

    def cases(self, node: Expression) -> list[Case]:
        """What an expression that is no condition comes to, and where."""
        always = self.diagrams.leaf(True)
        match node:
            case Literal(value=value):
                return [(always, Constant(value, literal(value)))]
            case Name(name=name):
                return self._name_cases(name)
            case Negative(operand=operand):
                return self._built((operand,), lambda parts: Negative(parts[0]))
            case Arithmetic(operator=operator, left=left, right=right):
                return self._built((left, right), lambda parts: Arithmetic(operator, parts[0], parts[1]))
            case Call(function=function, arguments=arguments):
                return self._call_cases(function, arguments)
            case _:
                raise TypeError("a condition is no number")  # checking has refused it

    def _call_cases(self, function: Function, arguments: tuple[Expression, ...]) -> list[Case]:
        match function:
            case "coalesce":
                return self._coalesce_cases(arguments)
            case "min" | "max" | "abs" | "round" | "days_between" | "add_days" | "add_months":
                return self._built(arguments, lambda parts: Call(function, parts))
            case "year" | "month" | "weekday" | "lower":
                return self._built(arguments, lambda parts: Call(function, parts))
            case "known" | "contains" | "starts_with" | "ends_with":
                raise TypeError("a condition is no number")  # checking has refused it
            case _:
                assert_never(function)

    def _name_cases(self, name: str) -> list[Case]:
        always = self.diagrams.leaf(True)
        if name in self._values:
            return [(always, Constant(self._values[name], name))]
        self._derive(name)
        if name not in self._derived:
            self._derived[name] = [(always, Term(Name(name), self._types[name], name))]
        return self._derived[name]

    def _derive(self, name: str) -> None:
        """Find what a derived fact comes to, those it reads first: a long chain of them is no deep recursion."""
        if name in self._ready:
            return
        for each in self.definition.facts.derivation(name):
            if each.name in self._ready:
                continue
            if each.type.kind is Kind.BOOL and each.expression is not None:
                self.truth(each.expression)
            else:
                self._derived[each.name] = self._derived_cases(each)
            self._ready.add(each.name)
        self._ready.add(name)

    def _derived_cases(self, derived: Derived) -> list[Case]:
        always, name = self.diagrams.leaf(True), derived.name
        if derived.expression is not None:
            found = self.cases(derived.expression)
            if len(found) == 1 and isinstance(found[0][1], Term):
                return [(found[0][0], evolve(found[0][1], text=name))]
            return found
        assert derived.policy is not None  # a derived fact has one of the two
        given = derived.policy.in_cells(self)
        return [
            (self.diagrams.apply(SAME, given, self.diagrams.leaf(id_)), Constant(id_, literal(id_)))
            for id_ in sorted(each for each in values(given) if each is not None)
        ] or [(always, Constant(None, "unknown"))]

    def _coalesce_cases(self, arguments: tuple[Expression, ...]) -> list[Case]:
        found: list[Case] = []
        open_: Diagram = self.diagrams.leaf(True)
        for argument in arguments:
            here = [(self.diagrams.apply(IS_TRUE, guard), operand) for guard, operand in self.cases(argument)]
            still = open_
            for guard, operand in here:
                known = self.all_of([still, guard, self._operand_known(operand)])
                found.append((known, operand))
                open_ = self.all_of([open_, self.diagrams.apply(NOT, self.diagrams.apply(IS_TRUE, known))])
        return found

    def _built(
        self, parts: tuple[Expression, ...], build: Callable[[tuple[Expression, ...]], Expression]
    ) -> list[Case]:
        combined: list[tuple[Diagram, tuple[Operand, ...]]] = [(self.diagrams.leaf(True), ())]
        for part in parts:
            found = self.cases(part)
            if len(combined) * len(found) > MOST_CASES:
                raise TooManyCells
            combined = [
                (self.all_of([guard, where]), (*before, operand))
                for guard, before in combined
                for where, operand in found
            ]
        return [(guard, self._one(operands, build)) for guard, operands in combined]

    def _one(self, operands: tuple[Operand, ...], build: Callable[[tuple[Expression, ...]], Expression]) -> Operand:
        if sum(each.size for each in operands if isinstance(each, Term)) > MOST_PARTS:
            raise TooManyCells("what derived facts come to is too large")
        text = render(build(tuple(Name(each.text) for each in operands)))
        expression = normal(
            build(tuple(Literal(each.value) if isinstance(each, Constant) else each.expression for each in operands))
        )
        if all(isinstance(each, Constant) for each in operands):
            return Constant(evaluate(expression, {}), text)
        if _has_no_value(expression) or any(isinstance(each, Constant) and each.value is None for each in operands):
            return Constant(None, "unknown")
        return Term(expression, type_of(expression, self._types), text)


def _has_no_value(node: Expression) -> bool:
    """Whether an operation is unknown whatever its facts are, its operands having been looked at: a division by 0."""
    match node:
        case Negative(operand=operand):
            return _has_no_value(operand)
        case Arithmetic(operator="/", right=Literal(value=0)):
            return True
        case _:
            return False
