"""What is proven of operations that never have a value: they are unknown, neither true nor false."""

from typing import Any

import pytest

from crmrules import diff, from_dict
from crmrules.analysis.markers import Marker
from crmrules.assurance.check.findings import Code, Finding, findings
from crmrules.kinds.decision.policy import DecisionTable
from tests.policies import table

FACTS = {"m": {"type": "number"}, "n": {"type": "number"}}
PARAMETERS = {"p": {"value": 1, "origin": "own"}, "q": {"value": 0, "origin": "own"}}


def made(*rules: tuple[str, str], hit: str = "first", **changes: Any) -> DecisionTable:
    return from_dict(table(hit, *rules, facts=FACTS, parameters=PARAMETERS, **changes), DecisionTable)


def found(*rules: tuple[str, str], **changes: Any) -> dict[Code, list[Finding]]:
    by_code: dict[Code, list[Finding]] = {}
    for each in findings(made(*rules, **changes).definition):
        by_code.setdefault(each.code, []).append(each)
    return by_code


@pytest.mark.parametrize("never", ["m / q > p", "p < m / q", "-(m / q) > p", "m / (q * p) > p", "min(m / q, n) > p"])
def test_a_condition_without_a_value_equals_none_that_is_false(never: str) -> None:
    old, new = made((never, "x"), default="y"), made(("m > m", "x"), default="y")
    difference = diff(old, new)
    assert not difference.equivalent
    assert (Marker.OPEN, "y") in [(each.before, each.after) for each in difference.witnesses]


def test_a_gap_beside_a_rule_that_is_never_true_is_found() -> None:
    gaps = found(("m / q > p", "x"), ("m == q", "y"))[Code.GAP]
    assert [each.witness is not None for each in gaps] == [True]


def test_a_rule_that_is_never_true_masks_none_of_its_outcome() -> None:
    codes = found(("m / q > p", "x"), ("m > p", "x"), default="y")
    assert Code.UNREACHABLE in codes
    assert Code.MASKED not in codes


def test_a_rule_behind_one_that_is_always_open_is_not_said_to_be_true_with_it() -> None:
    (masked,) = found(("m / q > p", "x"), ("m > p", "y"), default="y")[Code.MASKED]
    assert "is true or open" in masked.message


def test_a_rule_is_not_subsumed_by_one_that_is_never_true() -> None:
    codes = found(("m / q > p", "x"), ("m / q > p and n > p", "x"), default="y")
    assert not codes.keys() & {Code.SUBSUMED, Code.DUPLICATE}


def test_a_part_without_a_value_is_never_true() -> None:
    codes = found(("n > p or (m / q > p and m > p)", "x"), default="y")
    assert Code.ALWAYS_TRUE not in codes
    assert ["`m / q > p and m > p` is never true"] == [each.message for each in codes[Code.ALWAYS_FALSE]]


@pytest.mark.parametrize("part", ["n > p or m / q > p", "m / n == m / n", "not (m / n < m / n)"])
def test_a_part_that_is_open_though_all_is_known_is_not_said_to_be_always_true(part: str) -> None:
    assert Code.ALWAYS_TRUE not in found((f"m > p and ({part})", "x"), default="y")


def test_two_conditions_without_a_value_are_equal() -> None:
    difference = diff(made(("m / q > p", "x"), default="y"), made(("n / q > p", "x"), default="y"))
    assert [(each.before, each.after) for each in difference.witnesses] != [("x", "y")]


def test_a_division_that_leaves_open_is_found_whatever_is_said_of_sums_with_it() -> None:
    # where m is 0 a path may still say something of n / m as a part of sums: it is not meant
    rules = [
        ("g <= q and n != g", "x"),
        ("p / m <= m or p - g not in (n, max(m, q))", "x"),
        ("n + g <= m or g >= n", "y"),
    ]
    facts = {**FACTS, "g": {"is": "-n / m"}}
    table_ = from_dict(table("any", *rules, facts=facts, parameters=PARAMETERS), DecisionTable)
    decision = table_.decide({"m": 0, "n": -0.5})
    assert (False, ()) == (decision.certain, decision.missing)
    told = [each.path for each in findings(table_.definition) if each.code is Code.NO_VALUE]
    assert told == ["policy `table`, rule `r2`", "policy `table`, fact `g`"]
