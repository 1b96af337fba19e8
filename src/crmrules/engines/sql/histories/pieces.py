"""Pieces of SQL over events: columns by name, what is reckoned where a condition is true, and windows of rows."""

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlglotDialect

from crmrules.engines.sql.build import TRUE, Node, Sql, case, coalesce, literal
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.tables import quoted

CUSTOMER, DAY, AGO, MOMENT, KIND = "customer", "day", "days_ago", "moment", "kind"
"""What columns of events are called: the customer, the day, how long ago it is, the place in the order, the kind."""


def column(name: str, table: str = "") -> Sql:
    """A column of our own."""
    return Sql(exp.column(quoted(name), table=quoted(table) if table else None))


def _where(where: Sql, value: Sql) -> Sql:
    """A value where a condition is true, else null."""
    return value if where.node == TRUE.node else case([(where, value)])


def among(where: Sql, condition: Sql) -> Sql:
    """Some of the rows on which a condition is true."""
    return condition if where.node == TRUE.node else where & condition


def count(where: Sql) -> Sql:
    """On how many rows a condition is true."""
    return Sql(exp.Count(this=_where(where, literal(1)).node, big_int=True))


def different(value: Sql, where: Sql) -> Sql:
    """How many different values there are where a condition is true."""
    return Sql(exp.Count(this=exp.Distinct(expressions=[_where(where, value).node]), big_int=True))


def total(value: Sql, where: Sql) -> Sql:
    """The sum of the values where a condition is true; null of none."""
    return Sql(exp.Sum(this=_where(where, value).node))


def least(value: Sql, where: Sql) -> Sql:
    """The least value where a condition is true."""
    return Sql(exp.Min(this=_where(where, value).node))


def greatest(value: Sql, where: Sql) -> Sql:
    """The greatest value where a condition is true; of a single one that one."""
    return Sql(exp.Max(this=_where(where, value).node))


def rows() -> Sql:
    """How many rows there are."""
    return Sql(exp.Count(this=exp.Star(), big_int=True))


def none_if_null(number: Sql) -> Sql:
    """A number, 0 where there is none."""
    return coalesce(number, literal(0))


def over(function: Node, partition: Sequence[Sql], order: Sequence[Node] = ()) -> Sql:
    """A function over the rows that have some values in common, in an order."""
    made = exp.Window(this=function, partition_by=[each.node.copy() for each in partition])
    if order:
        made.set("order", exp.Order(expressions=list(order)))
    return Sql(made)


def ordered(value: Sql, dialect: Dialect, *, falling: bool = False) -> Node:
    """A value to order by; where nulls come is left to the database, since none decides."""
    nulls = str(SqlglotDialect.get_or_raise(dialect.sqlglot).NULL_ORDERING)  # each dialect has its own
    first = nulls != "nulls_are_last" and (nulls == "nulls_are_large") is falling
    return exp.Ordered(this=value.node.copy(), desc=falling, nulls_first=first)


def joined_on(query: exp.Select, one: str, other: exp.Table, *, left: bool = True) -> exp.Select:
    """A query with another table beside one, by the customer."""
    same = (column(CUSTOMER, one) == column(CUSTOMER, other.name)).node
    return query.join(other, on=same, join_type="LEFT" if left else "")
