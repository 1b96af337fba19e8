"""`crmrules explain` of a customer of a file: what `apply` says of the row, with the reasons."""

import datetime
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from xlsxwriter import Workbook

from crmrules.cli.main import main

Capture = pytest.CaptureFixture[str]
CUSTOMERS = Path(__file__).parents[2] / "examples" / "customers.csv"
DAY = "2026-11-01"


def explained(*arguments: object) -> int:
    return main(["explain", *map(str, arguments)])


def told(capsys: Capture, *arguments: object) -> Any:
    assert 0 == explained(*arguments, "--format", "json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("policy", "columns"),
    [
        ("man", {"man": "outcome"}),
        ("retention-ladder", {"retention_ladder": "outcome"}),
        ("tiers", {"tiers": "outcome", "tiers_flagged": "flagged"}),
        ("contact-frequency", {"next_call_due": "next_call_due", "visit_status": "visit_status"}),
    ],
)
def test_a_row_and_its_key_are_explained_as_apply_says(
    tmp_path: Path, capsys: Capture, policy: str, columns: dict[str, str]
) -> None:
    assert 0 == main(["apply", policy, str(CUSTOMERS), "-o", str(tmp_path / "out.parquet"), "--as-of", DAY])
    capsys.readouterr()
    frame = pl.read_parquet(tmp_path / "out.parquet")
    for place in (0, 1, 230, 499):
        row = frame.row(place, named=True)
        by_row = told(capsys, policy, CUSTOMERS, "--row", place + 2, "--as-of", DAY)
        by_key = told(capsys, policy, CUSTOMERS, "--key", f"customer_id={row['customer_id']}", "--as-of", DAY)
        assert by_row == by_key
        for column, key in columns.items():
            value = row[column]
            assert by_row[key] == (value.isoformat() if isinstance(value, datetime.date) else value)


def test_it_is_said_where_the_customer_stands(capsys: Capture) -> None:
    assert 0 == explained("tiers", CUSTOMERS, "--key", "customer_id=C0002", "--lang", "zh")
    assert capsys.readouterr().out.splitlines()[:2] == ["tiers：small - 小客户", "  customers.csv, row 3"]


@pytest.mark.parametrize(
    ("name", "content", "row"),
    [
        ("in.csv", "profit;money\n5;true\n;\n9;\n", 4),
        ("in.jsonl", '{"money": true}\n\n{"money": null}\n', 3),
        ("in.json", '[{"money": true}, {"money": null}]', 2),
    ],
)
def test_rows_are_those_a_person_counts(tmp_path: Path, capsys: Capture, name: str, content: str, row: int) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    assert told(capsys, "man", path, "--row", row)["facts"]["money"] is None
    assert 2 == explained("man", path, "--row", 9)
    assert f"{path}: has no customer in row 9; customers stand from row" in capsys.readouterr().err


def test_a_row_is_read_by_a_binding_and_what_is_assumed_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "in.csv").write_text("Budget\nja\nnein\n", "utf-8")
    (tmp_path / "b.toml").write_text(
        '[facts]\nmoney = { column = "Budget", values = { ja = true, nein = false } }\n[assume]\nneed = true\n', "utf-8"
    )
    found = told(capsys, "man", tmp_path / "in.csv", "--row", 3, "--bind", tmp_path / "b.toml", "--what-if")
    assert (False, ["need"]) == (found["facts"]["money"], found["assumed"])
    assert "what_if" in found


def test_keys_are_compared_as_the_column_holds_them(tmp_path: Path, capsys: Capture) -> None:
    frame = pl.DataFrame(
        {
            "id": [1.0, 2.5],
            "n": [7, 8],
            "a=b": ["x=1", " y "],
            "day": [datetime.date(2026, 1, 1), datetime.date(2026, 1, 2)],
            "money": [True, False],
        }
    )
    frame.write_parquet(tmp_path / "in.parquet")
    for key, money in {"id=1": True, "id=2.50": False, "n=8": False, "a=b=x=1": True, "a=b=y": False}.items():
        assert money is told(capsys, "man", tmp_path / "in.parquet", "--key", key)["facts"]["money"]
    assert told(capsys, "man", tmp_path / "in.parquet", "--key", "day=2026-01-02")["facts"]["money"] is False
    assert 2 == explained("man", tmp_path / "in.parquet", "--key", "n=x")
    assert 'column `n`: no customer has "x"' in capsys.readouterr().err


