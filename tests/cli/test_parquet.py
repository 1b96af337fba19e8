"""`crmrules apply` on Parquet: the same decisions and the same summary as on the same rows as text."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmrules.cli.main import main
from tests.policies import EARLY_WARNING

ROOT = Path(__file__).parents[2]
CUSTOMERS = ROOT / "examples" / "customers.csv"
FLAGS = st.sampled_from([True, False, None])
ROWS = st.lists(st.fixed_dictionaries({"money": FLAGS, "authority": FLAGS, "need": FLAGS}), min_size=1, max_size=20)


def decided(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert 0 == main(["apply", *map(str, arguments)])
    return capsys.readouterr().out


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    """The sample customers as Parquet."""
    pl.read_csv(CUSTOMERS, try_parse_dates=True).write_parquet(tmp_path / "customers.parquet")
    return tmp_path / "customers.parquet"


@pytest.mark.parametrize("policy", ["man", "retention-ladder"])
@pytest.mark.parametrize("out", ["out.parquet", "out.csv", "out.jsonl"])
def test_the_summary_and_the_decisions_are_those_of_the_rows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, parquet: Path, policy: str, out: str
) -> None:
    options = ("--so-far", "--missing")
    by_rows = decided(capsys, policy, CUSTOMERS, "-o", tmp_path / "rows.jsonl", *options)
    assert by_rows == decided(capsys, policy, parquet, "-o", tmp_path / out, *options)
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()]
    read: Any = {".parquet": pl.read_parquet, ".csv": pl.read_csv, ".jsonl": pl.read_ndjson}[Path(out).suffix]
    name = policy.replace("-", "_")
    for row, other in zip(rows, read(tmp_path / out).to_dicts(), strict=True):
        for column in (name, f"{name}_so_far", f"{name}_certain"):
            assert row[column] == other[column]
        assert row[f"{name}_missing"] == (other[f"{name}_missing"] or "")


def test_text_becomes_parquet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert decided(capsys, "man", CUSTOMERS) == decided(capsys, "man", CUSTOMERS, "-o", tmp_path / "out.parquet")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert ["Boolean", "String", "Boolean"] == [str(frame[name].dtype) for name in ("money", "profit", "man_certain")]
    assert "man_missing" not in frame.columns
    assert ["out.parquet"] == [each.name for each in tmp_path.iterdir()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_any_rows_as_csv_json_lines_and_parquet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[dict[str, bool | None]]
) -> None:
    schema = {"money": pl.Boolean, "authority": pl.Boolean, "need": pl.Boolean}
    # a row of a CSV file with nothing in it is none
    frame = pl.DataFrame(rows, schema=schema).with_row_index("id")
    frame.write_parquet(tmp_path / "rows.parquet")
    frame.write_csv(tmp_path / "rows.csv")
    frame.write_ndjson(tmp_path / "rows.jsonl")
    said = {decided(capsys, "man", tmp_path / f"rows.{kind}") for kind in ("parquet", "csv", "jsonl")}
    assert 1 == len(said)


def test_assumptions_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path, parquet: Path) -> None:
    (tmp_path / "ours.bind.toml").write_text("[assume]\narrears_suspension = false\ncomplaint_open = false\n", "utf-8")
    bind = ("--bind", tmp_path / "ours.bind.toml")
    by_rows = decided(capsys, "retention-ladder", CUSTOMERS, *bind)
    assert "The stop is for arrears (arrears_suspension)  false  of " in by_rows
    assert by_rows == decided(capsys, "retention-ladder", parquet, *bind)


def test_a_policy_that_collects(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "early-warning.toml").write_text(EARLY_WARNING, "utf-8")
    frame = pl.DataFrame({"bill": [58.0, 40.0, None], "package_fee": [58.0] * 3, "rival_calls": [0, 0, 2]})
    frame.write_csv(tmp_path / "rows.csv")
    frame.write_parquet(tmp_path / "rows.parquet")
    policy = tmp_path / "early-warning.toml"
    assert decided(capsys, policy, tmp_path / "rows.csv") == decided(capsys, policy, tmp_path / "rows.parquet")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("broken.parquet",), "is no Parquet file"),
        (("gone.parquet",), "cannot be read: No such file"),
        (("rows.parquet", "--encoding", "gb18030"), "has an encoding of its own; leave --encoding out"),
        (
            ("rows.parquet", "-o", "out.xls"),
            "unknown kind of file `.xls`; did you mean `.xlsx`?",
        ),
        (("rows.parquet", "-o", "rows.parquet"), "is there already; pass --force"),
        (("rows.parquet", "--map", "money=mony"), "there is no column `mony`; did you mean `money`?"),
        (("texts.parquet",), "texts.parquet, column `money`: is String, and fact `money` is bool"),
        (("other.parquet",), "other.parquet: has none of the facts of policy `man`"),
        (("rows.prquet",), "unknown kind of file `.prquet`; did you mean `.parquet`?"),
    ],
)
def test_what_does_not_fit_is_one_clear_error(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    pl.DataFrame({"money": [True]}).write_parquet("rows.parquet")
    pl.DataFrame({"money": ["yes"]}).write_parquet("texts.parquet")
    pl.DataFrame({"x": [1]}).write_parquet("other.parquet")
    Path("broken.parquet").write_bytes(b"PAR1 and no more")
    before = sorted(each.name for each in tmp_path.iterdir())
    assert 2 == main(["apply", "man", *arguments])
    assert message in capsys.readouterr().err
    assert before == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
@pytest.mark.parametrize(
    ("values", "said", "in_json"),
    [
        ([[1]], "is List(Int64)", True),
        ([{"a": 1}], "is Struct({'a': Int64})", True),
        ([b"a"], "is Binary", False),
        ([[b"a"]], "is List(Binary)", False),
        ([{"a": [b"a"]}], "is Struct({'a': List(Binary)})", False),
        ([datetime.timedelta(1)], "is Duration(time_unit='us')", True),
    ],
)
def test_what_a_format_cannot_hold_is_told_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, values: list[Any], said: str, in_json: bool
) -> None:
    pl.DataFrame({"money": [True], "odd": values}).write_parquet(tmp_path / "rows.parquet")
    arguments = ["apply", "man", str(tmp_path / "rows.parquet"), "-o", str(tmp_path / name)]
    if name == "out.jsonl" and in_json:
        assert 0 == main(arguments)
        assert "odd" in json.loads((tmp_path / name).read_text("utf-8"))
        return
    assert 2 == main(arguments)
    printed = capsys.readouterr()
    assert f"rows.parquet, column `odd`: {said}, which `{name}` cannot hold; write .parquet" in printed.err
    assert ("", ["rows.parquet"]) == (printed.out, [each.name for each in tmp_path.iterdir()])


def test_customers_who_move_are_refused_as_text_where_it_cannot_hold_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pl.DataFrame({"money": [True], "odd": [[1]]}).write_parquet(tmp_path / "rows.parquet")
    moved = str(tmp_path / "moved.csv")
    assert 2 == main(["diff", "man", "man", "--data", str(tmp_path / "rows.parquet"), "--moved", moved])
    assert "rows.parquet, column `odd`: is List(Int64), which `moved.csv` cannot hold" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["telco.csv", "telco.parquet"])
def test_facts_that_are_assumed_and_have_no_column_are_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    frame = pl.DataFrame({"tenure": [1, 34], "MonthlyCharges": [29.85, 56.95], "TotalCharges": [29.85, 1889.50]})
    frame.write_csv(tmp_path / "telco.csv")
    frame.write_parquet(tmp_path / "telco.parquet")
    bind = ("--bind", ROOT / "examples" / "telco.bind.toml")
    by_rows = decided(capsys, "retention-ladder", tmp_path / "telco.csv", *bind)
    for fact in ("cancellation_requested", "suspended"):
        assert re.search(rf"\({fact}\) +false +of 2 customers", by_rows)
    out = tmp_path / "t.parquet"
    assert by_rows == decided(capsys, "retention-ladder", tmp_path / name, *bind, "-o", out)
    assert ["step-1", "step-2"] == pl.read_parquet(out)["retention_ladder"].to_list()
