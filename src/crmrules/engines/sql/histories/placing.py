"""Aggregates that take events in order: the first and the last value, the last few, and those before."""

from attrs import frozen
from sqlglot import exp

from crmrules.engines.sql.build import TRUE, Sql, all_of, any_of, literal
from crmrules.engines.sql.expressions import Columns
from crmrules.engines.sql.histories.log import Log
from crmrules.engines.sql.histories.pieces import (
    CUSTOMER,
    column,
    count,
    greatest,
    joined_on,
    least,
    none_if_null,
    ordered,
    over,
    rows,
)
from crmrules.engines.sql.histories.reckoning import Reckoned, Reckoner
from crmrules.engines.sql.histories.rows import Choice, Grouped, Making, Row, choice_of, known_unless
from crmrules.engines.sql.histories.values import Value
from crmrules.engines.sql.parts import Column
from crmrules.engines.sql.tables import said
from crmrules.records.history.aggregates import DAYS_FROM_THE_END, FROM_THE_END, Aggregate

_PLACE, _FIRST, _ALL, _TIED, _SAME = "place", "tie_place", "events", "unnamed", "tied"
_LOW, _HIGH, _KNOWN = "least", "most", "known"


def takes_order(aggregate: Aggregate) -> bool:
    """Whether the order of events matters."""
    return aggregate.of_last is not None or bool(aggregate.skip) or aggregate.function in ("last", "first")


def placed(row: Row, name: str, aggregate: Aggregate, maybes: Grouped) -> Making:
    """A fact of events in their order; `maybes` is grouped from the log."""
    return _Placing(row, name, aggregate, choice_of(row.log, aggregate), maybes).fact()


