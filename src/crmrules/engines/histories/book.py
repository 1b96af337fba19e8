"""The events of each customer up to a day, and the days of windows."""

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property

import polars as pl
from attrs import define, field, frozen

from crmrules.engines.histories.at_once import OneOfMany, many_of, one_pass
from crmrules.engines.histories.columns import (
    AS_OF,
    COUNT,
    DAY,
    END,
    FOUND,
    JOINED,
    KEY,
    KIND,
    START,
    UNKNOWN,
    numbers_of,
)
from crmrules.engines.histories.order import in_order
from crmrules.engines.histories.values import ValueColumn
from crmrules.engines.histories.visible import Visible
from crmrules.expressions.tree import Expression
from crmrules.records.history.aggregates import LOG, Aggregate, Period
from crmrules.records.history.definition import History
from crmrules.records.history.windows import beginning_after, ending_with

WHOLE = "whole"


@frozen
class Windows:
    """The window of an aggregate for each key."""

    bounds: pl.DataFrame
    """A row a key, in the order of the book's: `START`, `END`, and whether the window is unknown, `UNKNOWN`."""
    begins: pl.Expr | None = field(default=None)
    """The first day of the window of an event's key, where the event itself tells it."""
    ends_early: bool = field(default=False)
    """Whether it may end before the day that is asked for, and the bounds tell which events lie in it."""

    def rows_in(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The events that lie in the window of their key."""
        if not self.ends_early:
            return rows if self.begins is None else rows.filter(pl.col(DAY) >= self.begins)
        placed = rows.join(self.bounds.filter(~pl.col(UNKNOWN)), on=KEY, maintain_order="left")
        return placed.filter(pl.col(DAY).is_between(START, END)).drop(START, END, UNKNOWN)


@define(slots=False)
class Book:
    """What had happened to each key: to a customer, or to one up to a day."""

    history: History
    keys: pl.DataFrame
    """A row a key: `KEY`, `AS_OF`, and `WHOLE`, whether the log holds the customer's whole time."""
    visible: Visible
    ids: tuple[str, ...]
    values: Mapping[Expression, ValueColumn]
    as_of: datetime.date | None
    """The day of all keys; None where each has its own."""
    _rows: dict[tuple[str, ...], pl.DataFrame] = field(factory=dict, init=False)
    _ordered: dict[tuple[str, ...], pl.DataFrame] = field(factory=dict, init=False)

    @classmethod
    def of(
        cls,
        history: History,
        visible: Visible,
        keys: pl.DataFrame,
        ids: tuple[str, ...],
        values: Mapping[Expression, ValueColumn],
        as_of: datetime.date | None,
    ) -> "Book":
        """The book of some keys, with their visible events."""
        since = history.since
        if since is None:
            whole = keys.with_columns(pl.lit(value=True).alias(WHOLE))
        else:
            joined = _joined(history, visible)
            known = pl.lit(value=False) if joined is None else (pl.col(JOINED) >= since).fill_null(value=False)
            beside = keys if joined is None else keys.join(joined, on=KEY, how="left", maintain_order="left")
            whole = beside.with_columns(known.alias(WHOLE)).select(*keys.columns, WHOLE)
        return cls(history, whole, visible, ids, values, as_of)

    @property
    def day(self) -> pl.Expr:
        """The day that is asked for, of an event or a key."""
        return pl.col(AS_OF) if self.as_of is None else pl.lit(self.as_of)

    @cached_property
    def log(self) -> pl.DataFrame:
        """The events of the keys up to `as_of`, since the log is complete, of the kinds that are read one by one."""
        kinds = set[str]()
        for each in self.history.facts.values():
            if each not in self._many:
                span = self.history.span_of(each)
                kinds.update([each.of] if span is None else [*span.from_, *span.to], [each.after] if each.after else [])
        found = self.visible.of_kinds([numbers_of(self.history)[kind] for kind in kinds])
        return found if self.history.since is None else found.filter(pl.col(DAY) >= self.history.since)

    @cached_property
    def _many(self) -> Mapping[Aggregate, OneOfMany]:
        """The aggregates that are reckoned in one pass."""
        return many_of(self.history, self.visible.events, self.values, lambda each: self.windows(each).begins)

    @cached_property
    def _passed(self) -> pl.DataFrame:
        """What the pass has found, a row a key."""
        kinds = [numbers_of(self.history)[each.of] for each in self._many]
        events = self.visible.as_they_come().filter(pl.col(KIND).is_in(kinds))
        if self.history.since is not None:
            events = events.filter(pl.col(DAY) >= self.history.since)
        return self.told(one_pass(events, self._many.values()))

    def found_at_once(self, aggregate: Aggregate) -> pl.DataFrame | None:
        """The keys with what was found of them, as `told`; None for an aggregate that is not reckoned in one pass."""
        one = self._many.get(aggregate)
        if one is None:
            return None
        return self.keys.with_columns(self._passed[one.found].alias(FOUND), self._passed[one.count].alias(COUNT))

    def rows(self, *kinds: str) -> pl.DataFrame:
        """The events of some kinds."""
        if kinds not in self._rows:
            numbers = [numbers_of(self.history)[kind] for kind in kinds]
            self._rows[kinds] = self.log.filter(pl.col(KIND).is_in(numbers))
        return self._rows[kinds]

    def ordered(self, *kinds: str) -> pl.DataFrame:
        """The same by key, in the order of (moment, id)."""
        if kinds not in self._ordered:
            self._ordered[kinds] = in_order(self.rows(*kinds), self.ids).with_columns(pl.col(KEY).set_sorted())
        return self._ordered[kinds]

    def told(self, found: pl.DataFrame) -> pl.DataFrame:
        """The keys with what was found of them: a row a key at most, of any order; null where nothing was."""
        key = self.keys[KEY]
        if not key.dtype.is_integer():
            return self.keys.join(found, on=KEY, how="left", maintain_order="left")
        # keys are in order: looked up in them, some five times as fast as a join
        where = found[KEY] if self.as_of is None else key.search_sorted(found[KEY])
        places = pl.repeat(None, key.len(), dtype=pl.UInt32, eager=True)
        places = places.scatter(where, pl.int_range(found.height, dtype=pl.UInt32, eager=True))
        return self.keys.hstack(found.drop(KEY).select(pl.all().gather(places)))

    def windows(self, aggregate: Aggregate) -> Windows:
        """The windows of an aggregate."""
        if aggregate.after:
            return self._after(aggregate)
        within = aggregate.within
        if isinstance(within, Period):
            begins = self._start(within)
            return Windows(self._bounds(begins, asks_log=True), begins)
        # events before the log, and after the day, are none of the book's
        if within == LOG:
            return Windows(self._bounds(pl.lit(self.history.since, pl.Date), asks_log=False))
        return Windows(self._bounds(pl.lit(None, pl.Date), asks_log=True))

    def _start(self, period: Period) -> pl.Expr:
        """The first day of a window that ends with the day that is asked for."""
        if self.as_of is None:
            return pl.col(start_of(period))
        return pl.lit(ending_with(self.as_of, period, self.history.holidays).start, pl.Date)

    def _after(self, aggregate: Aggregate) -> Windows:
        """The windows that begin after the last event of a kind."""
        within, holidays = aggregate.within, self.history.holidays
        last = self.rows(aggregate.after).group_by(KEY).agg(pl.col(DAY).max().alias(START))
        anchors = self.keys.join(last, on=KEY, how="left", maintain_order="left")[START]
        ends = self.keys[AS_OF]
        if isinstance(within, Period):
            ends = mapped(anchors, lambda day: beginning_after(day, within, holidays).end)
        open_ = anchors.is_null() | (ends > self.keys[AS_OF]).fill_null(value=True)
        bounds = self._bounds(pl.lit(anchors.dt.offset_by("1d")), asks_log=True)
        bounds = bounds.with_columns(ends.alias(END), pl.col(UNKNOWN) | open_)
        return Windows(bounds, ends_early=True)

    def _bounds(self, start: pl.Expr, *, asks_log: bool) -> pl.DataFrame:
        """Windows up to the day that is asked for; those that begin before the log is complete are unknown."""
        since, unknown = self.history.since, pl.lit(value=False)
        if since is not None and asks_log:
            unknown = ~pl.col(WHOLE) & (pl.col(START).is_null() | (pl.col(START) < since))
        placed = self.keys.with_columns(start.alias(START), pl.col(AS_OF).alias(END))
        return placed.select(KEY, START, END, unknown.alias(UNKNOWN))


def start_of(period: Period) -> str:
    """The column of the first day of a window of a period, where each key has a day of its own."""
    return f"start of {period}"


def with_starts(history: History, keys: pl.DataFrame) -> pl.DataFrame:
    """Keys that have days of their own, with the first days of the windows that end with these."""
    periods = {each.within for each in history.facts.values() if isinstance(each.within, Period) and not each.after}
    return keys.with_columns(_starts(history, keys[AS_OF], period) for period in sorted(periods, key=str))


def _starts(history: History, days: pl.Series, period: Period) -> pl.Series:
    started = mapped(days, lambda day: ending_with(day, period, history.holidays).start)
    return started.alias(start_of(period))


def _joined(history: History, visible: Visible) -> pl.DataFrame | None:
    """The day on which customers joined, as far as the history tells; those before the log included."""
    joined = history.joined
    if joined is None:
        return None
    if joined.event:
        first = visible.of_kinds([numbers_of(history)[joined.event]])
        return first.group_by(KEY).agg(pl.col(DAY).min().alias(JOINED))
    known = visible.of_kinds(None).filter(pl.col(JOINED).is_not_null())
    one = pl.when(pl.col(JOINED).n_unique() == 1).then(pl.col(JOINED).first())
    return known.group_by(KEY).agg(one.alias(JOINED))


def mapped(days: pl.Series, read: Callable[[datetime.date], datetime.date | None]) -> pl.Series:
    """Days by what each different one gives."""
    different = days.drop_nulls().unique()
    found = pl.Series([read(day) for day in different], dtype=pl.Date)
    return days.replace_strict(different, found, default=None, return_dtype=pl.Date)
