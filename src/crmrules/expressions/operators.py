"""The operators of the rule language: the tables that parser, interpreter and engines are held to.

Values that take Python's operators, such as fractions, columns of frames and terms of z3, are reckoned with and
compared here. Any other engine matches on an operator and ends in `assert_never`, so that one added here and forgotten
there fails the type check; strategies of the agreement tests are made from the same tables.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, assert_never, get_args

ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/"]
ComparisonOperator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]

ARITHMETIC: tuple[ArithmeticOperator, ...] = get_args(ArithmeticOperator)
COMPARISONS: tuple[ComparisonOperator, ...] = get_args(ComparisonOperator)

EQUALITIES: tuple[ComparisonOperator, ...] = ("==", "!=")
"""The comparisons that need no order."""

OPPOSITE: Mapping[ComparisonOperator, ComparisonOperator] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
"""What is true of two known values exactly where the comparison is false."""

MIRRORED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
"""The same comparison with its two sides exchanged."""


def reckoned(operator: ArithmeticOperator, left: Any, right: Any) -> Any:
    """The result for two known values, the divisor not zero."""
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            assert_never(operator)


def compared(operator: ComparisonOperator, left: Any, right: Any) -> Any:
    """The truth for two known values."""
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case _:
            assert_never(operator)
