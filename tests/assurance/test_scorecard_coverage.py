"""Coverage of scorecards: of examples, of records and of frames alike, and told plainly."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Scorecard, coverage
from crmrules.cli.main import main
from crmrules.errors import EngineError, LanguageError, RecordError
from tests.cards import CARD
from tests.populations import changed

CARD_POLICY = crmrules.from_dict(CARD, Scorecard)
RENORMALISED = crmrules.from_dict(changed(CARD, missing="renormalise"), Scorecard)
NO_BANDS = crmrules.from_dict({**CARD, "band": []}, Scorecard)
BY_UNKNOWN = crmrules.from_dict(
    changed(CARD, item=[{**CARD["item"][0], "unknown": "one"}, *CARD["item"][1:]]), Scorecard
)
SCHEMA = {"vip": pl.Boolean, "mood": pl.String, "orders": pl.Int64}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "vip": st.none() | st.booleans(),
            "mood": st.sampled_from([None, "low", "mid", "high"]),
            "orders": st.none() | st.integers(-2, 12),
        }
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=20)
@given(policy=st.sampled_from([CARD_POLICY, RENORMALISED, NO_BANDS, BY_UNKNOWN]), rows=ROWS)
def test_records_and_frames_are_counted_alike(policy: Scorecard, rows: list[dict[str, Any]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA)
    found = coverage(policy, rows)
    assert found == coverage(policy, frame.lazy())
    scores = policy.score_many(rows)
    assert len(rows) == found.total
    if policy.bands:
        assert found.bands == Counter(each.band for each in scores if each.band is not None or each.certain)
        open_ = [each for each in scores if each.band is None and not each.certain]
        assert found.settling == Counter(item for each in open_ for item in each.settling)
    for item in policy.items:
        told = sum(count for (id_, _), count in found.items.items() if id_ == item.id)
        assert len(rows) == told + found.unknown[item.id]


def test_what_never_came_is_named() -> None:
    rows = [{"vip": True, "mood": "low", "orders": 1}, {"vip": True, "mood": "mid", "orders": None}]
    found = coverage(CARD_POLICY, [*rows, {"vip": True, "orders": 5}])
    assert (3, 2) == (found.total, found.open)
    assert (("vip", 1), ("mood", 2), ("orders", 2)) == found.never_given
    assert (("vip",), (), ("good", "poor")) == (found.never_vary, found.never_known, found.never_reached)
    assert (Counter(mood=1, orders=1), Counter(mood=1, orders=1)) == (found.hanging, found.unknown)
    assert Counter(mood=1, orders=1) == found.settling
    said = found.explain().splitlines()
    assert "  Gave the same points wherever known, and told nobody apart: vip." in said
    assert "  Bands never reached: good, poor." in said
    assert "  vip: never false." in said
    assert "  orders: never from 10." in said
    assert "  从未达到的分段：good、poor。" in found.explain("zh").splitlines()
    assert "  orders：从未出现 10 起。" in found.explain("zh").splitlines()
    assert [{"item": "vip", "case": 2}, {"item": "mood", "case": 3}, {"item": "orders", "case": 3}] == (
        found.to_dict()["never_given"]
    )


def test_an_item_that_is_never_known_is_told_once() -> None:
    found = coverage(CARD_POLICY, [{"vip": True, "mood": "low"}, {"vip": False, "mood": "high"}])
    assert (("orders",), ("mood",)) == (found.never_known, tuple(dict(found.never_given)))
    assert "  Unknown in every case: orders." in found.explain().splitlines()


def test_examples_are_the_cases_where_none_are_given() -> None:
    found = coverage(crmrules.policy("loyalty"))
    assert ((), (), ()) == (found.never_given, found.never_known, found.never_reached)
    assert len(crmrules.policy("loyalty").definition.examples) == found.total
    last = "  Every item varied and came to all it can, and every band was reached."
    assert last == found.explain().splitlines()[-1]


def test_an_operation_without_a_value_is_told_apart_from_what_is_unknown() -> None:
    facts = {"a": {"type": "integer"}, "b": {"type": "integer"}}
    steps = [{"below": "some", "points": "zero"}, {"from": "some", "points": "one"}]
    item = [{"id": "part", "title": "Part", "number": "a / b", "steps": steps}]
    parameters = {name: CARD["parameters"][name] for name in ("zero", "one", "some")}
    policy = crmrules.from_dict({**CARD, "facts": facts, "item": item, "band": [], "parameters": parameters}, Scorecard)
    rows = [{"a": 1, "b": 0}, {"a": 1, "b": None}, {"a": 4, "b": 1}]
    found = coverage(policy, rows)
    assert found == coverage(policy, pl.DataFrame(rows))
    assert (Counter(part=2), Counter(part=1)) == (found.unknown, found.valueless)
    assert "part: 1 times without a value though every fact it asks is known" in found.explain()


def test_frames_of_other_libraries_are_counted() -> None:
    frame = pl.DataFrame({"vip": [True, None], "mood": ["low", "high"], "orders": [3, None]}, schema=SCHEMA)
    assert coverage(CARD_POLICY, frame) == coverage(CARD_POLICY, frame.to_pandas())
    assert coverage(CARD_POLICY, frame) == coverage(CARD_POLICY, frame.to_arrow())


def test_what_does_not_fit_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RecordError):
        coverage(CARD_POLICY, [{"vip": "yes"}])
    with pytest.raises(EngineError, match="policy `tiers` is a segmentation; give a decision or a scorecard"):
        coverage(crmrules.policy("tiers"))
    wrong: Any = "de"
    with pytest.raises(LanguageError):
        coverage(CARD_POLICY).explain(wrong)
    assert 2 == main(["coverage", "tiers", "no-such.csv"])
    assert "policy `tiers` is a segmentation; give a decision or a scorecard" in capsys.readouterr().err


def test_the_report_is_a_page_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert 0 == main(["coverage", "loyalty", "-o", str(page), "--lang", "zh"])
    assert coverage(crmrules.policy("loyalty")).to_html("zh") == page.read_text("utf-8")
    assert "各项目所得" in capsys.readouterr().out
