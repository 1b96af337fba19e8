"""The logic of a walk over columns: rows on which something is so, of columns placed one after the other."""

from typing import TypeAlias

import narwhals.stable.v2 as nw
from attrs import define, field, frozen

from crmrules.engines.frames.logic import Bool, both, either, no
from crmrules.engines.frames.parts import Constant, Part, is_unknown
from crmrules.engines.frames.stages import Stages

_DEEP = 12
"""How many steps of logic are nested before they get a column of their own."""


@frozen(eq=False)
class Where:
    """Some rows, as a column of truths that is never null."""

    expr: nw.Expr
    level: int
    """How many stages must have run before it can be reckoned."""
    depth: int = field(default=0)
    """How many steps of logic are nested in it."""


Rows: TypeAlias = bool | Where
"""All rows, none, or some."""


@define
class RowLogic:
    """*and*, *or* and *not* of rows; what is nested deeply gets a column of its own."""

    stages: Stages

    def is_true(self, part: Part) -> Rows:
        """The rows on which a condition is true."""
        if isinstance(part, Constant):
            return part.value is True
        return Where(part.expr if part.is_known else part.expr.fill_null(False), part.level)

    def is_false(self, part: Part) -> Rows:
        """The rows on which a condition is false."""
        if isinstance(part, Constant):
            return part.value is False
        return Where(~part.expr if part.is_known else ~part.expr.fill_null(True), part.level)

    def is_open(self, part: Part) -> Rows:
        """The rows on which a condition that has been placed is unknown."""
        if isinstance(part, Constant):
            return part.value is None
        return False if part.is_known else Where(is_unknown(part.expr, part.family), part.level)

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
        """The same rows, in a column of their own."""
        if isinstance(part, bool):
            return part
        return Where(self.stages.place(part.expr, part.level), part.level + 1)

    def _joined(self, made: Bool, parts: tuple[Rows, ...]) -> Rows:
        if isinstance(made, bool):
            return made
        read = [part for part in parts if isinstance(part, Where)]
        depth = max(part.depth for part in read) + (len(read) > 1)
        joined = Where(made, max(part.level for part in read), depth)
        return self.kept(joined) if depth >= _DEEP else joined


def bool_of(rows: Rows) -> Bool:
    """The column of some rows."""
    return rows if isinstance(rows, bool) else rows.expr


def level_of_rows(*rows: Rows) -> int:
    """The level at which all of them are there."""
    return max((each.level for each in rows if isinstance(each, Where)), default=0)
