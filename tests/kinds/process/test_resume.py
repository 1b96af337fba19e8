"""What a kept case cannot go on with as one replay would have it, and so refuses."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

import crmrules
from crmrules import Binding, Case, Event, Process
from crmrules.errors import RecordError
from tests.populations import changed
from tests.processes import TICKETS

UNOPENED = crmrules.from_dict(changed(TICKETS, "opens", []), Process)
"""Tickets that begin with the customer."""

JOINED = Binding(history={"joined": "joined", "id": "id"})
TENTH, TWELFTH, TWENTIETH = (date(2026, 1, day) for day in (10, 12, 20))


def went_on(policy: Process, before: Sequence[Event], after: Sequence[Event], bind: Binding | None = None) -> Case:
    """The case of the twentieth that goes on from one kept on the twelfth."""
    kept = json.loads(json.dumps(policy.replay(before, as_of=TWELFTH, bind=bind).to_dict()))
    return policy.resume(kept, after, as_of=TWENTIETH, bind=bind)


def joining(day: date, joined: int | None, id_: int) -> Event:
    return Event("C", day, "visited", {"joined": None if joined is None else date(2026, 1, joined)}, id=id_)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ([joining(TENTH, 5, 1)], joining(TWENTIETH, 7, 2), "nobody knows when it joined, and the case began"),
        ([joining(TENTH, 7, 1)], joining(TWENTIETH, 5, 2), "nobody knows when it joined, and the case began"),
        ([joining(TENTH, None, 1)], joining(TWENTIETH, 7, 2), "joined on 2026-01-07, and the case began on 2026-01-10"),
        ([], joining(TWENTIETH, 7, 2), "joined on 2026-01-07, and the case had not begun by 2026-01-12"),
    ],
    ids=["two days of joining", "an earlier one", "told late", "told after nothing"],
)
def test_a_case_that_would_have_begun_on_another_day_is_told(before: list[Event], after: Event, message: str) -> None:
    with pytest.raises(RecordError, match=f'customer "C": {message}.*; replay the history'):
        went_on(UNOPENED, before, [after], JOINED)


@pytest.mark.parametrize("joined", [7, 10, 12, 15])
def test_a_case_that_an_event_opened_does_not_ask_when_the_customer_joined(joined: int) -> None:
    policy = crmrules.from_dict(TICKETS, Process)
    before = Event("C", TENTH, "opened", {"joined": None}, id=1)
    after = joining(TWENTIETH, joined, 2)
    assert went_on(policy, [before], [after], JOINED) == policy.replay([before, after], as_of=TWENTIETH, bind=JOINED)


def test_a_day_of_joining_after_that_of_the_kept_case_changes_nothing() -> None:
    after = joining(TWENTIETH, 15, 2)
    for before in ([], [joining(TENTH, 15, 1)], [joining(TENTH, None, 1)]):
        whole = UNOPENED.replay([*before, after], as_of=TWENTIETH, bind=JOINED)
        assert went_on(UNOPENED, before, [after], JOINED) == whole


def test_an_id_that_the_case_holds_is_not_that_of_another_event() -> None:
    before = Event("C", TENTH, "reopened", id=1)
    with pytest.raises(RecordError, match="event 1: id 1 comes twice with two contents, first in the kept case"):
        went_on(UNOPENED, [before], [Event("C", TWENTIETH, "reopened", id=1)])


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (TENTH, datetime(2026, 1, 13, 9), "is given in moments without a zone, and those of the kept case in days"),
        (
            datetime(2026, 1, 10, 9),
            date(2026, 1, 13),
            "is given in days, and those of the kept case in moments",
        ),
        (datetime(2026, 1, 10, 9), datetime(2026, 1, 13, 9, tzinfo=UTC), "is given in moments with a zone, and those"),
    ],
    ids=["days first", "moments first", "zones later"],
)
def test_events_that_cannot_be_put_in_order_with_those_kept_are_told(before: Any, after: Any, message: str) -> None:
    told = [Event("C", before, "reopened", id=1)], [Event("C", after, "reopened", id=2)]
    with pytest.raises(RecordError, match=f"event 1: {message}"):
        went_on(UNOPENED, *told, Binding(history={"zone": "Asia/Shanghai", "id": "id"}))


def test_an_event_of_the_kept_day_that_nobody_listened_to_is_counted_once() -> None:
    event = Event("C", TWELFTH, "telephoned", {"joined": TENTH}, id=1)
    found = went_on(crmrules.from_dict(TICKETS, Process), [event], [], JOINED)
    assert (found.begun, found.ignored) == (None, {"telephoned": 1})


def test_an_event_from_before_the_log_makes_no_unknown_condition_asked_again() -> None:
    bind = Binding(history={"joined": "joined", "id": "id", "since": TWELFTH})
    before, as_of = Event("C", TENTH, "reopened", {"joined": date(2026, 1, 5)}, id=1), TWENTIETH
    policy = crmrules.from_dict({**UNOPENED.to_dict(), "deadline": []}, Process)
    whole = policy.replay([before], as_of=as_of, bind=bind)
    assert went_on(policy, [before], [], bind) == whole
    assert {(each.since, each.until) for each in whole.branches} == {(date(2026, 1, 5), date(2026, 1, 5))}


def test_events_of_one_moment_are_kept_in_the_order_of_what_is_kept() -> None:
    policy = crmrules.from_dict(changed(TICKETS, "parameters.window.value", 100), Process)
    same = [Event("C", TENTH, "reopened", id=id_) for id_ in (10, 9)]
    other = Event("C", TENTH, "visited")
    before = [Event("C", TENTH, "opened", {"urgent": False}, id=1), *same, other]
    after = Event("C", TWENTIETH, "reported", id=11)
    assert went_on(policy, before, [after]) == policy.replay([*before, after], as_of=TWENTIETH)
