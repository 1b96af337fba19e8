"""Every engine gives what the interpreter gives, on any policy and any record."""

import datetime
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.errors import ConflictError, EngineError
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.meaning import interpret, missing
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.result import Decision
from crmrules.kinds.decision.session import session
from tests.agreement.conftest import Count
from tests.agreement.policies import DAY, PATIENT, complete_tables, stored_records, tables
from tests.strategies import days

RECORDS = 20
"""How many records each drawn policy is tried on."""

Said = dict[str, Any]
Say = Callable[[dict[str, Value]], Said]
Engine = Callable[[DecisionTable, datetime.date], AbstractContextManager[Say]]


def said_by_interpreter(table: DecisionTable, record: dict[str, Value], as_of: datetime.date) -> Said:
    definition = table.definition
    verdict = interpret(definition, record, as_of)
    return {
        "outcome": verdict.outcome,
        "so_far": verdict.so_far,
        "possible": verdict.possible,
        "certain": verdict.certain,
        "missing": missing(definition, record, as_of, verdict),
        "fired": tuple(definition.rules[place].id for place in verdict.fired),
    }


def said(decision: Decision) -> Said:
    return {key: getattr(decision, key) for key in ("outcome", "so_far", "possible", "certain", "missing", "fired")}


@contextmanager
def python(table: DecisionTable, as_of: datetime.date) -> Generator[Say, None, None]:
    def say(record: dict[str, Value]) -> Said:
        decision = table.decide(record, as_of=as_of)
        assert table.outcomes([record], as_of=as_of) == [decision.outcome]
        return said(decision)

    yield say


@contextmanager
def durable(table: DecisionTable, as_of: datetime.date) -> Generator[Say, None, None]:
    with session(table, engine="durable", as_of=as_of) as opened:
        yield lambda record: said(opened.decide(record)[table.id])


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


ENGINES = [
    python,
    pytest.param(durable, marks=pytest.mark.skipif(find_spec("durable") is None, reason="durable_rules is not there")),
]


@pytest.mark.parametrize("drawn", [tables(), complete_tables()], ids=["any", "complete"])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_agrees_with_the_interpreter(engine: Engine, drawn: Any, examples: int, count: Count) -> None:
    @settings(max_examples=examples, suppress_health_check=PATIENT)
    @given(cases(drawn))
    def agree(case: tuple[DecisionTable, list[dict[str, Value]], datetime.date]) -> None:
        table, rows, as_of = case
        try:
            with engine(table, as_of) as say:
                for record in rows:
                    expected = or_conflict(partial(said_by_interpreter, table, record, as_of))
                    assert or_conflict(partial(say, record)) == expected
                    count.pairs += 1
        except EngineError:
            assert engine is durable  # it refuses by name what is beyond its safe part

    agree()
