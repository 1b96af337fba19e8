"""Contacts that follow the calendar: on a day of the month, and so many in each week or month."""

import datetime

from crmrules.expressions.days import months_later
from crmrules.expressions.tree import Value

_WEEK = datetime.timedelta(7)
_DAY = datetime.timedelta(1)


def on_day(begin: datetime.date, months: int, day: int) -> datetime.date:
    """The first such day of a month after another day, and all but one of so many months later.

    The end of a shorter month stands for a day that it lacks: the 31st of February is its last day.
    """
    first = begin.replace(day=1)
    here = 0 if _of(first, day) > begin else 1
    return _of(months_later(first, here + months - 1), day)


def quota_day(
    begin: datetime.date, as_of: datetime.date, unit: str, times: int, done: int | None
) -> datetime.date | None:
    """The last day on which the next contact still counts for its week or month.

    That is the end of the period of the last contact while that is the present one and has too few; else the end of
    the period after it. None where it takes to know how many contacts the present period has, and nobody does.
    `done` tells of the present period alone; it is 0 where there was no contact ever, and a period to come has none.
    """
    here, present = _start(begin, unit), _start(as_of, unit)
    if here < present or (here > present and done != 0):
        return _end(_next(here, unit), unit)
    if done is None:
        return None
    return _end(here, unit) if done < times else _end(_next(here, unit), unit)


def period_end(day: datetime.date, unit: str) -> datetime.date:
    """The last day of the calendar week or month of a day."""
    return _end(_start(day, unit), unit)


def whole(value: Value) -> int:
    """A whole number of a parameter."""
    assert isinstance(value, int)  # checking makes sure of it
    return value


def whole_or_unknown(value: Value) -> int | None:
    """A whole number of a fact; a contact of the present period is one at least."""
    return None if value is None else max(whole(value), 1)


def _of(first: datetime.date, day: int) -> datetime.date:
    from calendar import monthrange  # few need it, and it takes a while to import

    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def _start(day: datetime.date, unit: str) -> datetime.date:
    return day - _DAY * day.weekday() if unit == "weeks" else day.replace(day=1)


def _next(start: datetime.date, unit: str) -> datetime.date:
    return start + _WEEK if unit == "weeks" else months_later(start, 1)


def _end(start: datetime.date, unit: str) -> datetime.date:
    return _next(start, unit) - _DAY
