"""Days in SQL: how many lie between two, days so many days or months later, and what a day is of."""

import datetime
from typing import Literal, TypeAlias, assert_never

from sqlglot import exp

from crmrules.engines.sql.build import Sql, function, literal, where
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.steps import Steps
from crmrules.expressions.days import LAST_DAY

Adding: TypeAlias = Literal["add_days", "add_months"]
Telling: TypeAlias = Literal["year", "month", "weekday"]

FIRST_DAY = datetime.date.min
MOST_DAYS = (LAST_DAY - FIRST_DAY).days
_JANUARY = datetime.date(2000, 1, 1)
"""A month with all days that a month can have."""
MOST: dict[Telling, int] = {"year": LAST_DAY.year, "month": 12, "weekday": 7}
"""What the parts of a day do not exceed."""


def day_of(day: datetime.date, dialect: Dialect) -> Sql:
    """A day, in the type that days have there."""
    text = exp.Literal.string(day.isoformat())
    return Sql(text if dialect.name == "sqlite" else exp.cast(text, "DATE"))


def days_between(later: Sql, earlier: Sql, dialect: Dialect) -> Sql:
    """The days from one day to another, as an integer."""
    match dialect.name:
        case "postgres":
            return later - earlier
        case "sqlite":
            return (_julian(later) - _julian(earlier)).cast("BIGINT")
        case "duckdb" | "mysql" | "mariadb" | "spark" | "snowflake" | "bigquery" | "sqlserver":
            return Sql(exp.DateDiff(this=later.node.copy(), expression=earlier.node.copy(), unit=exp.var("DAY")))
        case _:
            assert_never(dialect.name)


def _julian(day: Sql) -> Sql:
    return function("JULIANDAY", day)


def later(adding: Adding, day: Sql, count: Sql, steps: Steps, level: int) -> tuple[Sql, int]:
    """A day so many days or months later, null where that is no day rules know; and the level it can be read at."""
    dialect = steps.dialect
    if adding == "add_days":
        lowest, highest = day_of(FIRST_DAY, dialect), day_of(LAST_DAY, dialect)
        low, high = days_between(lowest, day, dialect), days_between(highest, day, dialect)
    else:
        told = part_of("year", day, dialect) * 12 + part_of("month", day, dialect)
        months = steps.place(told, level, "months", "")
        level += 1
        low, high = literal(13) - months, literal(12 * LAST_DAY.year + 12) - months
    near = steps.place(where(count.is_between(low, high), count.cast("INT")), level, "moved_by", "")
    return moved(adding, day, near, steps, level + 1)


def moved(adding: Adding, day: Sql, count: Sql, steps: Steps, level: int) -> tuple[Sql, int]:
    """A day so many days or months later, which is one that the database knows; and the level it can be read at."""
    dialect = steps.dialect
    unit = "DAY" if adding == "add_days" else "MONTH"
    added = Sql(exp.DateAdd(this=day.node.copy(), expression=count.node.copy(), unit=exp.var(unit)))
    match dialect.name:
        case "sqlite":
            return _added_as_texts(adding, day, count, steps, level)
        case "duckdb":
            return added.cast("DATE"), level
        case "postgres":
            if adding == "add_days":
                return day + count, level
            months = exp.MakeInterval(month=exp.Kwarg(this=exp.var("months"), expression=count.node.copy()))
            return (day + Sql(months)).cast("DATE"), level
        case "mysql" | "mariadb" | "spark" | "snowflake" | "bigquery" | "sqlserver":
            return added, level
        case _:
            assert_never(dialect.name)


def month_of(day: Sql, dialect: Dialect) -> Sql:
    """The month of a day, as an integer that is one more for the next month."""
    count = part_of("year", day, dialect) * 12 + part_of("month", day, dialect)
    return (count - (_JANUARY.year * 12 + _JANUARY.month)).cast("INT")


def in_month(month: Sql, wanted: int, steps: Steps, level: int) -> tuple[Sql, int]:
    """A day of a month by its number, the end of a shorter month for one that it lacks; see `moved`."""
    return moved("add_months", day_of(_JANUARY.replace(day=wanted), steps.dialect), month, steps, level)


def _added_as_texts(adding: Adding, day: Sql, count: Sql, steps: Steps, level: int) -> tuple[Sql, int]:
    """The same for days that are texts, where a month later than 31 January is 3 March."""
    if adding == "add_days":
        return function("DATE", day, _modifier(count, "days")), level
    begin = function("DATE", day, _text("start of month"), _modifier(count, "months"))
    first = steps.place(begin, level, "month_begin", "")
    last = function("DATE", first, _text("+1 month"), _text("-1 day"))
    same = function("DATE", first, _modifier(function("STRFTIME", _text("%d"), day).cast("BIGINT") - 1, "days"))
    return function("MIN", same, last), level + 1


def _text(text: str) -> Sql:
    return Sql(exp.Literal.string(text))


def _modifier(count: Sql, unit: str) -> Sql:
    return Sql(exp.DPipe(this=exp.Paren(this=count.node.copy()), expression=exp.Literal.string(f" {unit}"), safe=True))


def part_of(telling: Telling, day: Sql, dialect: Dialect) -> Sql:
    """The year, the month from 1 to 12, or the weekday from 1 for Monday to 7, as an integer."""
    if telling == "weekday":  # the first day was a Monday
        return days_between(day, day_of(FIRST_DAY, dialect), dialect) % 7 + 1
    if dialect.name == "sqlite":
        return function("STRFTIME", _text("%Y" if telling == "year" else "%m"), day).cast("BIGINT")
    told = Sql(exp.Extract(this=exp.var(telling.upper()), expression=day.node.copy()))
    # PostgreSQL tells it as NUMERIC
    return told.cast("INT") if dialect.name == "postgres" else told
