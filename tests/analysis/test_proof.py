"""Promises are proven by trying every case, refuted by a case, or said not to be proven."""

from typing import Any

import pytest

from crmrules import from_dict, policy
from crmrules.analysis.proof import Standing, prove
from crmrules.errors import PolicyError

FACTS: dict[str, Any] = {
    "a": {"type": "bool"},
    "b": {"type": "bool"},
    "c": {"values": ["x", "y"]},
    "n": {"type": "integer"},
}


def table(hit: str, *rules: tuple[str, str], **header: Any) -> Any:
    return from_dict(
        {
            "id": "own",
            "version": "1",
            "hit": hit,
            "title": "Own",
            "facts": header.pop("facts", FACTS),
            "outcome": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
            "rule": [
                {"id": f"r{place}", "when": when, "then": then, "because": "so"}
                for place, (when, then) in enumerate(rules)
            ],
            **header,
        }
    )


def test_man_is_complete_and_unique_in_27_cases() -> None:
    proof = prove(policy("man").definition)
    assert (Standing.PROVEN, Standing.PROVEN, 27) == (proof.complete.standing, proof.exclusive.standing, proof.cases)


def test_numbers_are_not_enumerated() -> None:
    proof = prove(table("first", ("n > 0", "yes"), ("not n > 0", "no")).definition)
    assert proof.complete.standing is Standing.NOT_PROVEN
    assert proof.exclusive.why == "`n` is integer, with too many values to try"


def test_a_gap_is_shown_by_its_case() -> None:
    with pytest.raises(PolicyError) as caught:
        table("first", ("a and b", "yes"), ("not a", "no"), complete=True)
    assert str(caught.value) == (
        "policy `own`, `complete`: refuted: no rule is true for a = true, b = false; leave it out, or give a `default`"
    )


def test_what_asks_about_today_is_tried_with_unknown_facts_too() -> None:
    with pytest.raises(PolicyError, match="no rule is true for a = unknown"):
        table("first", ("known(a) and a", "yes"), ("known(a) and not a", "no"), complete=True)


def test_unique_is_refuted_by_two_rules_true_at_once() -> None:
    proof = prove(table("unique", ("a", "yes"), ("b", "yes")).definition)
    assert proof.exclusive.standing is Standing.REFUTED
    assert proof.exclusive.why == "`r0` and `r1` are true at once for a = true, b = true"


def test_any_lets_rules_agree() -> None:
    assert prove(table("any", ("a", "yes"), ("b", "yes")).definition).exclusive.standing is Standing.PROVEN
    assert prove(table("any", ("a", "yes"), ("b", "no")).definition).exclusive.standing is Standing.REFUTED


def test_enumerated_texts_are_tried_value_by_value() -> None:
    proof = prove(table("first", ('c == "x"', "yes"), ('c == "y"', "no"), complete=True).definition)
    assert (Standing.PROVEN, 3) == (proof.complete.standing, proof.cases)


def test_too_many_cases_are_not_tried() -> None:
    facts = {f"f{place}": {"type": "bool"} for place in range(12)}
    proof = prove(table("first", (" and ".join(facts), "yes"), facts=facts).definition)
    assert proof.complete.why == f"its facts have {3**12:,} combinations, more than are tried"
