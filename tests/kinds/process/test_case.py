"""What a case tells, how it is kept, and how it goes on."""

import json
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import crmrules
from crmrules import Binding, Event, Process
from crmrules.errors import AsOfError, RecordError
from crmrules.expressions.numbers import Exact
from crmrules.kinds.process.caseload import Caseload
from crmrules.reports.text import text
from tests.populations import changed
from tests.processes import TICKETS

POLICY = crmrules.from_dict(TICKETS, Process)
OPENED = Event("C1", date(2026, 3, 2), "opened", {"urgent": False}, id=1)
VISITED = Event("C1", date(2026, 3, 3), "visited", id=2)
ANSWERED = Event("C1", date(2026, 3, 4), "answered", {"good": True}, id=3)
DAY = date(2026, 3, 3)
NUMBERS = {"half": 0.5, "most": 7}


def test_a_case_is_a_timeline() -> None:
    found = POLICY.replay([OPENED, VISITED], as_of=date(2026, 3, 5))
    assert found.explain().splitlines() == [
        "Tickets (tickets), C1: Escalated",
        "  At the end of 2026-03-05, since 2026-03-05",
        "  What happened:",
        "    2026-03-02  Opened: begins in New",
        "    2026-03-03  Report is missed",
        "    2026-03-05  Answer is over: New -> Escalated  No answer within 3 days.",
        "  To be done:",
        "    Reply (reply)  Desk",
        "  Caution: Tell nobody.",
    ]


def test_an_open_case_tells_its_ways_and_what_to_find_out() -> None:
    found = POLICY.replay([Event("C1", date(2026, 3, 2), "opened", id=1)], as_of=date(2026, 3, 4))
    assert found.explain().splitlines() == [
        "Tickets (tickets), C1: New or Escalated",
        "  At the end of 2026-03-04",
        "  What happened:",
        "    2026-03-02  Opened: begins in New",
        "  Then nobody knows which way it went:",
        "    Escalated (escalated) since 2026-03-02",
        "      2026-03-02  New -> Escalated  It is urgent.",
        "    New (new) since 2026-03-02",
        "  To find out: urgent",
        "  To be done:",
        "    Reply (reply)  Desk",
        "  Deadlines:",
        "    perhaps: Answer (answer) ends on 2026-03-05, then Escalated (escalated)",
        "  Caution: Tell nobody.",
    ]


def test_a_kept_case_goes_on_as_one_replay() -> None:
    events = [OPENED, VISITED, ANSWERED]
    whole = POLICY.replay(events, as_of=date(2026, 3, 9))
    for day in range(1, 10):
        before = POLICY.replay([each for each in events if each.at.day <= day], as_of=date(2026, 3, day))
        kept = json.loads(json.dumps(before.to_dict()))
        after = [each for each in events if each.at.day > day]
        assert whole == POLICY.resume(kept, after, as_of=date(2026, 3, 9))
        assert whole == POLICY.resume(before, after, as_of=date(2026, 3, 9))


def test_a_case_is_pickled() -> None:
    found = POLICY.replay([OPENED], as_of=DAY)
    assert found == pickle.loads(pickle.dumps(found))


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (
            [Event("C1", DAY, "visited", id=9)],
            "event 1: is of 2026-03-03, and the case stands at the end of 2026-03-03",
        ),
        ([Event("C2", date(2026, 3, 4), "visited")], 'event 1: is of customer "C2", and the case is of "C1"'),
    ],
)
def test_events_that_do_not_go_on_are_refused(events: list[Event], message: str) -> None:
    kept = POLICY.replay([OPENED], as_of=DAY)
    with pytest.raises(RecordError) as raised:
        POLICY.resume(kept, events, as_of=date(2026, 3, 9))
    assert message in str(raised.value)


