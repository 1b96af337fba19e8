"""Aggregates of spans: on which days a span is on, as stretches of days counted back from `as_of`."""

from attrs import define, field
from sqlglot import exp

from crmrules.engines.sql.build import NULL, TRUE, Sql, all_of, any_of, case, coalesce, literal
from crmrules.engines.sql.expressions import Columns
from crmrules.engines.sql.histories.pieces import column, count, greatest, none_if_null, ordered, over, rows, total
from crmrules.engines.sql.histories.reckoning import Reckoner
from crmrules.engines.sql.histories.rows import Grouped, Making, Row, known_unless
from crmrules.engines.sql.histories.windows import Window
from crmrules.engines.sql.parts import Column, Family
from crmrules.engines.sql.tables import said
from crmrules.records.history.aggregates import Aggregate, AggregateFunction
from crmrules.records.history.definition import Span

_OPENS, _LAST, _EARLIEST = "opens", "is_last", "is_first"
_LEAST, _MOST, _TIED, _SAME = "least", "most", "unnamed", "tied"
_ON, _AFTER, _BEFORE, _NEXT = "on_that_day", "on_after", "on_before", "next_ago"


@define
class SpanDays:
    """The days of a span: all of its aggregates read them."""

    row: Row
    name: str
    span: Span
    group: Grouped = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.group = self.row.grouped(f"span_{self.name}", self._days())

    def _events(self) -> exp.Table:
        """Its events, each with the state that it leaves: 1 for on, 0 for off, null where nobody knows the order."""
        log = self.row.log
        events, dialect = log.events, log.dialect
        opens = events.is_of(self.span.from_, dialect)
        both = events.is_of((*self.span.from_, *self.span.to), dialect)
        state = literal(1) if opens is None else case([(opens, 1)], 0)
        query = exp.select(exp.Star(), said(_OPENS, state.node)).from_(log.table)
        return self.row.tables.add(f"events_{self.name}", query if both is None else query.where(both.node))

    def _days(self) -> exp.Table:
        """Its days: whether it is on that day, before the first, and from the next day on until the next one."""
        log, tables = self.row.log, self.row.tables
        events, dialect = log.events, log.dialect
        opens, moment, customer = column(_OPENS), [events.customer, events.moment], events.customer
        low, high = (over(kind(this=opens.node.copy()), moment) for kind in (exp.Min, exp.Max))
        size = over(rows().node, moment)
        named = [over(exp.Count(this=each.node.copy(), big_int=True), moment) for each in events.ids] or [literal(0)]
        # MariaDB goes wrong where one condition has several windows: each has a column
        same = {f"{_SAME}_{number}": each for number, each in enumerate(named)}
        windows = {_LEAST: low, _MOST: high, _TIED: size, **same}
        is_torn = (column(_LEAST) != column(_MOST)) & any_of([column(each) < column(_TIED) for each in same])
        state = case([(is_torn, NULL)], opens)  # unknown where events of one moment have no ids
        order = (events.moment, *events.ids)
        last = over(exp.RowNumber(), [customer, events.day], [ordered(each, dialect, falling=True) for each in order])
        first = over(exp.RowNumber(), [customer], [ordered(each, dialect) for each in order])
        told = [
            *(said(name, each.node) for name, each in windows.items()),
            said(_LAST, last.node, "1 for the last of its day"),
            said(_EARLIEST, first.node, "1 for the first of all"),
        ]
        states = tables.add(f"states_{self.name}", exp.select(exp.Star(), *told).from_(self._events()))
        by_day = exp.select(
            customer.node,
            events.ago.node,
            said(_OPENS, Sql(exp.Max(this=opens.node.copy())).node),
            said(_AFTER, greatest(state, column(_LAST) == 1).node),
            said(_BEFORE, greatest(literal(1) - state, column(_EARLIEST) == 1).node),
            said(_EARLIEST, Sql(exp.Min(this=column(_EARLIEST).node)).node),
            *(said(name, Sql(exp.Max(this=column(name).node)).node) for name in log.windows.anchored.names),
        )
        days = tables.add(f"days_{self.name}", by_day.from_(states).group_by(customer.node, events.ago.node))
        rising = [ordered(events.ago, dialect, falling=True)]
        before = over(exp.Lag(this=column(_AFTER).node), [customer], rising)
        following = over(exp.Lead(this=events.ago.node.copy()), [customer], rising)
        earlier = case([(column(_EARLIEST) == 1, column(_BEFORE))], before)
        course = exp.select(
            exp.Star(),
            said(_ON, case([(column(_OPENS) == 1, 1)], earlier).node),
            said(_NEXT, following.node, "how long ago its next events are"),
        )
        return tables.kept(f"course_{self.name}", course.from_(days))

    @property
    def _changes(self) -> Sql:
        return none_if_null(self.group.add(f"{self.name}_changes", rows()))

    def fact(self, name: str, aggregate: Aggregate) -> Making:
        """A fact of it."""
        if aggregate.function is AggregateFunction.OPEN:
            return self._open()
        windows = self.row.log.windows
        window = windows.of(aggregate)
        days, unknown = self._days_on(name, window), self._unknown(name, window)
        number = case([(self._changes > 0, days), *self._of_nothing(window)], 0)
        found = Reckoner(self.row.log, name, aggregate, self.group, TRUE).days(number)
        blocked = [window.blocked, unknown > 0, *found.blocked]

        def made(columns: Columns) -> Column:
            return known_unless(found.made(columns), blocked, columns)

        return made

    def _of_nothing(self, window: Window) -> list[tuple[Sql, Sql]]:
        """On how many days it is on for a customer without events of it, where these are not 0."""
        length, initially = _length(window), self.span.initially
        not_whole = self.row.log.windows.not_whole if initially is None else None
        if initially is False or (initially is None and not_whole is None) or length == 0:
            return []
        if initially is None:
            assert not_whole is not None
            some = [] if length is None or isinstance(length, int) else [length > 0]
            return [(all_of([*some, not_whole]), NULL)]
        if length is None:
            return [(TRUE, NULL)]  # nobody knows since when it is on
        return [(TRUE, literal(length))] if isinstance(length, int) else [(length > 0, length)]

    @property
    def _state_of_nothing(self) -> list[tuple[Sql, Sql]]:
        """Whether it is on for a customer without events of it, as 1 or 0, where it is not off."""
        if self.span.initially is not None:
            return [(TRUE, literal(1))] if self.span.initially else []
        not_whole = self.row.log.windows.not_whole
        return [] if not_whole is None else [(not_whole, NULL)]

    def _open(self) -> Making:
        last = column(_NEXT).is_null()
        state = self.group.add(f"{self.name}_state", greatest(column(_AFTER), last))
        told = case([(self._changes > 0, state), *self._state_of_nothing], 0)
        return lambda _: Column(Family.BOOL, Sql((told == 1).node, told))

    def _stretches(self, window: Window) -> list[tuple[Sql, Sql]]:
        """Of each change the states that follow it and come before it, and how many days of a window they last."""
        ago = self.row.log.events.ago
        inside = case([(all_of(_within(ago, window)), 1)], 0)
        begin = ago - 1 if window.start is None else _lesser(ago - 1, literal(window.start))
        until = _greater(coalesce(column(_NEXT) + 1, literal(0)), literal(window.end))
        after = _at_least_none(begin - until + 1)
        earlier = column(_EARLIEST) == 1
        before = literal(1)  # without a beginning nobody knows since when it was on
        if window.start is not None:
            before = _at_least_none(literal(window.start) - _greater(ago + 1, literal(window.end)) + 1)
        return [(column(_ON), inside), (column(_AFTER), after), (column(_BEFORE), case([(earlier, before)], 0))]

    def _days_on(self, name: str, window: Window) -> Sql:
        added = [case([(state == 1, days)], 0) for state, days in self._stretches(window)]
        return self.group.add(f"{name}_days", total(added[0] + added[1] + added[2], TRUE))

    def _unknown(self, name: str, window: Window) -> Sql:
        stretches = self._stretches(window)
        unknown = [state.is_null() & (days > 0) for state, days in stretches]
        if window.start is None:
            unknown.append((column(_BEFORE) == 1) & (column(_EARLIEST) == 1))
        return none_if_null(self.group.add(f"{name}_open_days", count(any_of(unknown))))


def _length(window: Window) -> Sql | int | None:
    """The days of a window; None of one without a beginning."""
    if isinstance(window.start, int) and isinstance(window.end, int):
        return max(0, window.start - window.end + 1)
    return None if window.start is None else literal(window.start) - window.end + 1


def _within(ago: Sql, window: Window) -> list[Sql]:
    upper = [] if window.start is None else [ago <= window.start]
    return [*upper, ago >= window.end]


def _lesser(one: Sql, other: Sql) -> Sql:
    return case([(one < other, one)], other)


def _greater(one: Sql, other: Sql) -> Sql:
    return case([(one > other, one)], other)


def _at_least_none(days: Sql) -> Sql:
    return case([(days > 0, days)], 0)
