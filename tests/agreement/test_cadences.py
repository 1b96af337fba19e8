"""Frames of every library give each customer the contacts that a record alone is given."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Cadence
from crmrules.definitions.periods import BUSINESS_DAYS, UNITS
from crmrules.expressions.days import LAST_DAY
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.frames import MAKERS
from tests.kinds.cadence.test_frames import NO_TABLES, found, table
from tests.populations import MONTHLY, changed

D = datetime.date
ENDS = [D(2023, 12, 31), D(2024, 2, 29), D(2024, 3, 31), D(2025, 2, 28), D(1900, 1, 31), D(2000, 2, 29), D(1, 1, 1)]
DAYS = st.one_of(st.sampled_from(ENDS), st.dates(D(2015, 1, 1), D(2035, 12, 31)), st.dates(D(1, 1, 1), LAST_DAY))
LONGEST = {"days": 36_500, "weeks": 5_200, "months": 1_200, "years": 100, BUSINESS_DAYS: 26_071}
FEW = (1, 5, 60)
"""Business days to try: records count them one by one, frames make a table for each."""
CALENDAR = {"country": "CN", "holidays": [D(2026, 7, 1)], "workdays": [D(2026, 10, 3), D(2027, 1, 2)]}
RECORDS = st.fixed_dictionaries(
    {
        "grade": st.sampled_from(["a", "b", "c", None]),
        "since": st.none() | DAYS,
        "called": st.none() | DAYS,
        "seen": st.none() | DAYS,
    }
)


NEAR = st.dates(D(2026, 2, 20), D(2026, 4, 10))
"""Days of the same weeks and months, often."""
COUNTED = st.fixed_dictionaries(
    {
        "grade": st.sampled_from(["a", "b", "c", None]),
        "since": st.none() | NEAR | DAYS,
        "called": st.none() | NEAR | DAYS,
        "seen": st.none() | NEAR | DAYS,
        "calls": st.none() | st.integers(0, 5),
    }
)


@st.composite
def policies(draw: Any, units: tuple[str, ...]) -> Cadence:
    """A cadence with any intervals, some classes left out, some contacts optional, visits counted as calls or not."""
    parameters: dict[str, Any] = {"together": {"value": draw(st.booleans())}}
    intervals: list[dict[str, Any]] = []
    for class_ in "abc":
        for channel in ("call", "visit"):
            if not draw(st.integers(0, 4)):
                continue
            unit = draw(st.sampled_from(units))
            counts = st.integers(1, 40) | st.integers(1, LONGEST[unit])
            count = draw(st.sampled_from(FEW) if unit == BUSINESS_DAYS else counts)
            parameters[f"{class_}_{channel}"] = {"value": min(count, LONGEST[unit]), "unit": unit}
            optional = {"optional": True} if not draw(st.integers(0, 4)) else {}
            interval = {"class": class_, "channel": channel, "every": f"{class_}_{channel}", "because": "So."}
            intervals.append(interval | optional)
    if not intervals:
        return crmrules.from_dict(MONTHLY, Cadence)
    calendar = {"calendar": CALENDAR} if draw(st.booleans()) else {}
    return crmrules.from_dict(changed(MONTHLY, parameters=parameters, interval=intervals, **calendar), Cadence)


@st.composite
def by_calendar(draw: Any) -> Cadence:
    """A cadence of days of the month and of quotas, beside plain intervals."""
    every = {"week": {"value": 1, "unit": "weeks"}, "month": {"value": 1, "unit": "months"}}
    parameters: dict[str, Any] = {"together": {"value": draw(st.booleans())}, **every}
    parameters["day"] = {"value": draw(st.integers(1, 31)), "unit": "day of the month"}
    parameters["months"] = {"value": draw(st.integers(1, 14)), "unit": "months"}
    parameters["many"] = {"value": draw(st.integers(1, 4)), "unit": "calls"}
    parameters["once"] = {"value": 1, "unit": "contacts"}
    forms = {
        "call": [
            {"every": "months", "on": "day"},
            {"every": "week", "times": "many"},
            {"every": "month", "times": "many"},
            {"every": "months"},
        ],
        "visit": [
            {"every": "month", "on": "day"},
            {"every": "week", "times": "once"},
            {"every": "month", "times": "once"},
        ],
    }
    intervals = [
        {"class": class_, "channel": channel, "because": "So.", **draw(st.sampled_from(forms[channel]))}
        for class_ in "abc"
        for channel in ("call", "visit")
    ]
    document = changed(MONTHLY, "facts.calls", {"type": "integer"}, parameters=parameters, interval=intervals)
    return crmrules.from_dict(changed(document, "channel.0.done", "calls"), Cadence)


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_follows_the_calendar_as_each_record_does(library: str, examples: int, count: Count) -> None:
    # a schedule by the calendar takes a database seconds to plan: few, and none without a record
    @settings(max_examples=max(2, examples // 12), suppress_health_check=PATIENT)
    @given(by_calendar(), st.lists(COUNTED, min_size=1, max_size=30), NEAR | DAYS)
    def agree(policy: Cadence, records: list[dict[str, Any]], as_of: D) -> None:
        got = found(policy.apply(MAKERS[library](table(records)), as_of=as_of))
        assert [each.columns for each in policy.due_many(records, as_of=as_of)] == got
        count.pairs += len(records)

    agree()


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_gives_the_contacts_of_each_record(library: str, examples: int, count: Count) -> None:
    units = UNITS if library in NO_TABLES else (*UNITS, BUSINESS_DAYS)

    @settings(max_examples=max(FEWEST, examples // 8), suppress_health_check=PATIENT)
    @given(policies(units), st.lists(RECORDS, max_size=30), DAYS)
    def agree(policy: Cadence, records: list[dict[str, Any]], as_of: D) -> None:
        got = found(policy.apply(MAKERS[library](table(records)), as_of=as_of))
        assert [each.columns for each in policy.due_many(records, as_of=as_of)] == got
        count.pairs += len(records)

    agree()
