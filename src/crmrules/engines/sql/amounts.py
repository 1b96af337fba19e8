"""Exact amounts: what a population is ranked by, summed up and cut at, in whole numbers of a smallest unit.

A column that holds decimals counts as it is, a float in hundredths. A statement is written without a look at the
table, so that each asks the database which of them it is, unless that is told.
"""

from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen
from sqlglot import exp

from crmrules.engines.sql.build import NULL, Sql, case, decimal, function, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.holdings import Holding, Sort
from crmrules.engines.sql.numbers import Reckoning, decimals, is_float
from crmrules.engines.sql.parts import Column
from crmrules.engines.sql.texts import text_of
from crmrules.errors import EngineError
from crmrules.expressions.numbers import MAX_WHOLE, written
from crmrules.expressions.tree import Value

HUNDREDTHS = 2
FINEST = 9
"""The decimal places of amounts where whole numbers have 38 digits: with 16 before the point, sums have 13 to spare."""
_INSIDE_DIGITS = 15
"""Numbers of so many digits before the point lie within 2^53 - 1 either way."""
_LONG_DIGITS = 18
"""Whole numbers of so many digits fit 64 bits."""
_ALL_WHOLE = 2.0**52
"""From here on every float64 is a whole number."""
_WIDEST = 3_037_000_499
"""Above it, the square of a whole number does not fit 64 bits."""
_MANY = 1_000_000
"""Counts of rows times up to so many fit 64 bits."""


@frozen
class Amount:
    """An amount for each row; null where it is unknown."""

    sql: Sql
    places: int | None
    """How many decimal places its units have; None where it is the number itself, a decimal of any number of places."""

    def constant(self, value: Value) -> Sql:
        """What an amount is that is the same for all rows: a whole number as it is, any other in hundredths."""
        assert value is None or (isinstance(value, int | float | Fraction) and not isinstance(value, bool))
        if value is None or not -MAX_WHOLE <= value <= MAX_WHOLE:
            return NULL
        found = Fraction(value) if isinstance(value, int) else Fraction(round(value * 100), 100)
        return units_of(self.units(found))

    def units(self, number: Fraction) -> Fraction:
        """How many units a number is."""
        return number if self.places is None else number * 10**self.places


def units_of(number: Fraction) -> Sql:
    """A number of units, a decimal."""
    return decimal(written(number))


def wide(number: Sql, dialect: Dialect) -> Sql:
    """A whole number in the type of most digits, so that sums and products of many fit."""
    match dialect.name:
        case "duckdb":
            return number.cast("INT128")
        case "postgres":
            return number.cast("DECIMAL")
        case "sqlite":
            return number.cast("BIGINT")
        case "bigquery":
            return number.cast("BIGNUMERIC")
        case "mysql" | "mariadb":
            return number.cast("DECIMAL(65, 0)")
        case "spark" | "snowflake" | "sqlserver":
            return number.cast("DECIMAL(38, 0)")
        case _:
            assert_never(dialect.name)


def stored_amount(raw: Sql, holding: Holding | None, dialect: Dialect) -> Amount:
    """The amount that a column of numbers holds, up to 2^53 - 1 either way."""
    inside, hundredths = raw.is_between(-MAX_WHOLE, MAX_WHOLE), _hundredths(raw, dialect)
    if holding is not None and holding.sort is Sort.FLOAT:
        return Amount(where(inside, hundredths), HUNDREDTHS)
    if holding is not None and holding.sort is Sort.WHOLE:
        return Amount(raw if holding.most is not None else where(inside, raw.cast("BIGINT")), 0)
    if holding is not None and _fits_long(holding):
        places, exact = holding.places or 0, decimals(raw, dialect)
        if dialect.name == "duckdb" and (holding.whole_digits or 0) + 2 * places > _LONG_DIGITS:
            exact = exact.cast(f"DECIMAL(38, {places})")  # which reckons with up to 18 digits in 64 bits
        return Amount((exact * 10**places).cast("BIGINT"), places)
    match dialect.name:
        case "postgres":
            exact = case([(is_float(raw, dialect), hundredths * decimal("0.01"))], raw.cast("DECIMAL"))
            return Amount(where(inside, exact), None)
        case "sqlite":
            kind = function("TYPEOF", raw)
            is_whole = kind == text_of("integer", dialect)
            return Amount(
                where(inside, case([(is_whole, raw * 100), (is_float(raw, dialect), hundredths)])), HUNDREDTHS
            )
        case _:
            fine = raw.cast(f"DECIMAL(25, {FINEST})")
            finer = wide(hundredths, dialect) * 10 ** (FINEST - HUNDREDTHS)
            branches = [(is_float(raw, dialect), finer), (raw == fine, wide(fine * 10**FINEST, dialect))]
            return Amount(where(inside, case(branches)), FINEST)


