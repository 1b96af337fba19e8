"""The order of events: which of them are ties, and the place of each from the end."""

from collections.abc import Sequence

import polars as pl

from crmrules.engines.histories.columns import KEY, MOMENT

TIE, PLACE = "tie", "place"


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
    return rows.with_columns(pl.int_range(pl.len()).reverse().over(KEY).alias(PLACE))
