"""The operators of the rule language: the tables that parser, interpreter and engines are held to.

An engine matches on an operator and ends in `assert_never`, so that one added here and forgotten there fails the type
check; strategies of the agreement tests are made from the same tables.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

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
