"""Conditions as values: a boolean, or a bit in databases whose columns hold no booleans."""

from crmrules.engines.sql.build import FALSE, TRUE, Sql, case, coalesce, literal
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.steps import Steps


def value_of(truth: Sql, dialect: Dialect) -> Sql:
    """A condition as a value, null where it is unknown."""
    if dialect.has_booleans:
        return truth
    if truth.bit is not None:
        return truth.bit
    if truth.node in (TRUE.node, FALSE.node):
        return literal(int(truth.node == TRUE.node))
    return case([(truth, 1), (~truth, 0)])


def truth_of(value: Sql, dialect: Dialect) -> Sql:
    """What a boolean, or a bit, says, as a condition."""
    return value if dialect.has_booleans else Sql((value == 1).node, value)


def placed(truth: Sql, steps: Steps, level: int, name: str, title: str, comment: str = "") -> Sql:
    """A condition in a column of our own, read as a condition."""
    return truth_of(steps.place(value_of(truth, steps.dialect), level, name, title, comment), steps.dialect)


def is_true(truth: Sql, dialect: Dialect) -> Sql:
    """Where a condition is true; never null."""
    if dialect.has_booleans:
        return coalesce(truth, False)
    return coalesce(value_of(truth, dialect), 0) == 1


def is_false(truth: Sql, dialect: Dialect) -> Sql:
    """Where a condition is false; never null."""
    if dialect.has_booleans:
        return ~coalesce(truth, True)
    return coalesce(value_of(truth, dialect), 1) == 0


def is_unknown(truth: Sql, dialect: Dialect) -> Sql:
    """Where a condition is unknown; never null."""
    return value_of(truth, dialect).is_null()
