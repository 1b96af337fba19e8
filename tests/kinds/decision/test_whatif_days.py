"""What would change a decision about days: limits to the day, through months, years and weekdays."""

import datetime

import pytest

from crmrules.kinds.decision.whatif.cell import Bound
from tests.kinds.decision.test_whatif import one


def test_a_year_is_followed_to_its_end() -> None:
    made = one("now - year(born) >= full", {"born": "date"}, now=2026, full=18)
    found = made.decide({"born": datetime.date(2010, 6, 1)}).what_if()
    assert "  born <= 2008-12-31 " in found.explain()
    assert [datetime.date(2008, 12, 31)] == [each.value for each in found.reaches]
    assert found.complete


@pytest.mark.parametrize(
    ("condition", "value", "told"),
    [
        ("month(d) == few", datetime.date(2026, 3, 31), "d >= 2026-03-01 and d <= 2026-03-31"),
        ("weekday(d) == few", datetime.date(2026, 4, 29), "d = 2026-04-29"),
        ("month(add_days(d, month(d))) == few", datetime.date(2026, 3, 28), "d >= 2026-02-27 and d <= 2026-03-28"),
    ],
)
def test_months_and_weekdays_are_followed_near_the_day_of_the_record(
    condition: str, value: datetime.date, told: str
) -> None:
    made = one(condition, {"d": "date"}, few=3)
    found = made.decide({"d": datetime.date(2026, 5, 1)}).what_if()
    (reach,) = found.reaches
    assert (reach.value, found.complete) == (value, False)
    assert f"  {told} " in found.explain()
    unknown = made.decide({"d": None}).what_if()
    assert not unknown.complete
    assert not unknown.questions["d"]


@pytest.mark.parametrize(
    ("condition", "value", "told"),
    [
        ("add_months(d, few) > e", datetime.date(2026, 2, 1), "d >= 2026-02-01"),
        ("add_months(d, few) == e", datetime.date(2026, 1, 30), "d >= 2026-01-30 and d <= 2026-01-31"),
        ("add_months(d, -few) >= add_months(e, -few)", datetime.date(2026, 4, 30), "d >= 2026-04-30"),
        ("add_months(add_months(d, few), few) > e", datetime.date(2025, 11, 1), "d >= 2025-11-01"),
        ("days_between(e, add_months(d, few)) < few", datetime.date(2026, 1, 28), "d >= 2026-01-28"),
        ("year(add_months(d, few)) > year(e)", datetime.date(2026, 10, 1), "d >= 2026-10-01"),
    ],
)
def test_months_later_are_followed_to_the_day(condition: str, value: datetime.date, told: str) -> None:
    made = one(condition, {"d": "date", "e": "date"}, few=3)
    found = made.decide({"d": datetime.date(2025, 6, 1), "e": datetime.date(2026, 4, 30)}).what_if()
    (reach,) = [each for each in found.reaches if each.fact == "d"]
    assert (reach.value, found.complete) == (value, True)
    assert f"  {told} " in found.explain()


def test_how_many_months_later_is_followed() -> None:
    made = one("add_months(d, k) >= e", {"d": "date", "e": "date", "k": "integer"})
    found = made.decide({"d": datetime.date(2026, 1, 31), "e": datetime.date(2026, 5, 1), "k": 3}).what_if()
    assert {("k", 4), ("d", datetime.date(2026, 2, 1)), ("e", datetime.date(2026, 4, 30))} == {
        (each.fact, each.value) for each in found.reaches
    }
    unknown = made.decide({"d": datetime.date(2026, 1, 31), "e": datetime.date(2026, 5, 1), "k": None}).what_if()
    assert unknown.complete
    assert [None, "y", "x", None] == [each.outcome for each in unknown.questions["k"]]


@pytest.mark.parametrize("condition", ["as_of < add_days(d, few)", "not as_of >= add_days(d, few)", "as_of in (d, d)"])
def test_today_may_stand_on_the_left(condition: str) -> None:
    made = one(condition, {"d": "date"}, few=3)
    found = made.decide({"d": datetime.date(2026, 1, 31)}, as_of=datetime.date(2026, 7, 1)).what_if()
    assert found.complete
    expected = datetime.date(2026, 7, 1) if " in " in condition else datetime.date(2026, 6, 29)
    assert [expected] == [each.value for each in found.reaches]


def test_a_window_of_days_is_what_an_answer_leads_to() -> None:
    made = one("low <= days_between(e, as_of) <= high", {"e": "date"}, low=55, high=60)
    found = made.decide({"e": None}, as_of=datetime.date(2026, 6, 1)).what_if()
    assert [each.outcome for each in found.questions["e"]] == ["y", "x", "y"]
    days = [found.questions["e"][1].low, found.questions["e"][1].high]
    assert days == [Bound(datetime.date(2026, 7, 26), True), Bound(datetime.date(2026, 7, 31), True)]
