"""What is common to the statements of all kinds of policy: the table, its facts, and the result."""

import datetime
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import define, field
from sqlglot import exp

from crmrules.definitions.base import Definition
from crmrules.definitions.columns import column_name
from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.dialects import Dialect, dialect_of
from crmrules.engines.sql.door import Door
from crmrules.engines.sql.facts import FactColumns
from crmrules.engines.sql.histories.asked import Asked, shown
from crmrules.engines.sql.holdings import TableColumns, columns_of
from crmrules.engines.sql.listing import names_where
from crmrules.engines.sql.statement import (
    begun,
    check_names,
    kept_columns,
    statement,
    table_node,
    table_of,
)
from crmrules.engines.sql.steps import Names, Steps
from crmrules.engines.sql.tables import Tables
from crmrules.engines.sql.texts import comment_of
from crmrules.errors import EngineError
from crmrules.records.binding import Binding

D = TypeVar("D", bound=Definition)


@define
class Writing(Generic[D]):
    """A statement that is being written."""

    definition: D
    as_of: datetime.date | None
    tables: Tables
    source: exp.Table
    """The table whose rows it is about."""
    keep: tuple[str, ...]
    """The columns of the table that stand beside what the policy says."""
    steps: Steps
    door: Door
    facts: FactColumns[D]
    beside: Mapping[str, Sql] = field(factory=dict)
    """The facts of a history that stand there, too."""
    unread: bool = field(default=False)
    """Whether it is told which facts could not be read."""

    @property
    def dialect(self) -> Dialect:
        """The database that is written for."""
        return self.steps.dialect

    def finished(self, added: Mapping[str, Sql]) -> str:
        """The text of the statement, with new columns beside those that are kept."""
        if self.unread:
            name = column_name(self.definition.id, "unread")
            added = {**added, name: names_where(self.door.unread, self.dialect)}
        check_names([*self.keep, *self.beside], list(added), self.definition.id, self.dialect)
        header = self.definition.header
        day = f", as of {self.as_of.isoformat()}" if self.as_of is not None else ""
        head = f"{header.id} {header.version}: {header.title.en}{day}"
        text = statement(self.tables, self.source, self.keep, self.steps, {**self.beside, **added})
        return f"/* {comment_of(head)} */\n{text}\n"


def begin(
    definition: D,
    table: object,
    dialect: object,
    bind: Binding,
    as_of: datetime.date | None,
    *,
    columns: object = None,
    keep: object = None,
    tells: bool = False,
    known_at: datetime.date | None = None,
    says: bool = False,
    unread: bool = False,
) -> Writing[D]:
    """A statement over a table, its facts read.

    `columns` are those of the table where they are known, `keep` those that stay, and `tells` says whether it is asked
    what unknown values hang on, `says` whether sentences are filled, and `unread` whether it is told which facts could
    not be read. Where the binding has a history the table is one of events, and the rows are customers.
    Raises `EngineError` for what cannot be written, and `BindingError` for a binding that does not fit.
    """
    parts = table_of(table)
    tables = begun(parts, dialect_of(dialect))
    known = columns_of(columns, tables.dialect)
    source, names = table_node(parts), Names(tables.dialect.most_name)
    steps = Steps(tables.dialect, names)
    if bind.history is None:
        if known_at is not None:
            message = "asks when events were recorded, and the binding has no history"
            raise EngineError.of("`known_at`", message, "leave it out, or give a binding with [history]")
        door = Door(definition, bind, steps, known, tells, says=says)
        kept = kept_columns(keep, door.read_columns, known.names)
        for each in kept:
            names.take(each)
        facts: FactColumns[Any] = FactColumns(definition, as_of, door.read(), steps, tells, says)
        return Writing(definition, as_of, tables, source, kept, steps, door, facts, unread=unread)
    asked = Asked(tables, bind, as_of, known_at, known)
    kept = asked.kept(keep)
    names.take(asked.customer)
    rows = asked.rows(source, [*kept, *asked.read_by(definition, says)])
    given = rows.facts(steps)
    door = Door(definition, bind, steps, TableColumns(asked.columns), tells, given, says=says)
    facts = FactColumns(definition, as_of, door.read(), steps, tells, says)
    beside = {each: shown(given[each], tables.dialect) for each in kept if each in given}
    customer = tuple(each for each in kept if each not in given)
    return Writing(definition, as_of, tables, rows.source, customer, steps, door, facts, beside, unread)
