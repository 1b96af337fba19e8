"""Comparisons of numbers as columns: reckoned ones that cannot be told apart count as equal."""

import math
from fractions import Fraction
from typing import Any, assert_never

import narwhals.stable.v2 as nw

from crmrules.engines.frames.bounds import apart
from crmrules.engines.frames.parts import Column, Constant, Family, Part, operand
from crmrules.expressions.numbers import MAX_WHOLE, exact
from crmrules.expressions.operators import MIRRORED, ComparisonOperator, compared
from crmrules.expressions.tree import Value


def compared_numbers(operator: ComparisonOperator, left: Part, right: Part) -> Any:
    """A comparison of known numbers, one at least a column; their guards not applied."""
    if not isinstance(left, Column) or (isinstance(right, Column) and left.bound is None and right.bound is not None):
        left, right, operator = right, left, MIRRORED[operator]
    assert isinstance(left, Column)
    if left.bound is None and isinstance(right, Constant):
        return _with_exact(operator, left, _exact(right.value))
    if left.bound is None and isinstance(right, Column):
        whole = left.family is right.family is Family.WHOLE
        return compared(operator, *((left.expr, right.expr) if whole else (left.as_float, right.as_float)))
    other = operand(right)
    reach = apart(operand(left), other)
    if isinstance(right, Constant) and isinstance(reach, float):
        return _with_reach(operator, left.as_float, _exact(right.value), Fraction(reach))
    return _within(operator, left.as_float - other.value, reach)


def _with_exact(operator: ComparisonOperator, column: Column, number: Fraction) -> Any:
    """A comparison of numbers as they stand with a constant, which may lie between two floats."""
    nearest = float(number)
    if exact(nearest) == number:
        is_whole = column.family is Family.WHOLE and number.denominator == 1 and abs(number) <= MAX_WHOLE
        return (
            compared(operator, column.expr, int(number)) if is_whole else compared(operator, column.as_float, nearest)
        )
    below = nearest if exact(nearest) < number else math.nextafter(nearest, -math.inf)
    match operator:
        case "<" | "<=":
            return column.as_float <= below
        case ">" | ">=":
            return column.as_float > below
        case "==":
            return (column.as_float <= below) & (column.as_float > below)
        case "!=":
            return (column.as_float <= below) | (column.as_float > below)
        case _:
            assert_never(operator)


def _with_reach(operator: ComparisonOperator, column: Any, number: Fraction, reach: Fraction) -> Any:
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


def _within(operator: ComparisonOperator, gap: nw.Expr, reach: Any) -> Any:
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


def _exact(value: Value) -> Fraction:
    assert isinstance(value, int | float | Fraction)
    return exact(value)
