"""The logic of a walk in SQL: rows on which a condition is true, false or unknown."""

from typing import ClassVar, TypeAlias

from attrs import define

from crmrules.engines.logic import TwoValued
from crmrules.engines.rows import RowLogic as Logic
from crmrules.engines.rows import Where
from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.logic import LOGIC
from crmrules.engines.sql.parts import Column, Constant, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.truths import is_false, is_true, is_unknown, placed

Rows: TypeAlias = bool | Where[Sql]
"""All rows, none, or some."""


@define
class RowLogic(Logic[Sql]):
    """The logic of rows of one table."""

    logic: ClassVar[TwoValued[Sql]] = LOGIC
    deep: ClassVar[int] = 6

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

    def kept(self, part: Rows) -> Rows:
        """The same rows, in a column of their own unless they are next to nothing to ask for."""
        if isinstance(part, bool) or part.depth < 2:
            return part
        return Where(placed(part.condition, self.steps, part.level, "when", ""), part.level + 1)
