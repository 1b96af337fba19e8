"""`crmrules apply` to a workbook and to standard output."""

import csv
import datetime
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from crmrules.cli.main import main
from crmrules.records import workbook

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]
CUSTOMERS = ROOT / "examples" / "customers.csv"


def run(*arguments: object) -> int:
    return main(["apply", *map(str, arguments)])


def cells(path: Path) -> list[list[Any]]:
    (sheet,) = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def as_cell(value: Any) -> Any:
    """What a workbook holds for a value of a frame."""
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time.min)
    return None if value == "" else value


@pytest.mark.parametrize("policy", ["man", "retention-ladder", "tiers", "contact-frequency"])
def test_a_workbook_holds_what_parquet_holds(tmp_path: Path, policy: str) -> None:
    for name in ("out.xlsx", "out.parquet"):
        assert 0 == run(policy, CUSTOMERS, "-o", tmp_path / name, "--as-of", "2026-11-01")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    head, *rows = cells(tmp_path / "out.xlsx")
    assert frame.columns == head
    assert [[as_cell(value) for value in row] for row in frame.iter_rows()] == rows


def test_json_lines_become_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "leads.jsonl"
    path.write_text('{"name": "=1+1", "money": true}\n{"money": false, "tags": ["a"]}\n', "utf-8")
    assert 0 == run("man", path, "-o", tmp_path / "out.xlsx", "--map", "authority=money", "--map", "need=money")
    head, *rows = cells(tmp_path / "out.xlsx")
    assert ["name", "money", "tags", "man"] == head[:4]
    assert [["=1+1", True, None, "pursue"], [None, False, '["a"]', "stop-contact"]] == [row[:4] for row in rows]


def test_more_rows_than_a_sheet_holds_are_told_and_nothing_is_written(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 100)
    out = tmp_path / "out.xlsx"
    assert 2 == run("man", CUSTOMERS, "-o", out)
    told = f"{out}, sheet `out`: has 500 rows, and a sheet of Excel holds 99 below its header; write .csv or .parquet"
    assert told in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_rows_go_to_standard_output_and_the_summary_to_standard_error(tmp_path: Path, capfdbinary: Any) -> None:
    assert 0 == run("man", CUSTOMERS, "-o", tmp_path / "out.csv")
    capfdbinary.readouterr()
    assert 0 == run("man", CUSTOMERS, "-o", "-")
    out, err = capfdbinary.readouterr()
    assert (tmp_path / "out.csv").read_bytes() == out
    assert 501 == len(list(csv.reader(io.StringIO(out.decode()))))
    assert "500 customers, 146 open" in err.decode()


def test_json_lines_go_out_as_json_lines(tmp_path: Path, capfdbinary: Any) -> None:
    path = tmp_path / "leads.jsonl"
    path.write_text('{"money": true, "authority": true, "need": true, "more": [1]}\n', "utf-8")
    assert 0 == run("man", path, "-o", "-")
    found = json.loads(capfdbinary.readouterr().out)
    assert ([1], "pursue") == (found["more"], found["man"])


def test_a_run_that_fails_puts_nothing_out(tmp_path: Path, capfdbinary: Any) -> None:
    path = tmp_path / "in.csv"
    path.write_text("money\nmaybe\n", "utf-8")
    assert 2 == run("man", path, "-o", "-")
    out, err = capfdbinary.readouterr()
    assert b"" == out
    assert b"is no boolean" in err
