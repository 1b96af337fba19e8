"""Warning, guard, lifecycle and the test of a retention: each number on both sides, and what the source says."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules import DecisionTable
from crmrules.definitions.parts import Origin
from crmrules.expressions.days import months_later

D = datetime.date
TODAY = D(2026, 7, 1)
QUIET: dict[str, Any] = {
    "contract_end": D(2028, 1, 1), "churn_tendency": False, "volume": 100, "volume_average": 100,
    "rival_campaign": False, "silent_days": 0, "rival_calls": 0, "bill": 58, "package_fee": 58,
}  # fmt: skip
STOPPING: dict[str, Any] = {
    "arrears": 300, "bill_average": 1000, "tenure_months": 61, "notice_confirmed": True, "travelling": False,
}  # fmt: skip
STEADY: dict[str, Any] = {
    "cancellation_requested": False, "suspended": False, "tenure_months": 12, "volume": 100, "volume_average": 100,
}  # fmt: skip
KEPT: dict[str, Any] = {
    "bundle_taken": True, "first_month_closed": True, "first_month_bill": 80, "average_before": 80,
    "forwarding_working_days": 0, "days_since_save": 92, "counterparties_90": 10, "requested_again_3": False,
    "three_months_over": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "signals"),
    [
        ({}, ()),
        ({"contract_end": TODAY + datetime.timedelta(61)}, ()),
        ({"contract_end": TODAY + datetime.timedelta(60)}, ("contract-ending",)),
        ({"contract_end": TODAY}, ("contract-ending",)),
        ({"contract_end": TODAY - datetime.timedelta(1)}, ("contract-ended",)),
        ({"churn_tendency": True}, ("churn-tendency",)),
        ({"volume": 70.01}, ()),
        ({"volume": 70}, ("volume-fall",)),
        ({"volume": 0, "volume_average": 0}, ()),
        ({"rival_campaign": True}, ("rival-campaign",)),
        ({"silent_days": 6}, ()),
        ({"silent_days": 7}, ("silent",)),
        ({"rival_calls": 1}, ("rival-hotline",)),
        ({"bill": 57.99}, ("below-package",)),
    ],
)
def test_each_signal_of_churn_at_its_edge(facts: dict[str, Any], signals: tuple[str, ...]) -> None:
    told = crmrules.policy("early-warning").decide({**QUIET, **facts}, as_of=TODAY)
    assert signals == told.outcome
    assert told.certain


def test_a_tendency_to_leave_is_reported_and_never_derived_from_other_signals() -> None:
    warning = crmrules.policy("early-warning")
    (rule,) = [rule for rule in warning.definition.rules if rule.then == "churn-tendency"]
    assert {"churn_tendency"} == warning.definition.facts.behind(["churn_tendency"])
    all_others = {**QUIET, "contract_end": D(2020, 1, 1), "volume": 1, "rival_campaign": True, "silent_days": 30}
    told = warning.decide({**all_others, "churn_tendency": None}, as_of=TODAY)
    assert rule.then not in (told.outcome or ())
    assert ("churn_tendency",) == told.missing


def test_whom_a_customer_calls_comes_with_a_caution() -> None:
    told = crmrules.policy("early-warning").decide({**QUIET, "rival_calls": 3}, as_of=TODAY)
    assert ["lawful basis" in str(each) for each in told.cautions] == [True]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "stop-allowed"),
        ({"notice_confirmed": False}, "notify-first"),
        ({"arrears": 100}, "hold"),
        ({"arrears": 100.01}, "stop-allowed"),
        ({"arrears": 0}, "hold"),
        ({"travelling": True, "tenure_months": 23}, "stop-allowed"),
        ({"travelling": True, "tenure_months": 24}, "call-first"),
    ],
)
def test_a_stop_is_held_at_each_edge(facts: dict[str, Any], outcome: str) -> None:
    told = crmrules.policy("service-stop-guard").decide({**STOPPING, **facts})
    assert outcome == told.outcome
    assert told.outputs["may_stop"] is (outcome == "stop-allowed")


def test_the_case_of_the_source_is_not_stopped() -> None:
    """Row 0.44: 0.7 yuan of about 1,000 a month, over five years, no notice, travelling; with a notice it holds too."""
    guard = crmrules.policy("service-stop-guard")
    case = {**STOPPING, "arrears": 0.7, "travelling": True}
    assert ["notify-first", "hold"] == [
        guard.decide({**case, "notice_confirmed": told}).outcome for told in (False, True)
    ]


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({}, "maturity"),
        ({"tenure_months": 11}, "growth"),
        ({"tenure_months": 3}, "growth"),
        ({"tenure_months": 2}, "acquisition"),
        ({"volume": 110}, "growth"),
        ({"volume": 109.99}, "maturity"),
        ({"volume": 70}, "decline"),
        ({"volume": 70.01}, "maturity"),
        ({"volume": 0, "volume_average": 0}, "maturity"),
        ({"suspended": True}, "leaving"),
        ({"cancellation_requested": True, "tenure_months": 1}, "leaving"),
    ],
)
def test_each_stage_of_the_lifecycle_at_its_edge(facts: dict[str, Any], stage: str) -> None:
    assert stage == crmrules.policy("lifecycle").decide({**STEADY, **facts}).outcome


def test_three_stages_have_an_aim_in_the_source_and_two_have_none() -> None:
    outcomes = crmrules.policy("lifecycle").definition.outcomes
    assert {"leaving", "decline", "maturity"} == {each.id for each in outcomes if "aim" in each.outputs}


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "succeeded"),
        ({"bundle_taken": False}, "failed"),
        ({"first_month_bill": 79.99}, "failed"),
        ({"first_month_closed": False}, "pending"),
        ({"forwarding_working_days": 1}, "failed"),
        ({"days_since_save": 90}, "succeeded"),
        ({"days_since_save": 89}, "pending"),
        ({"days_since_save": 90, "counterparties_90": 9}, "failed"),
        ({"days_since_save": 89, "counterparties_90": 9}, "pending"),
        ({"three_months_over": False}, "pending"),
        ({"requested_again_3": True}, "failed"),
        ({"months_to_new_request": 2}, "succeeded"),
        ({"months_to_new_request": 3}, "relapsed"),
        ({"months_to_new_request": 9}, "relapsed"),
        ({"months_to_new_request": 10}, "succeeded"),
        ({"months_to_new_request": 5, "counterparties_90": 9}, "failed"),
    ],
)
def test_a_retention_succeeds_by_all_four_criteria(facts: dict[str, Any], outcome: str) -> None:
    assert outcome == crmrules.policy("retention-success").decide({**KEPT, **facts}).outcome


def test_no_criterion_that_is_left_out_is_taken_as_met() -> None:
    success = crmrules.policy("retention-success")
    for name in KEPT:
        told = success.decide({**KEPT, name: None})
        assert told.outcome is None
        assert "succeeded" in told.possible
        assert (name,) == told.missing


@pytest.mark.parametrize(
    ("saved", "over"),
    [(D(2025, 11, 30), D(2026, 2, 28)), (D(2023, 11, 30), D(2024, 2, 29)), (D(2026, 1, 1), D(2026, 4, 1))],
)
def test_three_calendar_months_are_no_ninety_days(saved: datetime.date, over: datetime.date) -> None:
    """Conflict C4: both windows stand in the test, each with its own unit."""
    assert over == months_later(saved, 3)
    parameters = crmrules.policy("retention-success").definition.parameters
    assert (90, "days") == (parameters["breadth_days"].value, parameters["breadth_days"].unit)
    assert (3, "months") == (parameters["relapse_from"].value, parameters["relapse_from"].unit)


@pytest.mark.parametrize(
    ("id_", "sourced"),
    [
        ("early-warning", set()),
        ("service-stop-guard", set()),
        ("lifecycle", set()),
        ("retention-success", {"breadth_days", "relapse_from", "relapse_to"}),
    ],
)
def test_what_the_source_does_not_say_is_a_default(id_: str, sourced: set[str]) -> None:
    parameters = crmrules.policy(id_, DecisionTable).definition.parameters
    assert sourced == {name for name, each in parameters.items() if each.origin is Origin.SOURCE}
    assert all(each.why for each in parameters.values())
