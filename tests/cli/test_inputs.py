"""Every command that takes a file takes all of them, and says the same of the same customers."""

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

import crmrules
from crmrules.cli.main import main
from tests.records.workbooks import excel

Capture = pytest.CaptureFixture[str]
ROWS = [
    {"name": "Kupfertopf", "money": True, "authority": True, "need": True, "bought": True},
    {"name": "Müller; Söhne", "money": True, "authority": None, "need": True, "bought": False},
    {"name": "钟楼物流", "money": True, "authority": False, "need": True, "bought": False},
]
COMMANDS = {
    "apply": ["apply", "man", "FILE"],
    "coverage": ["coverage", "man", "FILE"],
    "backtest": ["backtest", "man", "FILE", "--label", "bought", "--no-ranks"],
    "diff": ["diff", "man", "man", "--data", "FILE"],
    "review": ["review", "FILE", "-o", "DIR", "--policy", "man", "--key", "name"],
}


def as_csv(separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(ROWS[0])
    for row in ROWS:
        cells = [str(cell).upper() if isinstance(cell, bool) else cell for cell in row.values()]
        writer.writerow("" if cell is None else cell for cell in cells)
    return text.getvalue()


def table() -> list[list[Any]]:
    return [list(ROWS[0]), *(list(row.values()) for row in ROWS)]


FORMS: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "german.csv": (lambda path: path.write_text(as_csv(";"), "utf-8-sig", newline=""), ()),
    "chinese.csv": (lambda path: path.write_text(as_csv(";"), "gb18030", newline=""), ("--encoding", "gb18030")),
    "wide.csv": (lambda path: path.write_text(as_csv("|"), "utf-16", newline=""), ("--encoding", "utf-16")),
    "tabs.tsv.gz": (lambda path: path.write_bytes(gzip.compress(as_csv("\t").encode())), ()),
    "array.json": (lambda path: path.write_text(json.dumps(ROWS), "utf-8"), ()),
    "lines.jsonl": (lambda path: path.write_text("\n".join(map(json.dumps, ROWS)), "utf-8"), ()),
    "book.xlsx": (lambda path: excel(path, table(), Notes=[["Call them first"]]), ("--sheet", "Customers")),
    "titled.xlsx": (lambda path: excel(path, [["Leads"], [], *table()]), ("--header-row", "3")),
}


def said(capsys: Capture, command: str, directory: Path, file: str, *options: str) -> str:
    places = {"FILE": file, "DIR": str(directory / f"book {len(list(directory.iterdir()))}")}
    assert 0 == main([*(places.get(each, each) for each in COMMANDS[command]), *options])
    printed = capsys.readouterr()
    assert "" == printed.err
    return printed.out.replace(Path(file).name, "FILE")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_is_said_of_the_same_customers_in_any_file(capsys: Capture, tmp_path: Path, command: str) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text(as_csv(","), "utf-8", newline="")
    expected = said(capsys, command, tmp_path, str(plain))
    for name, (write, options) in FORMS.items():
        write(tmp_path / name)
        found = said(capsys, command, tmp_path, str(tmp_path / name), *options)
        assert expected == found, name


def test_standard_input_goes_in_and_standard_output_out(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(ROWS).encode())))
    assert 0 == main(["apply", "man", "-", "--from", "json", "-o", "-"])
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert ["pursue", None, "find-authority"] == [json.loads(line)["man"] for line in lines]


@pytest.mark.parametrize("out", ["out.xlsx", "out.csv", "out.parquet"])
def test_a_workbook_comes_out_with_the_decisions_beside_its_columns(tmp_path: Path, out: str) -> None:
    source = excel(tmp_path / "in.xlsx", table())
    assert 0 == main(["apply", "man", str(source), "-o", str(tmp_path / out)])
    found = crmrules.read(tmp_path / out, [crmrules.policy("man")])
    assert ["pursue", None, "find-authority"] == [each or None for each in found["man"]]
    assert [row["authority"] for row in ROWS] == found["authority"].to_list()
    if out == "out.xlsx":
        assert openpyxl.load_workbook(tmp_path / out).worksheets[0]["B2"].value is True


def test_rows_that_contradict_are_told_with_their_file(capsys: Capture, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("money,need\ntrue,true\n", "utf-8")
    (tmp_path / "b.csv").write_text("money,need\ntrue,5\n", "utf-8")
    assert 2 == main(["apply", "man", str(tmp_path / "*.csv")])
    assert f"{tmp_path / 'b.csv'}, row 2, column `need`" in capsys.readouterr().err


def test_kept_decisions_come_in_any_file_of_objects(capsys: Capture, tmp_path: Path) -> None:
    kept = crmrules.policy("man").decide({"money": True}).to_dict()
    wrong = {**kept, "outcome": "pursue"}
    (tmp_path / "a.json").write_text(json.dumps([kept, wrong]), "utf-8")
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps([wrong]).encode()))
    assert 1 == main(["reproduce", str(tmp_path / "a.json")])
    assert "  row 2, man:\n" in capsys.readouterr().out
    assert 1 == main(["reproduce", str(tmp_path / "a.json"), str(tmp_path / "b.json.gz"), "--lang", "zh"])
    assert f"  {tmp_path / 'b.json.gz'}, 第 1 行，man：\n" in capsys.readouterr().out
    (tmp_path / "a.csv").write_text("a\n1\n", "utf-8")
    assert 2 == main(["reproduce", str(tmp_path / "a.csv")])
    assert "holds no kept decisions; give .jsonl" in capsys.readouterr().err