def _fits_long(holding: Holding) -> bool:
    """Whether the units of a column's decimals all fit 64 bits, and none lies beyond 2^53 - 1."""
    if holding.whole_digits is None or holding.places is None:
        return False
    return holding.whole_digits <= _INSIDE_DIGITS and holding.whole_digits + holding.places <= _LONG_DIGITS


def amount_of(number: Column, reckoning: Reckoning) -> tuple[Amount, int]:
    """The amount that a number is that was read or reckoned, and the level that can be read at."""
    dialect = reckoning.steps.dialect
    if number.is_integer:
        return Amount(number.sql, 0), number.own_level
    number = reckoning.once(number)
    inside = where(_is_inside(number), number.sql)
    if number.most is not None:
        return Amount(inside.cast("BIGINT"), 0), number.own_level
    if reckoning.stands_for_itself(number):
        return Amount(_hundredths(inside, dialect), HUNDREDTHS), number.own_level
    placed = reckoning.steps.place(inside, number.own_level, "number", "")
    whole = reckoning.in_steps(evolve(number, sql=placed, own_level=number.own_level + 1), HUNDREDTHS)
    return Amount(whole.sql.cast("BIGINT"), HUNDREDTHS), whole.own_level


def _is_inside(number: Column) -> Sql:
    if number.over is None:
        return number.sql.is_between(-MAX_WHOLE, MAX_WHOLE)
    return number.sql.abs() <= number.over * MAX_WHOLE


def _hundredths(number: Sql, dialect: Dialect) -> Sql:
    """A number's hundredths as float64 reckons them, half to even."""
    value = number.cast("DOUBLE") * 100
    match dialect.name:
        case "duckdb":
            near = function("ROUND_EVEN", value, 0)
        case "postgres":
            near = function("ROUND", value)
        case "spark":
            near = function("RINT", value)
        case _:
            # what is added leaves no place for a fraction
            up, down = value.is_between(0, _ALL_WHOLE), value.is_between(-_ALL_WHOLE, 0)
            near = case([(up, (value + _ALL_WHOLE) - _ALL_WHOLE), (down, (value - _ALL_WHOLE) + _ALL_WHOLE)], value)
    return near.cast("BIGINT")


def summed(amount: Sql, dialect: Dialect) -> Sql:
    """The sum of amounts over a group of rows, in a type that leaves room."""
    # PostgreSQL adds up whole numbers of 64 bits in more
    of = amount if dialect.name == "postgres" else wide(amount, dialect)
    return Sql(exp.Sum(this=of.node.copy()))


def counted(dialect: Dialect, share: Fraction) -> Sql:
    """How many rows there are, in a type that leaves room to compare it with a share of all."""
    count = Sql(exp.Count(this=exp.Star(), big_int=True))
    return wide(count, dialect) if share.denominator > _MANY and dialect.name != "sqlite" else count


def reaches(part: Sql, whole: Sql, share: Fraction, dialect: Dialect) -> Sql:
    """Whether a part reaches a share of a whole that is not negative, exactly.

    Raises `EngineError` for shares of too many digits for the whole numbers of a database.
    """
    above, below = share.numerator, share.denominator
    if dialect.name != "sqlite":
        return _times(part, below) >= _times(whole, above)
    if below > _WIDEST:
        message = f"a share of {float(share)!r} has too many decimal places for whole numbers of 64 bits"
        raise EngineError.of(f"dialect `{dialect.name}`", message, "round it, or cut where numbers are wider")
    if above == below:
        return part >= whole
    # products would not fit: what is divided leaves a whole number
    rest = (_times(whole % below, above) + (below - 1)) / below
    return part >= _times(whole / below, above) + rest


def _times(number: Sql, count: int) -> Sql:
    return number if count == 1 else number * decimal(str(count))
