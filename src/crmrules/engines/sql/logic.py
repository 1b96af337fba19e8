"""Two-valued logic over conditions that are never null, with what is settled at once left out."""

from typing import TypeAlias

from crmrules.engines.sql.build import FALSE, TRUE, Sql, all_of, any_of

Bool: TypeAlias = bool | Sql


def both(*parts: Bool) -> Bool:
    """*and*; true of none."""
    if any(part is False for part in parts):
        return False
    found = [part for part in parts if isinstance(part, Sql)]
    return all_of(found) if found else True


def either(*parts: Bool) -> Bool:
    """*or*; false of none."""
    if any(part is True for part in parts):
        return True
    found = [part for part in parts if isinstance(part, Sql)]
    return any_of(found) if found else False


def no(part: Bool) -> Bool:
    """*not*."""
    return not part if isinstance(part, bool) else ~part


def condition(part: Bool) -> Sql:
    """The truth as a condition."""
    return part if isinstance(part, Sql) else TRUE if part else FALSE
