"""What some events give: how many, on which days, their sum, the least and the greatest of their values."""

from typing import assert_never

from attrs import frozen

from crmrules.engines.bounds import Bound, Size
from crmrules.engines.sql.build import TRUE, Sql, case, function, literal
from crmrules.engines.sql.days import day_of, days_between
from crmrules.engines.sql.dialects import Numbers
from crmrules.engines.sql.expressions import Columns
from crmrules.engines.sql.histories.log import Log
from crmrules.engines.sql.histories.months import months_since
from crmrules.engines.sql.histories.pieces import among, count, different, greatest, least, none_if_null, total
from crmrules.engines.sql.histories.rows import Grouped, Making, integer
from crmrules.engines.sql.histories.values import ADDED, Value
from crmrules.engines.sql.parts import Column, Family
from crmrules.errors import EngineError
from crmrules.records.history.aggregates import Aggregate, AggregateFunction

LARGEST = 1e150
"""What no sum comes to: that of as many numbers as no table has, each within the limit of stored ones."""


@frozen
class Reckoned:
    """What the chosen events give: a fact, and where it is unknown whatever else is known."""

    made: Making
    blocked: tuple[Sql, ...] = ()


@frozen
class Reckoner:
    """Reckons an aggregate from the events for which a condition is true."""

    log: Log
    name: str
    aggregate: Aggregate
    group: Grouped
    chosen: Sql

    def column(self, what: str, sql: Sql) -> Sql:
        """A column of what is reckoned."""
        return self.group.add(f"{self.name}_{what}", sql)

    @property
    def value(self) -> Value:
        """The value of an event."""
        assert self.aggregate.value is not None
        return self.log.events.values[self.aggregate.value]

    def reckoned(self) -> Reckoned:
        """The fact; raises `EngineError` where floats cannot tell it."""
        aggregate, events, chosen = self.aggregate, self.log.events, self.chosen
        today = day_of(self.log.windows.as_of, self.log.dialect)
        match aggregate.function:
            case AggregateFunction.COUNT:
                found = none_if_null(self.column("count", count(chosen)))
                return Reckoned(lambda _: integer(found))
            case AggregateFunction.DAYS | AggregateFunction.SHARE_OF_DAYS:
                return self.days(none_if_null(self.column("days", different(events.day, chosen))))
            case (
                AggregateFunction.LAST_DAY
                | AggregateFunction.FIRST_DAY
                | AggregateFunction.DAYS_SINCE
                | AggregateFunction.MONTHS_SINCE
            ):
                is_first = aggregate.function == AggregateFunction.FIRST_DAY
                day = self.column("day", (least if is_first else greatest)(events.day, chosen))
                if aggregate.function == AggregateFunction.DAYS_SINCE:
                    return Reckoned(lambda _: integer(days_between(today, day, self.log.dialect)))
                if aggregate.function == AggregateFunction.MONTHS_SINCE:
                    return Reckoned(lambda _: integer(months_since(day, self.log.windows.as_of, self.log.dialect)))
                return Reckoned(lambda _: Column(Family.DAY, day))
            case (
                AggregateFunction.SUM
                | AggregateFunction.MEAN
                | AggregateFunction.MIN
                | AggregateFunction.MAX
                | AggregateFunction.DISTINCT
            ):
                made = self._of_values()
                unknown = self.column("unknown", count(among(chosen, self.value.sql.is_null())))
                return Reckoned(made, (unknown > 0,))
            case AggregateFunction.LAST | AggregateFunction.FIRST | AggregateFunction.OPEN:
                raise AssertionError("asks for an order, or a span")
            case _:
                assert_never(aggregate.function)

    def days(self, days: Sql) -> Reckoned:
        """On how many days, or on which share of those of the window."""
        if self.aggregate.function != AggregateFunction.SHARE_OF_DAYS:
            return Reckoned(lambda _: integer(days))
        window = self.log.windows.of(self.aggregate)
        if isinstance(window.start, int) and isinstance(window.end, int):
            length = max(0, window.start - window.end + 1)
            if not length:
                return Reckoned(lambda _: integer(days), (TRUE,))
            return Reckoned(lambda columns: quotient(integer(days), literal(length), columns))
        assert window.start is not None
        span = literal(window.start) - window.end + 1
        return Reckoned(lambda columns: quotient(integer(days), span, columns), (span <= 0,))

    def _of_values(self) -> Making:
        value, chosen = self.value, self.chosen
        match self.aggregate.function:
            case AggregateFunction.SUM:
                return self.total()
            case AggregateFunction.MEAN:
                added, number = self.total(), self.column("count", count(chosen))
                return lambda columns: quotient(added(columns), number, columns)
            case AggregateFunction.MIN | AggregateFunction.MAX:
                pick = least if self.aggregate.function == AggregateFunction.MIN else greatest
                found = self.column(self.aggregate.function, pick(value.sql, chosen))
                error = None if value.error is None else self.column("error", greatest(value.error, chosen))
                return lambda _: value.picked(found, error)
            case _:
                self._check_floats()
                different_ = none_if_null(self.column("distinct", different(value.sql, chosen)))
                return lambda _: integer(different_)

    def total(self) -> Making:
        """The sum, with how far it may be off."""
        value, chosen = self.value, self.chosen
        found = none_if_null(self.column("sum", total(value.sql, chosen)))
        if self.log.dialect.numbers is Numbers.FRACTIONS:
            return lambda _: Column(Family.NUMBER, found.cast("DECIMAL"), digits=value.part.digits + 20)
        if value.part.most is not None:
            return lambda _: Column(Family.NUMBER, found.cast("DOUBLE"), most=value.part.most, largest=LARGEST)
        size = none_if_null(self.column("size", total(value.sql.abs(), chosen)))
        sizes = {id(size): Size(ADDED, size, size)}
        if value.error is not None:
            error = none_if_null(self.column("error", total(value.error, chosen)))
            sizes[id(error)] = Size(1.0, error, error)
        return lambda _: Column(Family.NUMBER, found, bound=Bound(0.0, sizes), largest=LARGEST)

    def _check_floats(self) -> None:
        if self.value.is_reckoned:
            message = "counts different numbers that are reckoned, and floats do not tell them apart"
            remedy = "count those of a column, or let the database be postgres"
            raise EngineError.of(f"binding, fact `{self.name}`", f"{message} in `{self.log.dialect.name}`", remedy)


def quotient(above: Column, below: Sql, columns: Columns) -> Column:
    """A number divided by a whole one, unknown where that is 0."""
    if columns.dialect.numbers is Numbers.FLOATS:
        return columns.numbers.arithmetic("/", above, integer(below))
    over = function("NULLIF", below, 0).cast("DECIMAL")
    sql = case([(below != 0, above.sql.cast("DECIMAL"))])
    return Column(Family.NUMBER, sql, over=over, digits=above.digits + 20)
