"""Whole calendar months up to a day, in SQL."""

import calendar
import datetime

from sqlglot import exp

from crmrules.engines.sql.build import Sql, case, function, literal
from crmrules.engines.sql.days import part_of
from crmrules.engines.sql.dialects import Dialect


def months_since(day: Sql, as_of: datetime.date, dialect: Dialect) -> Sql:
    """The whole calendar months from a day up to another that is fixed, the end of a shorter month taken."""
    told = part_of("year", day, dialect) * 12 + part_of("month", day, dialect)
    months = literal(as_of.year * 12 + as_of.month) - told
    if as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]:
        return months
    return months - case([(_day_of_month(day, dialect) > as_of.day, 1)], 0)


def _day_of_month(day: Sql, dialect: Dialect) -> Sql:
    if dialect.name == "sqlite":
        return function("STRFTIME", Sql(exp.Literal.string("%d")), day).cast("BIGINT")
    return Sql(exp.Extract(this=exp.var("DAY"), expression=day.node.copy()))
