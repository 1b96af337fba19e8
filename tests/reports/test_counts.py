"""One of a kind is told in the singular, wherever a report counts."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from crmrules import DecisionTable, backtest, coverage, diff, from_dict, policy, review
from crmrules.cli.main import main
from crmrules.model.text import plural, units
from tests.policies import table

WRONG = re.compile(r"\b1 (?!is\b|does\b)[a-z]+s\b|\b1 (of \d+ [a-z]+ )?(do|are|have|move)\b|\b1 of 1 [a-z]+s\b")
DAY = datetime.date(2026, 11, 1)
ROWS = pl.DataFrame({"money": [True], "need": [True], "authority": [None], "profit": [4.0], "happened": [True]})


def told() -> Iterator[str]:
    old, new = (from_dict(table("first", (when, "x")), DecisionTable) for when in ("a", "b"))
    yield review(ROWS, as_of=DAY).explain()
    yield review(ROWS, bind={"authority": "authority"}, as_of=DAY).to_html()
    yield coverage(policy("man"), ROWS).explain()
    yield backtest(policy("man"), pl.concat([ROWS, ROWS.with_columns(happened=None)]), label="happened").explain()
    yield diff(old, new, pl.DataFrame({"a": [True], "b": [False]})).explain()
    one, two = ({"limit": {"value": count, "unit": "months"}} for count in (1, 2))
    dated = (from_dict(table("first", ("n > limit", "x"), parameters=each), DecisionTable) for each in (one, two))
    yield diff(*dated).explain()


def test_one_is_told_in_the_singular() -> None:
    wrong = [line for said in told() for line in said.splitlines() if WRONG.search(line)]
    assert not wrong


def test_commands_count_one_in_the_singular(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    customers, short = tmp_path / "one.csv", tmp_path / "short.csv"
    customers.write_text("money,authority,need\ntrue,true,true\n", "utf-8")
    short.write_text("money,need\ntrue\n", "utf-8")
    assert 0 == main(["apply", "man", str(customers)])
    assert "1 customer, 0 open" in capsys.readouterr().out
    assert 2 == main(["apply", "man", str(short)])
    assert "row 2: has 1 cell, and the header 2" in capsys.readouterr().err


@pytest.mark.parametrize(("count", "said"), [(0, "days"), (1, "day"), (2, "days"), (1.5, "days"), (True, "days")])
def test_the_plural_of_a_count(count: float, said: str) -> None:
    assert said == plural(count, "day", "days")


def test_the_unit_of_a_count() -> None:
    assert ["month", "months", "class"] == [units(1, "months"), units(3, "months"), units(1, "class")]
