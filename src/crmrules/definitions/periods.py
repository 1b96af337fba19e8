"""Periods of time: a parameter's number of days, weeks, months, years or business days, and the day so much later."""

import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from crmrules.errors import AsOfError
from crmrules.expressions.accept import is_unknown, shown
from crmrules.expressions.days import LAST_DAY, months_later

if TYPE_CHECKING:
    from crmrules.calendars.calendar import Calendar, Reached

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}

UNITS = (*_DAYS, *_MONTHS)
"""The units a period can have without a calendar."""

BUSINESS_DAYS = "business days"
"""The unit of periods that a calendar counts."""

A_YEAR = {
    "days": Fraction(365),
    "weeks": Fraction(365, 7),
    "months": Fraction(12),
    "years": Fraction(1),
    BUSINESS_DAYS: Fraction(365 * 5, 7),
}
"""How many of each make a year; of business days as many as there are without holidays."""

LONGEST_YEARS = 100
"""The longest period: added to the last day that rules know, it is still a day."""


def add(day: datetime.date, count: int, unit: str) -> datetime.date:
    """A day so many days, weeks, calendar months or years later; the end of a shorter month where it has no such day.

    31 January and one month is 28 February, or 29 in a leap year.
    """
    if unit in _DAYS:
        return day + datetime.timedelta(count * _DAYS[unit])
    return months_later(day, count * _MONTHS[unit])


def later(day: datetime.date, count: int, unit: str, calendar: "Calendar") -> "Reached | None":
    """The day a period later, and whether it may still change; business days are those of the calendar.

    None where the calendar does not count so far. Raises as `Calendar.later`.
    """
    from crmrules.calendars.calendar import Reached

    return calendar.later(day, count) if unit == BUSINESS_DAYS else Reached(add(day, count, unit), None)


def checked_day(day: object, called: str = "as_of") -> datetime.date:
    """The day that is decided for; a moment without a zone that is a midnight stands for its day.

    Raises `AsOfError` for what is no date, or too late a one.
    """
    if isinstance(day, datetime.datetime):
        if is_unknown(day) or day.tzinfo is not None or day.time() != datetime.time():
            remedy = "give its date, in the customers' time zone"
            raise AsOfError.of(f"`{called}`", f"{shown(day)} is a moment, and no day", remedy)
        day = day.date()
    if not isinstance(day, datetime.date):
        raise AsOfError.of(f"`{called}`", f"{shown(day)} is no date", "give a datetime.date")
    if day > LAST_DAY:
        raise AsOfError.of(f"`{called}`", f"{day.isoformat()} is too late", f"days run to {LAST_DAY.isoformat()}")
    return day
