"""JSON lines: objects with the numbers of their lines, and one clear error for a line that is none."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.errors import FileError, RecordError
from crmrules.expressions.accept import Refused
from crmrules.expressions.types import BOOL, DATE, INTEGER, TEXT
from crmrules.records.input_file import Reading, input_file
from crmrules.records.json_lines import json_line, open_json_lines, read_json


def read(path: Path, encoding: str | None = None) -> list[tuple[int, dict[str, object]]]:
    with open_json_lines(input_file(path, Reading(encoding=encoding))) as file:
        return [(number, dict(row)) for number, row in file.rows]


def told(directory: Path, text: str) -> str:
    path = directory / "a.jsonl"
    path.write_text(text, "utf-8")
    with open_json_lines(input_file(path)) as file:
        assert all(row for _, row in file.rows)
        with pytest.raises(RecordError) as caught:
            file.check()
    return str(caught.value).partition("a.jsonl, ")[2]


def test_json_lines_skip_blank_lines_and_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\ufeff{"money": true}\n\n{"need": NaN}\n', "utf-8")
    rows = read(path)
    assert [1, 3] == [number for number, _ in rows]
    assert {"money": True} == rows[0][1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "row 1: is no JSON: Expecting property name enclosed in double quotes, at line 1, column 2"),
        ('{"money":tru}', "row 1: is no JSON: Expecting value, at line 1, column 10"),
        ('{"a": "b\tc"}', "row 1: is no JSON: Invalid control character, at line 1, column 9"),
        ("null", "row 1: null is no object"),
        ("[1]", "row 1: [1] is no object"),
        ('"x"', 'row 1: "x" is no object'),
        ("[" * 100_000, "row 1: is no JSON: nested too deeply or too large"),
        ("9" * 5_000, "row 1: is no JSON"),
        ('{"a": 1e-999}', "row 1: is no JSON: a number has too many digits"),
        ('{"a": "\\ud800"}', "row 1: holds half of a character"),
        ('{"a": "\\uDC00x"}', "row 1: holds half of a character"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str, said: str) -> None:
    assert said in told(tmp_path, line + "\n")


def test_every_line_that_is_no_object_is_told(tmp_path: Path) -> None:
    said = told(tmp_path, '{"a": 1}\n{\n{"a": 2}\n[1]\n')
    assert "at line 2, column 2;" in said
    assert ["row 2: is no JSON", ", row 4: [1] is no object"] == [
        said.splitlines()[0].partition(": Expecting")[0],
        said.splitlines()[1].partition("a.jsonl")[2].partition(";")[0],
    ]


def test_where_the_first_line_is_none_the_file_is_not_what_it_was_taken_for(tmp_path: Path) -> None:
    said = told(tmp_path, '[\n  {"a": 1},\n  {"a": 2}\n]\n')
    assert said.endswith("pass --from json where the file is one array")
    assert 1 == len(said.splitlines())


def test_after_a_thousand_lines_that_are_none_reading_stops(tmp_path: Path) -> None:
    said = told(tmp_path, '{"a": 1}\n' + "x\n" * 2_000)
    assert 101 == len(said.splitlines())
    assert said.endswith("and 900 more")


def test_both_halves_of_a_character_are_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": "\\ud83d\\ude00"}\n', "utf-8")
    assert {"a": "😀"} == read(path)[0][1]


@pytest.mark.parametrize(
    "line",
    [
        '{"money": true, "need": 1, "money": true}',
        '{"x": [{"money": 1, "money": 2}]}',
        '{"money": 1, "\u006doney": 2}',
    ],
)
def test_one_key_twice_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    said = told(tmp_path, '{"money": true}\n' + line + "\n")
    assert said == 'row 2: has key "money" twice; keep one: which of them counts is not for us to say'


def test_an_empty_file_and_one_that_is_not_there_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read(path)
    path.write_bytes(b"")
    with pytest.raises(FileError, match="is empty"):
        read(path)


def test_json_values_are_strict_and_days_are_text() -> None:
    assert date(2026, 7, 1) == read_json("2026-07-01", DATE)
    assert 3 == read_json(3, INTEGER)
    for type_ in (BOOL, DATE, INTEGER, TEXT):
        assert read_json("", type_) is None
        assert read_json(" \u3000", type_) is None
    for value, type_ in (("3", INTEGER), ("true", BOOL), ("01.07.2026", DATE), (float("inf"), INTEGER)):
        with pytest.raises(Refused):
            read_json(value, type_)


def test_a_number_that_is_written_as_text_is_told_the_form_that_reads_it() -> None:
    for text, form in (("5,000.5", '{ thousands = "," }'), ("¥7", '{ currency = "¥" }'), ("58", '{ thousands = "," }')):
        with pytest.raises(Refused) as caught:
            read_json(text, INTEGER)
        assert f"say in the binding how its numbers are written: `number = {form}`" == caught.value.remedy


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text(), max_size=4))
def test_a_line_is_one_line_and_reads_as_it_was(row: dict[str, object]) -> None:
    line = json_line(row)
    assert row == json.loads(line)
    assert 1 == len(line.split("\n"))
