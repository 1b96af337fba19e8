"""The facts of a history in SQL: the steps from a table of events to a row a customer."""

import datetime
from collections.abc import Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from crmrules.engines.sql.expressions import Called, Columns
from crmrules.engines.sql.histories.counting import counted
from crmrules.engines.sql.histories.events import EventReader
from crmrules.engines.sql.histories.log import happened, log_of
from crmrules.engines.sql.histories.placing import placed, takes_order
from crmrules.engines.sql.histories.rows import Making, Row
from crmrules.engines.sql.histories.said import said_of
from crmrules.engines.sql.histories.spans import SpanDays
from crmrules.engines.sql.holdings import Holding
from crmrules.engines.sql.parts import Column
from crmrules.engines.sql.steps import Names, Steps
from crmrules.engines.sql.tables import Tables
from crmrules.expressions.types import Kind
from crmrules.records.history.definition import History

TITLE = "history"
"""What the step is called in which facts stand."""


@frozen
class HistoryRows:
    """A row a customer, from which facts are made."""

    history: History
    source: exp.Table
    makings: Mapping[str, Making]

    def facts(self, steps: Steps) -> dict[str, Column]:
        """The facts, each in a column of its own of the first step."""
        columns = Columns({}, steps)
        return {
            name: columns.placed(make(columns), Called(name, TITLE, said_of(name, self.history.facts[name])))
            for name, make in self.makings.items()
        }


def history_rows(
    tables: Tables,
    table: exp.Table,
    history: History,
    kinds: Mapping[str, Kind],
    holdings: Mapping[str, Holding],
    as_of: datetime.date,
    known_at: datetime.date | None,
    wanted: Sequence[str],
) -> HistoryRows:
    """The rows of customers, whose facts are those that are wanted; raises `EngineError` for what SQL cannot tell."""
    steps = Steps(tables.dialect, Names(tables.dialect.most_name))
    aggregates = history.facts.values()
    has_spans = any(history.span_of(each) is not None for each in aggregates)
    in_order, counts_back = (
        has_spans or any(map(takes_order, aggregates)),
        has_spans or any(e.after for e in aggregates),
    )
    events = EventReader(history, kinds, steps, as_of, holdings, in_order, counts_back).read()
    last = tables.chain(steps, events.asked, table, [])
    row = Row(tables, log_of(tables, happened(tables, last, events, as_of, known_at), events, history, as_of))
    group = row.grouped("counted", row.log.table)
    spans: dict[str, SpanDays] = {}
    makings: dict[str, Making] = {}
    for name in wanted:
        aggregate = history.facts[name]
        span = history.span_of(aggregate)
        if span is not None:
            if aggregate.of not in spans:
                spans[aggregate.of] = SpanDays(row, aggregate.of, span)
            makings[name] = spans[aggregate.of].fact(name, aggregate)
        elif takes_order(aggregate):
            makings[name] = placed(row, name, aggregate, group)
        else:
            makings[name] = counted(row.log, name, aggregate, group)
    for each in (group, *(days.group for days in spans.values())):
        row.close(each)
    return HistoryRows(history, row.table(), makings)
