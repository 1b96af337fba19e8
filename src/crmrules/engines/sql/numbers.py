"""How numbers are reckoned in SQL: what `floats` and `fractions` both do."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from attrs import define, evolve
from sqlglot import exp

from crmrules.engines.sql.build import Sql, all_of, decimal, function, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.holdings import Holding, Sort
from crmrules.engines.sql.parts import Column, Family, Part, is_known
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.texts import text_of
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.operators import ArithmeticOperator, ComparisonOperator

Extreme: TypeAlias = Literal["min", "max"]


@define
class Reckoning(ABC):
    """Reckons with numbers that are not unknown on every row, one at least a column."""

    steps: Steps

    @abstractmethod
    def constant(self, number: Fraction) -> Column:
        """A number that is the same on all rows."""

    @abstractmethod
    def stored(self, raw: Sql, holding: Holding | None, *, is_integer: bool) -> Column:
        """The number that a column of a customer table holds, unknown where there is none that can be reckoned with.

        Where it is told what the column holds, nothing is asked of a row that is so of all.
        """

    @abstractmethod
    def meant(self, value: Sql) -> Column:
        """The numbers that a binding gives for what stands in a column, each as `constant` writes it."""

    @abstractmethod
    def arithmetic(self, operator: ArithmeticOperator, left: Part, right: Part) -> Column:
        """A result; null where there is none. A constant divisor is not zero."""

    @abstractmethod
    def is_total(self, operator: ArithmeticOperator, left: Part, right: Part) -> bool:
        """Whether the result of two known numbers is known, the divisor not zero."""

    @abstractmethod
    def compared(self, operator: ComparisonOperator, left: Part, right: Part) -> Sql:
        """The truth of a comparison."""

    @abstractmethod
    def rounded(self, number: Column, places: int) -> Column:
        """A number to some places after the point, half to even."""

    @abstractmethod
    def in_steps(self, number: Column, places: int) -> Column:
        """How many steps of so many places after the point a number is, half to even: a whole number."""

    @abstractmethod
    def stands_for_itself(self, number: Column) -> bool:
        """Whether a number is one that was stored, and not reckoned."""

    @abstractmethod
    def extreme(self, function: Extreme, parts: Sequence[Part]) -> Column:
        """The least or the greatest of some numbers."""

    @abstractmethod
    def first_known(self, parts: Sequence[Part]) -> Column:
        """The first that is known."""

    @abstractmethod
    def is_zero(self, part: Column) -> Sql:
        """Where a number counts as zero; null where it is unknown."""

    def negative(self, number: Column) -> Column:
        """Minus a number."""
        return evolve(number, sql=-wide(number))

    def absolute(self, number: Column) -> Column:
        """How large a number is."""
        return evolve(number, sql=wide(number).abs())

    def once(self, number: Column, name: str = "number") -> Column:
        """A number that is read more than once, in a column of our own."""
        if number.sql.is_column and (number.over is None or number.over.is_column):
            return number
        sql = self.steps.place(number.sql, number.own_level, name, "")
        over = number.over and self.steps.place(number.over, number.own_level, f"{name}_over", "")
        return evolve(number, sql=sql, over=over, own_level=number.own_level + 1)


def stored_whole(raw: Sql, holding: Holding | None, dialect: Dialect, *, is_integer: bool) -> Column | None:
    """The whole numbers that a column holds; None where it may hold others, and they are asked for.

    As numbers they are taken only from types within 2^53 - 1: those of others are numbers beyond it, too.
    """
    if holding is not None and holding.sort is Sort.WHOLE and holding.most is not None:
        return Column(Family.NUMBER, raw, is_integer=True, most=holding.most, largest=float(holding.most), digits=1)
    if not is_integer:
        return None
    if holding is not None and holding.places == 0:
        sql = where(raw.is_between(-MAX_WHOLE, MAX_WHOLE), raw.cast("BIGINT"))
    else:
        sql = where(is_whole(raw, dialect), raw.cast("BIGINT"))
    return Column(Family.NUMBER, sql, is_integer=True, most=MAX_WHOLE, largest=float(MAX_WHOLE), digits=1)


def decimals(raw: Sql, dialect: Dialect) -> Sql:
    """The decimals of a column of so many digits, without what is none: PostgreSQL has NaN among them."""
    if dialect.name != "postgres":
        return raw
    return Sql(exp.Nullif(this=raw.node.copy(), expression=exp.cast(exp.Literal.string("NaN"), "DECIMAL")))


def is_within(holding: Holding) -> bool:
    """Whether no number of a column comes near to 1e100, either way."""
    return holding.sort is Sort.WHOLE or (holding.whole_digits is not None and holding.whole_digits < 100)


def wide(number: Column) -> Sql:
    """A number in a type that holds its opposite: an unsigned one holds none, a narrow one not that of its least."""
    is_narrow = number.is_integer and number.most is not None and number.most < MAX_WHOLE
    return number.sql.cast("BIGINT") if is_narrow else number.sql


def picked(function: Extreme, parts: Sequence[Part], values: Sequence[Sql]) -> Sql:
    """The least or greatest of some values, unknown where one of them is: databases pass over nulls, or do not."""
    kind = exp.Least if function == "min" else exp.Greatest
    first, *others = (value.node.copy() for value in values)
    made = Sql(kind(this=first, expressions=others, ignore_nulls=False))
    asked = [value.is_known() for part, value in zip(parts, values, strict=True) if not is_known(part)]
    return where(all_of(asked), made) if asked else made


def is_whole(raw: Sql, dialect: Dialect) -> Sql:
    """Whether a column of the user's holds a whole number that rules know."""
    match dialect.name:
        case "sqlite":
            near = raw.cast("BIGINT")
        case "duckdb":  # where of whole numbers nothing is left to do
            near = Sql(exp.TryCast(this=raw.node.copy(), to=exp.DataType.build("BIGINT")))
        case _:
            near = Sql(exp.Floor(this=raw.node.copy()))
    return raw.is_between(-MAX_WHOLE, MAX_WHOLE) & (raw == near)


