"""Stages: columns of our own that are evaluated before others can read them, and leave no trace in the result."""

from collections.abc import Collection, Mapping
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
    """The expressions that are columns already, by identity: there is nothing to evaluate in them."""

    def bare(self, column: nw.Expr) -> nw.Expr:
        """A column as it stands in the frame, which need not be placed."""
        self._bare[id(column)] = column
        return column

    def place(self, expr: nw.Expr, level: int) -> nw.Expr:
        """A column of our own, to be read from the next level on; what is a column already stays it."""
        if id(expr) in self._bare:
            return expr
        while len(self._levels) <= level:
            self._levels.append({})
        name = f"{self.prefix}{self._count}"
        self._count += 1
        self._levels[level][name] = expr
        return self.bare(nw.col(name))

    @property
    def size(self) -> int:
        """How many columns there are."""
        return self._count

    @property
    def names(self) -> list[str]:
        """What the columns are called."""
        return [name for level in self._levels for name in level]

    @property
    def top(self) -> int:
        """The level at which all columns placed so far can be read."""
        return len(self._levels)

    def alone(self, frame: Any, columns: Mapping[str, nw.Expr]) -> Any:
        """New columns alone; constants among them have as many rows as the frame."""
        return self._staged(frame).with_columns(**columns).select(*columns)

    def summary(self, frame: Any, columns: Mapping[str, nw.Expr]) -> Any:
        """One row of what is asked of whole columns."""
        return self._staged(frame).select(**columns)

    def beside(self, frame: Any, columns: Mapping[str, nw.Expr], dropped: Collection[str] = ()) -> Any:
        """A frame with new columns, and without some.

        The user's columns are never named: what one library takes for a name another takes for a pattern.
        """
        return self._staged(frame).with_columns(**columns).drop(*self.names, *dropped)

    def _staged(self, frame: Any) -> Any:
        for level in self._levels:
            if level:
                frame = frame.with_columns(**level)
        return frame
