"""The events that count: those that had happened and were known, each once, since the log is complete."""

import datetime

from attrs import frozen
from sqlglot import exp

from crmrules.engines.sql.build import Node, Sql, all_of, any_of
from crmrules.engines.sql.days import day_of, days_between, later
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.histories.events import EventColumns
from crmrules.engines.sql.histories.pieces import CUSTOMER, column, greatest, joined_on, least, ordered, over
from crmrules.engines.sql.histories.windows import Anchored, Windows
from crmrules.engines.sql.steps import Names, Steps
from crmrules.engines.sql.tables import Tables, said
from crmrules.errors import AsOfError, EngineError
from crmrules.records.history.aggregates import Period, PeriodUnit
from crmrules.records.history.definition import History

_COPY, _JOINED = "copy", "joined_day"
_TRUE = Sql(exp.true())


@frozen
class Log:
    """The events of a history, and a row a customer with what windows hang on."""

    history: History
    dialect: Dialect
    events: EventColumns
    table: exp.Table
    """The events since the log is complete; windows that begin after an event stand beside them."""
    customers: exp.Table
    windows: Windows


def happened(
    tables: Tables, last: Node, events: EventColumns, as_of: datetime.date, known_at: datetime.date | None
) -> exp.Table:
    """The events up to a day, each once; raises `AsOfError` where nobody knows when events were recorded."""
    conditions = [] if events.is_event is None else [events.is_event]
    conditions += [events.customer.is_known(), events.day <= day_of(as_of, tables.dialect)]
    conditions += [events.kind.is_known()] if isinstance(events.kind, Sql) else []
    if known_at is not None:
        if events.recorded is None:
            remedy = 'say which column tells it: recorded = "..." under [history]'
            raise AsOfError.of("`known_at`", "nobody knows when events were recorded", remedy)
        conditions.append(events.recorded <= day_of(known_at, tables.dialect))
    found = tables.kept("happened", exp.select(exp.Star()).from_(last).where(all_of(conditions).node))
    if not events.ids:
        return found
    number = over(exp.RowNumber(), events.ids, [ordered(events.day, tables.dialect)])
    numbered = exp.select(exp.Star(), said(_COPY, number.node, "an id that comes again is the same event"))
    once = any_of([column(_COPY) == 1, *(each.is_null() for each in events.ids)])
    twice = tables.add("numbered", numbered.from_(found))
    return tables.kept("each_once", exp.select(exp.Star()).from_(twice).where(once.node))


def log_of(tables: Tables, found: exp.Table, events: EventColumns, history: History, as_of: datetime.date) -> Log:
    """The log, and the customers, given the events that had happened."""
    dialect, since = tables.dialect, history.since
    in_log = None if since is None else events.day >= day_of(since, dialect)
    anchored = _anchored(history)
    told: list[Node] = []
    joined = _joined(events, history, dialect) if since is not None else None
    if joined is not None:
        told.append(said(_JOINED, joined.node))
    for kind, number in anchored.numbers.items():
        parts = [each for each in (events.is_of((kind,), dialect), in_log) if each is not None]
        where = all_of(parts) if parts else _TRUE
        told.append(said(anchored.anchor(number).name, greatest(events.day, where).node, f"the last {kind}"))
    grouped = exp.select(events.customer.node, *told).from_(found).group_by(events.customer.node)
    customers: exp.Table = tables.kept("customers", grouped)
    whole = column(_JOINED) if joined is not None else since is None
    windows = Windows(history, dialect, as_of, whole, anchored)
    if anchored.numbers:
        customers = _with_ends(tables, customers, windows, joined is not None)
    table, conditions = found, [] if in_log is None else [in_log]
    if conditions or anchored.numbers:
        log = exp.select(exp.Column(this=exp.Star(), table=found.this.copy())).from_(found)
        if anchored.numbers:
            log = log.select(*(column(name, customers.name).node for name in anchored.names))
            log = joined_on(log, found.name, customers, left=False)
        if conditions:
            log = log.where(all_of(conditions).node)
        table = tables.kept("log", log)
    return Log(history, dialect, events, table, customers, windows)


def _anchored(history: History) -> Anchored:
    """The windows that begin after an event; raises `EngineError` for those in business days."""
    aggregates = [each for each in history.facts.values() if each.after]
    for name, each in history.facts.items():
        if each.after and isinstance(each.within, Period) and each.within.unit is PeriodUnit.BUSINESS_DAYS:
            message = "counts business days from an event on, and SQL knows no calendar of them"
            raise EngineError.of(f"binding, fact `{name}`", message, "give `within` in days, or apply it to frames")
    numbers = {kind: number for number, kind in enumerate(dict.fromkeys(each.after for each in aggregates), 1)}
    pairs = dict.fromkeys((each.after, each.within) for each in aggregates if isinstance(each.within, Period))
    return Anchored(numbers, {pair: number for number, pair in enumerate(pairs, 1)})


def _joined(events: EventColumns, history: History, dialect: Dialect) -> Sql | None:
    """The day on which a customer joined; None where nothing tells it."""
    joined = history.joined
    if joined is None:
        return None
    if joined.event:
        return least(events.day, events.is_of((joined.event,), dialect) or _TRUE)
    assert events.joined is not None
    first, last = Sql(exp.Min(this=events.joined.node.copy())), Sql(exp.Max(this=events.joined.node.copy()))
    return Sql(exp.Case(ifs=[exp.If(this=(first == last).node, true=first.node)]))


def _with_ends(tables: Tables, customers: exp.Table, windows: Windows, has_joined: bool) -> exp.Table:
    """The customers with the days, counted back from `as_of`, on which windows begin and end."""
    dialect, anchored = tables.dialect, windows.anchored
    steps = Steps(dialect, Names(dialect.most_name))
    anchors = [anchored.anchor(number).name for number in anchored.numbers.values()]
    kept = [CUSTOMER, *([_JOINED] if has_joined else []), *anchors]
    for name in kept:
        steps.names.take(name)
    today, asked = day_of(windows.as_of, dialect), []
    for kind, number in anchored.numbers.items():
        named = anchored.anchor(number)
        anchor = column(named.name)
        asked.append(steps.place(days_between(today, anchor, dialect), 0, named.ago, "windows", f"days since {kind}"))
    for (kind, within), number in anchored.ends.items():
        anchor = column(anchored.anchor(anchored.numbers[kind]).name)
        name, comment = anchored.end(number), f"days since the end of {within} after {kind}"
        if within.unit is PeriodUnit.DAYS:
            asked.append(steps.place(days_between(today, anchor, dialect) - within.count, 0, name, "windows", comment))
            continue
        moved, level = later("add_months", anchor, Sql(exp.Literal.number(within.count)), steps, 0)
        asked.append(steps.place(days_between(today, moved, dialect), level, name, "windows", comment))
    return _table(tables.chain(steps, asked, customers, [said(each, column(each, "source").node) for each in kept]))


def _table(node: Node) -> exp.Table:
    assert isinstance(node, exp.Table)
    return node
