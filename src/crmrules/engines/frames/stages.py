"""Stages: columns of our own that are reckoned before others can read them, and leave no trace in the result."""

from collections.abc import Iterable
from typing import Any

import narwhals.stable.v2 as nw
from attrs import define, field


@define
class Stages:
    """Columns by level: each level reads only those below it."""

    prefix: str
    """What no column of the user's begins with."""
    _levels: list[dict[str, nw.Expr]] = field(factory=list)
    _count: int = field(default=0)
    _bare: dict[int, nw.Expr] = field(factory=dict)
    """The expressions that are columns already, by identity: there is nothing to reckon in them."""

    def column(self, name: str) -> nw.Expr:
        """A column, which need not be placed."""
        expr = nw.col(name)
        self._bare[id(expr)] = expr
        return expr

    @classmethod
    def beside(cls, columns: Iterable[str]) -> "Stages":
        """Stages whose columns are none of the user's."""
        return cls(_free_prefix(columns))

    def place(self, expr: nw.Expr, level: int) -> nw.Expr:
        """A column of our own, to be read from the next level on; what is a column already stays it."""
        if id(expr) in self._bare:
            return expr
        while len(self._levels) <= level:
            self._levels.append({})
        name = f"{self.prefix}{self._count}"
        self._count += 1
        self._levels[level][name] = expr
        return self.column(name)

    @property
    def top(self) -> int:
        """The level at which all columns placed so far can be read."""
        return len(self._levels)

    def run(self, frame: Any, columns: dict[str, nw.Expr], kept: Iterable[str]) -> Any:
        """The kept columns of a frame, and the new ones."""
        for level in self._levels:
            if level:
                frame = frame.with_columns(**level)
        return frame.select(*kept, **columns)


def _free_prefix(columns: Iterable[str]) -> str:
    """A prefix that none of the columns has, in whatever case."""
    prefix = "__rules_"
    taken = [name.lower() for name in columns]
    while any(name.startswith(prefix) for name in taken):
        prefix = f"_{prefix}"
    return prefix
