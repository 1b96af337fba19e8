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
    by: tuple[Sql, ...] = field(default=())
    """What rows are grouped by."""
    match: tuple[Sql, Sql] | None = field(default=None)
    """The column of the result, and what it equals in the rows that it stands beside; None for a single row, which
    stands beside all."""

    @property
    def read(self) -> tuple[Sql, ...]:
        """What reads columns of the rows."""
        where = () if self.where is None else (self.where,)
        return (*(column.sql for column in self.columns), *where, *self.by)


@define
class Step:
    """Columns that read only those of the steps before."""

    title: str = field(default="")
    """What its columns are, such as "rules"; where they are several things the last that was said."""
    columns: list[Placed] = field(factory=list)
    beside: list[tuple[Query, ...]] = field(factory=list)
    """Queries, one upon the other, down to a single row, or to one for each group of rows: its columns stand beside
    those of every row, or every row of the group, and those of this step read them, too."""
