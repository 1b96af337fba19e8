"""Days of the calendar: the days that rules know, and days so many days or months later."""

import datetime

LAST_DAY = datetime.date(9899, 12, 31)
"""The last day rules know: a century can still be added to it."""

_FIRST, _LAST = datetime.date.min.toordinal(), LAST_DAY.toordinal()
_MOST_MONTHS = 12 * LAST_DAY.year
_SHORTEST = 28
"""The days that every month has."""


def months_later(day: datetime.date, months: int) -> datetime.date:
    """A day so many calendar months later; the end of a shorter month where it has no such day.

    31 January and one month is 28 February, or 29 in a leap year. Raises `ValueError` beyond the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= _SHORTEST:
        return datetime.date(year, month + 1, day.day)
    from calendar import monthrange  # few need it, and it takes a while to import

    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: datetime.date, count: int) -> datetime.date | None:
    """A day so many days later, or earlier; None where that is no day rules know."""
    found = day.toordinal() + count
    return datetime.date.fromordinal(found) if _FIRST <= found <= _LAST else None


def add_months(day: datetime.date, count: int) -> datetime.date | None:
    """A day so many calendar months later, or earlier; None where that is no day rules know."""
    found = day.year * 12 + day.month - 1 + count
    return months_later(day, count) if 12 <= found < 12 + _MOST_MONTHS else None
