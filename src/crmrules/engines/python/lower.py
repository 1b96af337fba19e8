"""Flattening: rules whose comparisons are between names and constants, and terms for whatever else they compare.

Parameters become constants, and every part without a fact is reckoned now, by the interpreter.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import assert_never

from attrs import define, field, frozen

from crmrules.definitions.base import Answering
from crmrules.definitions.facts import Facts
from crmrules.engines.python.sizes import Size, of_fact, of_term
from crmrules.expressions.check import check
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.numbers import MOST_BITS, nearest
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator
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
    children,
    names,
)
from crmrules.expressions.types import DATE, Type

UNKNOWN = Literal(None)


@frozen
class Term:
    """A value reckoned from others: a flat expression, or the outcome of another policy."""

    name: str
    type: Type
    expression: Expression | None = field(default=None)
    policy: Answering | None = field(default=None)
    size: Size = field(factory=Size)

    @property
    def inputs(self) -> frozenset[str]:
        """The names it is reckoned from."""
        return names(self.expression) if self.expression is not None else frozenset()

    @property
    def is_total(self) -> bool:
        """Whether it is known exactly when all its inputs are."""
        match self.expression:
            case Call(function=function):
                return FUNCTIONS[function].strict and FUNCTIONS[function].total
            case Name():
                return True
            case _:
                return False

    @property
    def is_strict(self) -> bool:
        """Whether it is unknown as soon as one of its inputs is."""
        match self.expression:
            case Call(function=function):
                return FUNCTIONS[function].strict
            case _:
                return self.is_total or isinstance(self.expression, Arithmetic | Negative)


@frozen
class Lowered:
    """A policy made flat."""

    stored: Mapping[str, Type]
    """The stored facts that are read, and `as_of` where it is."""
    terms: Mapping[str, Term]
    """In the order of reckoning."""
    conditions: tuple[Expression, ...]

    def type_of(self, name: str) -> Type:
        """The type of a stored fact or a term."""
        return self.terms[name].type if name in self.terms else self.stored[name]

    @property
    def is_long(self) -> bool:
        """Whether a number can get more digits than are carried, so that nothing but the interpreter tells whether it
        is known."""
        return any(term.size.bits > MOST_BITS for term in self.terms.values())

    def size_of(self, name: str) -> Size:
        """What is known of a number before it is reckoned."""
        return self.terms[name].size if name in self.terms else of_fact(self.stored[name])


def lower(facts: Facts, conditions: Iterable[Expression], parameters: Mapping[str, Value]) -> Lowered:
    """The flat form of conditions and of the facts behind them, with parameters as constants."""
    stored: dict[str, Type] = {each.name: each.type for each in facts.declared} | {AS_OF: DATE}
    lowering = _Lowering(parameters, stored)
    for each in facts.derived:
        if each.policy is not None:
            lowering.terms[each.name] = Term(each.name, each.type, policy=each.policy)
        elif each.expression is not None:
            lowering.add(each.name, each.type, lowering.flat(each.expression))
    flat = tuple(lowering.condition(each) for each in conditions)
    terms = _needed(lowering.terms, flat)
    read = {name for each in flat for name in names(each)} | {name for each in terms.values() for name in each.inputs}
    return Lowered({name: type_ for name, type_ in stored.items() if name in read}, terms, flat)


def _needed(terms: Mapping[str, Term], conditions: tuple[Expression, ...]) -> dict[str, Term]:
    needed = {name for each in conditions for name in names(each)}
    for each in reversed(list(terms.values())):
        if each.name in needed:
            needed |= each.inputs
    return {name: each for name, each in terms.items() if name in needed}


@define
class _Lowering:
    parameters: Mapping[str, Value]
    stored: Mapping[str, Type]
    terms: dict[str, Term] = field(factory=dict)
    _places: dict[Expression, str] = field(factory=dict)

    def add(self, name: str, type_: Type, flat: Expression) -> None:
        """Add a term."""
        self.terms[name] = Term(name, type_, flat, size=of_term(flat, self._size_of))

    def _size_of(self, name: str) -> Size:
        return self.terms[name].size if name in self.terms else of_fact(self.stored[name])

    def flat(self, node: Expression) -> Expression:
        """The node with simple parts only, in parts without facts reckoned."""
        flat = self._flat(node)
        if isinstance(flat, Arithmetic | Negative) and UNKNOWN in children(flat):
            return UNKNOWN
        if isinstance(flat, Literal) or names(flat):
            return flat
        value = evaluate(flat, {})
        return Literal(nearest(value) if isinstance(value, Fraction) else value)

    def _flat(self, node: Expression) -> Expression:
        match node:
            case Literal():
                return node
            case Name(name=name):
                return Literal(self.parameters[name]) if name in self.parameters else Name(name)
            case Negative(operand=operand):
                return Negative(self._sum(operand))
            case Arithmetic(operator=operator, left=left, right=right):
                return self._arithmetic(operator, left, right)
            case Comparison(operator=operator, left=left, right=right):
                return _compared(operator, self._simple(left), self._simple(right))
            case Membership(item=item, choices=choices):
                return self._membership(self._simple(item), [self._simple(choice) for choice in choices])
            case Call(function=function, arguments=arguments):
                return self._call(function, tuple(map(self._simple, arguments)))
            case And(operands=operands):
                return And(tuple(map(self.condition, operands)))
            case Or(operands=operands):
                return Or(tuple(map(self.condition, operands)))
            case Not(operand=operand):
                return Not(self.condition(operand))
            case _:
                assert_never(node)

    def _simple(self, node: Expression) -> Expression:
        """A name or a constant; anything else becomes a term."""
        flat = self.flat(node)
        if isinstance(flat, Literal | Name):
            return flat
        if flat not in self._places:
            type_, _ = check(flat, {name: self._type(name) for name in names(flat)}, numbers=True)
            assert type_ is not None  # the whole expression was checked when it was read
            name = f"{len(self._places)}"  # no identifier, and so no fact
            self._places[flat] = name
            self.add(name, type_, flat)
        return Name(self._places[flat])

    def _type(self, name: str) -> Type:
        return self.terms[name].type if name in self.terms else self.stored[name]

    def _sum(self, node: Expression) -> Expression:
        """Arithmetic may nest: what overflows inside it is still not finite at its end."""
        return self.flat(node) if isinstance(node, Arithmetic | Negative) else self._simple(node)

    def _arithmetic(self, operator: ArithmeticOperator, left: Expression, right: Expression) -> Expression:
        match operator:
            case "+" | "-" | "*":
                return Arithmetic(operator, self._sum(left), self._sum(right))
            case "/":  # a divisor is asked whether it is zero
                return Arithmetic(operator, self._sum(left), self._simple(right))
            case _:
                assert_never(operator)

    def condition(self, node: Expression) -> Expression:
        """A condition; the value of a function is a term."""
        return self._simple(node) if isinstance(node, Call) and node.function != "known" else self.flat(node)

    def _call(self, function: Function, arguments: tuple[Expression, ...]) -> Expression:
        if function == "coalesce":
            arguments = tuple(argument for argument in arguments if argument != UNKNOWN)
            return arguments[0] if len(arguments) == 1 else Call(function, arguments)
        return UNKNOWN if FUNCTIONS[function].strict and UNKNOWN in arguments else Call(function, arguments)

    def _membership(self, item: Expression, choices: list[Expression]) -> Expression:
        """Constants stay one list; a choice that is a name, or has no value, is compared by itself."""
        if item == UNKNOWN:
            return UNKNOWN
        constants = tuple(choice for choice in choices if isinstance(choice, Literal) and choice.value is not None)
        parts: list[Expression] = [Membership(item, constants)] if constants else []
        parts += [_compared("==", item, choice) for choice in choices if choice not in constants]
        return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _compared(operator: ComparisonOperator, left: Expression, right: Expression) -> Expression:
    """A comparison; unknown where a constant in it has no value."""
    return UNKNOWN if UNKNOWN in (left, right) else Comparison(operator, left, right)


def implied(terms: Mapping[str, Term], name: str) -> set[str]:
    """The names that are known whenever one is: what it is reckoned from, and so on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        term = terms.get(waiting.pop())
        if term is not None and term.is_strict:
            waiting += term.inputs - found
            found |= term.inputs
    return found
