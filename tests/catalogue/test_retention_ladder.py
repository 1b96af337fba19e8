"""The retention ladder at its edges: each number on both sides, and the order of the steps."""

from typing import Any

import pytest

from crmrules import Subscription, policy

QUIET: dict[str, Any] = {
    "cancellation_requested": False,
    "suspended": False,
    "suspension_requested": False,
    "arrears_suspension": False,
    "bill": 100.0,
    "bill_average": 100.0,
    "forwarding_days_30": 0,
    "powered_off_days_30": 0,
    "usage_swing": 0.1,
    "complaint_open": False,
    "tenure_months": 30,
}


def subscription(**facts: Any) -> Subscription:
    """A quiet customer of long standing, but for the facts given."""
    return Subscription(**{**QUIET, **facts})


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "step-2"),
        ({"tenure_months": 11}, "step-1"),
        ({"tenure_months": 12}, "step-2"),
        ({"bill": 110.0}, "step-2"),
        ({"bill": 110.1}, "step-1"),
        ({"bill": 90.0}, "step-2"),
        ({"bill": 89.9}, "step-1"),
        ({"complaint_open": True}, "complaint"),
        ({"complaint_open": True, "usage_swing": 0.5}, "step-3"),
        ({"usage_swing": 0.499}, "step-2"),
        ({"usage_swing": 0.5}, "step-3"),
        ({"forwarding_days_30": 2}, "step-2"),
        ({"forwarding_days_30": 3}, "step-3"),
        ({"forwarding_days_30": 19}, "step-3"),
        ({"forwarding_days_30": 20}, "step-4"),
        ({"powered_off_days_30": 14}, "step-2"),
        ({"powered_off_days_30": 15}, "step-4"),
        ({"bill": 70.1}, "step-1"),
        ({"bill": 70.0}, "step-5"),
        ({"bill": 0.0, "bill_average": 0.0}, "step-2"),
        ({"suspension_requested": True}, "step-5"),
        ({"suspended": True, "suspension_requested": True}, "step-6"),
        ({"suspended": True, "arrears_suspension": True}, "step-6"),
        ({"cancellation_requested": True, "suspended": True}, "cancellation"),
    ],
)
def test_the_highest_step_that_holds_wins(facts: dict[str, Any], outcome: str) -> None:
    assert policy("retention-ladder").decide(subscription(**facts)).outcome == outcome


def test_a_stop_for_arrears_carries_a_caution_and_any_other_stop_none() -> None:
    ladder = policy("retention-ladder")
    arrears = ladder.decide(subscription(suspended=True, arrears_suspension=True))
    other = ladder.decide(subscription(suspended=True))
    assert arrears.fired[:2] == ("stopped-for-arrears", "stopped")
    assert "non-payment" in str(arrears.cautions[0])
    assert other.cautions == ()
    assert arrears.outputs == other.outputs == {"method": "gift-credit"}


def test_its_numbers_are_meant_to_be_changed() -> None:
    strict = policy("retention-ladder").with_parameters(bill_drop=0.2, long_off=5)
    assert strict.decide(subscription(bill=80.0)).outcome == "step-5"
    assert strict.decide(subscription(powered_off_days_30=5)).outcome == "step-4"
