"""Two-valued logic over conditions that are never null, with what is settled at once left out."""

from typing import TypeAlias

from crmrules.engines.logic import TwoValued
from crmrules.engines.sql.build import FALSE, TRUE, Sql, all_of, any_of

Bool: TypeAlias = bool | Sql

LOGIC: TwoValued[Sql] = TwoValued(all_of, any_of)
both, either, no = LOGIC.both, LOGIC.either, LOGIC.no


def condition(part: Bool) -> Sql:
    """The truth as a condition."""
    return part if isinstance(part, Sql) else TRUE if part else FALSE
