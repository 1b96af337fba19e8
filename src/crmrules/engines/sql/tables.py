"""The common table expressions of a statement, one after the other, while it is written."""

from collections.abc import Iterable, Sequence

from attrs import define, field
from sqlglot import exp

from crmrules.engines.sql.build import Node, Sql
from crmrules.engines.sql.cells import SOURCE
from crmrules.engines.sql.dialects import Dialect, Fence
from crmrules.engines.sql.step import Placed, Query
from crmrules.engines.sql.steps import Names, Steps
from crmrules.engines.sql.texts import comment_of, name_of


@define
class Tables:
    """Common table expressions, each of which reads those before it."""

    dialect: Dialect
    titles: Names
    """The names that tables have."""
    made: exp.Select = field(factory=exp.Select)

    def add(self, title: str, query: exp.Select) -> exp.Table:
        """A query as a table under a name like that, which rows are read from as they come."""
        return self._named(self.titles.free(title), query, fenced=False)

    def kept(self, title: str, query: exp.Select) -> exp.Table:
        """The same, of what several tables read."""
        return self._named(self.titles.free(title), query, fenced=self.dialect.fence is Fence.MATERIALIZED)

    def _named(self, title: str, query: exp.Select, *, fenced: bool, again: bool = False) -> exp.Table:
        """A query as a table; `fenced` where the next one would write its columns out again and again, `again` where
        PostgreSQL had better read the rows of it twice than keep them."""
        if fenced and self.dialect.fence is Fence.OFFSET:
            query = query.offset(0)
        materialized: bool | None = None
        if fenced and self.dialect.fence is Fence.MATERIALIZED:
            materialized = True
        elif again and self.dialect.fence is Fence.OFFSET:
            materialized = False
        self.made = self.made.with_(quoted(title), as_=query, materialized=materialized, copy=False)
        return exp.Table(this=quoted(title))

    def chain(self, steps: Steps, asked: Iterable[Sql], source: exp.Table, kept: Sequence[Node]) -> Node:
        """The steps whose columns are asked for, over a table; what is kept stands beside them. The last table."""
        before: Node = exp.alias_(source.copy(), quoted(SOURCE), table=True)
        stars: Sequence[Node] = kept
        written = steps.written(asked, self.titles)
        # to keep the rows of the user's own table for the queries beside them takes longer than to read them again
        again = len(written) > 1 and bool(written[1][1].beside) and not self._is_made(source)
        for place, (title, step) in enumerate(written):
            beside = [self._beside(queries, before) for queries in step.beside]
            query = exp.select(*stars, *_columns(step.columns)).from_(before)
            for (*_, last), row in zip(step.beside, beside, strict=True):
                query = _joined(query, row, last.match)
            is_reckoned = any(not each.sql.is_column for each in step.columns)
            before = self._named(title, query, fenced=is_reckoned, again=again and place == 0)
            stars = [exp.Star()]
        return before

    def _is_made(self, table: exp.Table) -> bool:
        """Whether a table is one of ours."""
        return not table.db and any(each.alias == table.name for each in self.made.ctes)

    def _beside(self, queries: Sequence[Query], before: Node) -> Node:
        """What the last of some queries finds, each a table that reads the one before it."""
        for each in queries:
            query = exp.select(*_columns(each.columns)).from_(before)
            if each.where is not None:
                query = query.where(each.where.node.copy(), copy=False)
            if each.by:
                query = query.group_by(*(by.node.copy() for by in each.by), copy=False)
            before = self.add(each.title, query)
        return before


def _joined(query: exp.Select, row: Node, match: tuple[Sql, Sql] | None) -> exp.Select:
    """A query with the single row beside each of its own; with a match that of the group, if there is one."""
    if match is None:
        return query.join(row, join_type="cross", copy=False)
    column, group = match
    return query.join(row, on=(column == group).node, join_type="left", copy=False)


def quoted(name: str) -> exp.Identifier:
    """A name in quotes."""
    return name_of(name, f"name {name!r}")


def said(name: str, node: Node, comment: str = "") -> Node:
    """A column with its name, and a comment."""
    made = exp.alias_(node, quoted(name))
    if comment:
        made.add_comments([comment_of(comment)])
    return made


def _columns(placed: Iterable[Placed]) -> list[Node]:
    return [said(each.name, each.sql.node.copy(), each.comment) for each in placed]
