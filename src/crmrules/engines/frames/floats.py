"""Columns of numbers in float64: each value as the float that stands for it."""

from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.rounding import nearest_whole

SHORT_DIGITS = range(9, 5, -1)
"""How many digits the shortest decimal can have that reads back as a float of 32 bits; fewer end in zeros."""
_DIGITS = {nw.Float32: SHORT_DIGITS, nw.Float16: range(5, 0, -1)}

LEAST = 1e-9
MOST = 1e14
"""Within these sizes a decimal of a few digits is reckoned from a float without loss."""


def as_float(number: nw.Expr, dtype: Any, backend: Backend) -> nw.Expr:
    """A column of short floats or decimals in float64.

    A short float stands for the shortest decimal that reads back as it, as any float does: 0.3 is 0.3 and not
    0.30000001192092896. It goes by its text, which takes some hundred nanoseconds a value.
    """
    if dtype.is_decimal():
        return number.cast(nw.Float64) if backend.reads_decimals else number.cast(nw.String).cast(nw.Float64)
    if dtype == nw.Float16:
        return shortest(number, number.cast(nw.Float64), nw.Float16)
    text = number.cast(nw.String).cast(nw.Float64)
    return text if backend.writes_shortest else shortest(number, text, nw.Float32)


def shortest(number: nw.Expr, given: nw.Expr, dtype: type[nw.Float32 | nw.Float16]) -> nw.Expr:
    """The decimal of fewest digits that reads back as a short float, or else one that is given."""
    size = given.abs()
    within = nw.when((size >= LEAST) & (size < MOST)).then(size)
    place = within.log(10).floor().cast(nw.Float64)
    found = given
    for digits in _DIGITS[dtype]:
        shift = (digits - 1) - place
        up = nw.lit(10.0) ** nw.when(shift > 0).then(shift).otherwise(0.0)
        down = nw.lit(10.0) ** nw.when(shift < 0).then(-shift).otherwise(0.0)
        short = nearest_whole(within * up / down) * down / up
        short = nw.when(given < 0).then(-short).otherwise(short)
        found = nw.when((short.cast(dtype) == number).fill_null(False)).then(short).otherwise(found)
    return found
