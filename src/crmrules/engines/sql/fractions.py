"""Numbers as fractions of NUMERIC, which has as many digits as it takes: every comparison is exact.

NUMERIC adds, subtracts and multiplies exactly, and divides only nearly. So nothing is divided: a quotient is kept as
numerator and denominator, and `a / b <= c / d` is asked as `a * d <= c * b`, with denominators that are greater than
zero.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve
from sqlglot import exp

from crmrules.engines.sql import filtered
from crmrules.engines.sql.build import Sql, case, coalesce, decimal, function, where
from crmrules.engines.sql.filtered import Filter
from crmrules.engines.sql.floats import Floats
from crmrules.engines.sql.holdings import Holding, Sort
from crmrules.engines.sql.numbers import Extreme, Reckoning, decimals, is_float, is_within, picked, stored_whole
from crmrules.engines.sql.parts import LIMIT, Column, Constant, Family, Part, level_of, number
from crmrules.errors import EngineError
from crmrules.expressions.numbers import written
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator, compared

STORED_DIGITS = 400
"""How many digits behind the point a stored number is taken to have at most: a float64 has up to 342 or so."""
_FEW = 24
"""Of how many parts a numerator may be made that is written out for both signs of a divisor."""
_MOST_DIGITS = 16_000
"""NUMERIC has up to 16,383 digits behind the point, and rounds what has more."""


class Fractions(Reckoning):
    """Reckons in NUMERIC."""

    def constant(self, number: Fraction) -> Column:
        text = written(number)
        digits = len(text)
        if "/" not in text:
            return Column(Family.NUMBER, decimal(text), sure=True, digits=digits)
        over = decimal(str(number.denominator))
        return Column(Family.NUMBER, decimal(str(number.numerator)), sure=True, over=over, digits=digits)

    def stored(self, raw: Sql, holding: Holding | None, *, is_integer: bool) -> Column:
        whole = stored_whole(raw, holding, self.steps.dialect, is_integer=is_integer)
        if whole is not None:
            return whole
        by_text = raw.cast("TEXT").cast("DECIMAL")  # a float is cast to fifteen digits
        if holding is None:
            held = case([(is_float(raw, self.steps.dialect), by_text)], raw.cast("DECIMAL"))
        elif holding.sort is Sort.FLOAT and not holding.is_single:
            return evolve(filtered.stored(raw), digits=STORED_DIGITS)
        elif holding.sort is Sort.FLOAT:
            held = by_text
        elif is_within(holding):
            exact = decimals(raw, self.steps.dialect) if holding.sort is Sort.DECIMAL else raw.cast("DECIMAL")
            return Column(Family.NUMBER, exact, digits=STORED_DIGITS)
        else:
            held = raw
        return Column(Family.NUMBER, where(raw.is_between(-LIMIT, LIMIT), held), digits=STORED_DIGITS)

    def meant(self, value: Sql) -> Column:
        return Column(Family.NUMBER, value.cast("DECIMAL"), digits=STORED_DIGITS)

    def arithmetic(self, operator: ArithmeticOperator, left: Part, right: Part) -> Column:
        one, other = self._fraction(left), self._fraction(right)
        level = level_of([one, other])
        digits = self._held(one.digits + other.digits)
        sure = one.sure and other.sure
        made = Column(Family.NUMBER, one.sql, level, sure=sure, digits=digits)
        match operator:
            case "+" | "-":
                if one.over is not None or other.over is not None:
                    one, other = self._once(one), self._once(other)
                sign: Callable[[Sql, Sql], Sql] = _plus if operator == "+" else _minus
                sql = sign(_times(one.sql, other.over), _times(other.sql, one.over))
                made = evolve(made, sql=sql, over=_product(one.over, other.over))
            case "*":
                made = evolve(made, sql=one.sql * other.sql, over=_product(one.over, other.over))
            case "/":
                made = self._quotient(made, one, self._once(other), right)
            case _:
                assert_never(operator)
        return self._filter.arithmetic(operator, evolve(made, own_level=level_of([one, other, made])), left, right)

    @property
    def _filter(self) -> Filter:
        return Filter(Floats(self.steps))

    def negative(self, number: Column) -> Column:
        return self._filter.negative(super().negative(number), number)

    def absolute(self, number: Column) -> Column:
        return self._filter.absolute(super().absolute(number), number)

    def _quotient(self, made: Column, one: Column, other: Column, right: Part) -> Column:
        if isinstance(right, Constant):
            size, sign = other.sql.abs() if number(right) < 0 else other.sql, -1 if number(right) < 0 else 1
            above = _times(one.sql, other.over)
            return evolve(made, sql=-above if sign < 0 else above, over=_product(one.over, size))
        above = _times(one.sql, other.over)
        if sum(1 for _ in above.node.walk()) > _FEW:
            one = self._once(evolve(one, sql=above, own_level=level_of([one, other])))
            above = one.sql
        signed = case([(other.sql > 0, above), (other.sql < 0, -above)])
        level = level_of([one, other])
        return evolve(made, sql=signed, over=_product(one.over, other.sql.abs()), sure=False, own_level=level)

    def is_total(self, operator: ArithmeticOperator, left: Part, right: Part) -> bool:
        return True

    def compared(self, operator: ComparisonOperator, left: Part, right: Part) -> Sql:
        return self._filter.compared(operator, left, right, self._exactly(operator, left, right))

    def _exactly(self, operator: ComparisonOperator, left: Part, right: Part) -> Sql:
        """The truth of a comparison, reckoned in NUMERIC."""
        plain = [part for part in (left, right) if isinstance(part, Constant) or part.over is None]
        if len(plain) == 2 and not any("/" in written(number(each)) for each in plain if isinstance(each, Constant)):
            one, other = (part if isinstance(part, Column) else self.constant(number(part)) for part in (left, right))
            found: Sql = compared(operator, one.sql, other.sql)
            return found
        one, other = self._fraction(left), self._fraction(right)
        crossed: Sql = compared(operator, _times(one.sql, other.over), _times(other.sql, one.over))
        return crossed

    def rounded(self, number: Column, places: int) -> Column:
        if number.is_integer:
            return number
        steps = self.in_steps(number, places)
        return evolve(steps, sql=steps.sql * decimal(written(Fraction(1, 10**places))))

    def in_steps(self, number: Column, places: int) -> Column:
        number = self._once(self._fraction(number))
        over, level = number.over or decimal("1"), number.own_level
        size = self.steps.place(number.sql.abs() * decimal(str(10**places)), level, "steps", "")
        whole = self.steps.place(function("DIV", size, over), level + 1, "whole", "")
        twice = (size - whole * over) * decimal("2")
        is_up = (twice > over) | ((twice == over) & (function("MOD", whole, 2) == 1))
        near = case([(is_up, whole + 1)], whole)
        sql = Sql(exp.Sign(this=number.sql.node.copy())) * near
        return evolve(number, sql=sql, over=None, own_level=level + 2, digits=self._held(number.digits + places))

    def stands_for_itself(self, number: Column) -> bool:
        return number.over is None and number.digits == STORED_DIGITS

    def extreme(self, function: Extreme, parts: Sequence[Part]) -> Column:
        found = [self._fraction(part) for part in parts]
        if all(each.over is None for each in found):
            made = picked(function, found, [each.sql for each in found])
            return Column(Family.NUMBER, made, level_of(found), digits=max(each.digits for each in found))
        best = found[0]
        for each in found[1:]:
            best = self._better(function, self._once(best), self._once(each))
        return best

    def _better(self, function: Extreme, one: Column, other: Column) -> Column:
        level = level_of([one, other])
        first = self._exactly("<=" if function == "min" else ">=", one, other)
        takes = self.steps.place(first, level, "takes_first", "")
        made = Column(Family.NUMBER, case([(takes, one.sql), (~takes, other.sql)]), level + 1)
        over = case([(takes, one.over or decimal("1"))], other.over or decimal("1"))
        return evolve(made, over=over, digits=max(one.digits, other.digits))

    def first_known(self, parts: Sequence[Part]) -> Column:
        found = [self._fraction(part) for part in parts]
        digits = max(each.digits for each in found)
        if all(each.over is None for each in found):
            return Column(Family.NUMBER, coalesce(*(each.sql for each in found)), level_of(found), digits=digits)
        found = [self._once(each) for each in found]
        over = case((each.sql.is_known(), each.over or decimal("1")) for each in found)
        sql = coalesce(*(each.sql for each in found))
        return Column(Family.NUMBER, sql, level_of(found), over=coalesce(over, decimal("1")), digits=digits)

    def is_zero(self, part: Column) -> Sql:
        near = part.near_it
        return (near.float_.sql if near is not None and near.is_stored else part.sql) == 0

    def _fraction(self, part: Part) -> Column:
        """A number in NUMERIC."""
        if isinstance(part, Constant):
            return self.constant(number(part))
        return evolve(part, sql=part.sql.cast("DECIMAL"), is_integer=False, digits=1) if part.is_integer else part

    def _once(self, part: Column) -> Column:
        is_constant = isinstance(part.sql.node, exp.Literal | exp.Neg)
        # what floats stand for is made of their texts only where it is needed
        is_float = part.near_it is not None and part.near_it.is_stored
        return part if (is_constant and part.sure) or is_float else self.once(part)

    def _held(self, digits: int) -> int:
        if digits > _MOST_DIGITS:
            message = f"a number is reckoned in so many steps that it may have more than {_MOST_DIGITS:,} digits"
            raise EngineError.of("dialect `postgres`", message, "let an engine reckon it that has other numbers")
        return digits


def _plus(left: Sql, right: Sql) -> Sql:
    return left + right


def _minus(left: Sql, right: Sql) -> Sql:
    return left - right


def _times(sql: Sql, over: Sql | None) -> Sql:
    return sql if over is None else sql * over


def _product(one: Sql | None, other: Sql | None) -> Sql | None:
    if one is None or other is None:
        return one or other
    return one * other
