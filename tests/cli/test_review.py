"""`crmrules review` as people run it."""

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from crmrules.cli.main import main

ROOT = Path(__file__).parents[2]
CUSTOMERS = ROOT / "examples" / "customers.csv"
SHARED = ROOT.parent / "shared" / "data"


def reviewed(*arguments: object) -> int:
    return main(["review", *map(str, arguments)])


def test_a_file_becomes_a_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == reviewed(CUSTOMERS, "-o", tmp_path / "book", "--as-of", "2026-11-01")
    out = capsys.readouterr().out
    assert "Customer review: customers.csv" in out
    assert "80/20 does not hold here: the top 20% of customers bring 74.34% of the total, not 80%." in out
    assert ["decisions.parquet", "report.html"] == sorted(path.name for path in (tmp_path / "book").iterdir())
    frame = pl.read_parquet(tmp_path / "book" / "decisions.parquet")
    types = {
        "profit": pl.Float64,
        "tenure_months": pl.Int64,
        "money": pl.Boolean,
        "name": pl.String,
        "last_call": pl.Date,
    }
    assert types == {name: frame[name].dtype for name in types}
    assert isinstance(frame["tiers"].dtype, pl.Enum | pl.Categorical)
    assert pl.Date == frame["next_visit_due"].dtype
    assert 500 == frame.height
    assert "<title>Customer review: customers.csv</title>" in (tmp_path / "book" / "report.html").read_text("utf-8")


def test_csv_json_lines_and_parquet_are_one_book(tmp_path: Path) -> None:
    assert 0 == reviewed(CUSTOMERS, "-o", tmp_path / "csv", "--as-of", "2026-11-01")
    whole = pl.read_parquet(tmp_path / "csv" / "decisions.parquet")
    columns = pl.read_csv(CUSTOMERS, n_rows=1).columns
    whole.select(columns).write_parquet(tmp_path / "customers.parquet")
    with (tmp_path / "customers.jsonl").open("w", encoding="utf-8") as file:
        for row in whole.select(columns).to_dicts():
            known = {name: value for name, value in row.items() if value is not None}
            plain = {name: str(value) if isinstance(value, datetime.date) else value for name, value in known.items()}
            file.write(json.dumps(plain, ensure_ascii=False) + "\n")
    for kind in ("parquet", "jsonl"):
        assert 0 == reviewed(tmp_path / f"customers.{kind}", "-o", tmp_path / kind, "--as-of", "2026-11-01")
        other = pl.read_parquet(tmp_path / kind / "decisions.parquet")
        assert whole.equals(other.select(whole.columns))


def test_bad_cells_are_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("profit,last_call\n5,2026-01-01\nx,yesterday\n", "utf-8")
    assert 2 == reviewed(path, "-o", tmp_path / "book", "--as-of", "2026-11-01")
    error = capsys.readouterr().err
    assert 'row 3, column `profit`: "x" is no number; write it with digits and a point, such as 1234.5' in error
    assert 'row 3, column `last_call`: "yesterday" is no date; write it as year-month-day' in error
    assert ["bad.csv"] == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.parquet", b"not a parquet file", "is no Parquet file"),
        ("x.xls", b"", "is empty"),
        ("x.doc", b"", "unknown kind of file `.doc`"),
        ("x.csv", b"name\nsomebody\n", "no policy can run on it (none of its facts has a column or is bound: "),
        ("x.csv", b"name^profit\nx^5\n", "its only column is `name^profit`: say with --separator what separates its"),
        ("x.csv", b"profit,money\n1,1\n", 'row 2, column `money`: "1" is no boolean'),
        ("x.csv", b"", "is empty"),
    ],
)
def test_what_cannot_be_reviewed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert 2 == reviewed(tmp_path / name, "-o", tmp_path / "book")
    assert message in capsys.readouterr().err
    assert not (tmp_path / "book").exists()


def test_a_book_that_is_there_is_replaced_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "book"
    assert 0 == reviewed(CUSTOMERS, "-o", book)
    (book / "mine.txt").write_text("kept")
    assert 2 == reviewed(CUSTOMERS, "-o", book)
    assert "is there already; pass --force to replace it" in capsys.readouterr().err
    assert 0 == reviewed(CUSTOMERS, "-o", book, "--force", "--lang", "zh")
    assert "客户复核" in (book / "report.html").read_text("utf-8")
    assert "kept" == (book / "mine.txt").read_text()


