"""Rounding as columns: half to even, by the last bits of sums, which every library reckons alike."""

import narwhals.stable.v2 as nw
from attrs import evolve

from crmrules.engines.frames.bounds import Bound, error
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
    value, bound, scale = number.as_float, operand(number).bound, 10.0**places
    size = stages.place(value.abs() * scale, number.level)
    near = stages.place(nearest_whole(size), number.level + 1)
    rest = (size - near).abs()
    doubt = error(evolve(bound, relative=bound.relative + 1), size, scale)
    is_half = (rest + doubt >= 0.5) & (rest >= _LEAST_HALF)
    half = nw.when(size > near).then(near + 0.5).otherwise(near - 0.5)
    found = nw.when(is_half).then(nearest_whole(half)).otherwise(near) / scale
    expr = _signed(nw.when(size < ALL_WHOLE).then(found).otherwise(value.abs()), value)
    # of a number that is as it stands the result is the nearest float to its decimal, which stands for it
    made = None if number.bound is None else Bound(bound.relative + 2, bound.sizes)
    return Column(Family.FLOAT, expr, number.level + 2, number.all_guards, bound=made)


def whole_number(number: Column) -> tuple[nw.Expr, nw.Expr]:
    """The whole number that a number is, and where it is one, or cannot be told from one."""
    size = number.as_float.abs()
    near = nearest_whole(size)
    if number.bound is None:
        return number.as_float, (size >= ALL_WHOLE) | (near == size)
    is_whole = (size >= ALL_WHOLE) | ((size - near).abs() <= error(number.bound, size))
    return _signed(nw.when(size < ALL_WHOLE).then(near).otherwise(size), number.as_float), is_whole


def _signed(size: nw.Expr, like: nw.Expr) -> nw.Expr:
    return nw.when(like < 0).then(-size).otherwise(size)
