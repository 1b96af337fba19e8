"""What is asked of a policy in SQL."""

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

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
    unread: bool
    """Whether it is told which facts could not be read."""

    def begin(self, definition: D, tells: bool = False, says: bool = False) -> "Writing[D]":
        """The statement, its facts read; `tells` says whether it is asked what unknown values hang on, and `says`
        whether sentences are filled."""
        from crmrules.engines.sql.writing import begin

        asked = (self.table, self.dialect, self.bind, self.as_of)
        told: dict[str, Any] = {"known_at": self.known_at, "tells": tells, "says": says, "unread": self.unread}
        return begin(definition, *asked, columns=self.columns, keep=self.keep, **told)
