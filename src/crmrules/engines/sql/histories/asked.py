"""What a statement asks of a history: which facts, of which customers, on which day."""

import datetime
from collections.abc import Sequence

from attrs import frozen
from sqlglot import exp

from crmrules.definitions.base import Definition
from crmrules.engines.sql.build import Sql, case
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.histories.facts import HistoryRows, history_rows
from crmrules.engines.sql.holdings import TableColumns
from crmrules.engines.sql.parts import Column, Family
from crmrules.engines.sql.tables import Tables
from crmrules.engines.sql.truths import value_of
from crmrules.errors import AsOfError, EngineError, did_you_mean
from crmrules.expressions.accept import shown as shown_value
from crmrules.records.binding import Binding
from crmrules.records.history.definition import History
from crmrules.records.history.events import check_columns


@frozen
class Asked:
    """A history in a statement. Raises `AsOfError` without a day, `BindingError` for a binding that does not fit."""

    tables: Tables
    bind: Binding
    as_of: datetime.date | None
    known_at: datetime.date | None
    table: TableColumns
    """What is told of the columns of the table of events."""

    def __attrs_post_init__(self) -> None:
        if self.as_of is None:
            raise AsOfError.of(
                "binding, history",
                "its facts depend on the day",
                "give `as_of`, such as --as-of 2026-07-01 on the command line",
            )
        if self.table.names is not None:
            check_columns(self.history, self.table.names)

    @property
    def history(self) -> History:
        """The history of the binding."""
        return self.bind.needed_history

    @property
    def customer(self) -> str:
        """What the column of the customer is called."""
        return self.history.customer

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a row of facts has."""
        return (self.customer, *self.history.facts)

    def kept(self, keep: object) -> tuple[str, ...]:
        """What stands beside the answer: the customer, or what is asked for of customer and facts.

        Raises `EngineError` for anything else.
        """
        if keep is None:
            return (self.customer,)
        if isinstance(keep, str) or not isinstance(keep, Sequence) or not all(isinstance(each, str) for each in keep):
            remedy = f'give a list such as ["{self.customer}"]'
            raise EngineError.of("`keep`", f"{shown_value(keep)} is no list of columns", remedy)
        for each in keep:
            if each not in self.columns:
                message = f"a row of facts has no column `{each}`"
                raise EngineError.of("`keep`", message, did_you_mean(each, self.columns))
        return tuple(dict.fromkeys(keep))

    def read_by(self, definition: Definition, says: bool) -> list[str]:
        """The facts of the history that a policy reads, and where it is to say why those that its sentences name."""
        bound = self.bind.facts
        facts = [each.name for each in (definition.said_facts if says else definition.read_facts)]
        return [name for fact in facts for name in (sorted(bound[fact].columns) if fact in bound else [fact])]

    def rows(self, table: exp.Table, facts: Sequence[str]) -> HistoryRows:
        """The rows of customers with some facts, in the order of the history."""
        assert self.as_of is not None
        wanted = [each for each in self.history.facts if each in facts]
        held = (self.bind.columns, self.table.holdings)
        return history_rows(self.tables, table, self.history, *held, self.as_of, self.known_at, wanted)


def shown(fact: Column, dialect: Dialect) -> Sql:
    """A fact as it stands in the result; a quotient of NUMERIC divided."""
    if fact.family is Family.BOOL:
        return value_of(fact.sql, dialect)
    return fact.sql if fact.over is None else case([(fact.over != 0, fact.sql / fact.over)])
