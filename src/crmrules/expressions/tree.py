"""The tree of an expression: frozen declarations without behaviour.

What a node means is said once, in `evaluate`; engines translate the same nodes by way of `compile.Compiler`. Nodes keep
their hash: trees are the keys under which analysis remembers what it has looked at.
"""

import datetime
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TypeAlias

from attrs import field, frozen

from crmrules.expressions.functions import FUNCTIONS, NAMES_TOO, Function
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator

Value: TypeAlias = bool | int | float | Fraction | str | datetime.date | None
"""What a fact can be; `None` is unknown. A float stands for its shortest decimal; what is reckoned is a fraction."""


@frozen(kw_only=True)
class Node:
    """What all nodes share: the column of the text they were read from, which is no part of their identity."""

    column: int = field(default=0, eq=False, repr=False)
    """Where the node begins in its text, from 1; 0 where it was not read from text."""


@frozen
class Literal(Node):
    """A constant; `None` stands for unknown and cannot be written."""

    value: Value = field()

    def __eq__(self, other: object) -> bool:
        # 0 == False == 0.0 in Python, but they are three different literals
        return isinstance(other, Literal) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@frozen(cache_hash=True)
class Name(Node):
    """A fact, a parameter, or `as_of`: the reader of the expression says which."""

    name: str = field()


@frozen(cache_hash=True)
class Negative(Node):
    """Minus, of a number."""

    operand: "Expression" = field()


@frozen(cache_hash=True)
class Arithmetic(Node):
    """``+ - * /`` of numbers, exactly; a result beyond the largest float64 is unknown."""

    operator: ArithmeticOperator = field()
    left: "Expression" = field()
    right: "Expression" = field()


@frozen(cache_hash=True)
class Comparison(Node):
    """``== != < <= > >=`` of two values of one type."""

    operator: ComparisonOperator = field()
    left: "Expression" = field()
    right: "Expression" = field()


@frozen(cache_hash=True)
class Membership(Node):
    """``item in (choice, ...)``: true when equal to one of the choices."""

    item: "Expression" = field()
    choices: tuple["Expression", ...] = field()


@frozen(cache_hash=True)
class Call(Node):
    """A function of some arguments: `functions.FUNCTIONS` lists them."""

    function: Function = field()
    arguments: tuple["Expression", ...] = field()


@frozen(cache_hash=True)
class And(Node):
    """Kleene's *and* of two or more."""

    operands: tuple["Expression", ...] = field()


@frozen(cache_hash=True)
class Or(Node):
    """Kleene's *or* of two or more."""

    operands: tuple["Expression", ...] = field()


@frozen(cache_hash=True)
class Not(Node):
    """Kleene's *not*."""

    operand: "Expression" = field()


Expression: TypeAlias = Literal | Name | Negative | Arithmetic | Comparison | Membership | Call | And | Or | Not

AS_OF = "as_of"
"""The name that stands for the day a decision is made for."""

EVENT = "event."
"""What the names of an event's data begin with, in the conditions of a process."""

RESERVED = frozenset({AS_OF, "true", "false", *FUNCTIONS}) - NAMES_TOO
"""Names that no fact or parameter may take."""


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node, from left to right."""
    match node:
        case Literal() | Name():
            return ()
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case Membership(item=item, choices=choices):
            return (item, *choices)
        case Call(arguments=parts) | And(operands=parts) | Or(operands=parts):
            return parts


def rebuilt(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """A node with its direct parts changed."""
    column = node.column
    match node:
        case Literal() | Name():
            return node
        case Negative(operand=operand):
            return Negative(change(operand), column=column)
        case Not(operand=operand):
            return Not(change(operand), column=column)
        case Arithmetic(operator=operator, left=left, right=right):
            return Arithmetic(operator, change(left), change(right), column=column)
        case Comparison(operator=relation, left=left, right=right):
            return Comparison(relation, change(left), change(right), column=column)
        case Membership(item=item, choices=choices):
            return Membership(change(item), tuple(map(change, choices)), column=column)
        case Call(function=function, arguments=parts):
            return Call(function, tuple(map(change, parts)), column=column)
        case And(operands=parts):
            return And(tuple(map(change, parts)), column=column)
        case Or(operands=parts):
            return Or(tuple(map(change, parts)), column=column)


def walk(node: Expression) -> Iterator[Expression]:
    """A node and all below it, parents first, from left to right."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += reversed(children(here))


def is_partial(node: Expression) -> bool:
    """Whether a node can have no value though all its parts have: arithmetic, or a day that may be none."""
    match node:
        case Arithmetic():
            return True
        case Call(function=function):
            return not FUNCTIONS[function].total
        case _:
            return False


def names(node: Expression) -> frozenset[str]:
    """The names an expression reads."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Name))
