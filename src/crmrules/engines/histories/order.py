"""The order of events: which of them are ties, and the place of each from the end."""

from collections.abc import Sequence

import polars as pl

from crmrules.engines.histories.columns import KEY, MOMENT

TIE, PLACE = "tie", "place"
_MOST = 2**62


def in_order(rows: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Rows by key, in the order of (moment, id)."""
    place = _one_number(rows)
    if place is None:
        return rows.sort(KEY, MOMENT, *ids)
    ordered = rows.sort(place)
    same = (pl.col(KEY) == pl.col(KEY).shift()) & (pl.col(MOMENT) == pl.col(MOMENT).shift())
    return ordered.sort(KEY, MOMENT, *ids) if ids and ordered.select(same.any()).item() else ordered


def _one_number(rows: pl.DataFrame) -> pl.Expr | None:
    """Key and moment as one number in their order, which sorts twice as fast; None where they do not fit in one."""
    if not rows.height or not rows[KEY].dtype.is_integer():
        return None
    key, moment = pl.col(KEY).cast(pl.Int64), pl.col(MOMENT).to_physical().cast(pl.Int64)
    asked = (each for part in (key, moment) for each in (part.min(), part.max()))
    least, most, first, last = rows.select(each.alias(str(place)) for place, each in enumerate(asked)).row(0)
    span = last - first + 1
    return (key - least) * span + (moment - first) if (most - least + 1) * span < _MOST else None


def with_ties(rows: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Rows in order with `TIE`, a number that those share whose order nobody knows: events of one moment, of which any
    has no id."""
    unnamed = pl.any_horizontal([pl.col(name).is_null() for name in ids]) if ids else pl.lit(value=True)
    if ids and not rows.select(unnamed.any()).item():
        return rows.with_row_index(TIE)
    begins = (pl.col(KEY) != pl.col(KEY).shift()) | (pl.col(MOMENT) != pl.col(MOMENT).shift())
    moments = rows.with_columns(begins.fill_null(value=True).cum_sum().alias(TIE))
    if not ids:
        return moments
    alone = ~unnamed.any().over(TIE) | (pl.col(TIE) != pl.col(TIE).shift()).fill_null(value=True)
    return moments.with_columns(alone.cum_sum().alias(TIE))


def differing(rows: pl.DataFrame, value: str) -> pl.Series:
    """The ties of which events differ in a column."""
    same = pl.col(TIE) == pl.col(TIE).shift()
    return rows.filter(same & pl.col(value).ne_missing(pl.col(value).shift()))[TIE].unique()


def with_places(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in order with `PLACE`, the place of each among those of its key, counted from the last, which is 0."""
    row = pl.int_range(pl.len())
    is_last = (pl.col(KEY) != pl.col(KEY).shift(-1)).fill_null(value=True)
    # some 20 times as fast as a window of each key
    return rows.with_columns((pl.when(is_last).then(row).backward_fill() - row).alias(PLACE))
