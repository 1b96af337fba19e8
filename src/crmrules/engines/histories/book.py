"""The events of each customer up to a day, and the days of windows."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from attrs import define, field, frozen

from crmrules.engines.histories.columns import AS_OF, DAY, END, JOINED, KEY, KIND, MOMENT, START, numbers_of
from crmrules.engines.histories.values import ValueColumn
from crmrules.expressions.tree import Expression
from crmrules.records.history.aggregates import LOG, Aggregate
from crmrules.records.history.definition import History
from crmrules.records.history.windows import beginning_after, ending_with

UNKNOWN, WHOLE = "unknown", "whole"


@frozen
class Windows:
    """The window of an aggregate for each key."""

    bounds: pl.DataFrame
    """A row a key, in the order of the book's: `START`, `END`, and whether the window is unknown, `UNKNOWN`."""
    fixed: tuple[datetime.date | None, datetime.date] | None = field(default=None)
    """The days of the window where they are the same for all."""

    def rows_in(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The events that lie in the window of their key."""
        if self.fixed is not None:
            start, end = self.fixed
            inside = pl.col(DAY) <= end if start is None else pl.col(DAY).is_between(start, end)
            return rows.filter(inside)
        placed = rows.join(self.bounds.filter(~pl.col(UNKNOWN)), on=KEY, maintain_order="left")
        after = pl.col(START).is_null() | (pl.col(START) <= pl.col(DAY))
        return placed.filter(after & (pl.col(DAY) <= pl.col(END))).drop(START, END, UNKNOWN)


@define
class Book:
    """What had happened to each key: to a customer, or to one up to a day."""

    history: History
    keys: pl.DataFrame
    """A row a key: `KEY`, `AS_OF`, and `WHOLE`, whether the log holds the customer's whole time."""
    log: pl.DataFrame
    """The events of the keys up to `as_of`, since the log is complete."""
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
        events: pl.DataFrame,
        keys: pl.DataFrame,
        ids: tuple[str, ...],
        values: Mapping[Expression, ValueColumn],
        as_of: datetime.date | None,
    ) -> "Book":
        """The book of some keys, with their visible events."""
        since = history.since
        if since is None:
            return cls(history, keys.with_columns(pl.lit(value=True).alias(WHOLE)), events, ids, values, as_of)
        joined = _joined(history, events)
        if joined is None:
            whole = keys.with_columns(pl.lit(value=False).alias(WHOLE))
        else:
            known = (pl.col(JOINED) >= since).fill_null(value=False).alias(WHOLE)
            whole = keys.join(joined, on=KEY, how="left", maintain_order="left").with_columns(known).drop(JOINED)
        return cls(history, whole, events.filter(pl.col(DAY) >= since), ids, values, as_of)

    @property
    def day(self) -> pl.Expr:
        """The day that is asked for, of an event or a key."""
        return pl.col(AS_OF) if self.as_of is None else pl.lit(self.as_of)

    def rows(self, *kinds: str) -> pl.DataFrame:
        """The events of some kinds."""
        if kinds not in self._rows:
            numbers = [numbers_of(self.history)[kind] for kind in kinds]
            self._rows[kinds] = self.log.filter(pl.col(KIND).is_in(numbers))
        return self._rows[kinds]

    def ordered(self, *kinds: str) -> pl.DataFrame:
        """The same by key, in the order of (moment, id)."""
        if kinds not in self._ordered:
            self._ordered[kinds] = self.rows(*kinds).sort(KEY, MOMENT, *self.ids)
        return self._ordered[kinds]

    def windows(self, aggregate: Aggregate) -> Windows:
        """The windows of an aggregate."""
        within, since, holidays = aggregate.within, self.history.since, self.history.holidays
        unknown = pl.lit(value=False)
        if within == LOG:
            start: Any = pl.lit(since, pl.Date)
            return Windows(self._bounds(start, pl.col(AS_OF), unknown), self._same(since))
        if aggregate.after:
            last = self.rows(aggregate.after).group_by(KEY).agg(pl.col(DAY).max().alias(START))
            keys = self.keys.join(last, on=KEY, how="left", maintain_order="left")
            anchors = keys[START]
            ends = (
                keys[AS_OF] if within is None else _mapped(anchors, lambda d: beginning_after(d, within, holidays).end)
            )
            keys = keys.with_columns(anchors.dt.offset_by("1d"), ends.alias(END))
            unknown = pl.col(START).is_null() | (pl.col(END) > pl.col(AS_OF)).fill_null(value=True)
            return Windows(self._bounds(pl.col(START), pl.col(END), self._or_half(unknown), keys))
        if within is None:
            return Windows(self._bounds(pl.lit(None, pl.Date), pl.col(AS_OF), self._or_half(unknown)), self._same(None))

        def begin(day: datetime.date) -> datetime.date | None:
            return ending_with(day, within, holidays).start

        if self.as_of is not None:
            first = begin(self.as_of)
            return Windows(
                self._bounds(pl.lit(first, pl.Date), pl.col(AS_OF), self._or_half(unknown)), self._same(first)
            )
        keys = self.keys.with_columns(_mapped(self.keys[AS_OF], begin).alias(START))
        return Windows(self._bounds(pl.col(START), pl.col(AS_OF), self._or_half(unknown), keys))

    def _same(self, start: datetime.date | None) -> tuple[datetime.date | None, datetime.date] | None:
        return None if self.as_of is None else (start, self.as_of)

    def _or_half(self, unknown: pl.Expr) -> pl.Expr:
        """Where a window is unknown, also since it begins before the log is complete."""
        since = self.history.since
        if since is None:
            return unknown
        return unknown | (~pl.col(WHOLE) & (pl.col(START).is_null() | (pl.col(START) < since)))

    def _bounds(self, start: pl.Expr, end: pl.Expr, unknown: pl.Expr, keys: pl.DataFrame | None = None) -> pl.DataFrame:
        placed = (self.keys if keys is None else keys).with_columns(start.alias(START), end.alias(END))
        return placed.select(KEY, START, END, unknown.alias(UNKNOWN))


def _joined(history: History, events: pl.DataFrame) -> pl.DataFrame | None:
    """The day on which customers joined, as far as the history tells; those before the log included."""
    joined = history.joined
    if joined is None:
        return None
    if joined.event:
        first = events.filter(pl.col(KIND) == numbers_of(history)[joined.event])
        return first.group_by(KEY).agg(pl.col(DAY).min().alias(JOINED))
    known = events.filter(pl.col(JOINED).is_not_null())
    one = pl.when(pl.col(JOINED).n_unique() == 1).then(pl.col(JOINED).first())
    return known.group_by(KEY).agg(one.alias(JOINED))


def _mapped(days: pl.Series, read: Callable[[datetime.date], datetime.date | None]) -> pl.Series:
    """Days by what each different one gives."""
    different = days.drop_nulls().unique()
    found = pl.Series([read(day) for day in different], dtype=pl.Date)
    return days.replace_strict(different, found, default=None, return_dtype=pl.Date)