def is_float(raw: Sql, dialect: Dialect) -> Sql:
    """Whether a column holds floats."""

    def is_one_of(kind: Sql, *names: str) -> Sql:
        return kind.is_in([text_of(name, dialect) for name in names])

    match dialect.name:
        case "duckdb":
            return is_one_of(function("TYPEOF", raw), "DOUBLE", "FLOAT")
        case "postgres":
            regtype = exp.ObjectIdentifier(this="REGTYPE")
            names = [text_of(name, dialect).node for name in ("double precision", "real")]
            return function("PG_TYPEOF", raw).is_in([Sql(exp.Cast(this=name, to=regtype.copy())) for name in names])
        case "sqlite":
            return function("TYPEOF", raw) == text_of("real", dialect)
        case "mysql" | "mariadb":  # which reckon exactly with decimals, and tell no types
            return raw * 0 + decimal("0.1") + decimal("0.2") != decimal("0.3")
        case "spark":
            return is_one_of(function("TYPEOF", raw), "double", "float")
        case "snowflake":
            return function("STARTSWITH", function("SYSTEM$TYPEOF", raw), text_of("FLOAT", dialect))
        case "bigquery":
            shown = function("FORMAT", text_of("%T", dialect), raw)
            return ~function("CONTAINS_SUBSTR", shown, text_of("NUMERIC", dialect)) & function(
                "REGEXP_CONTAINS", shown, text_of("[.e]", dialect)
            )
        case "sqlserver":
            kind = function("SQL_VARIANT_PROPERTY", raw, text_of("BaseType", dialect))
            return is_one_of(kind.cast("NVARCHAR(128)"), "float", "real")
        case _:
            assert_never(dialect.name)
