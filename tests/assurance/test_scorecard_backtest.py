"""Scorecards held against what happened: rates by band and by score, and how well the score ranks."""

import itertools
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Scorecard, backtest
from crmrules.analysis.markers import Marker
from crmrules.cli.main import main
from crmrules.errors import EngineError
from crmrules.kinds.scorecard.backtesting import groups
from tests.cards import CARD
from tests.populations import changed

POLICY = crmrules.from_dict(CARD, Scorecard)
ROWS = pl.DataFrame(
    {
        "vip": [True, False, False, False, None, False],
        "mood": ["high", "high", "mid", "low", "high", "low"],
        "orders": [12, 1, 4, 1, 4, 1],
        "left": [0, 0, 1, 1, 0, None],
    }
)
"""Scores: 9.5, 5, 1.5, 0, 5.5 to 7.5, and 0 of one of whom nothing is said."""


def test_rates_by_band_and_by_score() -> None:
    found = backtest(POLICY, ROWS, label="left")
    assert [("good", 3, 0), ("fair", 0, 0), ("poor", 2, 2)] == [
        (each.outcome, each.count, each.happened) for each in found.rates
    ]
    assert (5, 2, 1) == (found.total, found.happened, found.unlabelled)
    assert [(0, 0, 1, 1), (1.5, 1.5, 1, 1), (5, 5, 1, 0), (9.5, 9.5, 1, 0)] == [
        (each.low, each.high, each.count, each.happened) for each in found.groups
    ]


def test_the_score_ranks_those_of_whom_it_is_known() -> None:
    found = backtest(POLICY, ROWS, label="left")
    assert (0.0, -1.0, 1.0) == (found.rank_quality, found.gini, found.distance)
    assert (1, 4 / 6) == (found.left_out, found.pairs)
    said = found.explain()
    assert "It is reckoned without the 1 of 5 whose score is a range: 66.7% of all pairs are seen." in said
    assert "Low scores go with what happened: read from the lowest score up, the rank quality is 1.000." in said
    assert "backwards" not in said
    assert "计算时剔除了 5 例中得分仅为区间的 1 例：所见配对占全部配对的 66.7%。" in found.explain("zh")
    assert (1.0, [1, 0.0]) == (found.to_dict()["distance"], [found.to_dict()["left_out"], found.rank_quality])
    assert ["good", "fair", "poor"] == [each["band"] for each in found.to_dict()["rates"]]


def test_what_is_open_and_what_lies_in_no_band_stand_apart() -> None:
    bands = [band for band in CARD["band"] if band["id"] != "poor"]
    found = backtest(crmrules.from_dict({**CARD, "band": bands}, Scorecard), ROWS, label="left")
    assert [("good", 3), ("fair", 0), (None, 2)] == [(each.outcome, each.count) for each in found.rates]
    open_ = ROWS.with_columns(mood=pl.lit(None, pl.String))
    found = backtest(POLICY, open_, label="left")
    assert (Marker.OPEN, 5) == (found.rates[-1].outcome, found.rates[-1].count)
    assert (None, None, (), 5) == (found.rank_quality, found.distance, found.groups, found.left_out)


def test_scores_without_bands_have_rates_too() -> None:
    found = backtest(crmrules.from_dict({**CARD, "band": []}, Scorecard), ROWS, label="left", sweep={"five": [2, 5]})
    assert ((), 4) == (found.rates, len(found.groups))
    assert "Rates by band" not in found.explain()
    assert "Rate by score" in found.explain()
    assert "No band moves" not in found.explain()


def test_a_renormalised_score_ranks_too() -> None:
    found = backtest(crmrules.from_dict(changed(CARD, missing="renormalise"), Scorecard), ROWS, label="left")
    assert (0, 5) == (found.left_out, len(found.groups))


