"""Backtests of frames: what is counted, what labels may say, and the telco sample where it lies beside the project."""

import math
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import Binding, backtest, from_dict, policy
from crmrules.analysis.markers import Marker
from crmrules.cli.main import main
from crmrules.errors import BindingError, EngineError, RecordError
from crmrules.kinds.decision.policy import DecisionTable
from tests.policies import table

ROOT = Path(__file__).parents[2]
TELCO = ROOT.parent / "shared" / "data" / "telco_churn.csv"

OUTCOMES = [{"id": each, "title": each} for each in "xy"]
LIMIT = {"limit": {"value": 10}}
ROWS = pl.DataFrame({"a": [True, True, False, False, None], "n": [20.0, 5.0, 20.0, 5.0, 5.0], "left": [1, 1, 0, 0, 1]})


def made(hit: str = "first") -> DecisionTable:
    return from_dict(table(hit, ("a", "x"), ("n > limit", "y"), outcome=OUTCOMES, parameters=LIMIT), DecisionTable)


def test_rates_by_outcome() -> None:
    found = backtest(made(), ROWS, label="left")
    assert [(each.outcome, each.count, each.happened) for each in found.rates] == [
        ("x", 2, 2),
        ("y", 1, 0),
        (None, 1, 0),
        (Marker.OPEN, 1, 1),
    ]
    assert (found.total, found.happened, found.rank_quality) == (5, 3, 1.0)
    assert found.lift(found.rates[0]) == pytest.approx(1 / 0.6)


def test_collect_counts_every_outcome() -> None:
    found = backtest(made("collect"), ROWS, label="left")
    assert [(each.outcome, each.count, each.happened) for each in found.rates] == [
        ("x", 2, 2),
        ("y", 2, 1),
        (None, 1, 0),
        (Marker.OPEN, 1, 1),
    ]


@pytest.mark.parametrize("hit", ["first", "collect"])
def test_open_rows_are_left_out_of_the_rank_quality_of_every_hit_policy(hit: str) -> None:
    rows = pl.DataFrame(
        {"a": [True, False, None, None, None, None], "n": [5.0] * 6, "left": [1, 0, 1, 1, 1, 1]},
        schema_overrides={"a": pl.Boolean},
    )
    found = backtest(made(hit), rows, label="left")
    assert found.rank_quality == 1.0
    assert [(each.outcome, each.count) for each in found.rates if each.count] == [("x", 1), (None, 1), (Marker.OPEN, 4)]


@pytest.mark.parametrize(
    "labels",
    [
        [True, True, False, False, None],
        ["Yes", "yes ", "NO", "no", ""],
        [1, 1, 0, 0, None],
        [1.0, 1.0, 0.0, 0.0, None],
        ["是", "是", "否", "否", None],
    ],
)
def test_labels(labels: list[Any]) -> None:
    found = backtest(made(), ROWS.with_columns(pl.Series("left", labels)).lazy(), label="left")
    assert (found.total, found.happened, found.unlabelled) == (4, 2, 1)


@pytest.mark.parametrize("labels", [["maybe", "no", "no", "no", "no"], [2, 0, 0, 0, 0], [0.5, 0.0, 0.0, 0.0, 0.0]])
def test_what_says_nothing_is_told(labels: list[Any]) -> None:
    with pytest.raises(RecordError, match="does not say whether it happened; give true and false"):
        backtest(made(), ROWS.with_columns(pl.Series("left", labels)), label="left")


@pytest.mark.parametrize(
    ("labels", "happened"),
    [(["gone", "here", "gone", "here", None], "gone"), ([3, 0, 3, 1, None], 3), ([3.0, 0, 3, 1, math.nan], "3")],
)
def test_any_column_can_say_what_happened(labels: list[Any], happened: object) -> None:
    frame = ROWS.with_columns(pl.Series("left", labels, strict=False))
    found = backtest(made(), frame, label="left", happened=happened)
    assert (found.total, found.happened, found.unlabelled) == (4, 2, 1)


def test_a_value_that_never_comes_and_columns_that_say_nothing_are_told() -> None:
    with pytest.raises(RecordError, match='never holds "gnoe"; did you mean `gone`'):
        backtest(made(), ROWS.with_columns(pl.Series("left", ["gone"] * 5)), label="left", happened="gnoe")
    with pytest.raises(RecordError, match=r"holds numbers, and .* is none"):
        backtest(made(), ROWS.with_columns(pl.Series("left", [1] * 5)), label="left", happened="gone")
    with pytest.raises(RecordError, match="a column of List"):
        backtest(made(), ROWS.with_columns(pl.Series("left", [[1]] * 5)), label="left")
    numbers: Any = 3
    with pytest.raises(RecordError, match="sweep `limit`: 3 is no list of numbers"):
        backtest(made(), ROWS, label="left", sweep={"limit": numbers})


