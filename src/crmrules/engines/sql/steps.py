"""The steps of a statement: columns of our own that are evaluated before others can read them."""

from collections.abc import Iterable, Sequence

from attrs import define, evolve, field
from sqlglot import exp

from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.inlining import written_out
from crmrules.engines.sql.step import Placed, Query, Step
from crmrules.engines.sql.texts import name_of


@define
class Names:
    """Names that are taken, so that no two columns have one; databases take `Bill` and `bill` for the same."""

    most: int
    """How many bytes a name may have."""
    _taken: set[str] = field(factory=set)

    def take(self, name: str) -> bool:
        """Whether a name was free; now it is taken."""
        is_free = name.casefold() not in self._taken
        self._taken.add(name.casefold())
        return is_free

    def free(self, wanted: str) -> str:
        """The name that is wanted, or one like it that is free and not too long."""
        short = wanted.encode()[: self.most - 8].decode(errors="ignore")
        name, count = wanted if wanted == short else f"{short}_1", 1
        while not self.take(name):
            count += 1
            name = f"{short}_{count}"
        return name


@define
class Steps:
    """Columns by level: each level reads only those below it."""

    dialect: Dialect
    names: Names
    levels: list[Step] = field(factory=list)
    _bare: dict[int, Sql] = field(factory=dict)
    """The columns as they were placed, by identity: there is nothing to evaluate in them."""

    def place(self, sql: Sql, level: int, name: str, title: str, comment: str = "") -> Sql:
        """A column of our own, to be read from the next level on; what is one already stays it."""
        if id(sql) in self._bare:
            return sql
        step = self._level(level)
        free = self.names.free(name)
        step.columns.append(Placed(free, sql, comment))
        step.title = title or step.title
        column = own(free)
        self._bare[id(column)] = column
        return column

    def stand_beside(self, queries: Sequence[Query], level: int, group: Sql | None = None) -> list[Sql]:
        """The columns of the single row that queries come to, to be read from that level on.

        With a group there is a row for each, and its first column, which is not among those that are given, says which
        of them.
        """
        *before, last = queries
        columns = tuple(Placed(self.names.free(each.name), each.sql, each.comment) for each in last.columns)
        names = [own(each.name) for each in columns]
        match = None if group is None else (names.pop(0), group)
        self._level(level).beside.append((*before, evolve(last, columns=columns, match=match)))
        return names

    def _level(self, level: int) -> Step:
        while len(self.levels) <= level:
            self.levels.append(Step())
        return self.levels[level]

    def written(self, asked: Iterable[Sql], names: Names) -> list[tuple[str, Step]]:
        """Each step with the columns that what is asked reads, under a name that was free."""
        asked = list(asked)
        read = {name for sql in asked for name in _read_by(sql)}
        needed: list[Step] = []
        for step in reversed(self.levels):
            columns = [column for column in step.columns if column.name in read]
            read |= {name for column in columns for name in _read_by(column.sql)}
            beside = [queries for queries in step.beside if any(each.name in read for each in queries[-1].columns)]
            read |= {name for queries in beside for sql in queries[0].read for name in _read_by(sql)}
            needed.append(Step(step.title, columns, beside))
        steps = written_out(list(reversed(needed)), asked) if self.dialect.has_booleans else reversed(needed)
        return [(names.free(step.title or "step"), step) for step in steps if step.columns or step.beside]

    @property
    def top(self) -> int:
        """The level at which all columns placed so far can be read."""
        return len(self.levels)


def own(name: str) -> Sql:
    """A column of our own."""
    return Sql(exp.column(name_of(name, "a column of our own")))


def _read_by(sql: Sql) -> set[str]:
    """The names of the columns that are read."""
    return {column.name for column in sql.node.find_all(exp.Column)}
