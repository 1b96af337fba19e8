"""Rounding as columns: half to even, by the last bits of sums, which every library reckons alike."""

import narwhals.stable.v2 as nw
from attrs import evolve

from crmrules.engines.bounds import Bound, error
from crmrules.engines.frames.parts import Column, Family, operand
from crmrules.engines.frames.stages import Stages

ALL_WHOLE = 2.0**52
"""From here on every float64 is a whole number."""

_LEAST_HALF = 0.3
"""How much of a fraction counts as a half at least, though its bound be so wide."""


def nearest_whole(size: nw.Expr) -> nw.Expr:
    """The nearest whole number to one that is not negative and lies below `ALL_WHOLE`, half to even."""
    return (size + ALL_WHOLE) - ALL_WHOLE


def rounded(number: Column, places: int, stages: Stages) -> Column:
    """A number to some places after the point; what cannot be told from a half is one."""
    if number.most is not None:
        return number
    value, scale = number.as_float, 10.0**places
    size, whole = _steps(number, scale, stages)
    divisor = whole * 0.0 + scale  # a column: of a constant Polars would take the reciprocal, and so round twice
    expr = signed(nw.when(size < ALL_WHOLE).then(whole / divisor).otherwise(value.abs()), value)
    # of a number that is as it stands the result is the nearest float to its decimal, which stands for it
    bound = None if number.bound is None else Bound(number.bound.relative + 2, number.bound.sizes)
    return Column(Family.FLOAT, expr, number.level + 2, number.all_guards, bound=bound)


def steps(number: Column, scale: float, stages: Stages) -> nw.Expr:
    """How many steps a number is, of `scale` to one, rounded in the same way; two levels above the number."""
    size, whole = _steps(number, scale, stages)
    return signed(nw.when(size < ALL_WHOLE).then(whole).otherwise(size), number.as_float)


def _steps(number: Column, scale: float, stages: Stages) -> tuple[nw.Expr, nw.Expr]:
    """How large a number is in steps, as it is and as a whole number where that lies below `ALL_WHOLE`."""
    bound = operand(number).bound
    size = stages.place(number.as_float.abs() * scale, number.level)
    near = stages.place(nearest_whole(size), number.level + 1)
    rest = (size - near).abs()
    doubt = error(evolve(bound, relative=bound.relative + 1), size, scale)
    is_half = (rest + doubt >= 0.5) & (rest >= _LEAST_HALF)
    half = nw.when(size > near).then(near + 0.5).otherwise(near - 0.5)
    return size, nw.when(is_half).then(nearest_whole(half)).otherwise(near)


def whole_number(number: Column) -> tuple[nw.Expr, nw.Expr]:
    """The whole number that a number is, and where it is one, or cannot be told from one."""
    size = number.as_float.abs()
    near = nearest_whole(size)
    if number.bound is None:
        return number.as_float, (size >= ALL_WHOLE) | (near == size)
    is_whole = (size >= ALL_WHOLE) | ((size - near).abs() <= error(number.bound, size))
    return signed(nw.when(size < ALL_WHOLE).then(near).otherwise(size), number.as_float), is_whole


def signed(size: nw.Expr, like: nw.Expr) -> nw.Expr:
    """A size with the sign of a number."""
    return nw.when(like < 0).then(-size).otherwise(size)
