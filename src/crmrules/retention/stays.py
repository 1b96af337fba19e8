"""How long cases stay in a step, and how many deadlines are missed: counted from a row a stay, or a row a deadline."""

import datetime
from fractions import Fraction
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.definitions.periods import checked_day
from crmrules.errors import RecordError
from crmrules.retention.rates import Rate
from crmrules.retention.rows import opened


@frozen
class StepTime:
    """The stays in one step."""

    step: str
    stays: int
    """All of them, the open ones included."""
    open: int
    """Those that have not ended."""
    mean: Fraction | None
    """The days of the stays that have ended, on average; None where none has."""
    median: Fraction | None
    """As many of the stays that have ended are shorter as are longer; None where none has."""
    longest: int
    """The most days of any stay, of an open one up to the day asked for."""


@frozen
class DeadlineFigures:
    """The deadlines of one kind."""

    deadline: str
    missed: Rate
    """Of all that were set; open while they run."""


def time_in_steps(stays: Any, *, as_of: datetime.date) -> tuple[StepTime, ...]:
    """How long cases stay in each step: of a frame with the columns ``step``, ``entered`` and ``left``, by step.

    `left` is unknown while a stay is open; a stay that ends on the day it began has 0 days. A stay that begins after
    the day has not begun, and one that ends after it is open.

    Raises `RecordError` for columns that are missing or of a wrong type, an unknown step or day of entry, and a stay
    that ends before it begins; `EngineError` for what is no frame, and `AsOfError` for what is no day.
    """
    what, day = "time_in_steps", checked_day(as_of)
    rows = opened(stays, what, {"step": "text", "entered": "day", "left": "day"}, {}).collect()
    if rows["step"].null_count() or rows["entered"].null_count():
        raise RecordError.of(f"`{what}`", "a stay has no `step`, or no day on which it was `entered`", "give both")
    if rows.filter(pl.col("left") < pl.col("entered")).height:
        raise RecordError.of(f"`{what}`, column `left`", "a stay ends before it begins")
    begun = rows.filter(pl.col("entered") <= day).with_columns(left=pl.when(pl.col("left") <= day).then(pl.col("left")))
    days = (pl.col("left") - pl.col("entered")).dt.total_days()
    so_far = (pl.coalesce(pl.col("left"), pl.lit(day)) - pl.col("entered")).dt.total_days()
    counted = begun.group_by("step").agg(
        pl.len().alias("stays"),
        pl.col("left").null_count().alias("open"),
        days.drop_nulls().alias("days"),
        so_far.max().alias("longest"),
    )
    return tuple(_step(*row) for row in counted.sort("step").iter_rows())


def _step(step: str, stays: int, open_: int, days: list[int], longest: int) -> StepTime:
    ordered = sorted(days)
    half = len(ordered) // 2
    middle = ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]
    mean = Fraction(sum(days), len(days)) if days else None
    return StepTime(step, stays, open_, mean, Fraction(sum(middle), len(middle)) if days else None, longest)


def deadlines_missed(deadlines: Any) -> tuple[DeadlineFigures, ...]:
    """How many deadlines were missed: of a frame with the columns ``deadline`` and ``missed``, by deadline.

    `missed` is unknown while a deadline runs. Raises `RecordError` for columns that are missing or of a wrong type, and
    for a row without a deadline; `EngineError` for what is no frame.
    """
    what = "deadlines_missed"
    rows = opened(deadlines, what, {"deadline": "text", "missed": "flag"}, {}).collect()
    if rows["deadline"].null_count():
        raise RecordError.of(f"`{what}`, column `deadline`", "a row has none", "name it")
    counted = rows.group_by("deadline").agg(
        pl.col("missed").sum().alias("part"), pl.len().alias("whole"), pl.col("missed").null_count().alias("open")
    )
    return tuple(DeadlineFigures(name, Rate(*numbers)) for name, *numbers in counted.sort("deadline").iter_rows())
