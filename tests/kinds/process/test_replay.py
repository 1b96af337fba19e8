"""Where a case stands: events, conditions, deadlines, duties, and what is not known."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules import Binding, Case, Event, Process
from crmrules.errors import AsOfError, PolicyError, RecordError
from tests.populations import changed
from tests.processes import TICKETS

POLICY = crmrules.from_dict(TICKETS, Process)
_IDS = iter(range(10_000))


def on(day: int, kind: str, **data: Any) -> Event:
    return Event("C1", date(2026, 3, day), kind, data, id=next(_IDS))


def case(day: int, *events: Event, policy: Process = POLICY) -> Case:
    return policy.replay(events, as_of=date(2026, 3, day))


def with_(path: str, value: Any) -> Process:
    return crmrules.from_dict(changed(TICKETS, path, value), Process)


OPENED = on(2, "opened", urgent=False)


def test_a_case_begins_with_the_event_that_opens_it() -> None:
    before = case(4, on(1, "visited"))
    assert (None, (), True, None) == (before.state, before.possible, before.certain, before.begun)
    begun = case(2, on(1, "visited"), OPENED)
    assert ("new", date(2026, 3, 2), True) == (begun.state, begun.since, begun.certain)
    assert (("reply", "desk"),) == tuple((each.id, each.owner) for each in begun.duties)


def test_events_after_the_day_have_not_happened() -> None:
    assert "new" == case(3, OPENED, on(4, "answered", good=True)).state
    assert "waiting" == case(4, OPENED, on(4, "answered", good=True)).state


def test_a_deadline_passes_at_the_end_of_its_last_day() -> None:
    assert (("answer", date(2026, 3, 5)),) == tuple((each.id, each.due) for each in case(4, OPENED).deadlines)
    assert "waiting" == case(5, OPENED, on(5, "answered", good=True)).state
    missed = case(5, OPENED)
    assert ("escalated", ("answer",)) == (missed.state, tuple(each.by for each in missed.missed))
    assert ("Tell nobody.",) == tuple(map(str, missed.cautions))


def test_a_miss_is_noted_where_nothing_follows() -> None:
    visited = case(3, OPENED, on(3, "visited"))
    assert ("new", ("report",)) == (visited.state, tuple(each.by for each in visited.missed))
    assert () == case(3, OPENED, on(3, "visited"), on(3, "reported")).missed


def test_what_runs_from_an_event_runs_on_through_other_states() -> None:
    policy = with_("parameters.report", {"value": 4, "unit": "days", "origin": "own"})
    events = [OPENED, on(3, "visited"), on(4, "answered", good=True)]
    assert ["call", "report"] == sorted(each.clock for each in case(4, *events, policy=policy).branches[0].running)
    late = case(7, *events, policy=policy)
    assert ("waiting", ["call", "report"]) == (late.state, sorted(each.by for each in late.missed))
    assert ["call"] == [each.by for each in case(8, *events, on(6, "reported"), policy=policy).missed]


def test_what_runs_from_an_event_begins_in_the_state_to_which_it_moves_the_case() -> None:
    policy = with_("deadline.1", {**TICKETS["deadline"][1], "state": "waiting", "after": ["answered"]})
    policy = policy.with_parameters(report=2)
    events = [OPENED, on(3, "answered", good=True)]
    found = case(4, *events, policy=policy)
    assert [("report", date(2026, 3, 5))] == [(each.id, each.due) for each in found.deadlines]
    assert ["report"] == [each.by for each in case(5, *events, policy=policy).missed]
    unknown = case(4, OPENED, on(3, "answered"), policy=policy)
    assert [("report", False)] == [(each.id, each.certain) for each in unknown.deadlines if each.id == "report"]


def test_a_duty_is_done_by_its_event() -> None:
    answered = [OPENED, on(3, "answered", good=True)]
    (duty,) = case(4, *answered).duties
    assert ("call", date(2026, 3, 6)) == (duty.id, duty.due)
    assert () == case(4, *answered, on(4, "visited"), on(4, "reported")).duties


def test_a_duty_that_there_is_whichever_way_the_case_has_gone_is_certain_though_its_days_are_not() -> None:
    either = case(3, on(2, "opened"))
    assert [("reply", True, date(2026, 3, 2))] == [(each.id, each.certain, each.since) for each in either.duties]
    two_days = case(4, on(2, "opened"), on(4, "reopened"))
    assert [("reply", True)] == [(each.id, each.certain) for each in two_days.duties]
    late = case(5, on(2, "opened"))
    assert [("reply", True, None)] == [(each.id, each.certain, each.since) for each in late.duties]
    again = {"id": "again", "from": "waiting", "on": "visited", "when": "event.good", "to": "waiting", "because": "So."}
    visited = {"title": "Visited", "data": {"good": {"type": "bool"}}}
    document = changed(TICKETS, "transition", [*TICKETS["transition"], again])
    document = changed(document, "events.visited", visited)
    document = changed(document, "duty.1.met_by", ["reported"])
    policy = crmrules.from_dict(document, Process)
    (call,) = case(5, OPENED, on(3, "answered", good=True), on(5, "visited"), policy=policy).duties
    # by one way it is to be done by the 6th, by the other by the 8th
    assert ("call", True, None, date(2026, 3, 6)) == (call.id, call.certain, call.since, call.due)


def test_of_transitions_on_an_event_the_first_that_holds_is_taken() -> None:
    assert "new" == case(3, OPENED, on(3, "answered", good=False)).state


def test_conditions_read_the_facts_of_the_end_of_the_day() -> None:
    told = on(2, "opened", urgent=True)
    assert "escalated" == case(2, OPENED, told).state


def test_windows_are_those_of_the_day() -> None:
    rounds = [
        OPENED,
        *(on(day, "answered", good=True) for day in (3, 5)),
        *(on(day, "reopened") for day in (4, 6)),
    ]
    assert "new" == case(4, *rounds[:-1][:2], rounds[3]).state
    often = case(6, *rounds)
    assert ("escalated", 3) == (often.state, often.times("new"))
    assert "Reopened 2 times." in often.explain()


def test_unknown_conditions_go_both_ways() -> None:
    open_ = case(2, on(2, "opened"))
    assert (("new", "escalated"), None, False) == (open_.possible, open_.state, open_.certain)
    assert ("urgent",) == open_.missing
    later = case(5, on(2, "opened"))  # the deadline leads to the same state, on another day
    assert ("escalated", None, False, ("urgent",)) == (later.state, later.since, later.certain, later.missing)
    # by one way it was escalated, by the other it was not: what it is now is known, and not how often it was there
    told = case(5, on(2, "opened"), on(5, "answered", good=True))
    assert ("waiting", date(2026, 3, 5), False, ("urgent",)) == (told.state, told.since, told.certain, told.missing)
    assert (1, None) == (told.times("waiting"), told.times("escalated"))
    assert [("begun", "new")] == [(step.kind.value, step.to) for step in told.history]


def test_a_way_that_takes_an_unknown_transition_looks_at_it_again_as_where_it_holds() -> None:
    again = {"id": "again", "when": "urgent", "to": "escalated", "because": "Urgent."}
    policy = with_("transition", [again])
    known, unknown, calm = (case(2, on(2, "opened", urgent=each), policy=policy) for each in (True, None, False))
    assert ((2, 1), (0, 1)) == tuple((each.times("escalated"), each.times("new")) for each in (known, calm))
    # by the way where it was urgent it came there as often as where that is told: once, or twice, or never
    assert {2, 1, 0} == {dict(each.counts).get("escalated", 0) for each in unknown.branches}
    assert (None, 1) == (unknown.times("escalated"), unknown.times("new"))


def test_unknown_data_of_an_event_is_named() -> None:
    asked = case(3, OPENED, on(3, "answered"))
    assert (("new", "waiting"), ("event.good",)) == (asked.possible, asked.missing)


def test_events_of_one_moment_without_ids_may_have_come_in_any_order() -> None:
    days = [("opened", 2), ("answered", 3), ("reopened", 3)]
    loose = [Event("C1", date(2026, 3, day), kind, {"good": True, "urgent": False}) for kind, day in days]
    found = case(3, *loose)
    assert (("new", "waiting"), (date(2026, 3, 3),)) == (found.possible, found.unordered)
    assert found == case(3, *reversed(loose))
    timed = [
        Event("C1", datetime(2026, 3, day, hour), kind, {"good": True, "urgent": False})
        for hour, (kind, day) in enumerate(days)
    ]
    assert ("new", ()) == (case(3, *timed).state, case(3, *timed).unordered)


def test_final_states_take_no_more_events() -> None:
    done = case(9, OPENED, on(3, "closed"), on(4, "answered", good=True), on(5, "foo"))
    assert ("done", date(2026, 3, 3)) == (done.state, done.since)
    assert {"answered": 1, "foo": 1} == done.ignored
    assert ("foo",) == done.unknown


def test_before_a_case_begins_the_kinds_that_nobody_knows_are_counted() -> None:
    early = case(3, on(1, "opend"), on(2, "opend"), on(2, "answered", good=True))
    assert (None, {"opend": 2}, ("opend",)) == (early.begun, early.ignored, early.unknown)
    assert "The process does not know of: opend (2; did you mean `opened`?)" in early.explain()
    later = case(4, on(1, "opend"), OPENED, on(3, "foo"))
    assert ("new", {"opend": 1, "foo": 1}) == (later.state, later.ignored)


def test_the_same_event_twice_is_once() -> None:
    answered = on(3, "answered", good=True)
    assert case(3, OPENED, answered) == case(3, answered, OPENED, answered)


def test_a_ring_stops_for_the_day() -> None:
    back = {"id": "back", "from": "escalated", "when": "urgent", "to": "new", "because": "Back."}
    policy = with_("transition", [*TICKETS["transition"], back])
    urgent = on(2, "opened", urgent=True)
    assert ["new", "escalated"] == [case(2, urgent, policy=policy).state, case(3, urgent, policy=policy).state][::-1]


def test_past_as_many_ways_a_case_is_too_open_and_kept() -> None:
    days = range(2, 29)
    rounds = [
        Event("C1", datetime(2026, 3, day, hour), kind, {}, id=f"{day}-{hour}")
        for day in days
        for hour, kind in enumerate(("answered", "reopened"))
    ]
    opened = [Event("C1", datetime(2026, 3, 2), "opened", {"urgent": False}, id="o")]
    found = case(28, *opened, *rounds)
    assert found.too_open
    assert (None, ("new", "escalated", "waiting", "done"), False) == (found.state, found.possible, found.certain)
    assert "more ways are open than are followed" in found.explain()
    assert found == POLICY.resume(
        case(20, *opened, *rounds), [each for each in rounds if each.at.day > 20], as_of=date(2026, 3, 28)
    )


def test_what_was_not_recorded_is_not_known() -> None:
    late = Event("C1", date(2026, 3, 3), "closed", id="x", recorded=date(2026, 3, 9))
    opened = Event("C1", date(2026, 3, 2), "opened", {"urgent": False}, id="o", recorded=date(2026, 3, 2))
    found = POLICY.replay([opened, late], as_of=date(2026, 3, 4), known_at=date(2026, 3, 4))
    assert "new" == found.state
    assert "done" == POLICY.replay([opened, late], as_of=date(2026, 3, 4), known_at=date(2026, 3, 9)).state


def test_events_of_several_customers_are_refused() -> None:
    with pytest.raises(RecordError, match=r"are of 2 customers, such as .C1. and .C2.; `replay_each`"):
        case(3, OPENED, Event("C2", date(2026, 3, 2), "opened"))
    found = POLICY.replay_each(
        [OPENED, Event("C0", date(2026, 3, 2), "opened", {"urgent": True})], as_of=date(2026, 3, 2)
    )
    assert {"C0": "escalated", "C1": "new"} == {customer: each.state for customer, each in found.items()}
    assert ["C0", "C1"] == list(found)


def test_a_day_is_needed() -> None:
    with pytest.raises(AsOfError, match="no date"):
        POLICY.replay([OPENED], as_of="2026-03-02")  # type: ignore[arg-type]


def test_without_an_opening_event_a_case_begins_with_the_customer() -> None:
    policy = with_("opens", [])
    rows = [
        {"customer": 1, "at": "2026-03-05", "kind": "answered", "joined": "2026-03-02", "urgent": None, "good": None}
    ]
    found = policy.replay(rows, as_of=date(2026, 3, 4))
    assert found.begun is None  # nothing had told of the customer yet
    assert date(2026, 3, 2) == policy.replay(rows, as_of=date(2026, 3, 5)).begun


def test_business_days_are_those_of_the_calendar() -> None:
    length = {"value": 3, "unit": "business days", "origin": "own"}
    document = changed(TICKETS, "parameters.answer", length, calendar={"country": "CN"})
    policy = crmrules.from_dict(document, Process)
    opened = Event("C1", date(2026, 4, 30), "opened", {"urgent": False})
    # 1 to 5 May are holidays of 2026, and Saturday the 9th is worked in exchange
    (deadline,) = policy.replay([opened], as_of=date(2026, 4, 30)).deadlines
    assert (date(2026, 5, 8), None) == (deadline.due, deadline.provisional)


def test_past_the_last_announced_year_a_deadline_is_provisional_and_nothing_is_certain() -> None:
    length = {"value": 3, "unit": "business days", "origin": "own"}
    document = changed(TICKETS, "parameters.answer", length, calendar={"country": "CN", "announced": 2026})
    policy = crmrules.from_dict(document, Process)
    opened = Event("C1", date(2026, 12, 30), "opened", {"urgent": False})
    running = policy.replay([opened], as_of=date(2026, 12, 31))
    assert ("new", False) == (running.state, running.certain)
    assert "the day is provisional: the holidays of CN are announced up to 2026" in running.explain()
    passed = policy.replay([opened], as_of=date(2027, 1, 20))
    assert ("escalated", False) == (passed.state, passed.certain)


def test_conditions_read_how_often_the_case_came_to_a_state() -> None:
    third = {
        "id": "third",
        "from": "new",
        "when": "times_new > many + 1",
        "to": "escalated",
        "because": "{times_new}th.",
    }
    counts = {"times_new": {"state": "new", "title": "Times in new"}}
    document = changed(TICKETS, counts=counts, transition=[third, *TICKETS["transition"]])
    policy = crmrules.from_dict(changed(document, "parameters.many.value", 4), Process)
    answers = [(day, "answered") for day in (3, 5, 7, 9, 11)]
    events = [
        OPENED,
        *(on(day, kind, good=True) for day, kind in answers),
        *(on(day + 1, "reopened") for day, _ in answers),
    ]
    assert "new" == case(10, *events, policy=policy).state
    sixth = case(12, *events, policy=policy)
    assert ("escalated", 6) == (sixth.state, sixth.times("new"))
    assert "6th." in sixth.explain()


def test_the_events_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("customer,at,kind,urgent,good,id\nC1,2026-03-02,opened,false,,1\nC1,2026-03-03,answered,,true,2\n")
    assert "waiting" == POLICY.replay(file, as_of=date(2026, 3, 4)).state
    assert ["C1"] == list(POLICY.replay_each(str(file), as_of=date(2026, 3, 4)))


def test_facts_that_a_policy_has_for_itself_are_unknown_to_it() -> None:
    document = {**TICKETS, "facts": {**TICKETS["facts"], "qualified": {"from": "man"}}}
    document["transition"] = [{**TICKETS["transition"][0], "when": 'qualified == "pursue"'}]
    policy = crmrules.from_dict(document, Process)
    told = policy.replay([OPENED], as_of=date(2026, 3, 2))
    assert (("new", "escalated"), ("money", "authority", "need")) == (told.possible, told.missing)


def test_what_an_open_policy_was_taken_not_to_say_holds_for_the_transitions_after_it() -> None:
    document = {**TICKETS, "facts": {**TICKETS["facts"], "qualified": {"from": "man"}}}
    to = {"from": "new", "on": "visited", "because": "So."}
    document["transition"] = [
        {**to, "id": "worth-it", "when": 'qualified == "pursue"', "to": "waiting"},
        {**to, "id": "not-worth-it", "when": 'qualified != "pursue"', "to": "escalated"},
    ]
    policy = crmrules.from_dict(document, Process)
    visited = policy.replay([OPENED, on(3, "visited")], as_of=date(2026, 3, 3))
    # it is worth it or it is not: the case does not stay where it was
    assert ("escalated", "waiting") == visited.possible


def test_an_event_that_an_unknown_condition_does_not_hang_on_makes_nothing_more_open() -> None:
    policy = POLICY.with_parameters(answer=20)
    events = [on(2, "opened"), *(on(day, "weather") for day in range(3, 9)), on(9, "visited"), on(9, "reported")]
    found = case(9, *events, policy=policy)
    assert [date(2026, 3, 2)] * 2 == [day for each in found.branches for day in {each.since, each.until}]
    asked = case(9, *events, on(9, "opened"), policy=policy)  # whether it is urgent may have changed
    assert {date(2026, 3, 2), date(2026, 3, 9)} == {day for each in asked.branches for day in (each.since, each.until)}


def test_a_transition_that_was_passed_over_as_unknown_is_taken_once_it_holds_on_the_same_day() -> None:
    document = changed(TICKETS, counts={"times": {"state": "escalated", "title": "Times escalated"}})
    to = {"from": ["new", "escalated"], "because": "So."}
    document["transition"] = [
        {**to, "id": "urgent-or-again", "when": "urgent or times > 0", "to": "done"},
        {**to, "id": "rise", "from": "new", "when": "reopenings == 0", "to": "escalated"},
    ]
    policy = crmrules.from_dict(document, Process)
    # that it was passed over brings it where it holds whatever is urgent
    assert "done" == case(2, on(2, "opened"), policy=policy).state


def test_days_since_what_never_happened_are_asked_once() -> None:
    document = changed(TICKETS, "aggregates.reopenings", {"days_since": "reopened"})
    document["transition"] = [{"id": "old", "from": "new", "when": "reopenings > many", "to": "done", "because": "So."}]
    found = case(4, OPENED, policy=crmrules.from_dict(document, Process))
    assert [date(2026, 3, 2)] * 2 == [day for each in found.branches for day in {each.since, each.until}]


def test_how_often_a_case_came_to_what_is_no_state_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"has no state .escalatd.; did you mean `escalated`"):
        case(2, on(1, "opened")).times("escalatd")


def test_a_log_may_be_complete_from_the_first_day_of_all_on() -> None:
    since = Binding(history={"since": date.min, "id": "id"})
    events = [Event("C1", date(2026, 3, 2), "opened", id=1), Event("C1", date(2026, 3, 3), "reopened", id=2)]
    policy = crmrules.from_dict(TICKETS, Process)
    assert policy.replay(events, as_of=date(2026, 3, 20), bind=since) == policy.replay(events, as_of=date(2026, 3, 20))


def test_what_else_happened_at_the_moment_of_a_reset_leaves_nothing_open() -> None:
    kinds = {kind: {"title": kind} for kind in ("asked", "helped", "seen")}
    document = changed(TICKETS, "aggregates.reopenings", {"count": "asked", "reset_by": ["helped"]})
    policy = crmrules.from_dict(changed(document, events={**document["events"], **kinds}), Process)
    day = date(2026, 3, 3)
    told = [Event("C1", day, kind, id=id_) for id_, kind in enumerate(("asked", "helped", "asked"), 20_000)]
    seen = policy.replay([OPENED, *told, Event("C1", day, "seen")], as_of=day)
    assert ("new", True) == (seen.state, seen.certain)
    again = policy.replay([OPENED, *told, Event("C1", day, "seen"), on(4, "asked")], as_of=date(2026, 3, 4))
    assert ("escalated", True) == (again.state, again.certain)
    # a day of several ways is left to the meaning
    asked = policy.replay([on(2, "opened"), *told, Event("C1", day, "seen")], as_of=day)
    assert (("new", "escalated"), ("urgent",)) == (asked.possible, asked.missing)
