"""A statement of facts alone: a row a customer, from a table of events."""

import datetime

from crmrules.engines.sql.dialects import dialect_of
from crmrules.engines.sql.histories.asked import Asked, shown
from crmrules.engines.sql.holdings import columns_of
from crmrules.engines.sql.statement import begun, check_names, statement, table_node, table_of
from crmrules.engines.sql.steps import Names, Steps
from crmrules.records.binding import Binding


def facts_sql(
    bind: Binding,
    table: object,
    dialect: object,
    as_of: datetime.date,
    known_at: datetime.date | None,
    columns: object,
) -> str:
    """The facts of each customer at the end of a day; raises as `Binding.sql` says."""
    parts = table_of(table)
    tables = begun(parts, dialect_of(dialect))
    asked = Asked(tables, bind, as_of, known_at, columns_of(columns, tables.dialect))
    steps = Steps(tables.dialect, Names(tables.dialect.most_name))
    steps.names.take(asked.customer)
    rows = asked.rows(table_node(parts), asked.columns)
    facts = {name: shown(each, tables.dialect) for name, each in rows.facts(steps).items()}
    check_names([asked.customer], [*facts], "the binding", tables.dialect)
    known = "" if known_at is None else f", known at {known_at.isoformat()}"
    text = statement(tables, rows.source, [asked.customer], steps, facts)
    return f"/* facts of customers, as of {as_of.isoformat()}{known} */\n{text}\n"
