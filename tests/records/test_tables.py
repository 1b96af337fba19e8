"""Files of records: rows with their numbers, and one clear error for a file that cannot be read."""

import datetime
from pathlib import Path

import pytest

from crmrules.errors import CrmRulesError, FileError, RecordError
from crmrules.expressions.accept import Refused
from crmrules.expressions.types import BOOL, DATE, INTEGER
from crmrules.records.tables import open_table, read_json


def read(path: Path, encoding: str | None = None) -> list[tuple[int, dict[str, object]]]:
    with open_table(path, encoding) as table:
        return [(number, dict(row)) for number, row in table.rows]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\ufeffmoney,need\ntrue,x\n\nfalse,y\n", "utf-8")
    assert read(path) == [(2, {"money": "true", "need": "x"}), (4, {"money": "false", "need": "y"})]


def test_json_lines_skip_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"money": true}\n\n{"need": NaN}\n', "utf-8")
    rows = read(path)
    assert [number for number, _ in rows] == [1, 3]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "row 1: is no JSON"),
        ("[1]", "row 1: [1] is no object"),
        ('"x"', 'row 1: "x" is no object'),
        ("[" * 100_000, "row 1: is no JSON: nested too deeply or too large"),
        ("9" * 5_000, "row 1: is no JSON"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(RecordError) as caught:
        read(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_an_empty_file_and_one_that_is_not_there_are_errors(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read(path)
    path.write_bytes(b"")
    with pytest.raises(FileError, match="is empty"):
        read(path)


def test_bytes_that_are_no_text_are_an_error_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"money\n" + b"true\n" * 100_000 + b"\xff\xfe\xff\n")
    with pytest.raises(CrmRulesError, match="is not UTF-8"):
        read(path)


def test_json_values_are_strict_and_days_are_text() -> None:
    assert read_json("2026-07-01", DATE) == datetime.date(2026, 7, 1)
    assert read_json("", DATE) is None
    assert read_json(3, INTEGER) == 3
    for value, type_ in (("3", INTEGER), ("true", BOOL), ("01.07.2026", DATE), (float("inf"), INTEGER)):
        with pytest.raises(Refused):
            read_json(value, type_)
