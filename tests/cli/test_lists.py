"""`crmrules review --lists`: workbooks and CSV files that people work by, and how customers are named in them."""

import csv
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from crmrules import policy, review
from crmrules.cli.main import main
from crmrules.records import workbook
from crmrules.reviews import filling

Capture = pytest.CaptureFixture[str]
CUSTOMERS = Path(__file__).parents[2] / "examples" / "customers.csv"
DAY = datetime.date(2026, 11, 1)


def reviewed(*arguments: object) -> int:
    return main(["review", *map(str, arguments)])


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The first of the customers: enough for a row of each form in every list."""
    path = tmp_path / "in" / "customers.csv"
    path.parent.mkdir()
    path.write_text("".join(CUSTOMERS.read_text("utf-8").splitlines(keepends=True)[:41]), "utf-8")
    return path


def as_cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return datetime.datetime.combine(value, datetime.time.min) if isinstance(value, datetime.date) else value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_holds_every_cell_of_every_list(tmp_path: Path, few: Path, language: Any) -> None:
    names, book = ("--key", "customer_id", "--with", "name"), tmp_path / "book"
    assert 0 == reviewed(few, "-o", book, "--lists", "xlsx", "--as-of", DAY, "--lang", language, *names)
    assert ["decisions.parquet", "lists.xlsx", "report.html"] == sorted(path.name for path in book.iterdir())
    frame = pl.read_csv(few, try_parse_dates=True)
    found = review(frame, as_of=DAY, key="customer_id", beside=["name"])
    summary, *sheets = openpyxl.load_workbook(book / "lists.xlsx")
    assert len(found.lists) == len(sheets)
    for sheet, id_ in zip(sheets, found.lists, strict=True):
        title = policy(id_).definition.header.title.in_language(language).replace("/", "-")
        assert title[:31] == sheet.title  # Excel takes no more
        wanted = found.worklist(id_, language).collect()
        head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
        assert wanted.columns == head
        assert wanted.height == len(rows)
        for row, expected in zip(rows, wanted.iter_rows(), strict=True):
            assert list(map(as_cell, expected)) == row
        assert "A2" == sheet.freeze_panes
        assert sheet.dimensions == sheet.auto_filter.ref
    said = [[cell.value for cell in row if cell.value is not None] for row in summary.iter_rows()]
    assert (["Customer review: customers.csv"] if language == "en" else ["客户复核：customers.csv"]) == said[0]
    for sheet, id_ in zip(sheets, found.lists, strict=True):
        assert [sheet.title, id_, sheet.max_row - 1] in said


def test_a_csv_file_for_each_list(tmp_path: Path) -> None:
    chosen = ("--policy", "man", "--policy", "tiers")
    assert 0 == reviewed(CUSTOMERS, "-o", tmp_path, "--lists", "csv", "--key", "customer_id", *chosen)
    assert ["decisions.parquet", "man.csv", "report.html", "tiers.csv"] == sorted(p.name for p in tmp_path.iterdir())
    found = review(pl.read_csv(CUSTOMERS, try_parse_dates=True), key="customer_id")
    for id_ in ("man", "tiers"):
        content = (tmp_path / f"{id_}.csv").read_text("utf-8")
        assert content.startswith("\ufeff")  # by which Excel tells UTF-8
        head, *rows = csv.reader(content.removeprefix("\ufeff").splitlines())
        wanted = found.worklist(id_).collect()
        assert wanted.columns == head
        assert [["" if each is None else str(each) for each in row] for row in wanted.iter_rows()] == rows


def test_rows_are_those_a_person_sees_in_the_file(tmp_path: Path, capsys: Capture) -> None:
    lines = "profit,name\n5,a\n,\n9,b\n\n7,c\n"
    (tmp_path / "in.csv").write_text(lines, "utf-8")
    (tmp_path / "in.jsonl").write_text('{"profit": 5}\n\n{"profit": 9}\n{"profit": 7}\n', "utf-8")
    pl.DataFrame({"profit": [5, 9, 7]}).write_parquet(tmp_path / "in.parquet")
    for name, rows in (("in.csv", [4, 6, 2]), ("in.jsonl", [3, 4, 1]), ("in.parquet", [2, 3, 1])):
        book = tmp_path / f"book-{name}"
        assert 0 == reviewed(tmp_path / name, "-o", book, "--lists", "csv", "--policy", "tiers")
        assert rows == pl.read_csv(book / "tiers.csv")["row"].to_list()
        assert ["profit"] == [each for each in pl.read_parquet_schema(book / "decisions.parquet") if each == "profit"]
        assert "__crmrules_row" not in pl.read_parquet_schema(book / "decisions.parquet")
    assert "    row  band" in capsys.readouterr().out


def test_rows_of_several_files_are_told_with_their_file(tmp_path: Path) -> None:
    for name, profit in (("a", 5), ("b", 9)):
        (tmp_path / f"{name}.csv").write_text(f"profit\n{profit}\n3\n", "utf-8")
        pl.DataFrame({"profit": [profit, 3]}).write_parquet(tmp_path / f"{name}.parquet")
    for end, first in (("csv", 2), ("parquet", 1)):
        files = [tmp_path / f"{name}.{end}" for name in "ab"]
        assert 0 == reviewed(*files, "-o", tmp_path / end, "--lists", "csv", "--policy", "tiers")
        wanted = [
            f"{files[1]}, row {first}",
            f"{files[0]}, row {first}",
            *(f"{each}, row {first + 1}" for each in files),
        ]
        assert wanted == pl.read_csv(tmp_path / end / "tiers.csv")["row"].to_list()


def test_a_list_beyond_a_sheet_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 500)
    book = tmp_path / "book"
    assert 2 == reviewed(CUSTOMERS, "-o", book, "--lists", "xlsx", "--policy", "tiers")
    told = "`80-20 customer tiers`: has 500 rows, and a sheet of Excel holds 499 below its header"
    assert told in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_lists_that_are_there_are_replaced_only_when_asked(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "man.csv").write_text("mine", "utf-8")
    command = (CUSTOMERS, "-o", tmp_path, "--lists", "csv", "--policy", "man")
    assert 2 == reviewed(*command)
    assert "man.csv: is there already; pass --force" in capsys.readouterr().err
    assert ["man.csv"] == [path.name for path in tmp_path.iterdir()]
    assert 0 == reviewed(*command, "--force")


def test_every_policy_of_a_review_has_a_list_and_a_file(tmp_path: Path, few: Path) -> None:
    assert 0 == reviewed(few, "-o", tmp_path / "book", "--lists", "csv", "--as-of", DAY)
    found = review(pl.read_csv(few, try_parse_dates=True), as_of=DAY)
    assert found.lists.keys() == {part.policy.id for part in found.parts}
    assert {f"{id_}.csv" for id_ in found.lists} == {path.name for path in (tmp_path / "book").glob("*.csv")}


def test_lists_of_an_earlier_run_are_told(tmp_path: Path, capsys: Capture) -> None:
    command = (CUSTOMERS, "-o", tmp_path, "--policy", "man", "--force")
    assert 0 == reviewed(*command, "--lists", "csv", "--lists", "xlsx")
    assert "" == capsys.readouterr().err
    assert 0 == reviewed(*command)
    told = "is a list that this run did not write: of an earlier one, perhaps of other customers"
    assert [f"{tmp_path / name}: {told}" for name in ("lists.xlsx", "man.csv")] == capsys.readouterr().err.splitlines()


def test_a_list_beyond_a_sheet_is_told_before_its_sentences_are_filled(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 500)
    monkeypatch.setattr(filling, "values_of", None)
    assert 2 == reviewed(CUSTOMERS, "-o", tmp_path / "book", "--lists", "xlsx", "--policy", "retention-ladder")
    assert "has 500 rows" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--key", "--with"])
def test_a_column_that_is_not_there_is_told(tmp_path: Path, capsys: Capture, option: str) -> None:
    assert 2 == reviewed(CUSTOMERS, "-o", tmp_path / "book", option, "customer")
    assert f"{CUSTOMERS}: has no column `customer`; did you mean `customer_id`?" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_the_report_names_customers_by_the_key(tmp_path: Path, few: Path, capsys: Capture) -> None:
    assert 0 == reviewed(few, "-o", tmp_path / "book", "--key", "customer_id", "--as-of", DAY)
    said = capsys.readouterr().out
    found = review(pl.read_csv(few, try_parse_dates=True), as_of=DAY)
    assert {"contact-classes", "contact-frequency", "man", "retention-ladder", "tiers"} <= found.lists.keys()
    told = found.lists.keys() - {part.policy.id for part in found.parts if part.is_open}
    assert len(told) == said.count("  The first 5 of ")
    assert len(told) == said.count("    customer_id  ")
