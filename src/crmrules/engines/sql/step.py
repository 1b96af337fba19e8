"""A step of a statement, and the queries over all rows that stand beside it."""

from attrs import define, field, frozen

from crmrules.engines.sql.build import Sql


@frozen
class Placed:
    """A column of our own."""

    name: str
    sql: Sql
    comment: str = field(default="")


@frozen
class Query:
    """A query over all rows, or over what the query before it found: what depends on more than one row."""

    title: str
    columns: tuple[Placed, ...]
    where: Sql | None = field(default=None)
    by: Sql | None = field(default=None)
    """What rows are grouped by."""


@define
class Step:
    """Columns that read only those of the steps before."""

    title: str = field(default="")
    """What its columns are, such as "rules"; where they are several things the last that was said."""
    columns: list[Placed] = field(factory=list)
    beside: list[tuple[Query, ...]] = field(factory=list)
    """Queries, one upon the other, down to a single row: its columns stand beside those of every row, and those of
    this step read them, too."""
