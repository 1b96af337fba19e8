"""Contacts by the calendar: days of the month, quotas, amounts, occasions, and one cadence before others."""

import calendar
import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Cadence
from crmrules.errors import PolicyError
from crmrules.kinds.cadence.result import foremost
from crmrules.kinds.cadence.rhythms import on_day, quota_day
from tests.populations import MONTHLY, changed

D = datetime.date
DAY = datetime.timedelta(1)
DAYS = st.dates(D(1999, 1, 1), D(2030, 12, 31))
STANDARDS = crmrules.policy("key-person-standards")
NAMES = crmrules.policy("name-list")
HEN: dict[str, Any] = {"referred_groups": 20, "referred_cards": 10}


def is_that_day(day: D, wanted: int) -> bool:
    return day.day == min(wanted, calendar.monthrange(day.year, day.month)[1])


@given(DAYS, st.integers(1, 14), st.integers(1, 31))
def test_a_day_of_the_month_is_the_next_one_walked_to(begin: D, months: int, wanted: int) -> None:
    day, left = begin, months
    while left:
        day += DAY
        left -= is_that_day(day, wanted)
    assert day == on_day(begin, months, wanted)


def test_the_last_day_that_there_is_can_be_such_a_day() -> None:
    assert D(9999, 12, 31) == on_day(D(9899, 12, 31), 1_200, 31)


def period(day: D, unit: str) -> tuple[int, int]:
    iso = day.isocalendar()
    return (iso.year, iso.week) if unit == "weeks" else (day.year, day.month)


@given(DAYS, st.integers(0, 100), st.sampled_from(["weeks", "months"]), st.integers(1, 4), st.integers(1, 5))
def test_a_quota_is_due_by_the_end_of_the_first_period_that_lacks_it(
    begin: D, since: int, unit: str, times: int, done: int
) -> None:
    as_of = begin + since * DAY
    due = quota_day(begin, as_of, unit, times, done)
    assert due is not None
    assert period(due, unit) != period(due + DAY, unit)  # the last day of it
    is_present = period(begin, unit) == period(as_of, unit)
    lacks = is_present and done < times
    between = {period(begin + n * DAY, unit) for n in range((due - begin).days + 1)}
    assert (1 if lacks else 2) == len(between)


def test_how_many_there_were_matters_in_the_present_period_alone() -> None:
    assert quota_day(D(2026, 3, 2), D(2026, 3, 8), "weeks", 2, None) is None
    assert D(2026, 3, 15) == quota_day(D(2026, 3, 2), D(2026, 3, 9), "weeks", 2, None)


@pytest.mark.parametrize("calls", [None, 1, 5])
def test_how_many_the_present_week_had_says_nothing_of_a_contact_in_a_week_to_come(calls: int | None) -> None:
    policy = crmrules.from_dict(COUNTED, Cadence)
    schedule = policy.due({"grade": "a", "called": D(2026, 3, 18), "calls": calls}, as_of=D(2026, 3, 4))
    assert (D(2026, 3, 29), ()) == (schedule["call"].next_due, schedule.missing)


def test_a_quota_begins_with_the_week_from_which_it_counts() -> None:
    policy = crmrules.from_dict(COUNTED, Cadence)
    assert D(2026, 3, 22) == policy.due({"grade": "a", "since": D(2026, 3, 18)}, as_of=D(2026, 3, 4))["call"].next_due


def test_amounts_and_occasions_come_with_a_schedule() -> None:
    schedule = STANDARDS.due({**HEN, "last_banquet": D(2026, 3, 1)}, as_of=D(2026, 3, 4))
    assert {"guests_most": 12, "table_most": 2000} == schedule.amounts("banquet")
    assert {} == schedule.amounts("visit")
    assert ["birthday", "weather"] == [each.id for each in schedule.occasions]
    assert ["birthday", "weather"] == schedule.to_dict()["occasions"]
    assert {"banquet": {"guests_most": 12, "table_most": 2000}} == schedule.to_dict()["amounts"]
    assert "Whenever it happens: Birthday" in schedule.explain()
    assert "遇有即联系：生日" in schedule.explain("zh")
    untiered = STANDARDS.due({"referred_groups": 0}, as_of=D(2026, 3, 4))
    assert () == untiered.occasions


