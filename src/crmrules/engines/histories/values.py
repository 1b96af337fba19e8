"""What aggregates read of each event: conditions and values, as columns beside its data.

A number that is a decimal of few places is counted in its last place, as a whole number: sums and means are then exact,
and what is reckoned is the very number it stands for. Numbers of more places, and quotients, stay floats.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
from attrs import field, frozen

from crmrules.engines.frames.backends import POLARS
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.parts import Column, Constant, Family, Part, literal
from crmrules.engines.frames.stages import Stages
from crmrules.engines.histories.columns import data
from crmrules.expressions.numbers import MAX_WHOLE, exact
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, Negative
from crmrules.expressions.types import Type

_MOST_PLACES = 9
_SAMPLE = 10_000
_SAFE = 2.0**48
"""What counts of the last place stay below, so that reckoning in floats on the way is off by less than half a count."""
_ROOM = 2.0**62
"""What sums of counts stay below."""


@frozen
class Digits:
    """Of some numbers how many places after the point they have, and what none exceeds either way."""

    places: int
    most: float


@frozen
class ValueColumn:
    """The column of a condition or a value."""

    name: str
    family: Family
    places: int | None = field(default=None)
    """Of numbers in how many places after the point they are counted; None of floats, and of what is no number."""

    def told(self, column: pl.Expr, dtype: Any) -> pl.Expr:
        """What the values are, given a column of them as they are kept."""
        if self.family is Family.DAY:
            return column.cast(pl.Int32).cast(pl.Date)
        if self.places:
            column = divided(column, pl.lit(10**self.places))
        return column.cast(dtype)


def with_values(
    events: pl.DataFrame, expressions: Iterable[Expression], types: Mapping[str, Type | None]
) -> tuple[pl.DataFrame, dict[Expression, ValueColumn]]:
    """The events with a column for each expression over their data, and how each is kept."""
    found = list(dict.fromkeys(expressions))
    read = [name for name in types if data(name) in events.columns]
    parts = {name: _leaf(events, name) for name in read}
    digits = {name: each for name in read if (each := digits_of(events[data(name)])) is not None}
    stages = Stages("value ")
    compiler = Columns(parts, stages, POLARS)
    columns: dict[Expression, ValueColumn] = {}
    made: dict[str, nw.Expr] = {}
    for place, expression in enumerate(found):
        part = compiler.compile(expression)
        if isinstance(part, Constant):
            part = Column(_family(part), literal(part.value, _family(part)))
        column = ValueColumn(f"of {place}", part.family)
        expr = part.settled
        if part.family.numeric:
            told = digits_in(expression, digits)
            if told is not None and told.most * 10**told.places * max(1, events.height) < _ROOM:
                column = ValueColumn(column.name, part.family, told.places)
                expr = (part.as_float * 10.0**told.places).round() if told.places else expr
                expr = nw.when(part.known).then(expr.cast(nw.Int64))
        columns[expression], made[column.name] = column, expr
    if not made:
        return events, columns
    staged: Any = nw.from_native(events.lazy())
    # of rows part by part, by as many threads as there are
    return stages.beside(staged, made).to_native().collect(engine="streaming"), columns


def _leaf(events: pl.DataFrame, name: str) -> Part:
    """A piece of data as a part of an expression."""
    column, called = events[data(name)], nw.col(data(name))
    if column.dtype == pl.Date:
        return Column(Family.DAY, called.cast(nw.Int32).cast(nw.Int64))
    if column.dtype.is_integer():
        return Column(Family.WHOLE, called, most=MAX_WHOLE)
    families: dict[Any, Family] = {pl.Boolean: Family.BOOL, pl.String: Family.TEXT, pl.Float64: Family.FLOAT}
    return Column(families[type(column.dtype)], called)


def _family(constant: Constant) -> Family:
    match constant.value:
        case bool():
            return Family.BOOL
        case str():
            return Family.TEXT
        case datetime.date():
            return Family.DAY
        case _:
            return Family.FLOAT


def digits_of(numbers: pl.Series) -> Digits | None:
    """How many places the numbers of a column have; None where they have many, or are no numbers."""
    if not numbers.dtype.is_numeric():
        return None
    most: Any = numbers.abs().max() or 0
    if numbers.dtype.is_integer():
        return Digits(0, float(most))
    for places in range(_MOST_PLACES + 1):
        if most * 10**places >= _SAFE:
            return None
        # most columns show on their first rows how many places they have
        if _has(numbers.head(_SAMPLE), places) and _has(numbers, places):
            return Digits(places, float(most))
    return None


def _has(numbers: pl.Series, places: int) -> bool:
    number = pl.col(numbers.name)
    # by a column, as in `divided`, and yet row by row
    same = (number * 10.0**places).round() / (number * 0.0 + 10.0**places) == number
    found = numbers.to_frame().lazy().select(same.all(ignore_nulls=True)).collect(engine="streaming")
    return bool(found.item())


def divided(number: pl.Expr, by: pl.Expr) -> pl.Expr:
    """A quotient, the float next to it: of a constant Polars would take the reciprocal, which 12 / 10 shows."""
    by = by + pl.int_range(pl.len()) * 0
    return pl.map_batches([number, by, number / by], _nearest, return_dtype=pl.Float64)


def _nearest(parts: Sequence[pl.Series]) -> pl.Series:
    """Quotients of whole numbers that no float holds, such as sums of many counts, as Python has them: Polars makes
    floats of both first, and so rounds twice."""
    number, by, found = parts
    if not number.dtype.is_integer():
        return found
    far = (number.abs() > MAX_WHOLE).arg_true()
    exact_ = [one / other for one, other in zip(number.gather(far), by.gather(far), strict=True)]
    return found.scatter(far, exact_) if exact_ else found


def digits_in(node: Expression, known: Mapping[str, Digits]) -> Digits | None:
    """How many places the value of an expression has, and how large it and all that is reckoned on the way can be."""
    found = _digits(node, known)
    return found if found is not None and found.most * 10**found.places < _SAFE else None


def _digits(node: Expression, known: Mapping[str, Digits]) -> Digits | None:
    match node:
        case Name(name=name):
            return known.get(name)
        case Literal(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
            return _of_literal(value)
        case Negative(operand=operand) | Call(function="abs", arguments=(operand,)):
            return _digits(operand, known)
        case Arithmetic(operator=operator, left=left, right=right):
            one, other = _digits(left, known), _digits(right, known)
            if one is None or other is None or operator == "/":
                return None
            if operator == "*":
                return Digits(one.places + other.places, max(one.most, 1) * max(other.most, 1))
            return Digits(max(one.places, other.places), one.most + other.most)
        case Call(function="round", arguments=(operand, Literal(value=int(places)))):
            whole = _digits(operand, known)
            return None if whole is None else Digits(min(whole.places, places), whole.most + 1)
        case Call(function="min" | "max" | "coalesce", arguments=arguments):
            parts = [_digits(each, known) for each in arguments]
            told = [each for each in parts if each is not None]
            if len(told) < len(parts):
                return None
            return Digits(max(each.places for each in told), max(each.most for each in told))
        case _:
            return None


def _of_literal(value: float) -> Digits | None:
    ratio = exact(value)
    places = next((each for each in range(_MOST_PLACES + 1) if 10**each % ratio.denominator == 0), None)
    return None if places is None else Digits(places, abs(float(value)))
