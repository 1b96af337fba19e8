"""Aggregates of spans: on which days a span is on, as stretches of days. What they mean is told in `Span`."""

import polars as pl
from attrs import define, field

from crmrules.engines.histories.book import WHOLE, Book, Windows
from crmrules.engines.histories.columns import DAY, END, FOUND, KEY, KIND, START, UNKNOWN, numbers_of
from crmrules.engines.histories.days import share
from crmrules.engines.histories.order import TIE, differing, with_ties
from crmrules.records.history.aggregates import Aggregate, AggregateFunction
from crmrules.records.history.definition import Span

_OPENS, _ON, _AFTER, _BEFORE, _NEXT = "opens", "on", "after", "before", "next"
_THERE, _WITHOUT = "there", "without"


def fact_of_span(book: Book, span: Span, aggregate: Aggregate) -> pl.Series:
    """An aggregate of a span for each key of a book."""
    return _Course(book, span).fact(aggregate)


@define
class _Course:
    """A span over time, of all keys."""

    book: Book
    span: Span
    days: pl.DataFrame = field(init=False)
    """For each key and day with events of it: whether it is on that day (`_ON`), before (`_BEFORE`), and from the next
    day on (`_AFTER`) until the day before `_NEXT`; null is unknown, and a `_NEXT` that is null is never. `_BEFORE` is
    known of the first such day of a key alone."""

    def __attrs_post_init__(self) -> None:
        opening = [numbers_of(self.book.history)[kind] for kind in self.span.from_]
        rows = with_ties(self.book.ordered(*self.span.from_, *self.span.to), self.book.ids)
        rows = rows.with_columns(pl.col(KIND).is_in(opening).alias(_OPENS))
        unclear = differing(rows, _OPENS)
        state = pl.col(_OPENS)
        if not unclear.is_empty():
            state = pl.when(~pl.col(TIE).is_in(unclear.implode())).then(state)
        first, next_day = pl.col(KEY) != pl.col(KEY).shift(), pl.col(DAY).shift(-1)
        days = (
            rows.with_columns(state.alias(_AFTER))
            .group_by(KEY, DAY, maintain_order=True)
            .agg(pl.col(_OPENS).any(), pl.col(_AFTER).last(), (~pl.col(_AFTER).first()).alias(_BEFORE))
            .with_columns(
                first.fill_null(value=True).alias(_THERE),
                pl.when(pl.col(KEY) == pl.col(KEY).shift(-1)).then(next_day).alias(_NEXT),
            )
        )
        earlier = pl.when(pl.col(_THERE)).then(pl.col(_BEFORE)).otherwise(pl.col(_AFTER).shift())
        self.days = days.with_columns(pl.when(pl.col(_OPENS)).then(pl.lit(value=True)).otherwise(earlier).alias(_ON))

    def fact(self, aggregate: Aggregate) -> pl.Series:
        if aggregate.function is AggregateFunction.OPEN:
            return self._open()
        windows = self.book.windows(aggregate)
        told = self._told(self._days_on(windows)).with_columns(windows.bounds.drop(KEY).iter_columns())
        length = (pl.col(END) - pl.col(START)).dt.total_days() + 1
        always = pl.when(pl.col(START).is_not_null()).then(pl.max_horizontal(length, 0))
        # in a window without a day there is none on which it is unknown
        nothing = ~pl.col(_WITHOUT) | (length <= 0).fill_null(value=False)
        without = pl.when(nothing).then(pl.lit(0)).when(pl.col(_WITHOUT)).then(always)
        days = pl.when(pl.col(_THERE).is_null()).then(without).otherwise(pl.col(FOUND))
        found = days if aggregate.function is AggregateFunction.DAYS else share(days)
        return told.select(pl.when(~pl.col(UNKNOWN)).then(found).alias(FOUND)).to_series()

    def _open(self) -> pl.Series:
        last = self.days.group_by(KEY).agg(pl.col(_AFTER).last().alias(FOUND))
        there = pl.col(_THERE).is_not_null()
        found = pl.when(there).then(pl.col(FOUND)).otherwise(pl.col(_WITHOUT))
        return self._told(last).select(found.alias(FOUND)).to_series()

    def _told(self, found: pl.DataFrame) -> pl.DataFrame:
        """A row a key with what was found, whether there is any event of the span, and how it is without any."""
        initially = self.span.initially
        without = pl.lit(initially) if initially is not None else pl.when(pl.col(WHOLE)).then(pl.lit(value=False))
        there = found.with_columns(pl.lit(value=True).alias(_THERE))
        return self.book.told(there).with_columns(without.cast(pl.Boolean).alias(_WITHOUT))

    def _days_on(self, windows: Windows) -> pl.DataFrame:
        """For each key with events of the span on how many days of its window it is on; null where that is unknown."""
        days = self.days.join(windows.bounds, on=KEY, maintain_order="left")
        day, end_, one = pl.col(DAY), pl.col(END), pl.duration(days=1)
        next_ = pl.col(_NEXT)
        stretches = [
            (day, day, pl.col(_ON)),
            (day + one, pl.when(next_.is_null()).then(end_).otherwise(next_ - one), pl.col(_AFTER)),
        ]
        counted = [_on(first, last, on) for first, last, on in stretches]
        # before its first event it has been as it was from ever
        before = pl.when(pl.col(_THERE)).then(_on(pl.col(START), day - one, pl.col(_BEFORE))).otherwise(0)
        total = counted[0] + counted[1] + before
        known = pl.col("days").null_count() == 0
        return (
            days.with_columns(total.alias("days"))
            .group_by(KEY)
            .agg(pl.when(known).then(pl.col("days").sum()).alias(FOUND))
        )


def _on(first: pl.Expr, last: pl.Expr, on: pl.Expr) -> pl.Expr:
    """On how many days of a stretch in the window a span is on, if it is on over all of it; a stretch from ever has no
    first day."""
    begin = pl.max_horizontal(first, pl.col(START))  # null is passed over
    end = pl.min_horizontal(last, pl.col(END))
    length = (end - begin).dt.total_days() + 1
    empty = (begin > end).fill_null(value=False)
    return pl.when(empty | on.not_().fill_null(value=False)).then(0).when(on).then(length)