def test_an_event_that_the_case_holds_may_be_told_again() -> None:
    kept = POLICY.replay([OPENED], as_of=DAY)
    assert kept == POLICY.resume(kept, [OPENED], as_of=DAY)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hash": "0"}, 'was kept by another version of policy `tickets`, "1"; replay the customer\'s history'),
        ({"policy": "other"}, 'is of policy "other", and this is `tickets`'),
        ({"kept": None}, "is no kept case"),
        ({"kept": {}}, "case, `kept`, `course`: is missing; replay the history, or keep what `Case.to_dict` gives"),
    ],
)
def test_what_is_no_case_of_the_policy_is_told(change: dict[str, Any], message: str) -> None:
    kept = POLICY.replay([OPENED], as_of=DAY).to_dict()
    with pytest.raises(RecordError) as raised:
        POLICY.resume({**kept, **change}, [], as_of=DAY)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ('"day": "2026-03-03"', '"day": "soon"', '`course`, `day`: "soon" is no day'),
        ('"day": "2026-03-03"', '"day": null', "`course`, `day`: None is no day"),
        ('"state": "new", "since"', '"state": 5, "since"', "`course`, `branches`, item 1, `state`: 5 is no text"),
        ('"clock": "answer"', '"glock": "answer"', "`running`, item 1: unknown key `glock`"),
        ('"clock": "answer"', '"glock": "answer"', "`running`, item 1, `clock`: is missing"),
        ('"running": [{', '"running": [7, {', "`running`, item 1: 7 is no table"),
        ('"kind": "begun"', '"kind": "bgun"', '`kind`: "bgun" is not known here; did you mean `begun`?'),
        ('"urgent": false', '"urgent": {"number": "1e99999999"}', "`urgent`: {"),
        ('"urgent": false', '"urgent": {"number": "1/0"}', "`urgent`: {"),
        ('"urgent": false', '"urgent": 1', "`events`, item 1, `data`, `urgent`: 1 is no boolean"),
    ],
)
def test_what_was_changed_in_a_kept_case_is_told_with_its_place(was: str, now: str, message: str) -> None:
    case = POLICY.replay([OPENED], as_of=DAY).to_dict()
    kept = json.dumps(case["kept"])
    assert was in kept
    with pytest.raises(RecordError) as raised:
        POLICY.resume({**case, "kept": json.loads(kept.replace(was, now))}, [], as_of=DAY)
    assert message in str(raised.value)


def test_a_kept_case_speaks_of_nothing_that_the_policy_does_not_have() -> None:
    kept = POLICY.replay([OPENED], as_of=DAY).to_dict()
    for known, other in (('"new"', "nwe"), ('"clock": "answer"', "anwser")):
        strange = json.loads(json.dumps(kept).replace(known, known.replace("new", "nwe").replace("answer", "anwser")))
        with pytest.raises(RecordError, match=f"case: speaks of `{other}`, which policy `tickets` does not have"):
            POLICY.resume(strange, [], as_of=DAY)


def test_an_event_that_is_misspelt_is_told_with_what_was_meant() -> None:
    events = [OPENED, Event("C1", DAY, "answred", id=80), Event("C1", DAY, "xyz", id=81)]
    said = "answred (1; did you mean `answered`?)"
    assert said in POLICY.replay(events, as_of=DAY).explain()
    assert "answred（1 次，是否为 `answered`？）" in POLICY.replay(events, as_of=DAY).explain("zh")
    load = Caseload(POLICY.definition, DAY, POLICY.replay_each(events, as_of=DAY))
    assert {"answred": 1, "xyz": 1} == load.unknown
    assert said in text(load.document())


def test_a_case_that_began_before_the_customer_joined_says_so() -> None:
    row = {"customer": "C1", "at": date(2026, 3, 2), "kind": "opened", "joined": date(2026, 3, 3)}
    assert "The customer joined on 2026-03-03 only" in POLICY.replay([row], as_of=DAY).explain()


def test_a_case_does_not_go_back() -> None:
    with pytest.raises(AsOfError, match="2026-03-01 is before 2026-03-03, the day of the case"):
        POLICY.resume(POLICY.replay([OPENED], as_of=DAY), [], as_of=date(2026, 3, 1))


def test_a_case_keeps_the_events_of_its_windows_alone() -> None:
    events = [OPENED, *(Event("C1", date(2026, 3, day), "reopened", id=day) for day in range(3, 25))]
    found = POLICY.replay(events, as_of=date(2026, 3, 24))
    assert [2, *range(15, 25)] == [each.day.day for each in found.events]


def test_events_whose_order_nobody_knows_are_kept_alike_however_they_are_told() -> None:
    told = [Event("C1", date(2026, 3, 2), "opened", {"urgent": urgent}) for urgent in (True, False)]
    kept = POLICY.replay(told, as_of=DAY).to_dict()
    assert len(kept["kept"]["events"]) == 2
    assert POLICY.replay(told[::-1], as_of=DAY).to_dict() == kept


