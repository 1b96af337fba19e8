"""Comparisons of numbers as columns: reckoned ones that cannot be told apart count as equal."""

from fractions import Fraction
from typing import Any

from crmrules.engines.bounds import apart
from crmrules.engines.comparing import with_exact, with_reach, within
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
        return with_reach(operator, left.as_float, _exact(right.value), Fraction(reach))
    return within(operator, left.as_float - other.value, reach)


def _with_exact(operator: ComparisonOperator, column: Column, number: Fraction) -> Any:
    """A comparison of numbers as they stand with a constant."""
    is_whole = column.family is Family.WHOLE and number.denominator == 1 and abs(number) <= MAX_WHOLE
    return compared(operator, column.expr, int(number)) if is_whole else with_exact(operator, column.as_float, number)


def _exact(value: Value) -> Fraction:
    assert isinstance(value, int | float | Fraction)
    return exact(value)
