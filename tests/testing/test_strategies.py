"""Strategies give records that policies take, of all they read, with the limits among them."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from crmrules import DecisionTable, from_dict, policy
from crmrules.errors import EngineError
from crmrules.testing import populations, records
from tests.policies import table


def met(strategy: st.SearchStrategy[dict[str, Any]], wanted: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether such a record comes; which of them is the simplest is not asked."""
    return bool(find(strategy, wanted, settings=settings(phases=[Phase.generate], max_examples=2_000, database=None)))


@pytest.mark.parametrize("id_", ["man", "retention-ladder"])
@given(st.data())
def test_records_are_decided(id_: str, data: st.DataObject) -> None:
    made = policy(id_)
    record = data.draw(records(made))
    assert set(record) == {each.name for each in made.definition.read_facts}
    assert made.decide(record).possible


@given(records(policy("man"), unknown=False))
def test_without_unknown_facts_man_is_certain(record: dict[str, Any]) -> None:
    assert policy("man").decide(record).certain


@given(populations(policy("tiers"), min_size=1))
def test_populations_are_cut(population: list[dict[str, Any]]) -> None:
    assert len(policy("tiers").cut(population).decide_many(population)) == len(population)


def test_limits_are_among_the_values() -> None:
    assert met(records(policy("retention-ladder")), lambda each: each["forwarding_days_30"] == 20)
    assert met(records(policy("retention-ladder")), lambda each: each["forwarding_days_30"] == 19)


def test_texts_and_days_that_rules_ask_for_come() -> None:
    rules = (('city == "Alpha"', "x"), ("days_between(as_of, seen) == silence", "y"))
    facts = {"city": {"type": "text"}, "seen": {"type": "date"}}
    made = from_dict(table("first", *rules, facts=facts, parameters={"silence": {"value": 45}}), DecisionTable)
    day = datetime.date(2026, 7, 1)
    for outcome in "xy":
        decides = partial(gives, made, outcome, day)
        assert met(records(made, as_of=day), decides)


def gives(made: DecisionTable, outcome: str, day: datetime.date, record: dict[str, Any]) -> bool:
    return made.decide(record, as_of=day).outcome == outcome


def test_what_is_no_policy_is_told() -> None:
    wrong: Any = "man"
    with pytest.raises(EngineError, match='records: "man" is no policy'):
        records(wrong)
