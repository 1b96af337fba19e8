"""Counting the contacts of a frame: how customers stand, overdue by how long, due in which week."""

import datetime
from collections import Counter

import polars as pl
from attrs import frozen

from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.kinds.cadence.policy import Cadence
from crmrules.kinds.cadence.result import columns_of

WEEKS = 13
"""How many weeks ahead are told one by one: a quarter."""

OVERDUE = ((1, 28), (29, 91), (92, None))
"""The days overdue that are told together: up to four weeks, up to a quarter, longer."""


@frozen
class Planned:
    """The contacts of one channel, counted."""

    channel: str
    statuses: Counter[str]
    """Customers by status."""
    overdue: tuple[int, ...]
    """Customers overdue, by `OVERDUE`."""
    weeks: tuple[int, ...]
    """Customers due in each of the coming weeks, the first of which begins today; then those due later."""
    never: int
    """Customers who were never contacted, of those who are to be."""


def planned(frame: pl.LazyFrame, policy: Cadence, as_of: datetime.date) -> tuple[Planned, ...]:
    """The contacts of each channel."""
    return tuple(_planned(frame, channel.id, as_of) for channel in policy.channels)


def _planned(frame: pl.LazyFrame, channel: str, as_of: datetime.date) -> Planned:
    due, overdue, status, never = columns_of(channel)
    text = pl.col(status).cast(pl.String)
    ahead = text.is_in([ContactStatus.AHEAD.value, ContactStatus.DUE_TODAY.value])
    week = (pl.col(due) - pl.lit(as_of)).dt.total_days() // 7
    asked = {
        **{f"overdue {place}": pl.col(overdue).is_between(*_ends(ends)).sum() for place, ends in enumerate(OVERDUE)},
        **{f"week {place}": (ahead & (week == place)).fill_null(False).sum() for place in range(WEEKS)},
        "later": (ahead & (week >= WEEKS)).fill_null(False).sum(),
        "never": (pl.col(never).fill_null(False) & (text != ContactStatus.NOT_REQUIRED.value)).sum(),
    }
    row = frame.select(**asked).collect().row(0, named=True)
    statuses = Counter(dict(frame.group_by(text).len().collect().iter_rows()))
    return Planned(
        channel,
        statuses,
        tuple(row[f"overdue {place}"] for place in range(len(OVERDUE))),
        (*(row[f"week {place}"] for place in range(WEEKS)), row["later"]),
        row["never"],
    )


def _ends(ends: tuple[int, int | None]) -> tuple[int, int]:
    first, last = ends
    return first, 10_000_000 if last is None else last
