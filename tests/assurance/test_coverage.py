"""Coverage: of examples, of records and of frames alike, and told plainly."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import DecisionTable, coverage
from crmrules.cli.main import main
from crmrules.errors import EngineError, LanguageError, RecordError
from tests.policies import EARLY_WARNING, table

FLAGS = st.sampled_from([True, False, None])
ROWS = st.lists(st.fixed_dictionaries({"money": FLAGS, "authority": FLAGS, "need": FLAGS}), min_size=1, max_size=30)
MAN = crmrules.policy("man")


@settings(max_examples=30)
@given(ROWS)
def test_records_and_frames_are_counted_alike(rows: list[dict[str, bool | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"money": pl.Boolean, "authority": pl.Boolean, "need": pl.Boolean})
    found = coverage(MAN, rows)
    assert found == coverage(MAN, frame) == coverage(MAN, frame.lazy())
    decisions = MAN.decide_many(rows)
    assert found.total == len(rows) == found.open + sum(found.outcomes.values())
    assert found.open == sum(not each.certain for each in decisions)
    assert found.rules == Counter(rule for each in decisions if each.certain for rule in each.fired)
    assert found.missing == Counter(name for each in decisions for name in each.missing)


def test_what_never_came_is_named() -> None:
    policy = crmrules.from_dict(table("first", ("a", "x"), ("b", "y"), ("c", "z")), DecisionTable)
    found = coverage(policy, [{"a": True, "b": True}, {"a": False, "b": None, "c": True}])
    assert (("r2", "r3"), ("y", "z"), 1) == (found.never_fired, found.never_given, found.open)
    assert (Counter(b=1), Counter(b=1)) == (found.missing, found.alone)
    assert found.explain().splitlines()[-2:] == ["  Never fired: r2, r3.", "  Never given: y, z."]
    assert found.explain("zh").splitlines()[-1] == "  从未得出的结论：y、z。"
    assert ["r2", "r3"] == found.to_dict()["never_fired"]


def test_examples_are_the_cases_where_none_are_given() -> None:
    found = coverage(crmrules.policy("retention-ladder"))
    assert ((), (), 18) == (found.never_fired, found.never_given, found.total)
    assert "Every rule fired, and every outcome was given." in found.explain()


def test_collected_outcomes_count_though_others_are_open() -> None:
    policy = crmrules.loads(EARLY_WARNING, DecisionTable)
    rows = [{"bill": 40.0, "package_fee": 58.0}, {"bill": 58.0, "package_fee": 58.0, "rival_calls": 0}]
    found = coverage(policy, rows)
    assert (1, 1) == (found.rules["bill-below-package"], found.outcomes["bill-below-package"])
    assert ("volume-falling",) == found.never_fired
    frame = pl.DataFrame(rows)
    assert found == coverage(policy, frame)


def test_frames_of_other_libraries_are_counted() -> None:
    frame = pl.DataFrame({"money": [True, None], "authority": [False, False], "need": [True, True]})
    assert coverage(MAN, frame) == coverage(MAN, frame.to_pandas()) == coverage(MAN, frame.to_arrow())


def test_what_does_not_fit_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RecordError):
        coverage(MAN, [{"money": "yes"}])
    tiers: Any = crmrules.policy("tiers")
    with pytest.raises(EngineError, match="policy `tiers` is a segmentation; give a decision"):
        coverage(tiers)
    wrong: Any = "de"
    with pytest.raises(LanguageError):
        coverage(MAN).explain(wrong)
    assert 2 == main(["coverage", "tiers"])
    assert "coverage: policy `tiers` is a segmentation; give a decision or a scorecard" in capsys.readouterr().err


def test_the_report_is_a_page_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page, notes = tmp_path / "report.html", tmp_path / "report.md"
    assert 0 == main(["coverage", "man", "-o", str(page), "--lang", "zh"])
    assert page.read_text("utf-8") == coverage(MAN).to_html("zh")
    assert "有望客户 <small" in page.read_text("utf-8")
    assert 0 == main(["coverage", "man", "-o", str(notes)])
    assert "| Pursue: a promising customer (`pursue`) | 1 |" in notes.read_text("utf-8")
    assert "MAN qualification (man)\n  10 cases, 2 open.\n" in capsys.readouterr().out


def test_operations_without_a_value_are_named_apart_from_missing_facts() -> None:
    facts = {"growth": {"is": "(n - m) / m"}}
    policy = crmrules.from_dict(table("first", ("growth > 0", "x"), ("a", "y"), facts=facts), DecisionTable)
    rows = [{"n": 1.0, "m": 0.0, "a": True}, {"n": 1.0, "m": None, "a": True}, {"n": 2.0, "m": 1.0, "a": True}]
    found = coverage(policy, rows)
    assert found == coverage(policy, pl.DataFrame(rows))
    assert (2, Counter(m=1), Counter({"growth = (n - m) / m": 1})) == (found.open, found.missing, found.undefined)
    assert found.undefined == found.to_dict()["undefined"]
    assert "  Operations without a value: no fact would settle them" in found.explain().splitlines()
    assert "    growth = (n - m) / m              1" in found.explain().splitlines()
    assert "  无值的运算：任何事实都无法确定" in found.explain("zh").splitlines()
