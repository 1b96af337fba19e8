"""Business days on day numbers: a table of every day that a calendar counts, looked up by the library of the frame.

There is no arithmetic for holidays. Libraries that run SQL would turn the table into a branch for each day.
"""

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.calendars.calendar import FIRST, LAST, Calendar
from crmrules.engines.frames.backends import Backend
from crmrules.engines.frames.parts import FIRST_DAY
from crmrules.errors import EngineError

_BEGIN, _LENGTH = (FIRST - FIRST_DAY).days, (LAST - FIRST).days + 1


def refuse(backend: Backend, path: str) -> None:
    """Raises `EngineError` for a library that does not look up business days."""
    if backend.is_sql:
        message = f"business days are not counted on frames of {backend.name}"
        raise EngineError.of(path, message, "collect it into a frame of Polars, pandas or PyArrow")


def business_days_later(day: nw.Expr, count: int, calendar: Calendar) -> nw.Expr:
    """The `count`-th business day after a day, at least one; days are counted from 1970.

    Null where `Calendar.later` is None. Raises as that does.
    """
    return day.replace_strict(_DAYS, _counted(calendar, count).reached, default=None, return_dtype=nw.Int64)


def is_provisional(day: nw.Expr, count: int, calendar: Calendar) -> nw.Expr:
    """Whether the `count`-th business day after a day may still change; null where there is none."""
    return day.replace_strict(_DAYS, _counted(calendar, count).provisional, default=None, return_dtype=nw.Boolean)


_DAYS = range(_BEGIN, _BEGIN + _LENGTH)


@frozen
class _Counted:
    """For each day from `FIRST` on the business day that is reached, and whether it may still change."""

    reached: Sequence[int | None]
    provisional: Sequence[bool | None]


@lru_cache(maxsize=16)
def _counted(calendar: Calendar, count: int) -> _Counted:
    business, provisional = _table(calendar)
    before = (bisect_right(business, place) for place in range(_LENGTH))
    reached = [business[at + count - 1] if at + count <= len(business) else None for at in before]
    return _Counted(
        [None if place is None else place + _BEGIN for place in reached],
        [None if to is None else provisional[to] > provisional[place] for place, to in enumerate(reached)],
    )


@lru_cache(maxsize=16)
def _table(calendar: Calendar) -> tuple[Sequence[int], Sequence[int]]:
    """The places of business days from `FIRST` on, and how many days up to each place are provisional."""
    places = [(day - FIRST).days for day in calendar.business_days(FIRST, LAST)]
    days = (FIRST + datetime.timedelta(place) for place in range(_LENGTH))
    return places, list(accumulate(calendar.provisional(day) is not None for day in days))
