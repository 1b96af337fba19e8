"""The benchmarks compare like with like: the limits say what the policies mean, whatever is unknown."""

import math
from itertools import product

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import crmrules
from benchmarks import limits
from benchmarks.records import as_dicts, prospects, subscriptions, with_unknowns
from crmrules import Prospect, Subscription
from crmrules.kinds.decision.meaning import interpret

HUGE = 1.7976931348623157e308
TINY = 5e-324
LADDER = crmrules.policy("retention-ladder").definition
MAN = crmrules.policy("man").definition

flags = st.sampled_from([None, False, True])
# rarely true, so that the walk gets to the lower steps
quiet = st.sampled_from([None, False, False, False, False, True])
days = st.none() | st.sampled_from([0, 2, 3, 14, 15, 19, 20]) | st.integers(-1, 31)
edges = [0.0, -0.0, 70.0, 71.0, 90.0, 100.0, 110.0, -100.0, TINY, -TINY, 1e-300, HUGE, -HUGE, HUGE / 2, -HUGE / 2]
money = st.none() | st.sampled_from(edges) | st.floats(allow_nan=False, allow_infinity=False)
ladder_records = st.builds(
    Subscription,
    cancellation_requested=quiet,
    suspended=quiet,
    suspension_requested=quiet,
    arrears_suspension=flags,
    bill=money,
    bill_average=money,
    forwarding_days_30=days,
    powered_off_days_30=days,
    usage_swing=st.none() | st.sampled_from([0.0, 0.49, 0.5, HUGE]) | st.floats(0, 1),
    complaint_open=quiet,
    tenure_months=st.none() | st.sampled_from([0, 11, 12, 13]),
)
calm = Subscription(
    cancellation_requested=False,
    suspended=False,
    suspension_requested=False,
    arrears_suspension=False,
    bill=100.0,
    bill_average=100.0,
    forwarding_days_30=0,
    powered_off_days_30=0,
    usage_swing=0.0,
    complaint_open=False,
    tenure_months=12,
)


def meant_by_the_ladder(record: Subscription) -> object:
    return interpret(LADDER, attrs.asdict(record), None).outcome


@pytest.mark.parametrize("facts", list(product([True, False, None], repeat=3)))
def test_man_by_hand_is_the_policy(facts: tuple[bool | None, bool | None, bool | None]) -> None:
    prospect = Prospect(money=facts[0], authority=facts[1], need=facts[2])
    assert interpret(MAN, attrs.asdict(prospect), None).outcome == limits.man(prospect)


@settings(max_examples=300, deadline=None)
@given(ladder_records)
@example(calm)
@example(attrs.evolve(calm, bill=HUGE, bill_average=-HUGE))
@example(attrs.evolve(calm, bill=-HUGE, bill_average=HUGE))
@example(attrs.evolve(calm, bill=HUGE, bill_average=TINY))
@example(attrs.evolve(calm, bill=-HUGE, bill_average=TINY))
@example(attrs.evolve(calm, bill=HUGE, bill_average=-HUGE, tenure_months=None))
@example(attrs.evolve(calm, bill=0.0, bill_average=0.0, tenure_months=None))
@example(attrs.evolve(calm, bill=None, bill_average=0.0))
@example(attrs.evolve(calm, bill=None, bill_average=0.0, tenure_months=11))
@example(attrs.evolve(calm, bill=0.0, bill_average=-0.0))
@example(attrs.evolve(calm, suspension_requested=None, bill=70.0))
def test_the_ladder_by_hand_is_the_policy(record: Subscription) -> None:
    assert meant_by_the_ladder(record) == limits.retention_ladder(record)


@settings(max_examples=300, deadline=None)
@given(
    bill=money, average=money, tenure=st.sampled_from([None, 11, 12]), stop=quiet, swing=st.sampled_from([None, 0.0])
)
def test_the_ladder_by_hand_is_the_policy_whatever_the_bills(
    bill: float | None, average: float | None, tenure: int | None, stop: bool | None, swing: float | None
) -> None:
    record = attrs.evolve(
        calm, bill=bill, bill_average=average, tenure_months=tenure, suspension_requested=stop, usage_swing=swing
    )
    assert meant_by_the_ladder(record) == limits.retention_ladder(record)


def test_the_ladder_by_hand_is_the_policy_on_the_measured_records() -> None:
    complete = subscriptions(500)
    for record in complete + with_unknowns(complete):
        assert meant_by_the_ladder(record) == limits.retention_ladder(record)


def test_the_measured_records_reach_every_outcome() -> None:
    assert {each.id for each in LADDER.outcomes} == set(map(limits.retention_ladder, subscriptions(2000)))
    assert {each.id for each in MAN.outcomes} == set(map(limits.man, prospects(2000)))


def test_a_share_of_the_facts_is_unknown() -> None:
    rows = as_dicts(with_unknowns(subscriptions(500)))
    unknown = sum(value is None for row in rows for value in row.values())
    assert math.isclose(0.1, unknown / (500 * len(rows[0])), abs_tol=0.02)
