"""Two-valued logic over columns that are never null, with what is settled at once left out."""

from typing import TypeAlias

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import balanced

Bool: TypeAlias = bool | nw.Expr


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
