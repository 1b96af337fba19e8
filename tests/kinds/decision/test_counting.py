"""What is counted of many customers: why they are open, and which rules decided."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import DecisionTable
from crmrules.cli.main import main
from crmrules.engines.interpreter import Lacking
from crmrules.kinds.decision.counting import covered, reasons, tally
from crmrules.kinds.decision.summary import Tally
from crmrules.records.binding import Binding
from tests.policies import table

GROWTH = {"growth": {"is": "(n - m) / m"}}
RULES = (("growth > 1", "x"), ("a", "y"), ("b", "y"))
ROWS = [
    {"n": 1.0, "m": 0.0, "a": True, "b": None},  # growth has no value, and y may follow
    {"n": 1.0, "m": 0.0, "a": None, "b": None},
    {"n": None, "m": 0.0, "a": True, "b": False},  # whatever n is, growth has no value
    {"n": None, "m": 1.0, "a": True, "b": True},
    {"n": 1.0, "m": 1.0, "a": None, "b": True},  # y comes by `b` anyway
    {"n": 9.0, "m": 1.0, "a": True, "b": True},
    {"n": 1.0, "m": 1.0, "a": True, "b": True},
]


def growing() -> DecisionTable:
    return crmrules.from_dict(table("first", *RULES, facts=GROWTH), DecisionTable)


def counted() -> Tally:
    found = Tally()
    for row in ROWS:
        found.add(growing().decide(row))
    return found


def test_open_for_want_of_a_value_is_counted_apart_from_open_for_want_of_a_fact() -> None:
    found = counted()
    assert (7, 4, 2) == (found.total, found.open, found.valueless)
    assert {"growth = (n - m) / m": 3} == found.undefined
    assert {"n": 1, "a": 1, "b": 1} == found.missing


def test_a_fact_does_not_settle_alone_what_hangs_on_an_operation_without_a_value() -> None:
    found = Tally()
    found.add_open(Lacking(("a",), ("n / m",)), 2)
    found.add_open(Lacking(("a",)), 3)
    assert (3, 5, 0) == (found.alone["a"], found.missing["a"], found.valueless)


def test_frames_are_counted_as_records_are() -> None:
    applied: Any = growing().apply(pl.LazyFrame(ROWS), missing=True, undefined=True)
    assert counted() == tally(applied, growing())


def test_a_fact_that_cannot_matter_is_not_asked_for_and_another_settles_alone() -> None:
    policy = crmrules.from_dict(table("first", ("c", "x"), ("a", "y"), ("b", "y")), DecisionTable)
    row = {"a": None, "b": True, "c": None}
    assert ("c",) == policy.decide(row).missing
    found = Tally()
    found.add(policy.decide(row))
    assert {"c": 1} == found.alone
    frame = pl.LazyFrame([row], schema=dict.fromkeys(row, pl.Boolean))
    assert found == tally(policy.apply(frame, missing=True, undefined=True), policy)


@pytest.mark.parametrize("hit", ["first", "priority"])
def test_reasons_are_the_rules_that_decided_and_add_up_to_the_customers(hit: str) -> None:
    policy = crmrules.from_dict(table(hit, ("a", "x"), ("b", "x"), ("c", "y")), DecisionTable)
    rows = [{"a": True, "b": True, "c": True}, {"a": False, "b": True, "c": True}, {"a": None, "b": True, "c": False}]
    frame: Any = policy.apply(pl.LazyFrame(rows))
    found = reasons(frame, policy, Binding(), None)
    assert [1, 2, 0] == [each.count for each in found]
    deciding = [policy.decide(row).fired[0] for row in rows]
    assert [deciding.count(rule.id) for rule in policy.rules] == [each.count for each in found]
    assert {"r1": 1, "r2": 2} == +covered(pl.LazyFrame(rows), policy, Binding(), None).rules


@pytest.mark.parametrize("name", ["customers.csv", "customers.parquet"])
def test_the_summary_names_the_operation(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, file = tmp_path / "table.toml", tmp_path / name
    policy.write_text(growing().to_toml(), encoding="utf-8")
    frame = pl.DataFrame(ROWS)
    frame.write_csv(file) if name.endswith("csv") else frame.write_parquet(file)
    assert main(["apply", str(policy), str(file)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "open: an operation has no value 2 28.6%" in told
    assert "growth = (n - m) / m 3 75.0%" in told


def test_the_review_names_the_operation() -> None:
    found = crmrules.review(pl.DataFrame(ROWS), policies=[growing()])
    for told in (found.explain(), found.to_html()):
        assert "open: an operation has no value" in told
        assert "growth = (n - m) / m" in told
        assert "Reasons: the rules that decided" in told
