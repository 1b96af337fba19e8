"""Calendars: business days of countries and companies, the day so many of them later, and the horizon."""

import datetime
import sys
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.calendars import countries
from crmrules.calendars.calendar import Calendar, Reached, Weekday
from crmrules.errors import EngineError, PolicyError
from crmrules.model.text import Text

DAY = datetime.date
CHINA = Calendar("CN")
COMPANY = Calendar("CN", holidays=(DAY(2026, 7, 1),), workdays=(DAY(2026, 10, 3),))
SOON = st.dates(DAY(2003, 1, 1), DAY(2033, 1, 1))


@pytest.mark.parametrize(
    ("calendar", "day", "works", "because"),
    [
        (Calendar(), DAY(2026, 3, 20), True, Text("Friday", "星期五")),
        (Calendar(), DAY(2026, 3, 21), False, Text("Saturday", "星期六")),
        (CHINA, DAY(2026, 2, 14), True, Text("Saturday, worked in exchange for a holiday", "星期六，调休上班")),
        (CHINA, DAY(2026, 2, 15), False, Text("Sunday", "星期日")),
        (CHINA, DAY(2026, 10, 1), False, Text("National Day", "国庆节")),
        (COMPANY, DAY(2026, 7, 1), False, Text("a day off of the company", "公司休息日")),
        (COMPANY, DAY(2026, 10, 3), True, Text("a working day of the company", "公司工作日")),
        (Calendar("DE"), DAY(2026, 8, 15), False, Text("Saturday", "星期六")),
        (Calendar("DE", weekend=(Weekday.SUNDAY,)), DAY(2026, 8, 15), True, Text("Saturday", "星期六")),
        (Calendar("DE"), DAY(2026, 1, 6), True, Text("Tuesday", "星期二")),
        (Calendar("DE", "BY"), DAY(2026, 1, 6), False, Text("Epiphany", "")),
        (Calendar("AE"), DAY(2021, 6, 4), False, Text("Friday", "星期五")),
        (Calendar("AE"), DAY(2022, 6, 3), True, Text("Friday", "星期五")),
    ],
)
def test_a_day_is_worked_or_not_and_says_why(
    calendar: Calendar, day: datetime.date, works: bool, because: Text
) -> None:
    told = calendar.day(day)
    assert (works, because, None) == (told.is_business_day, told.because, told.provisional)
    assert works is calendar.is_business_day(day)


@pytest.mark.parametrize(
    ("calendar", "day", "count", "reached"),
    [
        (Calendar(), DAY(2026, 3, 19), 1, DAY(2026, 3, 20)),
        (Calendar(), DAY(2026, 3, 20), 1, DAY(2026, 3, 23)),
        (Calendar(), DAY(2026, 3, 21), 1, DAY(2026, 3, 23)),
        (Calendar(), DAY(2026, 3, 23), -1, DAY(2026, 3, 20)),
        (Calendar(), DAY(2026, 3, 21), 0, DAY(2026, 3, 21)),
        (CHINA, DAY(2026, 9, 30), 1, DAY(2026, 10, 8)),
        (CHINA, DAY(2026, 9, 30), 3, DAY(2026, 10, 10)),
        (CHINA, DAY(2026, 2, 13), 1, DAY(2026, 2, 14)),
        (COMPANY, DAY(2026, 9, 30), 1, DAY(2026, 10, 3)),
        (COMPANY, DAY(2026, 6, 30), 1, DAY(2026, 7, 2)),
    ],
)
def test_business_days_are_counted_from_the_day_after(
    calendar: Calendar, day: datetime.date, count: int, reached: datetime.date
) -> None:
    found = calendar.later(day, count)
    assert found is not None
    assert (reached, None) == (found.day, found.provisional)


@pytest.mark.parametrize(
    ("calendar", "day", "said"),
    [
        (CHINA, DAY(2027, 1, 4), "the holidays of CN are announced up to 2026"),
        (Calendar("CN", announced=2025), DAY(2026, 5, 6), "the holidays of CN are announced up to 2025"),
        (Calendar("CN", announced=2027), DAY(2028, 1, 3), "the holidays of CN are announced up to 2027"),
        (Calendar(announced=2026), DAY(2027, 1, 4), "the holidays of the company are announced up to 2026"),
        (CHINA, DAY(1940, 1, 1), "holidays of CN in 1940 are not known"),
        (Calendar("DE"), DAY(2101, 1, 3), "holidays of DE in 2101 are not known"),
        (Calendar("IN"), DAY(2036, 3, 3), "holidays of IN in 2036 are not known"),
        (Calendar("TR"), DAY(2060, 3, 3), "holidays of TR in 2060 are estimated"),
    ],
)
def test_past_the_horizon_a_day_is_provisional(calendar: Calendar, day: datetime.date, said: str) -> None:
    told = calendar.day(day).provisional
    assert told is not None
    assert said == told.en
    assert told.zh


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        (CHINA, DAY(2026, 12, 31)),
        (Calendar("CN", announced=2027), DAY(2027, 12, 31)),
        (Calendar("CN", workdays=(DAY(2027, 1, 4),)), DAY(2027, 1, 4)),
        (Calendar("CN", holidays=(DAY(2027, 1, 4),)), DAY(2027, 1, 4)),
        (Calendar("DE"), DAY(2100, 12, 31)),
        (Calendar(), DAY(9000, 1, 1)),
    ],
)
def test_what_is_announced_or_said_by_the_company_is_settled(calendar: Calendar, day: datetime.date) -> None:
    assert calendar.day(day).provisional is None


