"""Numbers as float64 with a bound on their error: those that cannot be told apart count as equal."""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve
from sqlglot import exp

from crmrules.engines import bounds
from crmrules.engines.bounds import Bound
from crmrules.engines.comparing import with_exact, with_reach, within
from crmrules.engines.sql.build import Sql, case, coalesce, function, literal, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.holdings import Holding
from crmrules.engines.sql.numbers import Extreme, Reckoning, is_within, picked, stored_whole, wide
from crmrules.engines.sql.parts import (
    LIMIT,
    Column,
    Constant,
    Family,
    Part,
    first_of,
    is_off,
    largest,
    level_of,
    most_of,
    number,
    operand,
    whole,
)
from crmrules.engines.sql.texts import text_of
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.operators import MIRRORED, ArithmeticOperator, ComparisonOperator, compared, reckoned

_ALL_WHOLE = 2.0**52
"""From here on every float64 is a whole number."""
_LEAST_HALF = 0.3
"""How much of a fraction counts as a half at least, though its bound be so wide."""
_VAST = 1e300
"""No result may come to this: some databases stop where a float64 overflows."""
_NEAREST = 1e-100
"""A divisor nearer to zero counts as zero."""


class Floats(Reckoning):
    """Reckons in float64."""

    def constant(self, number: Fraction) -> Column:
        near = float(number)
        bound: Bound[Sql] | None = None if Fraction(near) == number else bounds.NEAREST
        return Column(Family.NUMBER, literal(near), sure=True, bound=bound, largest=abs(near))

    def stored(self, raw: Sql, holding: Holding | None, *, is_integer: bool) -> Column:
        whole = stored_whole(raw, holding, self.steps.dialect, is_integer=is_integer)
        if whole is not None:
            return whole
        held = _double(raw, holding, self.steps.dialect)
        if holding is None or not is_within(holding):
            held = where(raw.is_between(-LIMIT, LIMIT), held)
        return Column(Family.NUMBER, held)

    def meant(self, value: Sql) -> Column:
        return Column(Family.NUMBER, value.cast("DOUBLE"), bound=bounds.NEAREST)

    def arithmetic(self, operator: ArithmeticOperator, left: Part, right: Part) -> Column:
        left, right = self._float(left), self._float(right)
        if _size(operator, left, right) > _VAST:
            left, right = self._limited(left), self._limited(right)
        most = bounds.most_of_result(operator, whole(left), whole(right))
        size = min(_size(operator, left, right), _VAST)
        divisor: Part = self._divisor(right) if operator == "/" and isinstance(right, Column) else right
        sql = reckoned(operator, _value(left), _value(divisor))
        level = max(level_of([left]), level_of([divisor]))
        sure = operator != "/" and all(part.sure for part in (left, right) if isinstance(part, Column))
        sure = sure or (isinstance(right, Constant) and isinstance(left, Column) and left.sure)
        made = Column(Family.NUMBER, sql, level, sure=sure, largest=size)
        if most is not None and most <= MAX_WHOLE:
            return evolve(made, most=most)
        if operator == "/" and operand(right).bound.shorter.sizes:
            made = self.once(made)  # its bound reads it, too
        # a bound is divided, too, and on all rows
        below = evolve(operand(right), value=divisor.sql) if isinstance(divisor, Column) else operand(right)
        return evolve(made, bound=bounds.of_result(operator, operand(left), below, made.sql))

    def is_total(self, operator: ArithmeticOperator, left: Part, right: Part) -> bool:
        return _size(operator, left, right) <= _VAST

    def compared(self, operator: ComparisonOperator, left: Part, right: Part) -> Sql:
        if not isinstance(left, Column) or (
            isinstance(right, Column) and left.bound is None and right.bound is not None
        ):
            left, right, operator = right, left, MIRRORED[operator]
        assert isinstance(left, Column)
        found: Sql
        if left.bound is None and isinstance(right, Constant):
            found = with_exact(operator, left.sql, number(right))
        elif left.bound is None and isinstance(right, Column):
            found = compared(operator, left.sql, right.sql)
        else:
            other = operand(evolve(right, sql=wide(right)) if isinstance(right, Column) else right)
            reach = bounds.apart(operand(left), other)
            if isinstance(right, Constant) and isinstance(reach, int | float):
                found = with_reach(operator, left.sql, number(right), Fraction(reach))
            else:
                found = within(operator, left.sql - other.value, literal(reach))
        return found

    def rounded(self, number: Column, places: int) -> Column:
        if number.most is not None:
            return number
        number = self.once(number)
        size, found, level = self._stepped(number, places)
        small = case([(size < _ALL_WHOLE, found / 10.0**places)], number.sql.abs())
        bound = None if number.bound is None else Bound(number.bound.relative + 2, number.bound.sizes)
        return evolve(self._signed(number, small, level), bound=bound)

    def in_steps(self, number: Column, places: int) -> Column:
        number = self.once(number)
        size, found, level = self._stepped(number, places)
        return evolve(self._signed(number, case([(size < _ALL_WHOLE, found)], size), level), bound=None)

    def _stepped(self, number: Column, places: int) -> tuple[Sql, Sql, int]:
        """How many steps a number is, either way, as it was reckoned and to the nearest one; their level."""
        scale, level = 10.0**places, number.own_level
        size = self.steps.place(number.sql.abs() * scale, level, "steps", "")
        near = self.steps.place(_nearest_whole(size), level + 1, "near", "")
        rest = (size - near).abs()
        bound = operand(number).bound
        doubt = bounds.error(evolve(bound, relative=bound.relative + 1), size, scale)
        is_half = (rest + doubt >= 0.5) & (rest >= _LEAST_HALF)
        half = case([(size > near, near + 0.5)], near - 0.5)
        found = self.steps.place(case([(is_half, _nearest_whole(half))], near), level + 2, "rounded", "")
        return size, found, level + 3

    def _signed(self, number: Column, size: Sql, level: int) -> Column:
        """A size with the sign of a number."""
        return evolve(number, sql=case([(number.sql < 0, -size)], size), own_level=level, is_integer=False)

    def stands_for_itself(self, number: Column) -> bool:
        return number.bound is None or number.bound is bounds.NEAREST

    def extreme(self, function: Extreme, parts: Sequence[Part]) -> Column:
        floats = [self._float(part) for part in parts]
        values = [literal(_value(each)) for each in floats]
        made = Column(Family.NUMBER, picked(function, floats, values), level_of(floats))
        bound = bounds.greatest(operand(each).bound for each in floats) if is_off(floats) else None
        return evolve(made, bound=bound, most=most_of(floats), largest=max(map(largest, floats)))

    def first_known(self, parts: Sequence[Part]) -> Column:
        floats = [self._float(part) for part in parts]
        values = [literal(_value(each)) for each in floats]
        found = zip((operand(each).bound for each in floats), values, strict=True)
        bound = bounds.first_known(found, first_of) if is_off(floats) else None
        made = Column(Family.NUMBER, coalesce(*values), level_of(floats), bound=bound)
        return evolve(made, most=most_of(floats), largest=max(map(largest, floats)))

    def is_zero(self, part: Column) -> Sql:
        within_ = bounds.zero_within(operand(part))
        return part.sql == 0 if part.most is not None else part.sql.abs() < _reach(within_)

    def _float(self, part: Part) -> Part:
        """A number in float64."""
        if isinstance(part, Constant) or not part.is_integer:
            return part
        return evolve(part, sql=part.sql.cast("DOUBLE"), is_integer=False)

    def _limited(self, part: Part) -> Part:
        """A number, unknown where it lies beyond the limit."""
        if isinstance(part, Constant) or part.largest <= LIMIT:
            return part
        part = self.once(part)
        return evolve(part, sql=where(part.sql.is_between(-LIMIT, LIMIT), part.sql), largest=LIMIT, sure=False)

    def _divisor(self, right: Column) -> Column:
        """A divisor, null where it counts as zero."""
        if right.most is not None:
            nullif = exp.Nullif(this=right.sql.node.copy(), expression=exp.Literal.number(0))
            return evolve(right, sql=Sql(nullif))
        right = self.once(right)
        return evolve(right, sql=where(~self.is_zero(right), right.sql))