def test_only_the_policies_asked_for_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == reviewed(CUSTOMERS, "-o", tmp_path / "book", "--policy", "tiers")
    assert "man - " not in capsys.readouterr().out
    assert "man" not in pl.read_parquet_schema(tmp_path / "book" / "decisions.parquet")


def test_one_column_read_as_two_types_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    maps = ("--map", "bill=name", "--map", "complaint_open=name")
    assert 2 == reviewed(CUSTOMERS, "-o", tmp_path / "book", *maps)
    assert "column `name`: is bool for one fact and money for `bill`" in capsys.readouterr().err


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_no_book(tmp_path: Path, name: signal.Signals) -> None:
    lines = CUSTOMERS.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "many.csv").write_text(lines[0] + "".join(lines[1:]) * 400, "utf-8")
    command = [sys.executable, "-m", "crmrules.cli.main", "review", "many.csv", "-o", "book", "--as-of", "2026-11-01"]
    running = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
    )
    while not list(tmp_path.glob(".crmrules-*/*/000000.parquet")):
        assert running.poll() is None, "it ended before it was interrupted"
        time.sleep(0.01)
    running.send_signal(name)
    assert 0 != running.wait(30)
    assert not (tmp_path / "book").exists()
    if name is signal.SIGTERM:
        assert ["many.csv"] == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real customers are not there")
def test_real_customers_of_whom_80_20_does_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    orders = pl.read_csv(SHARED / "rfm_orders.csv")
    orders.group_by("customer_id").agg(profit=pl.col("revenue").sum().cast(pl.Float64)).write_parquet(
        tmp_path / "rfm.parquet"
    )
    assert 0 == reviewed(tmp_path / "rfm.parquet", "-o", tmp_path / "book")
    out = capsys.readouterr().out
    assert "995 customers of rfm.parquet" in out
    assert "80/20 does not hold here: the top 20% of customers bring 35.77% of the total, not 80%." in out


def test_a_parameter_is_set_for_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ("--policy", "tiers", "--policy", "retention-ladder")
    assert 0 == reviewed(CUSTOMERS, "-o", tmp_path / "as-it-is", *chosen)
    usual = capsys.readouterr().out
    changed = ("--set", "tiers.key_customers=0.1", "--set", "retention-ladder.bill_drop=0.2")
    assert 0 == reviewed(CUSTOMERS, "-o", tmp_path / "set", *chosen, *changed)
    said = capsys.readouterr().out
    frames = [pl.read_parquet(tmp_path / name / "decisions.parquet") for name in ("as-it-is", "set")]
    keys = [frame["tiers"].cast(pl.String).eq("key").sum() for frame in frames]
    falling = [frame["retention_ladder"].cast(pl.String).eq("step-5").sum() for frame in frames]
    assert keys[1] < keys[0]
    assert falling[1] > falling[0]
    assert said != usual


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("key_customers=0.1", "write it as policy.parameter=value"),
        ("tier.key_customers=0.1", "did you mean `tiers`?"),
        ("tiers.key_customer=0.1", "did you mean `key_customers`?"),
        ("tiers.key_customers=few", "`few` is no number"),
        ("tiers.key_customers=7", "policy `tiers`"),
        ("tiers.basis=people", "policy `tiers`, parameter `basis`"),
    ],
)
def test_what_cannot_be_set_is_told(text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == reviewed(CUSTOMERS, "-o", tmp_path / "book", "--policy", "tiers", "--set", text)
    assert told in capsys.readouterr().err


def test_strict_refuses_what_no_policy_reads(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("money,autority,bill\ntrue,true,40\n", "utf-8")
    command = ["review", str(file), "-o", str(tmp_path / "book"), "--policy", "man", "--policy", "retention-ladder"]
    assert 2 == main([*command, "--strict"])
    assert f"{file}: unknown fact or column `autority`; did you mean `authority`?\n" == capsys.readouterr().err
    assert 0 == main(command)
