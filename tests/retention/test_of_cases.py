"""Stays and deadlines of cases: what the histories tell, counted."""

import datetime
from fractions import Fraction
from typing import Any

import pytest

import crmrules
from crmrules import Process
from crmrules.errors import PolicyError
from crmrules.retention import (
    Rate,
    deadlines_missed,
    deadlines_of,
    results_of,
    retention_figures,
    stays_of,
    time_in_steps,
)
from tests.processes import TICKETS

D = datetime.date
TODAY = D(2026, 1, 20)
TICKET = crmrules.from_dict(TICKETS, Process)


def happened(customer: str, day: int, kind: str, **data: Any) -> dict[str, Any]:
    return {"customer": customer, "at": D(2026, 1, day), "kind": kind, "urgent": None, "good": None, **data}


EVENTS = [
    happened("a", 1, "opened", urgent=False),
    happened("a", 3, "answered", good=True),
    happened("a", 4, "visited"),
    happened("a", 9, "closed"),
    happened("b", 1, "opened", urgent=False),
    happened("c", 18, "opened", urgent=False),
    happened("d", 1, "opened"),
]


def test_stays_begin_and_end_with_the_steps_of_the_histories() -> None:
    cases = TICKET.replay_each(EVENTS, as_of=TODAY)
    stays = stays_of(cases.values())
    assert [
        ("a", "new", D(2026, 1, 1), D(2026, 1, 3)),
        ("a", "waiting", D(2026, 1, 3), D(2026, 1, 9)),
        ("a", "done", D(2026, 1, 9), None),
        ("b", "new", D(2026, 1, 1), D(2026, 1, 4)),
        ("b", "escalated", D(2026, 1, 4), None),
        ("c", "new", D(2026, 1, 18), None),
    ] == [row for row in stays.rows() if row[0] != "d"]
    new = next(
        each for each in time_in_steps(stays.filter(stays["customer"] != "d"), as_of=TODAY) if each.step == "new"
    )
    assert (3, 1, Fraction(5, 2)) == (new.stays, new.open, new.mean)


def test_a_case_that_may_have_gone_several_ways_tells_no_stay_that_is_not_certain() -> None:
    case = TICKET.replay([each for each in EVENTS if each["customer"] == "d"], as_of=D(2026, 1, 2))
    assert case.state is None
    assert [] == stays_of([case]).rows()
    assert [] == [row for row in deadlines_of([case]).rows() if row[2] is not None]


def test_a_case_that_has_not_begun_tells_no_stay() -> None:
    case = TICKET.replay([happened("e", 1, "visited")], as_of=TODAY)
    assert (None, 0) == (case.begun, stays_of([case]).height)


def test_deadlines_are_met_missed_or_run() -> None:
    cases = TICKET.replay_each([each for each in EVENTS if each["customer"] != "d"], as_of=TODAY)
    told = {each.deadline: each.missed for each in deadlines_missed(deadlines_of(cases.values()))}
    assert Rate(1, 2, 1) == told["answer"]
    assert Rate(0, 1, 0) == told["call"]
    assert Rate(1, 1, 0) == told["report"]


def test_no_case_gives_no_row() -> None:
    assert (0, 0) == (stays_of([]).height, deadlines_of([]).height)


RESULTS: dict[str, Any] = {
    "asked": ["new", "escalated"],
    "saved": ["waiting"],
    "lost": ["done"],
}


def test_the_results_of_cases_are_what_came_of_the_first_request() -> None:
    again = [
        happened("f", 1, "opened", urgent=False),
        happened("f", 3, "answered", good=True),
        happened("f", 9, "reopened"),
        happened("g", 1, "opened", urgent=False),
        happened("g", 2, "closed"),
        happened("h", 1, "visited"),
    ]
    found = results_of(TICKET.replay_each([*EVENTS, *again], as_of=TODAY).values(), **RESULTS, reason="urgent")
    assert [
        ("a", "saved", D(2026, 1, 3), None, "False"),
        ("b", None, None, None, "False"),
        ("c", None, None, None, "False"),
        ("f", "saved", D(2026, 1, 3), D(2026, 1, 9), "False"),
        ("g", "lost", D(2026, 1, 2), None, "False"),
    ] == [row for row in found.rows() if row[0] != "d"]
    figures = retention_figures(found.filter(found["customer"] != "d"), as_of=TODAY)
    assert (Rate(2, 5, 2), 1, 0) == (figures.save_rate, figures.asked_early, figures.recovered)


