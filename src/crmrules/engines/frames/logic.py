"""Two-valued logic over columns that are never null, with what is settled at once left out."""

from typing import TypeAlias

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import all_true, any_true
from crmrules.engines.logic import TwoValued

Bool: TypeAlias = bool | nw.Expr

LOGIC: TwoValued[nw.Expr] = TwoValued(all_true, any_true)
both, either, no = LOGIC.both, LOGIC.either, LOGIC.no


def column(part: Bool) -> nw.Expr:
    """The truth as a column."""
    return nw.lit(part) if isinstance(part, bool) else part
