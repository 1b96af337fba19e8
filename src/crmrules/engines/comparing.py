"""Comparisons of floats that stand for numbers, on frames and in SQL: those that cannot be told apart count as equal.

Columns take Python's operators here: expressions of frames do, and those of SQL.
"""

import math
from fractions import Fraction
from typing import Any, assert_never

from crmrules.expressions.numbers import exact
from crmrules.expressions.operators import ComparisonOperator, compared


def with_exact(operator: ComparisonOperator, column: Any, number: Fraction) -> Any:
    """A comparison of numbers as they stand with a constant, which may lie between two floats."""
    nearest = float(number)
    if exact(nearest) == number:
        return compared(operator, column, nearest)
    below = nearest if exact(nearest) < number else math.nextafter(nearest, -math.inf)
    match operator:
        case "<" | "<=":
            return column <= below
        case ">" | ">=":
            return column > below
        case "==":
            return (column <= below) & (column > below)
        case "!=":
            return (column <= below) | (column > below)
        case _:
            assert_never(operator)


def with_reach(operator: ComparisonOperator, column: Any, number: Fraction, reach: Fraction) -> Any:
    """A comparison with a constant, where what counts as equal is known beforehand."""
    low, high = _rounded(number - reach, -math.inf), _rounded(number + reach, math.inf)
    match operator:
        case "<=":
            return column <= high
        case "<":
            return column < low
        case ">=":
            return column >= low
        case ">":
            return column > high
        case "==":
            return (column >= low) & (column <= high)
        case "!=":
            return (column < low) | (column > high)
        case _:
            assert_never(operator)


def within(operator: ComparisonOperator, gap: Any, reach: Any) -> Any:
    """A comparison by what lies between two numbers."""
    match operator:
        case "<=":
            return gap <= reach
        case "<":
            return gap < -reach
        case ">=":
            return gap >= -reach
        case ">":
            return gap > reach
        case "==":
            return gap.abs() <= reach
        case "!=":
            return gap.abs() > reach
        case _:
            assert_never(operator)


def _rounded(number: Fraction, side: float) -> float:
    """The float next to a number, no further from it than need be and on one side."""
    try:
        nearest = float(number)
    except OverflowError:
        return math.copysign(math.inf, number)
    is_beyond = Fraction(nearest) >= number if side > 0 else Fraction(nearest) <= number
    return nearest if is_beyond else math.nextafter(nearest, side)
