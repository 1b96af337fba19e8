"""Days far after the last event: looked at only where something can change, and refused where that never ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Binding, Case, Event, Process
from crmrules.errors import AsOfError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Comparison
from crmrules.kinds.process import horizon
from crmrules.kinds.process.python.turning import Turning
from tests.populations import changed
from tests.processes import TICKETS

FAR = date(9899, 12, 31)
PROCESSES = [
    "cancellation-desk", "complaint-handling", "crm-rollout", "customer-state", "key-person-care", "meeting-flow",
    "retention-case",
]  # fmt: skip


def process(*transitions: dict[str, Any], **parts: Any) -> Process:
    """Tickets that move by these transitions alone, and have no deadlines."""
    document = changed(TICKETS, deadline=[], duty=[])
    document["transition"] = [{"id": f"t{place}", "because": "So.", **each} for place, each in enumerate(transitions)]
    return crmrules.from_dict({**document, **parts}, Process)


def event(day: date, kind: str, **data: Any) -> Event:
    return Event("C1", day, kind, data, id=f"{day} {kind}")


def entered(case: Case, state: str) -> list[tuple[date, date]]:
    """The first and the last day on which each way can have come to a state."""
    return [(each.since, each.until) for each in case.branches if each.state == state]


OPENED = event(date(2026, 3, 2), "opened")
URGENT = event(date(2026, 3, 2), "opened", urgent=True)


def test_a_state_of_a_ring_is_looked_at_no_more_once_nothing_in_it_holds() -> None:
    policy = process(
        {"from": "new", "when": "urgent", "to": "escalated"}, {"from": "escalated", "when": "not urgent", "to": "new"}
    )
    assert "escalated" == policy.replay([URGENT], as_of=FAR).state


def test_an_unknown_condition_of_a_ring_is_asked_on_the_day_of_entry_and_where_the_ring_stopped() -> None:
    policy = process(
        {"from": "new", "when": "urgent", "to": "escalated"},
        {"from": "escalated", "when": "reopenings > many", "to": "new"},
    )
    assert [(date(2026, 3, 2), date(2026, 3, 3))] == entered(policy.replay([OPENED], as_of=FAR), "escalated")


@pytest.mark.parametrize(
    ("last", "until"),
    [(date(2026, 3, 12), date(2026, 3, 2)), (date(2026, 3, 13), date(2026, 3, 13)), (FAR, date(2026, 3, 13))],
)
def test_over_business_days_an_unknown_condition_is_asked_when_an_event_leaves_the_window(
    last: date, until: date
) -> None:
    """Of eight business days with one off: the event of Monday 2 March leaves on Friday of the week after."""
    parameters = {**TICKETS["parameters"], "window": {"value": 8, "unit": "business days", "origin": "own"}}
    policy = process({"from": "new", "when": "urgent or reopenings > many", "to": "done"}, parameters=parameters)
    bind = Binding(history={"id": "id", "holidays": [date(2026, 3, 4)]})
    case = policy.replay([OPENED, event(date(2026, 3, 2), "reopened")], as_of=last, bind=bind)
    assert [(date(2026, 3, 2), until)] == entered(case, "done")


@pytest.mark.parametrize(
    ("last", "until"),
    [(date(2026, 3, 12), date(2026, 3, 3)), (date(2026, 3, 13), date(2026, 3, 13)), (FAR, date(2026, 3, 13))],
)
def test_a_window_after_an_event_is_asked_on_the_day_it_ends(last: date, until: date) -> None:
    aggregates = {"reopenings": {"count": "reopened", "within": "window", "after": "visited"}}
    policy = process({"from": "new", "when": "urgent or reopenings > many", "to": "done"}, aggregates=aggregates)
    case = policy.replay([OPENED, event(date(2026, 3, 3), "visited")], as_of=last)
    assert [(date(2026, 3, 2), until)] == entered(case, "done")


def test_a_ring_that_never_ends_is_refused_with_the_last_day_that_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(horizon, "MOST_LOOKS", 20)
    policy = process(
        {"from": "new", "when": "urgent", "to": "escalated"}, {"from": "escalated", "when": "urgent", "to": "new"}
    )
    with pytest.raises(AsOfError) as refused:
        policy.replay([URGENT], as_of=FAR)
    assert str(refused.value) == (
        'customer "C1", `as_of`: 9899-12-31 is too far for policy `tickets`: the last event before is of 2026-03-02, '
        "and without another one the case is to be looked at again and again; give a day up to 2026-03-22"
    )
    others = [evolve(URGENT, customer="A1", data={"urgent": False}), evolve(URGENT, customer="B1")]
    rows = [{"customer": each.customer, "at": each.at, "kind": each.kind, **each.data} for each in others]
    for run in (policy.replay_each, lambda events, as_of: policy.apply(pl.DataFrame(events), as_of=as_of)):
        with pytest.raises(AsOfError, match=r'^customer "B1", `as_of`: 9899-12-31 is too far'):
            run(rows, as_of=FAR)
    assert date(2026, 3, 22) == policy.replay([URGENT], as_of=date(2026, 3, 22)).since
    # a later event, and a case that is kept, begin the count anew
    later = event(date(2026, 3, 22), "visited")
    kept = policy.replay([URGENT, later], as_of=date(2026, 4, 11))
    assert kept == policy.resume(policy.replay([URGENT], as_of=date(2026, 3, 21)), [later], as_of=date(2026, 4, 11))


@pytest.mark.parametrize("looks", [1, 10])
def test_each_open_way_is_a_look(monkeypatch: pytest.MonkeyPatch, looks: int) -> None:
    monkeypatch.setattr(horizon, "MOST_LOOKS", 2 * looks)
    aggregates = {"reopenings": {"days_since": "visited"}}
    policy = process({"from": "new", "when": "urgent and reopenings >= many", "to": "done"}, aggregates=aggregates)
    events = [OPENED, event(date(2026, 3, 3), "visited")]
    with pytest.raises(AsOfError, match=f"give a day up to 2026-03-{3 + looks:02}"):
        policy.replay(events, as_of=FAR)


@pytest.mark.parametrize(
    ("when", "moved"),
    [
        ("since_visit > many", date(2026, 3, 5)),
        ("not urgent and since_visit - many == answer", date(2026, 3, 7)),
        ("-since_visit + report <= -answer", date(2026, 3, 6)),
        ("since_visit != since_visit", None),
        ("since_visit < report", None),
        ("days_between(as_of, visit_day) >= answer + many", date(2026, 3, 7)),
        ("as_of > visit_day and since_visit < many", None),
        ("twice > answer", date(2026, 3, 5)),
        ("known(since_visit) and since_visit >= answer", date(2026, 3, 6)),
        ("since_visit * many > answer", date(2026, 3, 7)),
        ("since_visit > 0 and month(as_of) == 1", date(2027, 1, 1)),
    ],
)
def test_what_grows_by_one_each_day_moves_a_case_on_its_day(when: str, moved: date | None) -> None:
    facts = {name: {"type": type_} for name, type_ in (("since_visit", "integer"), ("visit_day", "date"))}
    policy = process(
        {"from": "new", "on": "visited", "to": "waiting"},
        {"from": "waiting", "when": when, "to": "done"},
        facts={"urgent": {"type": "bool"}, **facts, "twice": {"is": "since_visit + since_visit"}},
        aggregates={"since_visit": {"days_since": "visited"}, "visit_day": {"last_day": "visited"}},
    )
    events = [event(date(2026, 3, 2), "opened", urgent=False), event(date(2026, 3, 3), "visited")]
    for day in (moved or date(2026, 5, 1), date(2030, 1, 1)):
        case = policy.replay(events, as_of=day)
        assert (("done", moved) if moved else ("waiting", date(2026, 3, 3))) == (case.state, case.since)
    if moved:
        assert "waiting" == policy.replay(events, as_of=moved - timedelta(1)).state


def test_a_condition_that_time_alone_cannot_fulfil_is_looked_at_no_more() -> None:
    facts = {"urgent": {"type": "bool"}, "since_visit": {"type": "integer"}}
    policy = process(
        {"from": "new", "on": "visited", "to": "waiting"},
        {"from": "waiting", "when": "since_visit > many and urgent", "to": "done"},
        facts=facts,
        aggregates={"since_visit": {"days_since": "visited"}},
    )
    events = [event(date(2026, 3, 2), "opened", urgent=False), event(date(2026, 3, 3), "visited")]
    assert ("waiting", True) == ((case := policy.replay(events, as_of=FAR)).state, case.certain)


_SIDES = ("since", "as_of - start", "level", "since + level", "level - since - since", "-since", "half - since")


@given(
    st.sampled_from(
        ("days_between(as_of, start) {0} level", *(f"{one} {{0}} {two}" for one in _SIDES for two in _SIDES))
    ),
    st.sampled_from(("<", "<=", "==", "!=", ">", ">=")),
    st.integers(-5, 9),
    st.integers(0, 9),
)
def test_no_day_before_the_one_that_is_reckoned_is_any_different(text: str, sign: str, level: int, since: int) -> None:
    condition = parse(text.replace("as_of - start", "days_between(as_of, start)").format(sign))
    assert isinstance(condition, Comparison)

    def values(after: int) -> dict[str, Any]:
        start = date(2026, 3, 1)
        grown = {"as_of": start + timedelta(since + after), "since": since + after}
        return {**grown, "start": start, "level": level, "half": Fraction(2 * level + 1, 2)}

    slope = _difference(condition, values(1)) - _difference(condition, values(0))
    if slope:
        found = Turning(condition, int(slope)).after(values(0)["as_of"], values(0))
        days = 40 if found is None else (found - values(0)["as_of"]).days
        assert {evaluate(condition, values(0))} == {evaluate(condition, values(each)) for each in range(days)}
        if found is not None:
            before, after = (_difference(condition, values(each)) for each in (0, days))
            assert (before > 0, before < 0) != (after > 0, after < 0)


def _difference(comparison: Comparison, values: dict[str, Any]) -> Fraction:
    left, right = (evaluate(side, values) for side in (comparison.left, comparison.right))
    assert isinstance(left, int | Fraction)
    assert isinstance(right, int | Fraction)
    return Fraction(left) - Fraction(right)


def _events(policy: Process) -> Sequence[Event]:
    """One event of each kind, those that open it first, telling nothing."""
    kinds = [*policy.definition.header.opens, *policy.definition.events]
    return [Event("C1", date(2026, 1, 5), kind, id=place) for place, kind in enumerate(dict.fromkeys(kinds))]


@pytest.mark.parametrize("id_", PROCESSES)
def test_shipped_processes_are_seldom_looked_at_however_far_the_day(monkeypatch: pytest.MonkeyPatch, id_: str) -> None:
    monkeypatch.setattr(horizon, "MOST_LOOKS", 200)
    policy = crmrules.policy(id_, Process)
    opened, *_ = events = _events(policy)
    for each in events:
        assert FAR == policy.replay([opened, each], as_of=FAR).as_of