def test_a_label_that_is_not_there_and_data_of_others() -> None:
    with pytest.raises(RecordError, match="did you mean `left`"):
        backtest(made(), ROWS, label="lefd")
    with pytest.raises(EngineError, match="`list` is no frame that is known"):
        backtest(made(), [{"a": True}], label="left")
    tiers: Any = policy("tiers")
    with pytest.raises(EngineError, match="policy `tiers` is a segmentation; give a decision"):
        backtest(tiers, ROWS, label="left")


def test_a_sweep_tries_other_values(tmp_path: Path) -> None:
    found = backtest(made(), ROWS, label="left", sweep={"limit": [1, 10, 30]})
    assert [(name, value) for name, value, _ in found.sweep] == [("limit", 1), ("limit", 10), ("limit", 30)]
    assert [each.rates[1].count for _, _, each in found.sweep] == [2, 1, 0]
    said = found.explain()
    assert "limit at other values" in said
    assert "limit 取其他值" in found.explain("zh")
    assert found.to_dict()["sweep"][1]["result"]["rates"] == found.to_dict()["rates"]


def test_a_quality_says_on_whom_it_was_reckoned() -> None:
    found = backtest(made(), ROWS, label="left", sweep={"limit": [1, 10]})
    assert (1, 4 / 6) == (found.left_out, found.pairs)
    assert (1, 4 / 6) == (found.to_dict()["left_out"], found.to_dict()["pairs"])
    said = found.explain()
    assert "of the pairs seen, one to whom it happened" in said
    assert "It is reckoned without the 1 of 5 that is open: 66.7% of all pairs are seen." in said
    assert "计算时剔除了 5 例中未决的 1 例：所见配对占全部配对的 66.7%。" in found.explain("zh")
    assert re.search(r"open, left out +1 +1\n +pairs seen +66.7% +66.7%", said)
    whole = backtest(made(), ROWS.head(4), label="left")
    assert (0, 1.0) == (whole.left_out, whole.pairs)
    assert "of all pairs, one to whom" in whole.explain()


def test_only_an_interval_wholly_below_one_half_is_worse_than_chance() -> None:
    few = pl.DataFrame({"a": [True, True, False, False, False], "n": [5.0] * 5, "left": [0, 1, 0, 1, 1]})
    found = backtest(made(), few, label="left")
    assert found.rank_quality is not None
    assert found.rank_interval is not None
    assert found.rank_quality < 0.5 < found.rank_interval[1]
    assert (False, True) == (found.is_backwards, found.may_be_chance)
    assert "backwards" not in found.explain()
    assert "it may be no better, and no worse, than chance." in found.explain()
    many = pl.concat([few.filter(pl.col("a") != (pl.col("left") == 1))] * 50)
    assert backtest(made(), many, label="left").is_backwards
    assert "it ranks backwards, worse than chance" in backtest(made(), many, label="left").explain()


def test_where_outcomes_are_no_ranking_rates_stand_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = made().to_dict()
    assert "ranks" not in document
    told = from_dict({**document, "ranks": False}, DecisionTable)
    assert told.to_dict()["ranks"] is False
    for found in (backtest(told, ROWS, label="left"), backtest(made(), ROWS, label="left", ranks=False)):
        assert (None, None) == (found.rank_quality, found.rank_interval)
        assert "ank quality" not in found.explain()
        assert "66.7%" not in found.explain()
    assert backtest(told, ROWS, label="left", ranks=True).rank_quality is not None
    data, rules = tmp_path / "data.csv", tmp_path / "table.toml"
    ROWS.write_csv(data)
    rules.write_text(made().to_toml(), "utf-8")
    assert main(["backtest", str(rules), str(data), "--label", "left", "--no-ranks"]) == 0
    assert "ank quality" not in capsys.readouterr().out


def test_a_sweep_shows_the_figures_that_move() -> None:
    said = backtest(made(), ROWS, label="left", sweep={"limit": [1, 10, 30]}).explain()
    table = said[said.index("limit at other values") :]
    assert re.search(r"share of y +40.0% +20.0% +0.0%", table)
    assert "share of no outcome" in table
    assert "share of x" not in table
    still = backtest(made(), ROWS, label="left", sweep={"limit": [30, 40]}).explain()
    assert "No outcome moves, whichever value it has." in still


