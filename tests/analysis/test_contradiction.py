"""What arithmetic and comparisons between facts leave possible: decided without z3 where a reader sees it at once."""

import datetime

import pytest

from crmrules import from_dict
from crmrules.analysis.query import Answer, Query, Status
from crmrules.kinds.decision.analysis.solver import solver_of
from tests.policies import table

PARAMETERS = {"low": {"value": 10}, "high": {"value": 20.5}, "share": {"value": 0.2}, "limit": {"value": 20}}
FACTS = {
    **{name: {"type": "number"} for name in ("k", "l")},
    **{name: {"type": "text"} for name in ("city", "note")},
    **{name: {"type": "date"} for name in ("joined", "seen")},
    **{name: {"type": "integer"} for name in ("i", "j")},
    "tier": {"values": ["gold", "basic"]},
}


def asked(condition: str) -> Answer:
    definition = from_dict(table("first", (condition, "x"), parameters=PARAMETERS, facts=FACTS)).definition
    return solver_of(definition).ask(Query(true=(definition.rules[0].when,)))


@pytest.mark.parametrize(
    "condition",
    [
        "n < m and m < k and k < n",
        "n <= m and m <= k and k < n",
        "n == m and k == m and n > k",
        "n - m > 0 and m - n > 0",
        "n - m > limit and m - n > limit",
        "max(n, m) < k and min(n, m) > k",
        "max(n, m) < low and n > low",
        "abs(n - m) > limit and 0 < n < limit and 0 < m < limit",
        "n + m < high and n > high and m > 0",
        "n * n < 0",
        "n * m < 0 and n > 0 and m > 0",
        "n == m and (n - m) / m <= -share",
        "(n == m or abs((n - m) / m) <= share) and (n - m) / m < -limit",
        "n < m and m > 0 and (n - m) / m > share",
        "(n + m) / k > high and n < low and m < low and k > limit",
        "not known(n / m) and m > 0 and abs(n) < limit and m > share",
        "days_between(seen, joined) < 0 and seen >= joined",
        "days_between(as_of, joined) > limit and days_between(seen, joined) < low and as_of == seen",
        "i + j < 0 and j > 0 and i > j",
        'note == city and city == "x" and note != "x"',
        "note == city and note != city",
        'tier == note and note == "silver"',
        'tier == note and city == note and city not in ("gold", "basic")',
    ],
)
def test_what_cannot_be_is_proven(condition: str) -> None:
    assert asked(condition).status is Status.NO


@pytest.mark.parametrize(
    "condition",
    [
        "n < m and m < k",
        "n == m and m == k and k > high",
        "n - m > limit and m > 0",
        "max(n, m) < k and min(n, m) > limit",
        "(n - m) / m <= -share and m > 0",
        "(n - m) / m == share and m > limit",
        "not known(n / m) and known(n) and known(m)",
        "not known(n / n) and known(n)",
        "n == m and not known(n / m)",
        "days_between(as_of, joined) == limit",
        "joined == as_of",
        "i < j and j < i + limit",
        "not (note != city)",
        "tier == note",
        "tier == note and city == note",
        "note == city and city != tier",
    ],
)
def test_what_can_be_is_shown(condition: str) -> None:
    found = asked(condition)
    assert found.status is Status.YES
    assert found.witness is not None


def test_days_are_no_numbers_of_days() -> None:
    found = asked("i == days_between(joined, seen) and i > limit")
    assert found.witness is not None
    assert isinstance(found.witness.given["joined"], datetime.date)
