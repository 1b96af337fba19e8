"""Two-valued logic over columns that are never null, with what is settled at once left out."""

from typing import TypeAlias

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import Constant, Part, balanced, is_unknown

Bool: TypeAlias = bool | nw.Expr


def is_true(part: Part) -> Bool:
    """Whether a condition is true."""
    if isinstance(part, Constant):
        return part.value is True
    return part.expr if part.is_known else part.expr.fill_null(False)


def is_false(part: Part) -> Bool:
    """Whether a condition is false."""
    if isinstance(part, Constant):
        return part.value is False
    return ~part.expr if part.is_known else ~part.expr.fill_null(True)


def is_open(part: Part) -> Bool:
    """Whether a condition that has been placed is unknown."""
    if isinstance(part, Constant):
        return part.value is None
    return False if part.is_known else is_unknown(part.expr, part.family)


def both(*parts: Bool) -> Bool:
    """*and*; true for none."""
    if any(part is False for part in parts):
        return False
    exprs = [part for part in parts if not isinstance(part, bool)]
    return balanced(exprs, conjunction=True) if exprs else True


def either(*parts: Bool) -> Bool:
    """*or*; false for none."""
    if any(part is True for part in parts):
        return True
    exprs = [part for part in parts if not isinstance(part, bool)]
    return balanced(exprs, conjunction=False) if exprs else False


def no(part: Bool) -> Bool:
    """*not*."""
    return not part if isinstance(part, bool) else ~part


def column(part: Bool) -> nw.Expr:
    """The truth as a column."""
    return nw.lit(part) if isinstance(part, bool) else part
