"""Due dates: calendar months clamped and from the anchor, statuses, what counts and what is unknown."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Cadence
from crmrules.definitions.periods import add
from crmrules.expressions.days import LAST_DAY
from tests.populations import MONTHLY, changed

D = datetime.date
CADENCE = crmrules.from_dict(MONTHLY, Cadence)
DAYS = st.dates(D(1, 1, 1), LAST_DAY)


@pytest.mark.parametrize(
    ("day", "count", "unit", "later"),
    [
        (D(2026, 1, 31), 1, "months", D(2026, 2, 28)),
        (D(2024, 1, 31), 1, "months", D(2024, 2, 29)),
        (D(2026, 1, 31), 2, "months", D(2026, 3, 31)),
        (D(2026, 1, 30), 1, "months", D(2026, 2, 28)),
        (D(2024, 2, 29), 1, "years", D(2025, 2, 28)),
        (D(2024, 2, 29), 4, "years", D(2028, 2, 29)),
        (D(1900, 1, 31), 1, "months", D(1900, 2, 28)),
        (D(2000, 1, 31), 1, "months", D(2000, 2, 29)),
        (D(2026, 11, 30), 3, "months", D(2027, 2, 28)),
        (D(2026, 12, 31), 12, "months", D(2027, 12, 31)),
        (D(2026, 12, 31), 90, "days", D(2027, 3, 31)),
        (D(2024, 2, 20), 2, "weeks", D(2024, 3, 5)),
        (LAST_DAY, 100, "years", D(9999, 12, 31)),
        (LAST_DAY, 1200, "months", D(9999, 12, 31)),
        (LAST_DAY, 36500, "days", D(9999, 12, 7)),
    ],
)
def test_intervals_are_added_as_calendars_do(day: D, count: int, unit: str, later: D) -> None:
    assert later == add(day, count, unit)


@given(DAYS, st.integers(1, 1200))
def test_a_month_later_has_the_same_day_or_is_the_end_of_its_month(day: D, count: int) -> None:
    later = add(day, count, "months")
    assert count == (later.year - day.year) * 12 + later.month - day.month
    assert later.day == day.day or (later.day < day.day and (later + datetime.timedelta(1)).day == 1)


@given(DAYS, st.integers(1, 600), st.integers(0, 600))
def test_a_longer_interval_never_ends_earlier(day: D, count: int, more: int) -> None:
    assert add(day, count, "months") <= add(day, count + more, "months")


WORKING = crmrules.from_dict(
    changed(MONTHLY, "parameters.ten", {"value": 5, "unit": "business days"}, calendar={"country": "CN"}), Cadence
)


@pytest.mark.parametrize(
    ("called", "next_due", "provisional"),
    [
        (D(2026, 3, 20), D(2026, 3, 27), False),
        (D(2026, 9, 30), D(2026, 10, 13), False),  # with the Saturday that is worked for the holiday
        (D(2026, 12, 24), D(2026, 12, 31), False),
        (D(2026, 12, 25), D(2027, 1, 4), True),
        (D(2199, 12, 30), None, False),
    ],
)
def test_business_days_are_those_of_the_calendar_and_provisional_past_its_horizon(
    called: D, next_due: D | None, provisional: bool
) -> None:
    schedule = WORKING.due({"grade": "b", "called": called, "seen": called}, as_of=D(2026, 1, 1))
    assert next_due == schedule["call"].next_due
    assert provisional is schedule.columns["call_provisional"]
    assert (next_due is not None and not provisional) is schedule.certain
    assert "visit_provisional" not in schedule.columns


def test_without_a_calendar_business_days_are_mondays_to_fridays() -> None:
    plain = crmrules.from_dict(changed(MONTHLY, "parameters.ten", {"value": 5, "unit": "business days"}), Cadence)
    assert plain.due({"grade": "b", "called": D(2026, 9, 30)}, as_of=D(2026, 1, 1))["call"].next_due == D(2026, 10, 7)


def due(as_of: D, **facts: Any) -> dict[str, Any]:
    schedule = CADENCE.due({"grade": None, **facts}, as_of=as_of)
    return dict(schedule.columns)


@pytest.mark.parametrize(
    ("as_of", "status", "overdue"),
    [
        (D(2026, 2, 27), "ahead", 0),
        (D(2026, 2, 28), "due-today", 0),
        (D(2026, 3, 1), "overdue", 1),
        (D(2027, 2, 28), "overdue", 365),
    ],
)
def test_overdue_counts_from_the_day_after(as_of: D, status: str, overdue: int) -> None:
    found = due(as_of, grade="a", called=D(2026, 1, 31))
    assert (D(2026, 2, 28), status, overdue) == (
        found["next_call_due"], found["call_status"], found["call_overdue_days"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "call"),
    [
        ({"grade": "c", "called": D(2026, 1, 1)}, (None, 0, "not-required", False)),
        ({"grade": "c"}, (None, 0, "not-required", None)),
        ({"grade": "a", "since": D(2026, 1, 1)}, (D(2026, 2, 1), 28, "overdue", True)),
        ({"grade": "a", "since": D(2026, 1, 1), "called": D(2026, 2, 20)}, (D(2026, 3, 20), 0, "ahead", False)),
        ({"grade": "a"}, (None, None, "unknown", None)),
        ({"called": D(2026, 1, 1)}, (None, None, "unknown", False)),
        ({"since": D(2026, 1, 1)}, (None, None, "unknown", True)),
        ({"grade": "a", "called": D(2026, 4, 1)}, (D(2026, 5, 1), 0, "ahead", False)),
        ({"grade": "a", "called": D(2026, 1, 1), "seen": D(2026, 2, 20)}, (D(2026, 2, 1), 28, "overdue", False)),
    ],
)
def test_what_becomes_of_a_call(facts: dict[str, Any], call: tuple[Any, ...]) -> None:
    assert call == tuple(due(D(2026, 3, 1), **facts).values())[:4]


@pytest.mark.parametrize(
    ("facts", "visit"),
    [
        ({"grade": "b", "seen": D(2026, 1, 1)}, (D(2026, 1, 15), 0, "optional", False)),
        ({"grade": "b"}, (None, 0, "optional", None)),
        ({"grade": "b", "since": D(2026, 1, 1)}, (D(2026, 1, 15), 0, "optional", True)),
    ],
)
def test_an_optional_contact_is_never_overdue(facts: dict[str, Any], visit: tuple[Any, ...]) -> None:
    assert visit == tuple(due(D(2026, 3, 1), **facts).values())[4:]


def test_a_visit_counts_as_a_call_only_when_that_is_asked_for() -> None:
    together = CADENCE.with_parameters(together=True)
    facts = {"grade": "a", "called": D(2026, 1, 1), "seen": D(2026, 2, 20)}
    assert D(2026, 3, 20) == together.due(facts, as_of=D(2026, 3, 1))["call"].next_due
    assert (
        D(2026, 3, 1)
        == together.due(facts | {"called": D(2026, 2, 1), "seen": D(2026, 1, 1)}, as_of=D(2026, 3, 1))["call"].next_due
    )
    only_seen = together.due({"grade": "a", "seen": D(2026, 2, 20)}, as_of=D(2026, 3, 1))["call"]
    assert (D(2026, 3, 20), False) == (only_seen.next_due, only_seen.never_contacted)


def test_contacts_that_count_elsewhere_are_among_what_is_missing() -> None:
    asked = {"grade": "b"}
    assert ("since", "called") == CADENCE.due(asked, as_of=D(2026, 3, 1)).missing
    assert ("since", "called", "seen") == CADENCE.with_parameters(together=True).due(asked, as_of=D(2026, 3, 1)).missing


RECORDS = st.fixed_dictionaries(
    {
        "grade": st.sampled_from(["a", "b", "c", None]),
        "since": st.none() | DAYS,
        "called": st.none() | DAYS,
        "seen": st.none() | DAYS,
    }
)


@given(RECORDS, DAYS, st.booleans())
def test_supplying_what_is_missing_settles_a_schedule(facts: dict[str, Any], as_of: D, together: bool) -> None:
    policy = CADENCE.with_parameters(together=together)
    found = policy.due(facts, as_of=as_of)
    assert found.certain == (found.missing == ())
    assert all(facts[name] is None for name in found.missing)
    answers = {name: "a" if name == "grade" else D(2026, 1, 1) for name in found.missing}
    again = policy.due(facts | answers, as_of=as_of)
    # a class that is found out may need a day to count from
    rest = {name: D(2026, 1, 1) for name in again.missing}
    assert policy.due(facts | answers | rest, as_of=as_of).certain


@given(RECORDS, DAYS, DAYS)
def test_time_makes_contacts_due_and_never_undue(facts: dict[str, Any], one: D, other: D) -> None:
    early, late = (CADENCE.due(facts, as_of=day) for day in sorted((one, other)))
    for before, after in zip(early, late, strict=True):
        assert before.next_due == after.next_due
        assert before.overdue_days is None or after.overdue_days is not None
        assert (before.overdue_days or 0) <= (after.overdue_days or 0)


def test_a_day_after_the_day_of_the_schedule_is_named() -> None:
    found = CADENCE.due({"grade": "a", "seen": D(2206, 1, 31), "since": D(2020, 1, 1)}, as_of=D(2026, 1, 1))
    assert {"seen": D(2206, 1, 31)} == found.future
    assert {"seen": "2206-01-31"} == found.to_dict()["future"]
    assert "seen is 2206-01-31, after the day this is reckoned for" in found.explain()
    assert {} == CADENCE.due({"grade": "a", "seen": D(2026, 1, 1)}, as_of=D(2026, 1, 1)).future