def test_a_case_that_closes_without_a_request_has_recovered_or_is_lost() -> None:
    asked: dict[str, Any] = {"asked": ["escalated"], "saved": [], "lost": ["done"], "recovered": ["waiting"]}
    found = results_of(TICKET.replay_each(EVENTS, as_of=TODAY).values(), **asked)
    assert [("a", "recovered"), ("b", None)] == found.filter(found["customer"] != "d").select(
        "customer", "result"
    ).rows()
    assert "reason" not in found.columns


def test_where_a_case_ends_with_the_save_nobody_can_ask_again() -> None:
    found = results_of(TICKET.replay_each(EVENTS, as_of=TODAY).values(), asked=["new"], saved=["done"], lost=[])
    assert "asked_again" not in found.columns
    assert retention_figures(found, as_of=TODAY).relapse is None


def test_what_is_not_named_the_file_of_the_process_says() -> None:
    said = {"new": "asked", "escalated": "asked", "waiting": "saved", "done": "lost"}
    states = [{**each, **({"retention": said[each["id"]]} if each["id"] in said else {})} for each in TICKETS["state"]]
    policy = crmrules.from_dict({**TICKETS, "state": states}, Process)
    cases = [*policy.replay_each(EVENTS, as_of=TODAY).values()]
    assert results_of(TICKET.replay_each(EVENTS, as_of=TODAY).values(), **RESULTS).equals(results_of(cases))
    assert {"a": "lost"}.items() <= dict(results_of(cases, saved=[]).select("customer", "result").iter_rows()).items()


def test_where_nothing_says_who_asked_that_is_told() -> None:
    with pytest.raises(PolicyError, match="`tickets`: has no state in which customers ask to leave; name the states"):
        results_of(TICKET.replay_each(EVENTS, as_of=TODAY).values())


def test_states_and_facts_that_are_not_there_are_told_at_once() -> None:
    cases = TICKET.replay_each(EVENTS, as_of=TODAY).values()
    with pytest.raises(PolicyError, match='has no state "wating"; did you mean `waiting`') as told:
        results_of(cases, asked=["new"], saved=["wating"], lost=["gone"], reason="urgnt")
    assert 3 == len(told.value.problems)


def counted(**keys: Any) -> Process:
    said = {"new": "asked", "waiting": "saved", "done": "lost"}
    states = [{**each, **({"retention": said[each["id"]]} if each["id"] in said else {})} for each in TICKETS["state"]]
    return crmrules.from_dict({**TICKETS, "state": states, **keys}, Process)


def test_the_file_of_the_process_says_by_which_facts_reasons_and_value_are_told() -> None:
    facts = {**TICKETS["facts"], "why": {"values": ["price", "other"]}, "half": {"is": "reopenings / many"}}
    events = {**TICKETS["events"], "visited": {"title": "Visited", "tells": ["why"]}}
    policy = counted(facts=facts, events=events, retention={"reason": "why", "value": "half"})
    rows = [{**each, "why": "price" if each["kind"] == "visited" else None} for each in EVENTS]
    cases = [*policy.replay_each([*rows, happened("a", 2, "reopened")], as_of=D(2026, 1, 10)).values()]
    found = results_of(cases)
    assert [("a", "price", 1.0), ("b", None, 0.0)] == found.select("customer", "reason", "value").rows()[:2]
    assert {"reason", "value"}.isdisjoint(results_of(cases, reason="", value="").columns)
    with pytest.raises(PolicyError, match='has no fact "wy"; did you mean `why`'):
        results_of(cases, reason="wy")
    with pytest.raises(PolicyError, match="fact `urgent` is bool, and as a value a number is wanted"):
        results_of(cases, value="urgent")


def test_facts_that_no_figure_can_count_by_are_refused() -> None:
    with pytest.raises(PolicyError) as told:
        counted(retention={"reason": "urgent", "value": "urgnt"})
    assert [
        "policy `tickets`, `retention`, `reason`: `urgent` is bool, and a text is wanted",
        "policy `tickets`, `retention`, `value`: unknown fact `urgnt`; did you mean `urgent`?",
    ] == [str(each) for each in told.value.problems]
    with pytest.raises(PolicyError, match="no state says what it is to retention; say it of states"):
        crmrules.from_dict({**TICKETS, "retention": {"reason": "urgent"}}, Process)