def _double(raw: Sql, holding: Holding | None, dialect: Dialect) -> Sql:
    """A column as float64; one of single precision counts as its own shortest decimal, 0.3 and not 0.30000001192092896.

    Where the database tells the type of a column, which it does before it reads any row.
    """
    single = {"duckdb": "FLOAT", "spark": "float"}.get(dialect.name)
    if single is not None and holding is not None and holding.is_single:
        return raw.cast("TEXT").cast("DOUBLE")
    if single is None or holding is not None:
        return raw.cast("DOUBLE")
    is_single = function("TYPEOF", raw) == text_of(single, dialect)
    return case([(is_single, raw.cast("TEXT").cast("DOUBLE"))], raw.cast("DOUBLE"))


def _reach(within_: "Sql | float | None") -> "Sql | float":
    """What a divisor must not be nearer to zero than."""
    if within_ is None:
        return _NEAREST
    return max(within_, _NEAREST) if isinstance(within_, int | float) else within_ + _NEAREST


def _value(part: Part) -> "Sql | float":
    return part.sql if isinstance(part, Column) else float(number(part))


def _size(operator: ArithmeticOperator, left: Part, right: Part) -> float:
    """What a result does not exceed, either way."""
    one, other = largest(left), largest(right)
    match operator:
        case "+" | "-":
            return one + other
        case "*":
            return one * other
        case "/":
            if isinstance(right, Constant):
                return one / other
            return one if right.most is not None else one / _NEAREST
        case _:
            assert_never(operator)


def _nearest_whole(size: Sql) -> Sql:
    """The nearest whole number to one that is not negative and lies below 2^52, half to even."""
    return (size + _ALL_WHOLE) - _ALL_WHOLE
