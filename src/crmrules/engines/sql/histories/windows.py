"""Windows of aggregates in SQL, in days counted back from `as_of`."""

import datetime
from collections.abc import Mapping

from attrs import frozen

from crmrules.engines.sql.build import TRUE, Sql, any_of
from crmrules.engines.sql.days import day_of
from crmrules.engines.sql.dialects import Dialect
from crmrules.engines.sql.histories.pieces import column
from crmrules.records.history.aggregates import LOG, Aggregate, Period
from crmrules.records.history.definition import History
from crmrules.records.history.windows import ending_with


@frozen
class Anchor:
    """What the columns of a window are called that begins after an event."""

    name: str
    """The day of the event."""
    ago: str
    """How long ago that is."""


@frozen
class Anchored:
    """The windows that begin after an event, numbered."""

    numbers: Mapping[str, int]
    """Of each kind of event after whose last one begins."""
    ends: Mapping[tuple[str, Period], int]
    """Of each kind and length."""

    def anchor(self, number: int) -> Anchor:
        """The columns of a kind of event."""
        return Anchor(f"after_{number}", f"after_{number}_ago")

    def end(self, number: int) -> str:
        """The column of the end of a window, in days ago."""
        return f"end_{number}_ago"

    @property
    def names(self) -> list[str]:
        """The columns that windows are read from."""
        return [self.anchor(each).ago for each in self.numbers.values()] + [
            self.end(each) for each in self.ends.values()
        ]


@frozen
class Window:
    """The days of which events count, counted back from `as_of`: from `start`, where it has one, down to `end`."""

    start: Sql | int | None
    end: Sql | int
    blocked: Sql | None
    """Where nobody knows what was in it; None where everybody does."""

    def holds(self, day: Sql, ago: Sql, as_of: datetime.date, dialect: Dialect) -> Sql | None:
        """Whether a day up to `as_of` lies in it; None where every one does."""
        if self.start is None:
            return None
        if isinstance(self.start, int):
            return day >= day_of(as_of - datetime.timedelta(self.start), dialect)
        return (ago <= self.start) & (ago >= self.end)


@frozen
class Windows:
    """The windows of a history's aggregates on a day."""

    history: History
    dialect: Dialect
    as_of: datetime.date
    joined: Sql | bool
    """The day on which a customer joined; or whether the log holds the whole time of every one, or of none."""
    anchored: Anchored

    @property
    def not_whole(self) -> Sql | None:
        """Where the log does not hold a customer's whole time; None where it always does."""
        if isinstance(self.joined, bool):
            return None if self.joined else TRUE
        assert self.history.since is not None
        return any_of([self.joined.is_null(), self.joined < day_of(self.history.since, self.dialect)])

    @property
    def columns(self) -> list[str]:
        """The columns of customers that are read from."""
        return [*([] if isinstance(self.joined, bool) else [self.joined.node.name]), *self.anchored.names]

    def of(self, aggregate: Aggregate) -> Window:
        """The window of an aggregate."""
        since, within = self.history.since, aggregate.within
        if aggregate.after:
            return self._after(aggregate)
        if within == LOG:
            return Window(None if since is None else (self.as_of - since).days, 0, None)
        begin = None
        if isinstance(within, Period):
            begin = ending_with(self.as_of, within, self.history.holidays).start
        begins_before = since is not None and (begin is None or begin < since)
        start = None if begin is None else (self.as_of - begin).days
        return Window(start, 0, self.not_whole if begins_before else None)

    def _after(self, aggregate: Aggregate) -> Window:
        ago = column(self.anchored.anchor(self.anchored.numbers[aggregate.after]).ago)
        if not isinstance(aggregate.within, Period):
            return Window(ago - 1, 0, ago.is_null())
        end = column(self.anchored.end(self.anchored.ends[aggregate.after, aggregate.within]))
        return Window(ago - 1, end, any_of([ago.is_null(), end.is_null(), end < 0]))
