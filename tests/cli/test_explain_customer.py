"""`crmrules explain` of a customer of a file: what `apply` says of the row, with the reasons."""

import datetime
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

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


def test_what_apply_refuses_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "in.csv"
    path.write_text("money\ntrue\nmaybe\n", "utf-8")
    assert 2 == explained("man", path, "--row", 2)
    assert 'row 3, column `money`: "maybe" is no boolean' in capsys.readouterr().err
    path.write_text("maney\ntrue\n", "utf-8")
    assert 2 == explained("man", path, "--row", 2)
    said = f"{path}: has none of the facts of policy `man`; column `maney`: did you mean `money`?"
    assert said in capsys.readouterr().err
