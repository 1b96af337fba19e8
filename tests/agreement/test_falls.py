"""A bill that falls by exactly the limit has fallen by it, and one that is a cent higher has not, on every engine."""

from decimal import Decimal
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import DecisionTable, Subscription
from crmrules.kinds.decision.meaning import interpret
from crmrules.kinds.decision.session import session
from tests.agreement.conftest import FEWEST
from tests.agreement.policies import PATIENT
from tests.frames import MAKERS, arrow, rows_of

LADDER = crmrules.policy("retention-ladder", DecisionTable)
DROPS = [Decimal(percent) / 100 for percent in range(5, 100, 5)]
MOST = 1_000_000_00
"""The greatest average, in cents."""
USED = {"cancellation_requested": False, "suspended": False, "suspension_requested": False}
Fall = tuple[Decimal, Decimal]
"""A bill and its average."""


def exact_falls(drop: Decimal) -> st.SearchStrategy[Fall]:
    """Averages of whole cents, and the bills that are exactly the fall lower; those are whole cents, too."""
    step = (drop * 100).as_integer_ratio()[0]
    whole = next(cents for cents in range(1, 101) if cents * step % 100 == 0)
    return st.integers(1, MOST // whole).map(lambda place: fall(Decimal(place * whole) / 100, drop))


def fall(average: Decimal, drop: Decimal) -> Fall:
    return average * (1 - drop), average


@pytest.fixture(params=DROPS, ids=str)
def drop(request: pytest.FixtureRequest) -> Decimal:
    return request.param  # type: ignore[no-any-return]


def from_mapping(facts: dict[str, Any]) -> Subscription:
    return Subscription(**facts)


def record(fallen: Fall, more: Decimal = Decimal(0)) -> dict[str, Any]:
    bill, average = fallen
    return {**USED, "bill": bill + more, "bill_average": average}


def test_every_fall_of_three_tenths_counts() -> None:
    """All of whole cents with averages from 1.00 to 200.00: float64 misses a fifth of them."""
    falls = [fall(Decimal(cents) / 100, Decimal("0.3")) for cents in range(100, 20_001) if cents * 7 % 10 == 0]
    assert len(falls) == 1_991
    assert {"step-5"} == {str(outcome) for outcome in LADDER.outcomes([record(each) for each in falls])}
    floats: list[dict[str, Any]] = [
        {**USED, "bill": float(bill), "bill_average": float(average)} for bill, average in falls
    ]
    assert {"step-5"} == {str(outcome) for outcome in LADDER.outcomes(floats)}
    entities = [from_mapping(each) for each in floats]
    assert {"step-5"} == {str(outcome) for outcome in LADDER.outcomes(entities)}
    assert "step-5" not in LADDER.outcomes([record(each, Decimal("0.01")) for each in falls])


def test_a_record_that_falls_by_the_limit_counts(drop: Decimal, examples: int) -> None:
    policy = LADDER.with_parameters(bill_drop=drop)

    @settings(max_examples=max(FEWEST, examples // 5), suppress_health_check=PATIENT)
    @given(exact_falls(drop))
    def counts(fallen: Fall) -> None:
        for more, expected in ((Decimal(0), True), (Decimal("0.01"), False)):
            given_ = record(fallen, more)
            assert expected is ("step-5" in policy.outcomes([given_]))
            assert expected is (policy.decide(given_).outcome == "step-5")
            stored = policy.decide(given_).stored
            assert expected is (interpret(policy.definition, stored, None).outcome == "step-5")

    counts()


@pytest.mark.skipif(find_spec("durable") is None, reason="durable_rules is not installed")
def test_durable_rules_are_told_of_a_fall_by_the_limit(drop: Decimal, examples: int) -> None:
    policy = LADDER.with_parameters(bill_drop=drop)
    with session(policy, engine="durable") as opened:

        @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
        @given(exact_falls(drop))
        def counts(fallen: Fall) -> None:
            for more, expected in ((Decimal(0), True), (Decimal("0.01"), False)):
                assert expected is (opened.decide(record(fallen, more))[policy.id].outcome == "step-5")

        counts()


@pytest.mark.parametrize("library", MAKERS)
def test_a_row_that_falls_by_the_limit_counts(library: str, examples: int) -> None:
    names = record((Decimal(1), Decimal(1)))
    types = {each.name: each.type for each in LADDER.definition.read_facts if each.name in names}

    @settings(max_examples=max(FEWEST, examples // 10), suppress_health_check=PATIENT)
    @given(st.sampled_from(DROPS), st.data())
    def counts(drop: Decimal, data: st.DataObject) -> None:
        falls = data.draw(st.lists(exact_falls(drop), min_size=1, max_size=200))
        rows = [record(each, more) for each in falls for more in (Decimal(0), Decimal("0.01"))]
        floats = [
            {name: float(fact) if isinstance(fact, Decimal) else fact for name, fact in row.items()} for row in rows
        ]
        frame = MAKERS[library](arrow(floats, types))
        found = sorted(rows_of(LADDER.with_parameters(bill_drop=drop).apply(frame)), key=lambda row: row["row"])
        assert [row["retention_ladder"] == "step-5" for row in found] == [True, False] * len(falls)

    counts()
