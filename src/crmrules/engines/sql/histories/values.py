"""The value of an event, as columns that can be summed, ordered and counted."""

from attrs import field, frozen

from crmrules.engines import bounds
from crmrules.engines.bounds import UNIT, Bound, Size
from crmrules.engines.sql.build import NULL, Sql, case, literal
from crmrules.engines.sql.expressions import Called, Columns, sql_of
from crmrules.engines.sql.parts import Column, Family, Part, family_of, number
from crmrules.errors import EngineError
from crmrules.expressions.render import render
from crmrules.expressions.tree import Expression

_TITLE = "values"
ADDED = 1024.0
"""How many roundings a sum is taken to have at most, each of a part of all that is added up."""


@frozen
class Value:
    """The value of an event: a column, or what is the same for all of them."""

    part: Column
    sql: Sql
    """The column, a boolean as 1 or 0, which databases can compare by size."""
    error: Sql | None = field(default=None)
    """Of a reckoned float how far it may be off, in units of `UNIT`."""

    @property
    def columns(self) -> list[Sql]:
        """The columns that hold it."""
        return [self.sql, *([] if self.error is None else [self.error])]

    @property
    def is_reckoned(self) -> bool:
        """Whether equal numbers need not be equal floats."""
        return self.part.bound is not None

    def picked(self, sql: Sql, error: Sql | None) -> Column:
        """One of the values, or the least or the greatest; `error` is the most that any of them may be off."""
        part = self.part
        if part.family is Family.BOOL:
            return Column(Family.BOOL, Sql((sql == 1).node, sql))
        bound: Bound[Sql] | None = None if error is None else Bound(0.0, {id(error): Size(1.0, error, error)})
        return Column(
            part.family, sql, is_integer=part.is_integer, digits=part.digits, bound=bound, most=part.most,
            largest=part.largest,
        )  # fmt: skip


def value_of(part: Part, expression: Expression, columns: Columns) -> Value:
    """The value that an expression gives; raises `EngineError` where it is a quotient that NUMERIC does not hold."""
    made = _as_column(part, columns)
    if made.over is not None:
        message = f"`{render(expression)}` divides, and NUMERIC has no quotients that can be added up or compared"
        raise EngineError.of("dialect `postgres`", message, "let a view of the database hold the value")
    sql = made.sql
    if made.family is Family.BOOL:
        sql = columns.steps.place(case([(sql, 1), (~sql, 0)]), made.own_level, "value_bit", _TITLE)
        return Value(made, sql)
    if made.bound is None:
        return Value(made, sql)
    size = bounds.error(made.bound, sql.abs()) * literal(1 / UNIT)
    return Value(made, sql, columns.steps.place(size, made.own_level, "value_error", _TITLE))


def _as_column(part: Part, columns: Columns) -> Column:
    """The part as a column, also where it is the same for all events."""
    if isinstance(part, Column):
        return part
    family, called = family_of(part), Called("value", _TITLE)
    if family is None:
        return columns.placed(Column(Family.NUMBER, NULL.cast("DOUBLE")), called)
    if family is Family.NUMBER:
        return columns.placed(columns.numbers.constant(number(part)), called)
    return columns.placed(Column(family, sql_of(part, columns.dialect)), called)
