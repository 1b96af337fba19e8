"""Promises are proven over all cells of all facts, refuted by a record, or said not to be decided."""

from typing import Any

import pytest

from crmrules import from_dict, policy
from crmrules.analysis.query import Status
from crmrules.errors import PolicyError
from crmrules.kinds.decision.analysis.proof import prove_complete, prove_exclusive
from crmrules.kinds.decision.definition import DecisionDefinition
from tests.policies import table

LIMITS = {"low": {"value": 10}, "high": {"value": 20}, "half": {"value": 0.5}}


def made(hit: str, *rules: tuple[str, str], **changes: Any) -> DecisionDefinition:
    definition: DecisionDefinition = from_dict(table(hit, *rules, **changes)).definition
    return definition


def test_man_is_complete_and_unique() -> None:
    man = policy("man").definition
    assert prove_complete(man).proven
    assert prove_exclusive(man).proven


def test_numbers_are_proven_too() -> None:
    rules = [("n < low", "x"), ("low <= n < high", "y"), ("n >= high", "z")]
    whole = made("unique", *rules, parameters=LIMITS, complete=True)
    assert prove_exclusive(whole).proven
    assert prove_exclusive(made("unique", ("n <= low", "x"), ("n >= low", "y"), parameters=LIMITS)).why == (
        "`r1` and `r2` are true at once for n = 10"
    )


def test_between_neighbouring_whole_numbers_there_is_nothing() -> None:
    rules = [("k < low", "x"), ("k > half and k < low + 1 and k >= low", "y"), ("k >= low + 1", "z")]
    policy_ = made("first", *rules, parameters=LIMITS, facts={"k": {"type": "integer"}}, complete=True)
    assert prove_complete(policy_).proven


def test_a_gap_is_shown_by_its_record() -> None:
    with pytest.raises(PolicyError) as caught:
        made("first", ("a and b", "yes"), ("not a", "no"), complete=True)
    assert str(caught.value) == (
        "policy `table`, `complete`: no rule is true for a = true, b = false; leave it out, or give a `default`"
    )


def test_what_asks_about_today_is_tried_with_unknown_facts_too() -> None:
    with pytest.raises(PolicyError, match="no rule is true for a customer of whom nothing is known"):
        made("first", ("known(a) and a", "yes"), ("known(a) and not a", "no"), complete=True)


def test_any_lets_rules_agree() -> None:
    assert prove_exclusive(made("any", ("a", "yes"), ("b", "yes"))).proven
    refuted = prove_exclusive(made("any", ("a", "yes"), ("b", "no")))
    assert (refuted.status, refuted.why) == (
        Status.YES,
        "`r1` and `r2` are true at once for a = true, b = true",
    )


def test_facts_that_hang_together_only_by_arithmetic_are_not_decided() -> None:
    claim = prove_exclusive(made("unique", ("n * n < m * m", "x"), ("n > m and m > 0", "y")))
    assert (claim.status, claim.why) == (Status.OPEN, "not decided: it hangs on arithmetic between facts")


def test_a_record_is_found_behind_arithmetic() -> None:
    claim = prove_exclusive(made("unique", ("(n - m) / m <= -half", "x"), ("n > high", "y"), parameters=LIMITS))
    assert claim.status is Status.YES


def test_forty_facts_are_no_product_of_cases() -> None:
    facts = {f"f{place}": {"type": "bool"} for place in range(40)}
    every = " and ".join(facts)
    assert prove_complete(made("first", (every, "x"), (f"not ({every})", "y"), facts=facts)).proven
