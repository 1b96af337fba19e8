"""Comparisons of reckoned numbers: every engine says what fractions say, at the limit and beside it."""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.kinds.decision.meaning import interpret
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.session import session
from tests import oracle
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.numbers import MOVE, SIGNS, Row, policy, rows, sides
from tests.agreement.policies import PATIENT
from tests.frames import MAKERS, arrow, rows_of

DEPTH = 4
ROWS = 40
MANY = 400
"""How many rows a long run has for each policy."""
LONG = 500

Truths = Mapping[str, bool | None]
Compare: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def expected(left: str, right: str, row: Row) -> Truths:
    one, other = oracle.value(left, row), oracle.value(f"{right} + {MOVE}", row)
    if one is None or other is None:
        return dict.fromkeys(SIGNS)
    return {name: Compare[sign](one, other) for name, sign in SIGNS.items()}


def is_near(left: str, right: str, row: Row) -> bool:
    """Whether float64 cannot tell on a frame: something that is compared, rounded or divided by is nearly equal."""
    one, other = oracle.value(left, row), oracle.value(f"{right} + {MOVE}", row)
    sizes = [oracle.size(each, row) for each in (left, f"{right} + {MOVE}")]
    if one is None or other is None:
        return False
    return None in sizes or 0 < abs(one - other) <= oracle.NEAR * sum(filter(None, sizes))


def as_record(row: Row, luck: Random) -> dict[str, Any]:
    """A record: decimals as they are, or the floats that stand for them."""
    as_float = luck.random() < 0.5
    return {
        name: float(fact) if as_float and fact is not None and name not in "ij" else fact for name, fact in row.items()
    }


def truths_of(outcome: Any, possible: tuple[str | None, ...]) -> Truths:
    """What a decision by *collect* says of each comparison."""
    given_ = outcome or ()
    return {name: True if name in given_ else None if name in possible else False for name in SIGNS}


def by_interpreter(table: DecisionTable, record: dict[str, Any]) -> Truths:
    verdict = interpret(table.definition, table._own_door.read(record)[0], None)
    return truths_of(verdict.outcome, verdict.possible)


def by_python(table: DecisionTable, record: dict[str, Any]) -> Truths:
    decision = table.decide(record)
    assert [decision.outcome] == table.outcomes([record])
    return truths_of(decision.outcome, decision.possible)


@pytest.mark.parametrize("say", [by_interpreter, by_python])
def test_records_are_compared_as_fractions_are(say: Any, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(st.integers(0, 2**48))
    def agree(seed: int) -> None:
        luck = Random(seed)
        left, right = sides(luck, DEPTH)
        table = policy(left, right)
        for row in rows(luck, ROWS):
            wanted = expected(left, right, row)
            assert say(table, as_record(row, luck)) == wanted, (left, right, row)
            count.compared(wanted)

    agree()


@pytest.mark.skipif(
    "not __import__('importlib.util').util.find_spec('durable')", reason="durable_rules is not installed"
)
def test_durable_rules_compare_as_fractions_do(examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 20), suppress_health_check=PATIENT)
    @given(st.integers(0, 2**48))
    def agree(seed: int) -> None:
        luck = Random(seed)
        left, right = sides(luck, DEPTH)
        table = policy(left, right)
        with session(table, engine="durable") as opened:
            for row in rows(luck, ROWS):
                wanted = expected(left, right, row)
                decision = opened.decide(as_record(row, luck))[table.id]
                assert set(decision.outcome or ()) == {name for name, truth in wanted.items() if truth}
                count.compared(wanted)

    agree()


@pytest.mark.parametrize("library", MAKERS)
def test_frames_compare_as_fractions_do(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 5), suppress_health_check=PATIENT)
    @given(st.integers(0, 2**48))
    def agree(seed: int) -> None:
        luck = Random(seed)
        left, right = sides(luck, DEPTH)
        table = policy(left, right, derived=True)
        drawn = rows(luck, MANY if examples >= LONG else ROWS)
        records: list[dict[str, Any]] = [
            {name: float(fact) if isinstance(fact, Decimal) else fact for name, fact in row.items()} for row in drawn
        ]
        types = {each.name: each.type for each in table.definition.facts.declared}
        found = sorted(rows_of(table.apply(MAKERS[library](arrow(records, types)))), key=lambda row: row["row"])
        for row, said in zip(drawn, found, strict=True):
            wanted = expected(left, right, row)
            if is_near(left, right, row):
                count.near += 1
                continue
            assert {name: said[f"compared_{name}"] for name in SIGNS} == wanted, (left, right, row)
            count.compared(wanted)

    agree()
