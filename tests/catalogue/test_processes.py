"""The processes of the catalogue: on a shipped history, in any order, and what nobody knows."""

from datetime import date
from itertools import islice, permutations

import pytest

import crmrules
from crmrules import Binding, Event, Policy, Process, policies, policy
from crmrules.kinds.process.branches import StepKind
from crmrules.kinds.process.examples import Cases, events_of

PROCESSES = [id_ for id_ in policies() if isinstance(policy(id_, Policy), Process)]
HISTORY = Binding.shipped("subscription.history")


def bills(customer: int) -> list[Event]:
    return [
        Event(customer, date(2025, month, 1), "bill", {"amount": 100}, id=f"b{month}") for month in range(9, 13)
    ] + [Event(customer, date(2025, month, 1), "usage", {"usage": 100}, id=f"u{month}") for month in range(9, 13)]


def test_a_retention_case_goes_by_the_facts_of_a_shipped_history() -> None:
    retention = policy("retention-case", Process)
    events = [
        Event(7, date(2025, 12, 20), "activated", id="a"),
        *bills(7),
        Event(7, date(2026, 1, 3), "forwarding-on", id="f"),
        Event(7, date(2026, 1, 6), "contacted", id="c"),
        Event(7, date(2026, 1, 9), "cancellation-applied", id="x"),
        Event(7, date(2026, 1, 10), "cancelled", id="y"),
    ]
    days = {day: retention.replay(events, as_of=date(2026, 1, day), bind=HISTORY) for day in (2, 5, 7, 9, 10)}
    states = {day: (case.state, [duty.id for duty in case.duties]) for day, case in days.items()}
    assert states == {
        2: ("quiet", []),
        5: ("step-3", ["call"]),
        7: ("step-3", []),
        9: ("cancelling", ["persuade"]),
        10: ("lost", []),
    }
    assert retention.resume(days[5].to_dict(), events[-3:], as_of=date(2026, 1, 10), bind=HISTORY) == days[10]


def test_a_case_stays_quiet_while_the_ladder_is_open() -> None:
    case = policy("retention-case", Process).replay(
        [Event(7, date(2026, 1, 1), "activated", id="a")], as_of=date(2026, 1, 5), bind=HISTORY
    )
    assert ("quiet", True, ["find-out"]) == (case.state, case.certain, [duty.id for duty in case.duties])


@pytest.mark.parametrize("id_", PROCESSES)
def test_the_order_in_which_an_example_is_told_does_not_matter(id_: str) -> None:
    process = policy(id_, Process)
    for example in process.definition.examples:
        events = events_of(example)
        day = example.expect[-1].on
        found = process.replay(events, as_of=day).to_dict()
        for order in islice(permutations(events), 1, 4):
            assert found == process.replay(order, as_of=day).to_dict()


@pytest.mark.parametrize("id_", PROCESSES)
def test_what_a_process_says_is_told_in_both_languages(id_: str) -> None:
    definition = policy(id_, Process).definition
    cases = Cases(definition)
    for example in definition.examples:
        case = cases.of(example, example.expect[-1].on)
        english, chinese = case.explain("en"), case.explain("zh")
        assert "{" not in english + chinese
        assert not any(title in chinese for title in (state.title.en for state in definition.states) if len(title) > 3)


def test_a_complaint_is_no_other_customers_case() -> None:
    found = crmrules.policy("complaint-handling").replay_each(
        [Event(1, date(2026, 3, 2), "complaint-opened"), Event(2, date(2026, 3, 2), "order")], as_of=date(2026, 3, 2)
    )
    assert {1: "venting", 2: None} == {customer: case.state for customer, case in found.items()}


@pytest.mark.parametrize("id_", PROCESSES)
def test_every_transition_is_taken_by_an_example(id_: str) -> None:
    definition = policy(id_, Process).definition
    cases = Cases(definition)
    ended = [cases.of(each, each.expect[-1].on) for each in definition.examples]
    taken = {step.by for case in ended for step in case.history if step.kind is StepKind.MOVED}
    assert [] == [each.id for each in definition.transitions if each.id not in taken]