@frozen
class _Placing:
    row: Row
    name: str
    aggregate: Aggregate
    choice: Choice
    maybes: Grouped

    @property
    def log(self) -> Log:
        return self.row.log

    @property
    def value(self) -> Value | None:
        expression = self.aggregate.value
        return None if expression is None else self.log.events.values[expression]

    @property
    def _is_alone(self) -> bool:
        return self.aggregate.function in ("last", "first")

    def fact(self) -> Making:
        aggregate = self.aggregate
        group = self.row.grouped(f"chosen_{self.name}", self._ordered())
        found = self._alone(group) if self._is_alone else Reckoner(
            self.log, self.name, aggregate, group, self._chosen
        ).reckoned()  # fmt: skip
        blocked = [self.log.windows.of(aggregate).blocked, *found.blocked]
        if aggregate.needed:
            blocked.append(none_if_null(group.add(f"{self.name}_chosen", count(self._chosen))) < aggregate.needed)
        if self.value is not None and not self._is_alone:
            blocked += self._cut(group, self.value)
        by_place = bool(aggregate.skip) or aggregate.of_last is not None
        if self.choice.maybe is not None and by_place:
            blocked.append(self._changed_by_place(group, self.choice.maybe))
        edge = None
        if self.choice.maybe is not None and not by_place:
            edge = group.add(f"{self.name}_moment", greatest(self.log.events.moment, self._place_alone))
        table = self.row.close(group)
        if edge is not None and table is not None and self.choice.maybe is not None:
            assert self.value is not None
            chosen = group.add(f"{self.name}_value", greatest(self.value.sql, self._place_alone))
            blocked += self._changed_beside(table, edge, self.choice.maybe, chosen)

        def made(columns: Columns) -> Column:
            return known_unless(found.made(columns), blocked, columns)

        return made

    def _ordered(self) -> exp.Table:
        """The events that count, each with its place from the end, and whether it is one of a tie."""
        events, dialect, customer = self.log.events, self.log.dialect, self.log.events.customer
        falling = [ordered(each, dialect, falling=True) for each in (events.moment, *events.ids)]
        rank = over(exp.Anonymous(this="RANK"), [customer], [ordered(events.moment, dialect, falling=True)])
        moment = [customer, events.moment]
        size = over(rows().node, moment)
        told = [
            said(_PLACE, over(exp.RowNumber(), [customer], falling).node, "from the last one on"),
            said(_FIRST, rank.node),
            said(_ALL, over(rows().node, [customer]).node),
            said(_TIED, size.node, "events of one moment"),
        ]
        named = [over(exp.Count(this=each.node.copy(), big_int=True), moment) for each in events.ids] or [literal(0)]
        told += [said(f"{_SAME}_{number}", each.node, "of which have an id") for number, each in enumerate(named)]
        if self.value is not None:
            value = self.value.sql.node
            low, high = (over(kind(this=value.copy()), moment) for kind in (exp.Min, exp.Max))
            known = over(exp.Count(this=value.copy(), big_int=True), moment)
            named_ = ((_LOW, low, "of their values"), (_HIGH, high, ""), (_KNOWN, known, ""))
            told += [said(name, each.node, comment) for name, each, comment in named_]
        query = exp.select(exp.Star(), *told).from_(self.log.table).where(self.choice.sure.node)
        return self.row.tables.add(f"ordered_{self.name}", query)

    @property
    def _is_tie(self) -> Sql:
        """Whether an event is of a moment of which any has no id."""
        count_ = len(self.log.events.ids) or 1
        return any_of([column(f"{_SAME}_{number}") < column(_TIED) for number in range(count_)])

    @property
    def _differ(self) -> Sql:
        """Whether the values of a moment differ; MariaDB goes wrong where one condition has several windows."""
        known = column(_KNOWN)
        return any_of([column(_LOW) != column(_HIGH), all_of([known > 0, known < column(_TIED)])])

    @property
    def _chosen(self) -> Sql:
        skip, of_last = self.aggregate.skip, self.aggregate.of_last
        conditions = [column(_PLACE) > skip] if skip else []
        conditions += [column(_PLACE) <= skip + of_last] if of_last is not None else []
        return all_of(conditions) if conditions else TRUE

    @property
    def _place_alone(self) -> Sql:
        """The one event that `last` or `first` is the value of."""
        skip, of_last, place, events = self.aggregate.skip, self.aggregate.of_last, column(_PLACE), column(_ALL)
        if self.aggregate.function == "last":
            return place == skip + 1
        if of_last is None:
            return (place == events) & (place > skip) if skip else place == events
        return any_of([place == skip + of_last, all_of([place == events, place > skip, place < skip + of_last])])

    def _alone(self, group: Grouped) -> Reckoned:
        value = self.value
        assert value is not None
        place, error = self._place_alone, None
        found = group.add(f"{self.name}_value", greatest(value.sql, place))
        if value.error is not None:
            error = group.add(f"{self.name}_error", greatest(value.error, place))
        torn = all_of([place, self._is_tie, self._differ])
        return Reckoned(lambda _: value.picked(found, error), (group.add(f"{self.name}_tie", count(torn)) > 0,))

    def _cut(self, group: Grouped, value: Value) -> list[Sql]:
        """Where an edge of what is chosen falls among events of one moment that differ."""
        skip, of_last = self.aggregate.skip, self.aggregate.of_last
        edges = [each for each in (skip, None if of_last is None else skip + of_last) if each]
        found: list[Sql] = []
        for number, edge in enumerate(edges):
            goes_on = column(_FIRST) + column(_TIED) - 1 > edge
            torn = all_of([column(_PLACE) == edge, goes_on, self._is_tie, self._differ])
            found.append(group.add(f"{self.name}_cut_{number}", count(torn)) > 0)
        return found

    def _changed_by_place(self, group: Grouped, maybe: Sql) -> Sql:
        """Where an event that may count is not before all that are needed, of days on a later one."""
        aggregate, events = self.aggregate, self.log.events
        by_day = aggregate.function in DAYS_FROM_THE_END
        when, called = (events.day, "edge_day") if by_day else (events.moment, "moment")
        some = self.maybes.add(f"{self.name}_maybe", count(maybe)) > 0
        needed = aggregate.skip + 1 if aggregate.function in FROM_THE_END else None
        if needed is None and aggregate.of_last is not None:
            needed = aggregate.skip + aggregate.of_last
        if needed is None:
            return some
        last = self.maybes.add(f"{self.name}_maybe_{called}", greatest(when, maybe))
        edge = group.add(f"{self.name}_{called}", greatest(when, column(_PLACE) == needed))
        return some & any_of([edge.is_null(), last > edge if by_day else last >= edge])

    def _changed_beside(self, table: exp.Table, edge: Sql, maybe: Sql, chosen: Sql) -> list[Sql]:
        """Where an event that may count is not before the last, or not after the first, and has another value."""
        value, log = self.value, self.log
        assert value is not None
        edge_there = column(edge.node.name, table.name)
        moment = log.events.moment
        beyond = moment >= edge_there if self.aggregate.function == "last" else moment <= edge_there
        query = exp.select(column(CUSTOMER, log.table.name).node, *(each.node for each in value.columns))
        query = joined_on(query.from_(log.table), log.table.name, table, left=False).where((maybe & beyond).node)
        beside = self.row.tables.add(f"beside_{self.name}", query)
        group = self.row.grouped(f"others_{self.name}", beside)
        everyone = group.add(f"{self.name}_others", rows())
        known = group.add(f"{self.name}_others_known", Sql(exp.Count(this=value.sql.node.copy(), big_int=True)))
        low = group.add(f"{self.name}_others_least", least(value.sql, TRUE))
        high = group.add(f"{self.name}_others_most", greatest(value.sql, TRUE))
        self.row.close(group)
        return [known < everyone, low != chosen, high != chosen]