def test_where_scores_are_no_ranking_rates_stand_alone() -> None:
    found = backtest(POLICY, ROWS, label="left", ranks=False)
    assert (None, None, None, None) == (found.rank_quality, found.gini, found.distance, found.rises)
    assert "Rank quality" not in found.explain()
    assert "Rate by score" in found.explain()


def test_a_sweep_moves_bands(tmp_path: Path) -> None:
    found = backtest(POLICY, ROWS, label="left", sweep={"good": [5, 6]})
    assert [3, 1] == [each.rates[0].count for _, _, each in found.sweep]
    assert "good at other values" in found.explain()
    assert ["Rate by score", "good at other values"] == [each.title for each in found.figures()]
    found = backtest(POLICY, ROWS, label="left", sweep={"many": [10, 11]})
    assert "No band moves, whichever value it has." in found.explain()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.integers(0, 9)), max_size=60))
def test_groups_hold_all_scores_in_order(drawn: list[tuple[int, int, int]]) -> None:
    scores = [(score, count, min(count, with_)) for score, count, with_ in {each[0]: each for each in drawn}.values()]
    found = groups(sorted(scores))
    assert len(found) == (len(scores) if len(scores) <= 10 else len(found)) <= 10
    assert sum(count for _, count, _ in scores) == sum(each.count for each in found)
    assert sum(with_ for *_, with_ in scores) == sum(each.happened for each in found)
    assert all(one.high < other.low for one, other in itertools.pairwise(found))
    assert all(each.low <= each.mean <= each.high for each in found)


def test_groups_are_about_equally_large() -> None:
    assert [100] * 10 == [each.count for each in groups([(score, 1, 0) for score in range(1000)])]


def test_rates_that_move_against_the_score_are_told() -> None:
    rises = [(3, 0, 100), (4, 90, 10), (9, 20, 80), (12, 100, 0)]
    rows = [
        {"vip": False, "mood": "high", "orders": orders, "left": left}
        for orders, with_, without in rises
        for left in [1] * with_ + [0] * without
    ]
    steps = [
        {"below": "two", "points": "zero"},
        {"from": "two", "to": "some", "points": "one"},
        {"from": "some", "to": "five", "points": "two"},
        {"from": "five", "below": "many", "points": "some"},
        {"from": "many", "points": "five"},
    ]
    item = [*CARD["item"][:2], {"id": "orders", "title": "Orders", "number": "orders", "steps": steps}]
    found = backtest(crmrules.from_dict(changed(CARD, item=item), Scorecard), pl.DataFrame(rows), label="left")
    assert (True, [(7, 8)]) == (found.rises, [(one.low, other.low) for one, other in found.against])
    assert "From 7 to 8 the rate moves against the score: 90.0%, then 20.0%." in found.explain()
    assert "得分由 7 到 8，发生率与得分走向相反：先为 90.0%，后为 20.0%。" in found.explain("zh")


def test_other_kinds_are_refused_before_a_file_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    tiers: Any = crmrules.policy("tiers")
    with pytest.raises(EngineError, match="policy `tiers` is a segmentation; give a decision or a scorecard"):
        backtest(tiers, ROWS, label="left")
    assert 2 == main(["backtest", "tiers", "no-such.csv", "--label", "left"])
    assert "give a decision or a scorecard" in capsys.readouterr().err


def test_the_command_draws_the_rate_along_the_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, rows = tmp_path / "card.toml", tmp_path / "rows.csv"
    policy.write_text(POLICY.to_toml(), "utf-8")
    ROWS.write_csv(rows)
    page, picture = tmp_path / "report.html", tmp_path / "rate.svg"
    called = ["backtest", str(policy), str(rows), "--label", "left", "--plot", str(picture), "-o", str(page)]
    assert 0 == main([*called, "--lang", "zh"])
    assert "各分段的发生率" in capsys.readouterr().out
    assert "各得分的发生率" in picture.read_text("utf-8")
    assert page.read_text("utf-8").count("<svg") == 1
