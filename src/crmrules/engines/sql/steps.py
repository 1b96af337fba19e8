"""The steps of a statement: columns of our own that are evaluated before others can read them."""

from collections.abc import Iterable, Sequence

from attrs import define, field, frozen
from sqlglot import exp

from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.dialects import Dialect
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


@frozen
class Placed:
    """A column of our own."""

    name: str
    sql: Sql
    comment: str = field(default="")


@define
class Step:
    """Columns that read only those of the steps before."""

    title: str = field(default="")
    """What its columns are, such as "rules"; where they are several things the last that was said."""
    columns: list[Placed] = field(factory=list)


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
        while len(self.levels) <= level:
            self.levels.append(Step())
        step = self.levels[level]
        free = self.names.free(name)
        step.columns.append(Placed(free, sql, comment))
        step.title = title or step.title
        column = Sql(exp.column(name_of(free, "a column of our own")))
        self._bare[id(column)] = column
        return column

    def written(self, asked: Iterable[Sql], taken: Sequence[str]) -> list[tuple[str, Step]]:
        """Each step with the columns that what is asked reads, under a name that no other one has, and none taken."""
        names = Names(self.dialect.most_name)
        for each in taken:
            names.take(each)
        read = {name for sql in asked for name in _read_by(sql)}
        needed: list[Step] = []
        for step in reversed(self.levels):
            columns = [column for column in step.columns if column.name in read]
            read |= {name for column in columns for name in _read_by(column.sql)}
            needed.append(Step(step.title, columns))
        return [(names.free(step.title or "step"), step) for step in reversed(needed) if step.columns]

    @property
    def top(self) -> int:
        """The level at which all columns placed so far can be read."""
        return len(self.levels)


def _read_by(sql: Sql) -> set[str]:
    """The names of the columns that are read."""
    return {column.name for column in sql.node.find_all(exp.Column)}