def test_what_does_not_name_one_customer_is_told(tmp_path: Path, capsys: Capture) -> None:
    path, other = tmp_path / "in.csv", tmp_path / "in2.csv"
    path.write_text("money,id\n" + "true,1\n" * 12 + "true,2\n", "utf-8")
    other.write_text("money,id\ntrue,3\n", "utf-8")
    rows = ", ".join(f"row {each}" for each in range(2, 12))
    for options, message in (
        (["--key", "id=1"], f'{path}, column `id`: "1" stands in several rows: {rows}, ...; name one of them by --row'),
        (["--key", "ID=1"], f"{path}: has no column `ID`; did you mean `id`?"),
        (["--key", "id"], f"{path}, --key `id`: names no value; write it as COLUMN=VALUE"),
        (["--row", "2", str(other)], "a row 2 is in each of these files; give one file, or a --key"),
        (["--row", "2", "--map", "need=needs"], f"{path}, binding, fact `need`: there is no column `needs`"),
        ([], f"`{path}`: is no fact with its value; write it as fact=value, or name a row of the file by --row"),
    ):
        assert 2 == explained("man", path, *options)
        assert message in capsys.readouterr().err
    assert 2 == explained("man", "--row", 2)
    assert "--row and --key: are of a file; name it" in capsys.readouterr().err
    assert 2 == explained("contact-frequency", CUSTOMERS, "--row", 2)
    assert "depends on the day; give --as-of" in capsys.readouterr().err


def sheet_of(path: Path) -> None:
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "money"])
        for row, (key, money) in enumerate([("a", True), ("b", "maybe"), ("c", False)], 1):
            sheet.write_row(row, 0, [key, money])


BAD = {
    "in.csv": "id,money\na,true\nb,maybe\nc,false\nd\n",
    "in.jsonl": '{}\n{"id": "a", "money": true}\n{"id": "b", "money": "maybe"}\n{"id": "c", "money": false}\nx\n',
    "in.json": '[{}, {"id": "a", "money": true}, {"id": "b", "money": "maybe"}, {"id": "c", "money": false}, 5]',
    "in.xlsx": None,
}


@pytest.mark.parametrize("name", BAD)
def test_only_the_customer_who_is_asked_for_has_to_be_readable(tmp_path: Path, capsys: Capture, name: str) -> None:
    path, content = tmp_path / name, BAD[name]
    sheet_of(path) if content is None else path.write_text(content, "utf-8")
    assert told(capsys, "man", path, "--row", 2)["facts"]["money"] is True
    assert told(capsys, "man", path, "--key", "id=c")["facts"]["money"] is False
    for option in (["--row", 3], ["--key", "id=b"]):
        assert 2 == explained("man", path, *option)
        said = capsys.readouterr().err
        assert '"maybe" is no boolean' in said
        assert 1 == len(said.splitlines())
    assert 2 == explained("man", path, "--key", "id=q")
    first, *others = capsys.readouterr().err.splitlines()
    assert 'column `id`: no customer has "q"' in first
    assert any('"maybe" is no boolean' in each for each in others)


def test_a_row_that_is_none_is_told_where_it_is_asked_for(tmp_path: Path, capsys: Capture) -> None:
    for name, row, said in (
        ("in.csv", 5, "in.csv, row 5: has 1 cell, and the header 2"),
        ("in.jsonl", 5, "in.jsonl, row 5: is no JSON"),
        ("in.json", 5, "in.json, object 5: 5 is no object"),
    ):
        path = tmp_path / name
        path.write_text(str(BAD[name]), "utf-8")
        assert 2 == explained("man", path, "--row", row)
        assert said in capsys.readouterr().err


def test_a_customer_of_several_files_is_read_where_another_row_is_bad(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.csv").write_text("id,money\na,true\nb,maybe\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,money\nc,maybe\nd,false\n", "utf-8")
    assert told(capsys, "man", tmp_path / "a.csv", tmp_path / "b.csv", "--key", "id=d")["facts"]["money"] is False


def test_a_cell_that_others_are_merged_into_is_told_of_each_of_its_rows(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "in.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "need"])
        sheet.write_row(1, 0, ["a", True])
        sheet.write_row(2, 0, ["b"])
        sheet.merge_range("B2:B3", True)
        sheet.write_row(3, 0, ["c", False])
    assert told(capsys, "man", path, "--row", 4)["facts"]["need"] is False
    assert 2 == explained("man", path, "--row", 3)
    assert "is merged, B2:B3" in capsys.readouterr().err


def test_what_is_cut_of_all_customers_needs_all_of_them(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "in.csv"
    path.write_text("profit\n10\nmuch\n", "utf-8")
    assert 2 == explained("tiers", path, "--row", 2)
    assert 'row 3, column `profit`: "much" is no number' in capsys.readouterr().err


def test_a_file_without_a_fact_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "in.csv"
    path.write_text("maney\ntrue\n", "utf-8")
    assert 2 == explained("man", path, "--row", 2)
    said = f"{path}: has none of the facts of policy `man`; column `maney`: did you mean `money`?"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("row", ["0", "-1", "1.5", "99999999999999999999"])
def test_what_is_no_row_is_told(capsys: pytest.CaptureFixture[str], row: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        explained("man", CUSTOMERS, f"--row={row}")
    assert f'"{row}" is no row; rows are counted from 1' in capsys.readouterr().err