def test_a_day_that_is_counted_to_over_the_horizon_is_provisional() -> None:
    before, after = CHINA.later(DAY(2026, 12, 30), 1), CHINA.later(DAY(2026, 12, 30), 2)
    assert before is not None
    assert after is not None
    assert (DAY(2026, 12, 31), None) == (before.day, before.provisional)
    assert after.day.year == 2027
    assert after.provisional is not None


def test_nothing_is_counted_before_1900_and_after_2199() -> None:
    assert Calendar().later(DAY(2199, 12, 30), 1) == Reached(DAY(2199, 12, 31), None)
    assert Calendar().later(DAY(2199, 12, 31), 1) is None
    assert Calendar().later(DAY(1900, 1, 1), 1) == Reached(DAY(1900, 1, 2), None)
    assert Calendar().later(DAY(1900, 1, 1), -1) is None
    assert Calendar().later(DAY(1899, 12, 31), 1) is None
    assert Calendar().later(DAY(9999, 12, 31), 1) is None


@given(SOON, st.integers(-40, 40).filter(bool))
def test_the_day_reached_is_the_one_that_is_listed(day: datetime.date, count: int) -> None:
    found = COMPANY.later(day, count)
    far, one = datetime.timedelta(200), datetime.timedelta(1)
    if count > 0:
        listed = list(islice(COMPANY.business_days(day + one, day + far), count))
    else:
        listed = list(COMPANY.business_days(day - far, day - one))[count:]
    assert found is not None
    assert (listed[-1] if count > 0 else listed[0]) == found.day


@given(SOON, st.integers(1, 30), st.integers(1, 30))
def test_so_many_and_so_many_more_are_their_sum(day: datetime.date, first: int, more: int) -> None:
    half, whole = CHINA.later(day, first), CHINA.later(day, first + more)
    assert half is not None
    assert whole is not None
    rest = CHINA.later(half.day, more)
    assert rest is not None
    assert whole.day == rest.day
    assert whole.provisional == (half.provisional or rest.provisional)


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (Calendar("China"), '`country`: unknown country "China"; did you mean `CN`?'),
        (Calendar("cn"), '`country`: unknown country "cn"; did you mean `CN`?'),
        (Calendar("DEU"), '`country`: unknown country "DEU"; did you mean `DE`?'),
        (Calendar("QQ"), '`country`: unknown country "QQ"; give the two letters of ISO 3166, such as CN'),
        (Calendar("DE", "Bayer"), '`subdivision`: unknown subdivision "Bayer" of DE; did you mean `Bayern`?'),
        (
            Calendar("CN", "BJ"),
            '`subdivision`: unknown subdivision "BJ" of CN; leave it out: no part of it has holidays of its own',
        ),
        (Calendar(subdivision="BY"), "`subdivision`: is of no country; name its `country`"),
        (
            Calendar(weekend=tuple(Weekday)),
            "`weekend`: leaves no day to work on; name the days of the weekend alone",
        ),
        (
            Calendar(holidays=(DAY(2026, 7, 1),), workdays=(DAY(2026, 7, 1),)),
            "`workdays`: 2026-07-01 is among `holidays`, too; keep one",
        ),
    ],
)
def test_what_is_wrong_with_a_calendar_is_told_with_a_remedy(calendar: Calendar, said: str) -> None:
    assert [said] == [str(each) for each in calendar.problems()]


def test_an_unknown_country_is_an_error_when_it_is_used() -> None:
    with pytest.raises(PolicyError, match=r"^calendar, `country`: unknown country"):
        Calendar("QQ").later(DAY(2026, 1, 1), 1)


def test_without_the_library_a_country_is_refused_and_monday_to_friday_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    countries.country_of.cache_clear()
    assert Calendar("QQ").problems() == []
    assert Calendar().is_business_day(DAY(2026, 3, 20))
    with pytest.raises(EngineError, match=r"holidays is not installed; pip install \"crmrules\[calendar\]\""):
        Calendar("CN").is_business_day(DAY(2026, 3, 20))
