"""The business days of China against chinesecalendar, which is kept by hand from the announcements of each year."""

import datetime

import chinese_calendar

from crmrules.calendars.calendar import Calendar

FIRST, LAST = datetime.date(2004, 1, 1), datetime.date(2026, 12, 31)
GAPS = {datetime.date(2005, 12, 31)}
"""Worked in exchange for 3 January 2006, as the announcement for 2006 says; chinesecalendar has the exchanged days of
that announcement from 2006 on alone."""


def test_they_differ_on_the_one_day_that_the_other_lacks() -> None:
    china = Calendar("CN")
    days = [FIRST + datetime.timedelta(place) for place in range((LAST - FIRST).days + 1)]
    assert len(days) == 8401
    assert GAPS == {day for day in days if chinese_calendar.is_workday(day) != china.is_business_day(day)}


def test_every_day_of_them_is_settled() -> None:
    china = Calendar("CN")
    assert china.day(LAST).provisional is None
    assert china.day(LAST + datetime.timedelta(1)).provisional is not None
