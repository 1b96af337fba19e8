"""Compiled arithmetic at the ends of float64: what the interpreter says, and never an error."""

from typing import Any

import pytest

from crmrules import DecisionTable, from_dict
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.meaning import interpret

FACTS = {name: {"type": "number"} for name in "xyz"} | {name: {"type": "integer"} for name in "ij"}
LARGEST, LEAST = 1.7976931348623157e308, 5e-324
MANY = " * ".join("i" * 20)


def asking(condition: str) -> DecisionTable:
    document: dict[str, Any] = {
        "id": "asked",
        "version": "1",
        "kind": "decision",
        "hit": "first",
        "title": "Asked",
        "default": "no",
        "facts": FACTS,
        "outcome": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
        "rule": [{"id": "asked", "when": condition, "then": "yes", "because": "So."}],
    }
    return from_dict(document, DecisionTable)


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        (f"{MANY} / x > 0", {"i": MAX_WHOLE, "x": 2.0}),  # whole numbers beyond float64 beside a float
        (f"{MANY} > x", {"i": MAX_WHOLE, "x": 2.0}),
        (f"x / ({MANY}) > 0", {"i": MAX_WHOLE, "x": 2.0}),
        ("i * j > x", {"i": 10**12, "j": 10**11, "x": 1e23}),  # 1e23 is no whole float
        ("max(i * j, x) == x", {"i": 10**12, "j": 10**11, "x": 1e23}),
        ("(x + 1) / x == 1", {"x": LARGEST}),  # beyond the largest number, though float64 rounds back
        ("(x + y - y) / z > 0", {"x": LARGEST, "y": 1.0, "z": LARGEST}),
        ("x * y > z", {"x": LEAST, "y": 1e300, "z": 4.95e-24}),  # the least float is off by a hundredth
        ("x / (y - z - (y - z)) > 0", {"x": 1.0, "y": 0.3, "z": 0.1}),
        ("x / (y + z - x) > 0", {"x": 0.3, "y": 0.1, "z": 0.2}),  # zero, though not in float64
        ("x / y * y == x", {"x": 1.0, "y": 3.0}),
    ],
)
def test_compiled_arithmetic_is_the_interpreter_s_at_the_ends_of_float64(
    condition: str, facts: dict[str, Value]
) -> None:
    table = asking(condition)
    decision = table.decide(facts)
    verdict = interpret(table.definition, dict.fromkeys(FACTS) | facts, None)
    assert (decision.outcome, decision.possible) == (verdict.outcome, verdict.possible)
