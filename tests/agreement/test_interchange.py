"""Policies in the forms of other tools mean what they mean here."""

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.errors import ConflictError, EngineError
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind
from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.dmn.writing import to_dmn
from crmrules.interchange.jdm.writing import to_jdm
from crmrules.kinds import made
from crmrules.kinds.decision.meaning import interpret, missing
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from tests.agreement.conftest import Count
from tests.agreement.policies import DAY, PATIENT, stored_records, tables

RECORDS = 10
FEW = 20
"""How many policies the short form draws: each is written and read as a whole."""
MOST_DIGITS = 16
"""To which zen reads a number."""
MOST_EXACT = 10**6
"""Beyond it zen's decimals of 28 digits, and its factors of them, may no longer be exact."""


def drawn(examples: int) -> int:
    return examples if examples > 100 else min(examples, FEW)


def said(table: DecisionTable, record: dict[str, Value], as_of: datetime.date) -> dict[str, Any]:
    definition = table.definition
    stored = {each.name: record.get(each.name) for each in definition.facts.declared}
    try:
        verdict = interpret(definition, stored, as_of)
    except ConflictError:
        return {"conflict": True, "certain": False}
    return {
        "outcome": verdict.outcome,
        "so_far": verdict.so_far,
        "possible": verdict.possible,
        "certain": verdict.certain,
        "missing": set(missing(definition, stored, as_of, verdict)),
    }


def test_dmn_imports_back_to_the_same_meaning(examples: int, count: Count) -> None:
    seen = 0

    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        nonlocal seen
        table = data.draw(tables())
        rows = data.draw(st.lists(stored_records(table), min_size=RECORDS, max_size=RECORDS))
        try:
            text = to_dmn(table.definition, DAY)
        except EngineError:
            return  # days and months that are reckoned with have no words in S-FEEL
        read = read_dmn(text.encode(), "drawn.dmn")
        assert read.refused == ()
        back = made(read.table("drawn").definition)
        assert isinstance(back, DecisionTable)
        seen += 1
        for row in rows:
            # what FEEL has no name for, an unknown that no fact would settle, is not told apart
            assert said(table, row, DAY) == said(back, row, DAY), text
        count.pairs += len(rows)

    run()
    assert seen >= drawn(examples) // 4


def test_zen_runs_jdm_to_the_same_outcome(examples: int, count: Count) -> None:
    zen = pytest.importorskip("zen")
    seen = 0

    @settings(max_examples=drawn(examples), suppress_health_check=PATIENT)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        nonlocal seen
        table = data.draw(tables())
        rows = data.draw(st.lists(stored_records(table), min_size=RECORDS, max_size=RECORDS))
        try:
            graph = to_jdm(table.definition, DAY)
        except EngineError:
            return  # what JDM cannot say
        seen += 1
        loader = {"type": "static", "content": {"drawn": json.loads(graph)}}
        engine = zen.ZenEngine({"loader": loader})
        for row in rows:
            full = complete(table, row)
            told = said(table, full, DAY)
            if not told["certain"]:
                continue  # an operation without a value, such as a division by zero, is merely not true in zen
            assert told["outcome"] == outcome(engine.evaluate("drawn", plain(full))["result"], table), graph
            count.pairs += 1

    run()
    assert seen >= drawn(examples) // 8


def outcome(result: Any, table: DecisionTable) -> Any:
    if table.definition.hit is HitPolicy.COLLECT:
        return tuple(dict.fromkeys(each["outcome"] for each in result))
    return result.get("outcome")


def plain(row: dict[str, Value]) -> dict[str, Any]:
    days = {name: each.isoformat() for name, each in row.items() if isinstance(each, datetime.date)}
    numbers = {name: float(each) for name, each in row.items() if type(each).__name__ == "Fraction"}  # type: ignore[arg-type]
    return {**row, **days, **numbers, "as_of": DAY.isoformat()}


FILLED: dict[Kind, Value] = {
    **{Kind.BOOL: True, Kind.INTEGER: 3, Kind.NUMBER: 0.25, Kind.MONEY: 7.07, Kind.TEXT: "north"},
    Kind.DATE: datetime.date(2026, 2, 28),
}


def complete(table: DecisionTable, row: dict[str, Value]) -> dict[str, Value]:
    """The record with a value for everything, small enough for zen."""
    facts = {each.name: each.type for each in table.definition.facts.declared}
    filled = {name: type_.values[0] if type_.values else FILLED[type_.kind] for name, type_ in facts.items()}
    return {name: filled[name] if each is None or is_beyond(each) else each for name, each in row.items()}


def is_beyond(value: Value) -> bool:
    """Whether a number is too large, too small or too long for zen."""
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction) or not value:
        return False
    number = float(value)
    return not 1 / MOST_EXACT < abs(number) < MOST_EXACT or len(Decimal(repr(number)).as_tuple().digits) > MOST_DIGITS
