"""What decides of a record, and which unknown facts would settle it."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import DecisionTable, Prospect
from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.meaning import interpret, missing, truths
from crmrules.testing.strategies import values
from tests.policies import EVERY_KEY, table

DAY = datetime.date(2026, 8, 1)


def decide(document: dict[str, Any], **record: Any) -> Any:
    """The decision, agreed on by the interpreter."""
    policy = crmrules.from_dict(document)
    stored: dict[str, Value] = {**{each.name: None for each in policy.definition.facts.declared}, **record}
    found = policy.decide(stored)
    verdict = interpret(policy.definition, stored, None)
    assert (verdict.outcome, verdict.possible, verdict.certain) == (found.outcome, found.possible, found.certain)
    return found


def test_man_with_authority_unknown_is_open_between_pursuing_and_finding_authority() -> None:
    decision = crmrules.policy("man").decide(Prospect(money=True, authority=None, need=True))
    assert decision.outcome is None
    assert decision.so_far is None
    assert ("pursue", "find-authority") == decision.possible
    assert ("authority",) == decision.missing
    assert () == decision.fired
    assert not decision.certain


def test_first_with_an_unknown_rule_before_a_true_one_is_open() -> None:
    decision = decide(table("first", ("a", "x"), ("b", "y")), b=True)
    assert (("x", "y"), None, "y", ("a",), ()) == (
        decision.possible,
        decision.outcome,
        decision.so_far,
        decision.missing,
        decision.fired,
    )


def test_first_with_one_outcome_whatever_the_unknown_is_certain() -> None:
    decision = decide(table("first", ("a", "x"), ("b", "x")), b=True)
    assert ("x", True, (), ("r2",)) == (decision.outcome, decision.certain, decision.missing, decision.fired)


def test_first_with_a_default_is_open_between_the_rule_and_the_default() -> None:
    decision = decide(table("first", ("a", "x"), default="d"))
    assert (("x", "d"), None, None, ("a",)) == (
        decision.possible,
        decision.outcome,
        decision.so_far,
        decision.missing,
    )


def test_a_complete_policy_is_certain_although_no_rule_is_true() -> None:
    rules = [("a and b", "x"), ("a and not b", "x"), ("not a", "y")]
    decision = decide(table("unique", *rules, complete=True), a=True)
    assert ("x", True, (), ()) == (decision.outcome, decision.certain, decision.fired, decision.missing)


def test_missing_is_in_the_order_of_declaration() -> None:
    assert ("a", "b", "c") == decide(table("first", ("c and b and a", "x"))).missing


def test_missing_reaches_facts_only_through_unknown_conditions() -> None:
    document = table("first", ("a and b or c", "x"))
    assert ("b", "c") == decide(document, a=True).missing
    assert ("c",) == decide(document, a=False).missing
    assert () == decide(document, c=True).missing
    assert ("a", "c") == decide(document, b=True).missing


def test_missing_leaves_out_rules_that_are_false_and_rules_after_the_true_one() -> None:
    document = table("first", ("a and b", "x"), ("n > 0", "y"), ("c", "z"))
    assert ("b",) == decide(document, a=True, n=1.0).missing
    assert ("c", "n") == decide(document, a=False).missing
    assert () == decide(document, a=False, n=1.0).missing


def test_missing_names_the_inputs_of_derived_facts() -> None:
    derived = {"ratio": {"is": "n / m"}, "high": {"is": "ratio > 1 and b"}}
    document = table("first", ("high", "x"), facts=derived)
    assert ("b", "n", "m") == decide(document).missing
    assert ("b", "m") == decide(document, n=1.0).missing
    assert ("b",) == decide(document, n=3.0, m=2.0).missing
    assert () == decide(document, n=1.0, m=2.0).missing


def test_an_unknown_that_comes_from_known_facts_names_no_fact() -> None:
    document = table("first", ("ratio > 1", "x"), ("a", "y"), facts={"ratio": {"is": "n / m"}})
    decision = decide(document, n=1.0, m=0.0, a=True)
    assert (None, ("x", "y"), ()) == (decision.outcome, decision.possible, decision.missing)
    assert "ratio = n / m" in decision.explain()
    assert ("a",) == decide(document, n=1.0, m=0.0).missing


def test_known_and_coalesce_ask_for_nothing() -> None:
    document = table("first", ("known(a)", "x"), ("coalesce(b, false)", "y"))
    assert ((None,), ()) == (decide(document).possible, decide(document).missing)
    assert ("a", "b") == decide(table("first", ("coalesce(a, b)", "x"))).missing


def test_missing_follows_the_outcome_of_another_policy() -> None:
    document = table("first", ('man == "pursue"', "x"), facts={"man": {"from": "man"}})
    assert ("money", "authority", "need") == decide(document).missing
    assert ("authority",) == decide(document, money=True, need=True).missing
    assert () == decide(document, money=True, need=True, authority=True).missing
    # `nurture` is not settled, and yet it is not `pursue`: unknown all the same, since the outcome is
    assert ("authority", "need") == decide(document, money=False).missing


def test_values_are_those_of_facts_parameters_day_and_derived_facts() -> None:
    definition = crmrules.loads(EVERY_KEY).definition
    unknown: dict[str, Value] = {each.name: None for each in definition.facts.declared}
    found = values_of(definition, {**unknown, "bill": 75.0, "bill_average": 100.0, "last_day": DAY}, DAY)
    assert (-0.25, 0, 0, 18.5, "hard", DAY) == tuple(
        found[name] for name in ("change", "quiet", "tenure_months", "tenure", "mode", "as_of")
    )
    assert [None, False, True] == truths(definition, found)


def test_a_derived_fact_takes_the_place_of_the_entity_s() -> None:
    definition = crmrules.loads(EVERY_KEY).definition
    assert "tenure_months" not in [each.name for each in definition.facts.declared]
    assert "money" in [each.name for each in definition.facts.declared]


NUMBERS = ("x", "y", "one", "zero", "big")
LACKING = [
    ("a", ("a",), ()),
    ("a and t", ("a",), ()),
    ("a and f", (), ()),
    ("a or t", (), ()),
    ("a and (b or f)", ("a", "b"), ()),
    ("one / zero > one", (), ("one / zero",)),
    ("x / zero > one", (), ("x / zero",)),
    ("x > one / zero", (), ("one / zero",)),
    ("x + one / zero > y", (), ("one / zero",)),
    ("max(x, one / zero) > one", (), ("one / zero",)),
    ("one / x > one / zero or a", ("a",), ("one / zero",)),
    ("one in (x, zero)", ("x",), ()),
    ("x in (one, one / zero)", ("x",), ("one / zero",)),
    ("one / zero in (x, y)", (), ("one / zero",)),
    ("not a == b", ("a", "b"), ()),
    ("known(a) and b", (), ()),
    ("known(t) and b", ("b",), ()),
    ("coalesce(x, y) > one", ("x", "y"), ()),
    ("coalesce(one / zero, y) > one", ("y",), ("one / zero",)),
    ("big * big > one and a", ("a",), ("big * big",)),
    ("quotient > one", (), ("quotient = one / zero",)),
    ('approach == "pursue"', ("money",), ()),
]


@pytest.mark.parametrize(("text", "facts", "undefined"), LACKING, ids=[text for text, _, _ in LACKING])
def test_a_condition_hangs_on_facts_that_could_settle_it_and_on_operations_without_a_value(
    text: str, facts: tuple[str, ...], undefined: tuple[str, ...]
) -> None:
    document = table("first", (text, "yes"))
    document["facts"] = {
        **{name: {"type": "bool"} for name in ("a", "b", "t", "f")},
        **{name: {"type": "number"} for name in NUMBERS},
        "quotient": {"is": "one / zero"},
        "approach": {"from": "man"},
    }
    known = {"t": True, "f": False, "one": 1, "zero": 0, "big": 1e300, "authority": True, "need": True}
    decision = crmrules.from_dict(document, DecisionTable).decide({"a": None, "x": None, "y": None, "b": None} | known)
    assert (facts, undefined) == (decision.missing, decision.undefined)


@pytest.mark.parametrize("id_", ["man", "retention-ladder"])
@given(data=st.data())
@settings(max_examples=60)
def test_supplying_all_that_is_missing_settles_the_decision_within_what_was_possible(
    id_: str, data: st.DataObject
) -> None:
    definition = crmrules.policy(id_).definition
    stored = {
        each.name: data.draw(st.none() | values(each.type), label=each.name) for each in definition.facts.declared
    }
    before = interpret(definition, stored, None)
    asked = missing(definition, stored, None, before)
    assert all(stored[name] is None for name in asked)
    filled = {
        each.name: data.draw(values(each.type), label=each.name) if each.name in asked else stored[each.name]
        for each in definition.facts.declared
    }
    after = interpret(definition, filled, None)
    assert set(after.possible) <= set(before.possible)
    assert () == missing(definition, filled, None, after)
    assert before.certain == (not before.open)
