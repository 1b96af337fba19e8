"""Days as people write them: exactly what is written, and an error where two forms read different days."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.expressions.accept import Refused
from crmrules.expressions.types import DATE
from crmrules.records.cells import read_cell
from crmrules.records.day_form import COMMON, BadForm, DayForm, day_remedy, read_written_day

DAY = datetime.date(2026, 1, 5)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d/%m/%Y", "05/01/2026"),
        ("%d/%m/%Y", "5/1/2026"),
        ("%m/%d/%y", "1/5/26"),
        ("%Y/%m/%d", "2026/1/5"),
        ("%Y%m%d", "20260105"),
        ("%Y-%m-%d %H:%M:%S", "2026-01-05 00:00:00"),
        ("%Y-%m-%dT%H:%M:%S.%f", "2026-01-05T23:59:59.999"),
        ("%m/%d/%Y %I:%M %p", "1/5/2026 12:30 am"),
        ("%d-%b-%Y", "05-JAN-2026"),
        ("%B %d, %Y", "January 5, 2026"),
        ("%Y年%m月%d日", "2026年1月5日"),
    ],
)
def test_a_day_is_read_as_it_is_written(form: str, text: str) -> None:
    assert DayForm(form).find(text) == DAY


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d/%m/%Y", "31/02/2026"),
        ("%d/%m/%Y", "5/1/26"),
        ("%d/%m/%Y", "5-1-2026"),
        ("%d/%m/%Y", "5/1/2026 "),
        ("%d/%m/%Y", "005/1/2026"),
        ("%Y%m%d", "2026105"),
        ("%Y-%m-%d", "0000-01-01"),
        ("%Y-%m-%d %H:%M", "2026-01-05 24:00"),
        ("%d-%b-%Y", "5-Jam-2026"),
        ("%d %B %Y", "5 Jan 2026"),
        ("%d/%m/%Y", "٥/١/٢٠٢٦"),
    ],
)
def test_what_is_not_of_the_form_is_no_day(form: str, text: str) -> None:
    assert DayForm(form).find(text) is None


def test_the_day_of_a_moment_is_told_in_a_zone() -> None:
    form = DayForm("%Y-%m-%dT%H:%M:%S.%f%z")
    text = "2026-01-05T20:30:00.000+0000"
    assert [5, 6] == [day.day for zone in ("UTC", "Asia/Shanghai") if (day := form.find(text, zone))]
    assert form.find("2026-01-05T00:30:00.0+08:00", "UTC") == datetime.date(2026, 1, 4)
    assert form.find("0001-01-01T00:30:00.0+08:00", "UTC") is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("%d/%m", "does not tell year, month and day once each"),
        ("%d/%m/%Y %Y", "does not tell year, month and day once each"),
        ("%d/%m/%Y/%y", "does not tell year, month and day once each"),
        ("%x", "has `%x`, and known are %B %H"),
        ("%d/%m/%Y%", "has `%`, and known are"),
        ("%d/%m/%Y %I:%M", "tells the hour as neither"),
        ("%d/%m/%Y %z", "tells a zone and no hour"),
        (" %d/%m/%Y", "blanks around it"),
        ("%d/%m/%Y" + "x" * 100, "longer than a form can be"),
        ("", "does not tell year"),
    ],
)
def test_a_form_that_tells_no_day_is_refused(form: str, said: str) -> None:
    with pytest.raises(BadForm) as caught:
        DayForm(form)
    assert said in str(caught.value)


def test_two_forms_that_read_different_days_are_an_error_that_names_both() -> None:
    forms = [DayForm("%d/%m/%Y"), DayForm("%m/%d/%Y")]
    assert read_written_day("02/02/2026", forms) == datetime.date(2026, 2, 2)
    assert read_written_day("13/02/2026", forms) == read_written_day("02/13/2026", forms) == datetime.date(2026, 2, 13)
    with pytest.raises(Refused) as caught:
        read_written_day("03/02/2026", forms)
    assert caught.value.message == '"03/02/2026" could be 2026-02-03 (`%d/%m/%Y`) and 2026-03-02 (`%m/%d/%Y`)'


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("03/02/2026", '`day = "%d/%m/%Y"` or `day = "%m/%d/%Y"`'),
        ("13/02/2026", '`day = "%d/%m/%Y"`'),
        ("2026/1/5", '`day = "%Y/%m/%d"`'),
        ("2026-01-05 00:00:00", '`day = "%Y-%m-%d %H:%M:%S"`'),
        ("2026-01-05T09:30:00.000+0000", '`day = "%Y-%m-%dT%H:%M:%S.%f%z", zone = "Asia/Shanghai"`'),
    ],
)
def test_what_looks_like_a_day_is_told_with_the_forms_that_would_read_it(text: str, ways: str) -> None:
    assert day_remedy(text).partition("written: ")[2] == ways
    with pytest.raises(Refused) as caught:
        read_cell(text, DATE)
    assert caught.value.remedy.endswith(ways)


@given(st.dates(min_value=datetime.date(1970, 1, 1), max_value=datetime.date(2068, 12, 31)), st.sampled_from(COMMON))
def test_what_is_written_in_a_form_is_read_back(day: datetime.date, form: DayForm) -> None:
    moment = datetime.datetime(day.year, day.month, day.day, 13, 5, 9, tzinfo=datetime.UTC)
    assert form.find(moment.strftime(form.text), "UTC") == day
