"""Every engine gives what the interpreter gives, on any policy and any record."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.engines.interpreter import interpret, missing
from crmrules.errors import ConflictError
from crmrules.expressions.tree import Value
from crmrules.kinds import DecisionTable
from tests.agreement.conftest import Count
from tests.agreement.policies import DAY, PATIENT, complete_tables, stored_records, tables
from tests.strategies import days

RECORDS = 20
"""How many records each drawn policy is tried on."""

Said = dict[str, Any]


def said_by_interpreter(table: DecisionTable, record: dict[str, Value], as_of: datetime.date) -> Said:
    definition = table.definition
    verdict = interpret(definition, record, as_of)
    return {
        "outcome": verdict.outcome,
        "so_far": verdict.so_far,
        "possible": verdict.possible,
        "certain": verdict.certain,
        "missing": missing(definition, record, as_of, verdict.open),
        "fired": tuple(definition.rules[place].id for place in verdict.fired),
    }


def said_by_python(table: DecisionTable, record: dict[str, Value], as_of: datetime.date) -> Said:
    decision = table.decide(record, as_of=as_of)
    (outcome,) = table.outcomes([record], as_of=as_of)
    assert decision.outcome == outcome
    return {key: getattr(decision, key) for key in ("outcome", "so_far", "possible", "certain", "missing", "fired")}


def or_conflict(say: Callable[[], Said]) -> Said:
    try:
        return say()
    except ConflictError:
        return {"conflict": True}


@st.composite
def cases(
    draw: Any, drawn: st.SearchStrategy[DecisionTable]
) -> tuple[DecisionTable, list[dict[str, Value]], datetime.date]:
    table = draw(drawn)
    rows = draw(st.lists(stored_records(table), min_size=RECORDS, max_size=RECORDS))
    # dated parameters begin in 2020
    as_of = draw(st.just(DAY) | days().filter(lambda day: day >= datetime.date(2020, 1, 1)))
    return table, rows, as_of


@pytest.mark.parametrize("drawn", [tables(), complete_tables()], ids=["any", "complete"])
def test_compiled_python_agrees_with_the_interpreter(drawn: Any, examples: int, count: Count) -> None:
    @settings(max_examples=examples, suppress_health_check=PATIENT)
    @given(cases(drawn))
    def agree(case: tuple[DecisionTable, list[dict[str, Value]], datetime.date]) -> None:
        table, rows, as_of = case
        if not table.definition.said_facts:
            return  # every record is refused by a policy that reads no facts
        for record in rows:
            expected = or_conflict(partial(said_by_interpreter, table, record, as_of))
            assert or_conflict(partial(said_by_python, table, record, as_of)) == expected
            count.pairs += 1

    agree()
