"""Reckoning with days as columns."""

import polars as pl

from crmrules.engines.histories.columns import END, START
from crmrules.engines.histories.values import divided


def share(days: pl.Expr) -> pl.Expr:
    """Days as a share of all days of the window; unknown where that has none."""
    length = (pl.col(END) - pl.col(START)).dt.total_days() + 1
    return pl.when(length > 0).then(divided(days, length))


def months_between(day: pl.Expr, as_of: pl.Expr) -> pl.Expr:
    """The whole calendar months from a day to another, the end of a shorter month taken."""
    months = (as_of.dt.year() - day.dt.year()).cast(pl.Int64) * 12 + as_of.dt.month() - day.dt.month()
    last = as_of.dt.month_end().dt.day()
    begun = pl.min_horizontal(day.dt.day(), last) > as_of.dt.day()
    return months - begun.cast(pl.Int64)
