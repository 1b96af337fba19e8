"""The logic of a walk in SQL: rows on which something is so, of columns placed one step after the other."""

from typing import TypeAlias

from attrs import define, field, frozen

from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.logic import Bool, both, either, no
from crmrules.engines.sql.parts import Column, Constant, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.truths import is_false, is_true, is_unknown, placed

_DEEP = 6
"""How many steps of logic are nested before they get a column of their own."""


@frozen(eq=False)
class Where:
    """Some rows, as a condition that is never null."""

    sql: Sql
    level: int
    """How many steps must have run before it can be read."""
    depth: int = field(default=0)
    """How many steps of logic are nested in it."""


Rows: TypeAlias = bool | Where
"""All rows, none, or some."""


@define
class RowLogic:
    """*and*, *or* and *not* of rows; what is nested deeply gets a column of its own."""

    steps: Steps

    def is_true(self, part: Part) -> Rows:
        """The rows on which a condition is true."""
        if isinstance(part, Constant):
            return part.value is True
        return Where(part.sql if part.sure else is_true(part.sql, self.steps.dialect), part.own_level)

    def is_false(self, part: Part) -> Rows:
        """The rows on which a condition is false."""
        if isinstance(part, Constant):
            return part.value is False
        return Where(~part.sql if part.sure else is_false(part.sql, self.steps.dialect), part.own_level)

    def is_open(self, part: Part) -> Rows:
        """The rows on which a condition is unknown."""
        if isinstance(part, Constant):
            return part.value is None
        assert isinstance(part, Column)
        return False if part.sure else Where(is_unknown(part.sql, self.steps.dialect), part.own_level)

    def both(self, *parts: Rows) -> Rows:
        """*and*; all rows of none."""
        return self._joined(both(*map(bool_of, parts)), parts)

    def either(self, *parts: Rows) -> Rows:
        """*or*; no rows of none."""
        return self._joined(either(*map(bool_of, parts)), parts)

    def no(self, part: Rows) -> Rows:
        """*not*."""
        return self._joined(no(bool_of(part)), (part,))

    def kept(self, part: Rows) -> Rows:
        """The same rows, in a column of their own unless they are next to nothing to ask for."""
        if isinstance(part, bool) or part.depth < 2:
            return part
        return Where(placed(part.sql, self.steps, part.level, "when", ""), part.level + 1)

    def _joined(self, made: Bool, parts: tuple[Rows, ...]) -> Rows:
        if isinstance(made, bool):
            return made
        read = [part for part in parts if isinstance(part, Where)]
        depth = max(part.depth for part in read) + (len(read) > 1)
        joined = Where(made, max(part.level for part in read), depth)
        return self.kept(joined) if depth >= _DEEP else joined


def bool_of(rows: Rows) -> Bool:
    """The condition of some rows."""
    return rows if isinstance(rows, bool) else rows.sql


def level_of_rows(*rows: Rows) -> int:
    """The level at which all of them are there."""
    return max((each.level for each in rows if isinstance(each, Where)), default=0)