def test_of_events_that_tell_the_day_of_joining_the_same_is_kept_however_they_are_told() -> None:
    bind = Binding(history={"joined": "joined", "id": "id"})
    events = [Event("C1", date(2026, 1, day), "closed", {"joined": DAY}, id=day) for day in (1, 2, 3)]
    kept = POLICY.replay(events, as_of=DAY, bind=bind).to_dict()
    assert [each["id"] for each in kept["kept"]["events"]] == [[[False, 1]]]
    assert POLICY.replay(events[::-1], as_of=DAY, bind=bind).to_dict() == kept
    opening = Binding(history={"joined": {"event": "closed"}})
    told = [Event("C1", date(2026, 1, 1), "closed", {"good": good}) for good in (True, False)]
    assert POLICY.replay(told, as_of=DAY, bind=opening) == POLICY.replay(told[::-1], as_of=DAY, bind=opening)


@pytest.mark.parametrize(("shared", "told"), [("n / half", 8.0), ("n / most", "4/7")], ids=["whole", "a fraction"])
def test_a_reckoned_number_that_a_reason_names_is_kept_as_it_is(shared: str, told: object) -> None:
    document = changed(TICKETS, "facts.shared", {"is": shared.replace("n ", "(reopenings + reopenings) ")})
    document["parameters"] |= {name: {"value": value, "unit": "", "origin": "own"} for name, value in NUMBERS.items()}
    document["transition"][1]["because"] = "Shared {shared}."
    policy = crmrules.from_dict(document, Process)
    events = [OPENED, *(Event("C1", date(2026, 3, day), "reopened", id=day) for day in (3, 4))]
    case = policy.replay(events, as_of=date(2026, 3, 4))
    kept = json.loads(json.dumps(case.to_dict()))
    assert kept["history"][-1]["values"] == {"shared": told}
    assert policy.resume(kept, [], as_of=case.as_of) == case


def test_a_process_is_changed_like_any_policy() -> None:
    assert "new" == POLICY.with_parameters(answer=9).replay([OPENED], as_of=date(2026, 3, 8)).state
    assert POLICY == crmrules.loads(POLICY.to_toml(), Process)
    other = changed(TICKETS, "start", "waiting")
    assert POLICY != crmrules.from_dict(other, Process)


@pytest.mark.parametrize(
    "price", [Decimal("0.10000000000000000000000001"), Decimal("0." + "1" * 300)], ids=["short", "long"]
)
def test_what_json_lacks_is_kept_exactly(price: Decimal) -> None:
    states = [{"id": "new", "title": "New"}, {"id": "done", "title": "Done", "final": True}]
    moves = {"id": "rises", "from": "new", "when": "price > 0 and day < as_of", "to": "done"}
    policy = crmrules.from_dict(
        {
            **{key: TICKETS[key] for key in ("kind", "id", "version", "title", "start", "opens")},
            "facts": {"price": {"type": "number"}, "day": {"type": "date"}},
            "events": {"opened": {"title": "Opened", "tells": ["price", "day"]}},
            "state": states,
            "transition": [{**moves, "because": "{price} since {day}."}],
        },
        Process,
    )
    day = date(2026, 3, 1)
    case = policy.replay([Event("C1", date(2026, 3, 2), "opened", {"price": price, "day": day}, id=1)], as_of=DAY)
    resumed = policy.resume(json.loads(json.dumps(case.to_dict())), [], as_of=DAY)
    assert resumed == case
    assert case.course.branches[0].paths[0][1].values == (
        ("price", Exact(Fraction(price))),
        ("day", day),
    )
    assert resumed.explain() == case.explain()


def test_the_deadline_of_an_open_case_is_of_the_owner_whose_states_it_runs_in() -> None:
    open_ = POLICY.replay([Event("C1", date(2026, 3, 2), "opened", id=1)], as_of=date(2026, 3, 4))
    load = Caseload(POLICY.definition, date(2026, 3, 4), {"C1": open_}, "desk")
    assert [("answer", "desk", False), ("reply", "desk", True)] == [(e.id, e.owner, e.certain) for e in load.items]
    document = changed(TICKETS, "owners.lead", {"title": "Lead"})
    document["state"][1]["owner"] = "lead"
    document["deadline"][0] = {**TICKETS["deadline"][0], "state": ["new", "escalated"]}
    policy = crmrules.from_dict(document, Process)
    either = policy.replay([Event("C1", date(2026, 3, 2), "opened", id=1)], as_of=date(2026, 3, 2))
    items = Caseload(policy.definition, date(2026, 3, 2), {"C1": either}).items
    assert [""] == [each.owner for each in items if each.id == "answer"]  # nobody knows whether desk or lead
