"""What is found of each customer: grouped from events, and put side by side into one row."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from attrs import define, evolve, field, frozen
from sqlglot import exp

from crmrules.engines.sql.build import FALSE, NULL, TRUE, Node, Sql, all_of, any_of, case, when_true
from crmrules.engines.sql.cells import SOURCE
from crmrules.engines.sql.expressions import Columns
from crmrules.engines.sql.histories.log import Log
from crmrules.engines.sql.histories.pieces import CUSTOMER, column, joined_on
from crmrules.engines.sql.parts import Column, Constant, Family, Part
from crmrules.engines.sql.steps import Names
from crmrules.engines.sql.tables import Tables, said
from crmrules.engines.sql.truths import is_true, is_unknown, truth_of, value_of
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.records.history.aggregates import Aggregate

Making: TypeAlias = Callable[[Columns], Column]
"""Makes a fact of what was found, which it reads from one row."""


@define
class Grouped:
    """What is reckoned of each customer from the rows of a table."""

    title: str
    source: Node
    names: Names
    """The names that columns of the row have, whatever table they come from."""
    columns: list[Node] = field(factory=list)
    found: dict[str, str] = field(factory=dict)
    """What each column is called, by what it was to be called and what it is."""
    customer: Sql = field(factory=lambda: column(CUSTOMER))

    def add(self, name: str, sql: Sql, comment: str = "") -> Sql:
        """A column that is reckoned, as it is read from the row."""
        wanted = f"{name} {sql.node.sql()}"  # asked again it is the same
        if wanted not in self.found:
            self.found[wanted] = self.names.free(name)
            self.columns.append(said(self.found[wanted], sql.node, comment))
        return column(self.found[wanted], SOURCE)


@define
class Row:
    """The row of a customer, as it is put together."""

    tables: Tables
    log: Log
    names: Names = field(init=False)
    groups: list[tuple[exp.Table, list[str]]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.names = Names(self.tables.dialect.most_name)
        for name in (CUSTOMER, self.log.history.customer, *self.log.windows.columns):
            self.names.take(name)

    def grouped(self, title: str, source: Node) -> Grouped:
        """What will be reckoned from a table."""
        return Grouped(title, source, self.names)

    def close(self, group: Grouped) -> exp.Table | None:
        """The table of what is reckoned, a row a customer that has any; None where nothing is asked."""
        if not group.columns:
            return None
        query = exp.select(group.customer.node, *group.columns).from_(group.source).group_by(group.customer.node)
        table = self.tables.add(group.title, query)
        self.groups.append((table, [*group.found.values()]))
        return table

    def table(self) -> exp.Table:
        """The rows of all customers."""
        customers = self.log.customers
        own = [column(name, customers.name).node for name in self.log.windows.columns]
        customer = said(self.log.history.customer, column(CUSTOMER, customers.name).node)
        query = exp.select(customer, *own).from_(customers)
        for table, found in self.groups:
            query = query.select(*(column(name, table.name).node for name in found))
            query = joined_on(query, customers.name, table)
        return self.tables.add("found", query)


@frozen
class Choice:
    """The events that an aggregate is of."""

    sure: Sql
    maybe: Sql | None
    """Those of which nobody knows whether `where` is true of them; None where there are none."""

    @property
    def any(self) -> Sql:
        """Both together."""
        return self.sure if self.maybe is None else any_of([self.sure, self.maybe])


def choice_of(log: Log, aggregate: Aggregate) -> Choice:
    """The events of an aggregate, as conditions over rows of the log."""
    events, dialect = log.events, log.dialect
    window = log.windows.of(aggregate)
    inside = [events.is_of((aggregate.of,), dialect), window.holds(events.day, events.ago, log.windows.as_of, dialect)]
    parts = [each for each in inside if each is not None]
    if aggregate.where is None:
        return Choice(_all(parts), None)
    truth: Part = events.wheres[aggregate.where]
    if isinstance(truth, Constant):
        return Choice(_all(parts) if truth.value is True else FALSE, _all(parts) if truth.value is None else None)
    sure = all_of([*parts, when_true(is_true(truth.sql, dialect))])
    return Choice(sure, None if truth.sure else all_of([*parts, is_unknown(truth.sql, dialect)]))


def _all(parts: Sequence[Sql]) -> Sql:
    return all_of(parts) if parts else TRUE


def known_unless(made: Column, blocked: Sequence[Sql | None], columns: Columns) -> Column:
    """A column, null where any of some conditions is true; one that is null stands for false."""
    told = [each for each in blocked if each is not None]
    if not told:
        return made
    where = any_of(told)
    if made.family is not Family.BOOL:
        return evolve(made, sql=case([(where, NULL)], made.sql), sure=False)
    value = value_of(made.sql, columns.dialect)
    return evolve(made, sql=truth_of(case([(where, NULL)], value), columns.dialect), sure=False)


def integer(sql: Sql) -> Column:
    """A whole number."""
    return Column(Family.NUMBER, sql, is_integer=True, most=MAX_WHOLE, largest=float(MAX_WHOLE), digits=1)
