"""Rows on which something is so: the logic of a walk, over columns or in SQL, placed one after the other."""

from abc import abstractmethod
from typing import Any, ClassVar, Generic, TypeAlias

from attrs import define, field, frozen

from crmrules.engines.logic import E, TwoValued


@frozen(eq=False)
class Where(Generic[E]):
    """Some rows, as a condition that is never null."""

    condition: E
    level: int
    """How many of those that are placed must be there before it can be asked."""
    depth: int = field(default=0)
    """How many steps of logic are nested in it."""


Rows: TypeAlias = bool | Where[E]
"""All rows, none, or some."""


@define
class RowLogic(Generic[E]):
    """*and*, *or* and *not* of rows; what is nested deeply gets a column of its own."""

    logic: ClassVar[TwoValued[Any]]
    """That of the conditions."""
    deep: ClassVar[int]
    """How many steps of logic are nested before they get a column of their own."""

    @abstractmethod
    def kept(self, part: Rows[E]) -> Rows[E]:
        """The same rows, in a column of their own where that makes them easier to ask for."""

    def both(self, *parts: Rows[E]) -> Rows[E]:
        """*and*; all rows of none."""
        return self._joined(self.logic.both(*map(bool_of, parts)), parts)

    def either(self, *parts: Rows[E]) -> Rows[E]:
        """*or*; no rows of none."""
        return self._joined(self.logic.either(*map(bool_of, parts)), parts)

    def no(self, part: Rows[E]) -> Rows[E]:
        """*not*."""
        return self._joined(self.logic.no(bool_of(part)), (part,))

    def _joined(self, made: bool | E, parts: tuple[Rows[E], ...]) -> Rows[E]:
        if isinstance(made, bool):
            return made
        read = [part for part in parts if isinstance(part, Where)]
        depth = max(part.depth for part in read) + (len(read) > 1)
        joined = Where(made, max(part.level for part in read), depth)
        return self.kept(joined) if depth >= self.deep else joined


def bool_of(rows: Rows[E]) -> bool | E:
    """The condition of some rows."""
    return rows if isinstance(rows, bool) else rows.condition


def level_of_rows(*rows: Rows[E]) -> int:
    """The level at which all of them are there."""
    return max((each.level for each in rows if isinstance(each, Where)), default=0)
