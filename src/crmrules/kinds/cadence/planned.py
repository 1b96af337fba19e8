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

_AHEAD = (ContactStatus.AHEAD, ContactStatus.DUE_TODAY)


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
    """The contacts of a channel: those that are alike in all that is told of them are counted once."""
    due, overdue, status, never = columns_of(channel)
    week = ((pl.col(due) - pl.lit(as_of)).dt.total_days() // 7).clip(upper_bound=WEEKS)
    late = [pl.when(pl.col(overdue).is_between(*_ends(ends))).then(place) for place, ends in enumerate(OVERDUE)]
    alike = frame.group_by(pl.col(status), pl.col(never), week.alias("week"), pl.coalesce(late).alias("late")).len()
    statuses, weeks, overdue_by, never_met = Counter[str](), Counter[int](), Counter[int](), 0
    for stands, is_never, in_week, by, count in alike.collect().iter_rows():
        statuses[stands] += count
        if stands in _AHEAD:
            weeks[in_week] += count
        if by is not None:
            overdue_by[by] += count
        if is_never and stands != ContactStatus.NOT_REQUIRED:
            never_met += count
    return Planned(
        channel,
        Counter({each.value: statuses[each.value] for each in ContactStatus if statuses[each.value]}),
        tuple(overdue_by[place] for place in range(len(OVERDUE))),
        tuple(weeks[place] for place in range(WEEKS + 1)),
        never_met,
    )


def _ends(ends: tuple[int, int | None]) -> tuple[int, int]:
    first, last = ends
    return first, 10_000_000 if last is None else last
