"""Strategies give records that policies take, of all they read, with the limits among them."""

from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from crmrules import policy
from crmrules.testing import populations, records


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
    assert find(records(policy("retention-ladder")), lambda each: each["forwarding_days_30"] == 20)
    assert find(records(policy("retention-ladder")), lambda each: each["forwarding_days_30"] == 19)
