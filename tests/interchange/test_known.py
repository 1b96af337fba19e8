"""What is asked of `known` in other forms: a parameter always is, and what is reckoned is where all it reads is."""

import json
from typing import Any

import pytest

import crmrules
from crmrules.interchange.dmn.file import read_dmn
from crmrules.interchange.dmn.writing import to_dmn
from crmrules.interchange.jdm.writing import to_jdm
from crmrules.kinds import made
from tests.jdm_graphs import zen_of
from tests.policies import table

RECORDS: list[dict[str, Any]] = [{"n": 6, "m": 3}, {"n": 6, "m": 0}, {"n": 6, "m": None}, {"n": None, "m": 3}]


def asking(when: str) -> Any:
    """A policy of one rule, which reads a parameter and a derived fact."""
    facts = {"n": {"type": "number"}, "m": {"type": "number"}, "share": {"is": "n / m"}}
    document = table(
        "first", (when, "x"), facts=facts, default="y", parameters={"limit": {"value": 2, "origin": "own"}}
    )
    return crmrules.from_dict(document)


@pytest.mark.parametrize(
    ("when", "outcomes"),
    [
        ("known(limit)", ["x", "x", "x", "x"]),
        ("known(limit) and n > limit", ["x", "x", "x", "y"]),
        ("not known(limit) and n > limit", ["y", "y", "y", "y"]),
        ("known(share)", ["x", "y", "y", "y"]),
        ("not known(share)", ["y", "x", "x", "x"]),
        ("known(n / m)", ["x", "y", "y", "y"]),
        ("known(m)", ["x", "x", "y", "x"]),
    ],
)
def test_zen_is_asked_for_what_is_known(when: str, outcomes: list[str]) -> None:
    policy = asking(when)
    run = zen_of(json.loads(to_jdm(policy.definition)))
    assert outcomes == [run(record)["outcome"] for record in RECORDS]
    settled = [policy.decide(record) for record in RECORDS]
    assert all(each.outcome in (None, outcome) for each, outcome in zip(settled, outcomes, strict=True))


@pytest.mark.parametrize(
    "when",
    [
        *("known(limit)", "not known(limit)", "known(limit) and n > limit"),
        *("known(known(n))", "known(not known(n)) and n > limit", "known(known(m) and n > limit)"),
    ],
)
def test_dmn_reads_back_what_is_known_and_no_parameter(when: str) -> None:
    policy = asking(when)
    back: Any = made(read_dmn(to_dmn(policy.definition).encode(), "back.dmn").table().definition)
    names = [each.name for each in back.definition.facts.declared]
    assert "limit" not in names
    for record in [*RECORDS, {"n": 1, "m": 3}, {"n": None, "m": None}]:
        wanted = policy.decide(record)
        found = back.decide({name: value for name, value in record.items() if name in names})
        assert (wanted.outcome, wanted.certain) == (found.outcome, found.certain)


@pytest.mark.parametrize("when", ["known(b) and b", "b in (true, false) and b", "not b and b", "b and not b and b"])
def test_dmn_reads_back_all_that_is_asked_of_one_flag(when: str) -> None:
    """A test of a fact and the fact as a condition are two columns of the table."""
    document = table("first", (when, "x"), ("known(b)", "z"), facts={"b": {"type": "bool"}}, default="y")
    policy: Any = crmrules.from_dict(document)
    back: Any = made(read_dmn(to_dmn(policy.definition).encode(), "back.dmn").table().definition)
    assert crmrules.diff(policy, back).equivalent
