"""What is common to the statements of all kinds of policy: the table, its facts, and the result."""

import datetime
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import define

from crmrules.definitions.base import Definition
from crmrules.engines.sql.build import Sql
from crmrules.engines.sql.dialects import Dialect, dialect_of
from crmrules.engines.sql.door import Door
from crmrules.engines.sql.facts import FactColumns
from crmrules.engines.sql.statement import check_names, columns_of, kept_columns, statement, table_of
from crmrules.engines.sql.steps import Names, Steps
from crmrules.records.binding import Binding

D = TypeVar("D", bound=Definition)


@define
class Writing(Generic[D]):
    """A statement that is being written."""

    definition: D
    as_of: datetime.date | None
    table: tuple[str, ...]
    keep: tuple[str, ...]
    """The columns of the table that stand beside what the policy says."""
    steps: Steps
    door: Door
    facts: FactColumns[D]

    @property
    def dialect(self) -> Dialect:
        """The database that is written for."""
        return self.steps.dialect

    def finished(self, added: Mapping[str, Sql]) -> str:
        """The text of the statement, with new columns beside those that are kept."""
        check_names(self.keep, list(added), self.definition.id, self.dialect)
        header = self.definition.header
        day = f", as of {self.as_of.isoformat()}" if self.as_of is not None else ""
        head = f"{header.id} {header.version}: {header.title.en}{day}"
        return statement(self.table, self.keep, self.steps, added, head)


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
) -> Writing[D]:
    """A statement over a table, its facts read.

    `columns` are those of the table where they are known, `keep` those that stay, and `tells` says whether it is asked
    what unknown values hang on. Raises `EngineError` for what cannot be written, and `BindingError` for a binding that
    does not fit.
    """
    parts, known = table_of(table), columns_of(columns)
    names = Names(dialect_of(dialect).most_name)
    steps = Steps(dialect_of(dialect), names)
    door = Door(definition, bind, steps, known, tells)
    kept = kept_columns(keep, door.read_columns, known)
    for each in kept:
        names.take(each)
    facts: FactColumns[Any] = FactColumns(definition, as_of, door.read(), steps, tells)
    return Writing(definition, as_of, parts, kept, steps, door, facts)
