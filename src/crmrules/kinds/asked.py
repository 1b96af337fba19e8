"""What is asked of a policy in SQL."""

import datetime
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from crmrules.definitions.base import Definition

if TYPE_CHECKING:
    from crmrules.engines.sql.writing import Writing
    from crmrules.records.binding import Binding

D = TypeVar("D", bound=Definition)


@frozen
class AskedTable:
    """What a call of `sql` asks: of which table, in which database."""

    table: object
    dialect: object
    bind: "Binding"
    as_of: datetime.date | None
    columns: object
    keep: object
    known_at: datetime.date | None
    """For events of a history: only those recorded by the end of that day are known."""

    def begin(self, definition: D, tells: bool = False) -> "Writing[D]":
        """The statement, its facts read; `tells` says whether it is asked what unknown values hang on."""
        from crmrules.engines.sql.writing import begin

        asked = (self.table, self.dialect, self.bind, self.as_of)
        return begin(definition, *asked, columns=self.columns, keep=self.keep, tells=tells, known_at=self.known_at)
