"""Checking policies made to be hard: many rules over comparisons of facts, beside the five seconds each may take."""

from collections.abc import Iterator
from functools import partial

import crmrules
from benchmarks.measure import turns
from benchmarks.report import Line
from crmrules import DecisionTable

FIVE_SECONDS = 5e9
FACTS = ("n", "m", "x", "y", "actual", "target")
HARD = {
    "100 rules by a share of a target, first": ("actual >= target * k{0}", 100, "first"),
    "100 rules by a share of a target, priority": ("actual >= target * k{0}", 100, "priority"),
    "100 bands of a share of a target, unique": ("actual >= target * k{1} and actual < target * k{0}", 100, "unique"),
    "800 overlapping rules, unique": ("n > k{0} and m < k{0} or x > y and n == m", 800, "unique"),
}


def run() -> Iterator[Line]:
    """`check` of one policy, nanoseconds."""
    for name, (condition, rules, hit) in HARD.items():
        policy = hard(condition, rules, hit)
        least = turns({"ours": partial(crmrules.check, policy)}, 1)
        yield Line(f"check of {name}", least["ours"], "five seconds", FIVE_SECONDS, 1.0)


def hard(condition: str, rules: int, hit: str) -> DecisionTable:
    """A policy of so many rules, each with limits of its own; `{0}` is its place, `{1}` the one before."""
    return crmrules.from_dict(
        {
            "id": "hard",
            "version": "1",
            "kind": "decision",
            "hit": hit,
            "title": "Hard",
            "default": "a",
            "parameters": {f"k{place}": {"value": place} for place in range(rules)},
            "facts": {name: {"type": "number"} for name in FACTS},
            "outcome": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
            "rule": [
                {
                    "id": f"r{place}",
                    "when": condition.format(place, max(place - 1, 0)),
                    "then": "ab"[place % 2],
                    "because": "So.",
                }
                for place in range(rules)
            ],
        },
        DecisionTable,
    )