def test_the_report_is_a_page_with_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, rules, page = tmp_path / "data.csv", tmp_path / "table.toml", tmp_path / "report.html"
    ROWS.write_csv(data)
    rules.write_text(made().to_toml(), "utf-8")
    call = ["backtest", str(rules), str(data), "--label", "left", "--sweep", "limit=1,10,30", "-o", str(page)]
    assert main(call) == 0
    assert "limit at other values" in capsys.readouterr().out
    assert "<svg" in page.read_text("utf-8")
    assert main(call) == 2
    assert "is there already" in capsys.readouterr().err
    assert main([*call[:-1], str(tmp_path / "report.doc")]) == 2
    assert "unknown kind of report `.doc`; known are `.html`, `.md`, `.txt`" in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data.csv", "report.html", "table.toml"]


def test_the_command_draws_the_sweep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, rules, picture = tmp_path / "data.csv", tmp_path / "table.toml", tmp_path / "sweep.svg"
    ROWS.write_csv(data)
    rules.write_text(made().to_toml(), "utf-8")
    call = ["backtest", str(rules), str(data), "--label", "left", "--sweep", "limit=1,10,30"]
    assert main([*call, "--plot", str(picture)]) == 0
    assert "limit at other values" in capsys.readouterr().out
    assert "<svg" in picture.read_text("utf-8")
    assert main([*call, "--plot", str(picture)]) == 2
    assert main([*call[:-1], "lmit=1"]) == 2
    assert main([*call[:-1], "limit=a"]) == 2
    told = capsys.readouterr().err
    assert "did you mean `limit`" in told
    assert "does not list numbers" in told


@pytest.mark.skipif(not TELCO.is_file(), reason="the telco churn sample is not there")
def test_the_telco_sample() -> None:
    frame = pl.read_csv(TELCO, schema_overrides={"TotalCharges": pl.String})
    examples = ROOT / "examples"
    warning = crmrules.load(examples / "telco-warning.toml", DecisionTable)
    found = backtest(warning, frame, label="Churn", bind=Binding.load(examples / "telco-warning.bind.toml"))
    rates = [each.rate or 0 for each in found.rates]
    assert rates == sorted(rates, reverse=True)
    assert found.rank_quality == pytest.approx(0.808, abs=5e-4)
    numbers = frame.with_columns(pl.col("TotalCharges").cast(pl.Float64, strict=False))
    ladder = backtest(
        policy("retention-ladder"), numbers, label="Churn", bind=Binding.load(examples / "telco.bind.toml")
    )
    assert ladder.rank_quality == pytest.approx(0.340, abs=5e-4)
    assert "it ranks backwards" in ladder.explain()


def test_strict_knows_the_label() -> None:
    frame = pl.DataFrame({"money": [True], "left": [True]})
    strict = Binding(strict=True)
    assert 1 == backtest(policy("man"), frame, label="left", bind=strict).total
    with pytest.raises(BindingError, match="unknown fact or column `autority`"):
        backtest(policy("man"), frame.with_columns(autority=True), label="left", bind=strict)


def test_what_is_shown_is_rounded_as_the_exact_number_is() -> None:
    """23 of 80 are 28.75%, and (3 / 5) / (8 / 13) is 0.975; the floats next to both lie below."""
    rows = pl.DataFrame({"a": [True] * 80 + [False] * 60, "left": [1] * 23 + [0] * 57 + [1] * 9 + [0] * 51})
    assert re.search(r"x {2,}80 {2,}57.1% {2,}28.8% ", backtest(made(), with_n(rows), label="left").explain())
    rows = pl.DataFrame({"a": [True] * 5 + [False] * 8, "left": [1] * 3 + [0] * 2 + [1] * 5 + [0] * 3})
    assert re.search(r"x {2,}5 .* {2,}0.98$", backtest(made(), with_n(rows), label="left").explain(), re.MULTILINE)
    rows = pl.DataFrame({"a": [True] * 20 + [False] * 20, "left": [1] * 11 + [0] * 9 + [1] * 9 + [0] * 11})
    found = backtest(made(), with_n(rows), label="left")
    assert found.rank_quality == 0.55


def with_n(rows: pl.DataFrame) -> pl.DataFrame:
    """With the other fact, which no row reaches the limit by."""
    return rows.with_columns(n=pl.lit(0.0))