def test_the_list_of_names_is_topped_up_to_a_hundred() -> None:
    """Conflict C10: 20 go and 15 brand new ones come, and the list stays complete at 100."""
    amounts = NAMES.due({"list_kept": "kept", "last_renewal": D(2026, 2, 25)}, as_of=D(2026, 3, 1)).amounts("renewal")
    assert {"dropped": 20, "brand_new": 15, "refilled": 5} == amounts


def test_the_cadence_of_key_persons_goes_before_that_of_customers() -> None:
    """Conflict C2: twice a week before once a month, and the other one is told beside it."""
    customer = crmrules.policy("contact-frequency").due({"contact_class": "important"}, as_of=D(2026, 3, 4))
    person = STANDARDS.due({**HEN, "last_visit": D(2026, 3, 2)}, as_of=D(2026, 3, 4))
    assert (person, customer) == foremost([customer, person])
    assert (person, customer) == foremost([person, customer])
    assert "Goes before contact-frequency" in person.explain()


def test_a_year_has_two_visits_for_each_week_and_twelve_for_each_month() -> None:
    load = STANDARDS.workload({"old-hen": 7})
    assert 2 * 365 == load.at_least("visit")
    assert 7 * 12 == load.at_least("banquet")


def test_another_quota_or_day_is_a_change_that_a_contact_shows() -> None:
    (change, *_) = crmrules.diff(STANDARDS, STANDARDS.with_parameters(visits_a_week=3)).witnesses
    assert "visit" == change.what
    assert crmrules.diff(NAMES, NAMES.with_parameters(day=26)).witnesses
    assert crmrules.diff(STANDARDS, STANDARDS).equivalent


QUOTA = [{"class": "a", "channel": "call", "every": "week", "times": "twice", "because": "So."}]
PARAMETERS = {
    "together": {"value": False},
    "week": {"value": 1, "unit": "weeks"},
    "twice": {"value": 2, "unit": "calls"},
}
BY_WEEK = changed(MONTHLY, interval=QUOTA, parameters=PARAMETERS)
COUNTED = changed(changed(BY_WEEK, "facts.calls", {"type": "integer"}), "channel.0.done", "calls")


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (BY_WEEK, "`times`: asks for several contacts, and channel `call` does not say how many there were; name"),
        (changed(COUNTED, "channel.0.done", "since"), "channel `call`, `done`: `since` is date, and no whole number"),
        (changed(COUNTED, "parameters.week.value", 2), "parameter `week` is not one week or one month, and `times`"),
        (changed(COUNTED, "parameters.twice.value", 0), "parameter `twice` is 0; give it a whole number from 1 to 31"),
        (changed(COUNTED, "interval.0.on", "twice"), "has `times` and `on`; keep one"),
        (changed(COUNTED, "interval.0.amounts", ["call"]), "`amounts`: unknown fact `call`; did you mean `calls`?"),
        (changed(COUNTED, over=["monthly"]), "`over`: names the policy itself; leave it out"),
        (
            changed(COUNTED, occasion=[{"id": "x", "class": "d", "title": "X", "because": "So."}]),
            "occasion `x` of `d`, `class`: unknown class `d`",
        ),
    ],
    ids=range(8),
)
def test_what_does_not_fit_is_told(document: dict[str, Any], problem: str) -> None:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document, Cadence)
    assert problem in str(caught.value)


def test_a_quota_with_a_count_is_whole() -> None:
    policy = crmrules.from_dict(COUNTED, Cadence)
    schedule = policy.due({"grade": "a", "called": D(2026, 3, 3)}, as_of=D(2026, 3, 4))
    assert ("calls",) == schedule.missing
    assert "How many contacts this period has is unknown." in schedule.explain()
    assert policy == crmrules.loads(policy.to_toml())


def test_what_is_missing_settles_a_quota_without_a_day_to_count_from() -> None:
    policy = crmrules.from_dict(COUNTED, Cadence)
    assert ("since", "called", "calls") == policy.due({"grade": "a"}, as_of=D(2026, 3, 4)).missing
    assert ("since", "called") == policy.due({"grade": "a", "calls": 1}, as_of=D(2026, 3, 4)).missing
