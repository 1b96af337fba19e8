"""Aggregates of events, as groups of rows. What each means is told in `Aggregate`."""

from typing import assert_never

import polars as pl
from attrs import define, field

from crmrules.engines.histories.book import Book, Windows
from crmrules.engines.histories.changing import changing
from crmrules.engines.histories.columns import AS_OF, COUNT, DAY, FOUND, KEY, MOMENT, UNKNOWN, VALUE
from crmrules.engines.histories.days import months_between, share
from crmrules.engines.histories.order import PLACE, TIE, differing, with_places, with_ties
from crmrules.engines.histories.values import ValueColumn, divided
from crmrules.records.history.aggregates import Aggregate, AggregateFunction
from crmrules.records.wanted import DTYPES

_OF_NOTHING = frozenset({"count", "days", "sum", "distinct", "share_of_days"})
"""Those that are 0 of nothing."""

_ALONE = frozenset({"last", "first"})
"""Those that are the value of a single event."""


def fact_of_events(book: Book, aggregate: Aggregate) -> pl.Series:
    """An aggregate of events for each key of a book."""
    return _Reckoning(book, aggregate).fact()


@define
class _Reckoning:
    book: Book
    aggregate: Aggregate
    value: ValueColumn | None = field(init=False)
    in_order: bool = field(init=False)
    """Whether the order of events matters."""

    def __attrs_post_init__(self) -> None:
        aggregate = self.aggregate
        self.value = None if aggregate.value is None else self.book.values[aggregate.value]
        self.in_order = aggregate.of_last is not None or bool(aggregate.skip) or aggregate.function in _ALONE

    def fact(self) -> pl.Series:
        windows = self.book.windows(self.aggregate)
        told, unsettled = self.book.found_at_once(self.aggregate), None
        if told is None:
            found, unsettled = self._one_by_one(windows)
            told = self.book.told(found)
        told = told.with_columns(windows.bounds.drop(KEY).iter_columns())
        open_ = pl.col(UNKNOWN)
        if unsettled is not None:
            open_ = open_ | pl.col(KEY).is_in(unsettled.implode())
        return told.select(pl.when(~open_).then(self._told()).alias(FOUND)).to_series()

    def _one_by_one(self, windows: Windows) -> tuple[pl.DataFrame, pl.Series | None]:
        """What is found of keys, and those of which it is not settled."""
        aggregate, book = self.aggregate, self.book
        rows = windows.rows_in(self._rows())
        sure, maybe = rows, rows.clear()
        if aggregate.where is not None:
            where = pl.col(book.values[aggregate.where].name)
            sure, maybe = rows.filter(where), rows.filter(where.is_null())
        sure = self._placed(sure)
        found = self._found(sure)
        return found, changing(aggregate, sure, maybe, found, book.day)

    def _rows(self) -> pl.DataFrame:
        """The events of the kind, with what is read of each."""
        of, values = self.aggregate.of, self.book.values
        rows = self.book.ordered(of) if self.in_order else self.book.rows(of)
        read = [values[each].name for each in self.aggregate.expressions]
        own = [name for name in self.book.keys.columns if name in rows.columns and name != KEY]
        rows = rows.select(KEY, DAY, MOMENT, *own, *self.book.ids, *dict.fromkeys(read))
        return rows if self.value is None else rows.with_columns(pl.col(self.value.name).alias(VALUE))

    def _placed(self, sure: pl.DataFrame) -> pl.DataFrame:
        if not self.in_order:
            return sure
        sure = with_ties(sure, self.book.ids) if self.value is not None else sure
        return with_places(sure)

    def _found(self, sure: pl.DataFrame) -> pl.DataFrame:
        """For each key with chosen events what they give; null where that is unknown."""
        aggregate = self.aggregate
        chosen = sure
        if self.in_order:
            chosen = sure.filter(pl.col(PLACE) >= aggregate.skip) if aggregate.skip else sure
            if aggregate.of_last is not None:
                chosen = chosen.filter(pl.col(PLACE) < aggregate.skip + aggregate.of_last)
        asked = [self._reckoned().alias(FOUND), pl.len().alias(COUNT)]
        if self.value is not None and aggregate.function not in _ALONE:
            asked.append((pl.col(VALUE).null_count() > 0).alias(UNKNOWN))
        if aggregate.function in _ALONE:
            asked += [pl.col(TIE).last() if aggregate.function == "last" else pl.col(TIE).first()]
            asked += [pl.col(MOMENT).last() if aggregate.function == "last" else pl.col(MOMENT).first()]
        found = chosen.group_by(KEY).agg(*asked)
        known = pl.col(COUNT) >= aggregate.needed
        if UNKNOWN in found.columns:
            known = known & ~pl.col(UNKNOWN)
        if self.in_order and self.value is not None:
            known = known & ~self._tied(sure)
        columns = [name for name in (FOUND, COUNT, MOMENT) if name in found.columns]
        return found.with_columns(pl.when(known).then(pl.col(FOUND)).alias(FOUND)).select(KEY, *columns)

    def _tied(self, sure: pl.DataFrame) -> pl.Expr:
        """Of found keys where ties that differ leave open which events are chosen."""
        ties = differing(sure, VALUE)
        if ties.is_empty():
            return pl.lit(value=False)
        if self.aggregate.function in _ALONE:
            return pl.col(TIE).is_in(ties.implode())
        edges = [each for each in (self.aggregate.skip, self._beyond) if each]
        goes_on = pl.col(TIE) == pl.col(TIE).shift(-1)
        cut = sure.filter(goes_on & pl.col(PLACE).is_in(edges) & pl.col(TIE).is_in(ties.implode()))[KEY]
        return pl.col(KEY).is_in(cut.unique().implode())

    @property
    def _beyond(self) -> int | None:
        """The place of the last event that is not chosen, from the end."""
        return None if self.aggregate.of_last is None else self.aggregate.skip + self.aggregate.of_last

    def _reckoned(self) -> pl.Expr:
        """What chosen events of one key give, as it is kept."""
        match self.aggregate.function:
            case AggregateFunction.COUNT:
                return pl.len().cast(pl.Int64)
            case AggregateFunction.DAYS | AggregateFunction.SHARE_OF_DAYS:
                return pl.col(DAY).n_unique().cast(pl.Int64)
            case AggregateFunction.LAST_DAY | AggregateFunction.DAYS_SINCE | AggregateFunction.MONTHS_SINCE:
                return pl.col(DAY).max()
            case AggregateFunction.FIRST_DAY:
                return pl.col(DAY).min()
            case AggregateFunction.SUM | AggregateFunction.MEAN:
                return pl.col(VALUE).sum()
            case AggregateFunction.MIN:
                return pl.col(VALUE).min()
            case AggregateFunction.MAX:
                return pl.col(VALUE).max()
            case AggregateFunction.LAST:
                return pl.col(VALUE).last()
            case AggregateFunction.FIRST:
                return pl.col(VALUE).first()
            case AggregateFunction.DISTINCT:
                return pl.col(VALUE).n_unique().cast(pl.Int64)
            case AggregateFunction.OPEN:
                raise AssertionError("is of a span")
            case _ as unknown:
                assert_never(unknown)

    def _told(self) -> pl.Expr:
        """The fact, given what was found of a key, if anything."""
        aggregate, found = self.aggregate, pl.col(FOUND)
        if aggregate.function in _OF_NOTHING and not aggregate.needed:
            found = pl.when(pl.col(COUNT).is_null()).then(pl.lit(0)).otherwise(found)
        dtype = DTYPES[aggregate.type(self.book.history.types).kind]
        match aggregate.function:
            case AggregateFunction.DAYS_SINCE:
                return (pl.col(AS_OF) - found).dt.total_days()
            case AggregateFunction.MONTHS_SINCE:
                return months_between(found, pl.col(AS_OF))
            case AggregateFunction.SHARE_OF_DAYS:
                return share(found)
            case AggregateFunction.MEAN:
                assert self.value is not None
                mean = divided(found, pl.col(COUNT).cast(pl.Int64) * 10 ** (self.value.places or 0))
                return pl.when(mean.is_finite()).then(mean)
            case AggregateFunction.SUM:
                assert self.value is not None
                told = self.value.told(found, dtype)
                return told if self.value.places is not None else pl.when(told.is_finite()).then(told)
            case AggregateFunction.MIN | AggregateFunction.MAX | AggregateFunction.LAST | AggregateFunction.FIRST:
                assert self.value is not None
                return self.value.told(found, dtype)
            case _:
                return found
