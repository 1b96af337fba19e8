"""PostgreSQL compares floats as the decimals that they are written as: in float64 where that is sure, else exactly."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import pytest

from crmrules import DecisionTable, from_dict
from crmrules.expressions.types import INTEGER, NUMBER
from tests.databases import TABLE, Database, opened
from tests.policies import table

F: TypeAlias = Fraction
TYPES = {"a": NUMBER, "b": NUMBER, "n": INTEGER}
HELD = {"a": "double precision", "b": "double precision", "n": "bigint", "row": "integer"}
FACTS = {"a": {"type": "number"}, "b": {"type": "number"}, "n": {"type": "integer"}, "change": {"is": "(a - b) / b"}}
LIMIT, STEP, FALL = F("1.1"), F("0.1"), F("0.3")
CONDITIONS: Mapping[str, Callable[[F, F, F], bool]] = {
    "a <= limit": lambda a, b, n: a <= LIMIT,
    "a == b": lambda a, b, n: a == b,
    "a < n": lambda a, b, n: a < n,
    "a - b <= step": lambda a, b, n: a - b <= STEP,
    "a + b >= limit * n": lambda a, b, n: a + b >= LIMIT * n,
    "(a - b) / b <= -fall": lambda a, b, n: (a - b) / b <= -FALL,
    "abs((a - b) / b) <= step": lambda a, b, n: abs((a - b) / b) <= STEP,
    "change <= -fall": lambda a, b, n: (a - b) / b <= -FALL,
    "-change > fall or change == step": lambda a, b, n: -(a - b) / b > FALL or (a - b) / b == STEP,
    "a * b * a < b * n": lambda a, b, n: a * b * a < b * n,
    "a / n >= b / n": lambda a, b, n: a / n >= b / n,
    "a / (a - b) > limit": lambda a, b, n: a / (a - b) > LIMIT,
    "(n - a) / b < n": lambda a, b, n: (n - a) / b < n,
    "(limit * b - a) / a >= n": lambda a, b, n: (LIMIT * b - a) / a >= n,
    "min(a, b) <= step": lambda a, b, n: min(a, b) <= STEP,
    "a * limit != n * b": lambda a, b, n: a * LIMIT != n * b,
    "round(change, 1) == -fall": lambda a, b, n: round((a - b) / b, 1) == -FALL,
}
NUMBERS = (0.0, 5e-324, 1e-61, 0.1, 0.7, 1.0, 1.1, 7.07, 10.1, 1e31, 1e100, 1.1e100)
ROWS: list[dict[str, Any]] = [
    {"a": a, "b": b, "n": n} for a in (*NUMBERS, -0.7, -1e100, None) for b in (*NUMBERS, -1.0, None) for n in (0, 3)
]


def policy(*conditions: str) -> DecisionTable:
    """A rule for each condition."""
    rules = [(condition, f"o{place}") for place, condition in enumerate(conditions)]
    parameters = {"limit": {"value": 1.1}, "step": {"value": 0.1}, "fall": {"value": 0.3}}
    return from_dict(table("collect", *rules, facts=FACTS, parameters=parameters), DecisionTable)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Database]:
    with opened("postgres") as found:
        found.fill(ROWS, TYPES)
        yield found


def exactly(value: float | None) -> Fraction | None:
    """The decimal that a number is written as; in SQL one beyond 1e100 is unknown."""
    return None if value is None or abs(value) > 1e100 else Fraction(repr(value))


def meant(condition: str, row: Mapping[str, float | None]) -> bool | None:
    """What a condition says of a row, reckoned in fractions."""
    a, b, n = (exactly(row[name]) for name in "abn")
    read = {"a": a, "b": b, "n": n}
    if any(value is None and re.search(rf"\b{name}\b", condition) for name, value in read.items()):
        return None
    if "change" in condition and (a is None or b is None):
        return None
    try:
        return CONDITIONS[condition](a or F(0), b or F(0), n or F(0))
    except ZeroDivisionError:
        return None


@pytest.mark.parametrize("missing", [False, True])
def test_floats_are_compared_as_their_decimals(postgres: Database, missing: bool) -> None:
    sql = policy(*CONDITIONS).sql(TABLE, dialect="postgres", columns=HELD, keep=["row"], missing=missing)
    found = {row["row"]: row for row in postgres.select(sql)}
    differing = [
        (condition, row)
        for place, condition in enumerate(CONDITIONS)
        for number, row in enumerate(ROWS)
        if found[number][f"table_o{place}"] is not meant(condition, row)
    ]
    assert [] == differing


def test_no_text_is_made_of_a_float_where_floats_settle_it() -> None:
    plain = policy("a > limit and a <= b and b != 0", "a >= n")
    assert "AS TEXT" not in plain.sql(TABLE, dialect="postgres", columns=HELD, keep=[])
    read, *_ = policy(*CONDITIONS).sql(TABLE, dialect="postgres", columns=HELD, keep=[]).partition('AS "source"')
    assert "AS TEXT" not in read


def test_columns_of_single_precision_are_read_by_their_texts() -> None:
    sql = policy("a > limit").sql(TABLE, dialect="postgres", columns={**HELD, "a": "real"}, keep=[])
    assert 'CAST(CAST("source"."a" AS TEXT) AS DECIMAL)' in sql
