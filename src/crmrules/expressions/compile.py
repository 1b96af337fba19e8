"""The way from a tree to an engine: one recursion, and a small method for each kind of node.

An engine subclasses `Compiler` over what it builds (source text, a frame expression, SQL) and receives the children
of a node already built. Adding a node type fails the type check here, and then in every engine.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar, assert_never

from crmrules.expressions.functions import Function
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator
from crmrules.expressions.tree import (
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

T = TypeVar("T")


class Compiler(ABC, Generic[T]):
    """Builds a `T` for every node of an expression, children first."""

    def compile(self, node: Expression) -> T:
        """Build the node."""
        match node:
            case Literal(value=value):
                return self.literal(value)
            case Name(name=name):
                return self.name(name)
            case Negative(operand=operand):
                return self.negative(self.compile(operand))
            case Arithmetic(operator=operator, left=left, right=right):
                return self.arithmetic(operator, self.compile(left), self.compile(right))
            case Comparison(operator=operator, left=left, right=right):
                return self.comparison(operator, self.compile(left), self.compile(right))
            case Membership(item=item, choices=choices):
                return self.membership(self.compile(item), [self.compile(choice) for choice in choices])
            case Call(function=function, arguments=arguments):
                return self.call(function, [self.compile(argument) for argument in arguments])
            case And(operands=operands):
                return self.all_of([self.compile(operand) for operand in operands])
            case Or(operands=operands):
                return self.any_of([self.compile(operand) for operand in operands])
            case Not(operand=operand):
                return self.negation(self.compile(operand))
            case _:
                assert_never(node)

    @abstractmethod
    def literal(self, value: Value) -> T: ...

    @abstractmethod
    def name(self, name: str) -> T: ...

    @abstractmethod
    def negative(self, operand: T) -> T: ...

    @abstractmethod
    def arithmetic(self, operator: ArithmeticOperator, left: T, right: T) -> T: ...

    @abstractmethod
    def comparison(self, operator: ComparisonOperator, left: T, right: T) -> T: ...

    @abstractmethod
    def membership(self, item: T, choices: list[T]) -> T: ...

    @abstractmethod
    def call(self, function: Function, arguments: list[T]) -> T: ...

    @abstractmethod
    def all_of(self, operands: list[T]) -> T: ...

    @abstractmethod
    def any_of(self, operands: list[T]) -> T: ...

    @abstractmethod
    def negation(self, operand: T) -> T: ...
