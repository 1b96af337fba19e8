"""Columns of numbers in float64: each value as the float that stands for it."""

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.rounding import nearest_whole
from crmrules.engines.frames.stages import Stages

SHORT_DIGITS = range(9, 5, -1)
"""How many digits the shortest decimal can have that reads back as a float of 32 bits; fewer end in zeros."""
_DIGITS = {nw.Float32: SHORT_DIGITS, nw.Float16: range(5, 0, -1)}

LEAST = 1e-9
MOST = 1e14
"""Within these sizes a decimal of a few digits is reckoned from a float without loss."""


def as_float(number: nw.Expr, dtype: Any, backend: Backend, stages: Stages) -> tuple[nw.Expr, int]:
    """A column of short floats or decimals in float64, and the level it can be read from.

    A short float stands for the shortest decimal that reads back as it, as any float does: 0.3 is 0.3 and not
    0.30000001192092896. It goes by its text, which takes some hundred nanoseconds a value.
    """
    if dtype.is_decimal():
        found = number.cast(nw.Float64) if backend.reads_decimals else number.cast(nw.String).cast(nw.Float64)
    elif dtype == nw.Float16:
        return _shortest(number, number.cast(nw.Float64), nw.Float16, stages)
    else:
        found = number.cast(nw.String).cast(nw.Float64)
        if not backend.writes_shortest:
            return _shortest(number, found, nw.Float32, stages)
    return stages.place(found, 0), 1


def _shortest(
    number: nw.Expr, given: nw.Expr, dtype: type[nw.Float32 | nw.Float16], stages: Stages
) -> tuple[nw.Expr, int]:
    """The decimal of fewest digits that reads back as a short float, or else one that is given.

    Step by step: written out in one, SQL of a few columns has a quarter of a megabyte.
    """
    given = stages.place(given, 0)
    within = stages.place(_within(given), 1)
    place = stages.place(_place(within), 2)
    shorts = [stages.place(_short(given, within, place, digits), 3) for digits in _DIGITS[dtype]]
    return stages.place(_fewest(number, given, shorts, dtype), 4), 5


def _within(given: nw.Expr) -> nw.Expr:
    """How large a number is, where a decimal of a few digits is reckoned from it without loss."""
    size = given.abs()
    return nw.when((size >= LEAST) & (size < MOST)).then(size)


def _place(size: nw.Expr) -> nw.Expr:
    """The place of the first digit of a number."""
    return size.log(10).floor().cast(nw.Float64)


def _short(given: nw.Expr, size: nw.Expr, place: nw.Expr, digits: int) -> nw.Expr:
    """The decimal of so many digits that is next to a number."""
    shift = (digits - 1) - place
    up = nw.lit(10.0) ** nw.when(shift > 0).then(shift).otherwise(0.0)
    down = nw.lit(10.0) ** nw.when(shift < 0).then(-shift).otherwise(0.0)
    short = nearest_whole(size * up / down) * down / up
    return nw.when(given < 0).then(-short).otherwise(short)


def _fewest(
    number: nw.Expr, given: nw.Expr, shorts: Sequence[nw.Expr], dtype: type[nw.Float32 | nw.Float16]
) -> nw.Expr:
    """The last of some decimals, of ever fewer digits, that reads back as a number; or else one that is given."""
    found = given
    for short in shorts:
        found = nw.when((short.cast(dtype) == number).fill_null(False)).then(short).otherwise(found)
    return found
