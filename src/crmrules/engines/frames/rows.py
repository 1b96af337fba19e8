"""The logic of a walk over columns: rows on which a condition is true, false or unknown."""

from typing import ClassVar, TypeAlias

import narwhals.stable.v2 as nw
from attrs import define

from crmrules.engines.frames.logic import LOGIC
from crmrules.engines.frames.parts import Constant, Part, is_unknown
from crmrules.engines.frames.stages import Stages
from crmrules.engines.logic import TwoValued
from crmrules.engines.rows import RowLogic as Logic
from crmrules.engines.rows import Where

Rows: TypeAlias = bool | Where[nw.Expr]
"""All rows, none, or some."""


@define
class RowLogic(Logic[nw.Expr]):
    """The logic of rows of one frame."""

    logic: ClassVar[TwoValued[nw.Expr]] = LOGIC
    deep: ClassVar[int] = 12

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

    def kept(self, part: Rows) -> Rows:
        """The same rows, in a column of their own."""
        if isinstance(part, bool):
            return part
        return Where(self.stages.place(part.condition, part.level), part.level + 1)
