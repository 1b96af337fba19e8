"""Lines that Polars reads are what Python reads: the same columns, and the same said of what is wrong."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules.errors import CrmRulesError
from crmrules.expressions.numbers import read_number
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.records import json_parts
from crmrules.records.bad_cells import in_order
from crmrules.records.forms import Forms
from crmrules.records.input_file import InputFile, input_file
from crmrules.records.inputs import Input
from crmrules.records.json_columns import JsonTable
from crmrules.records.json_lines import Lines, Objects
from crmrules.records.json_plain import Plain, read_plain
from crmrules.records.meanings import Meanings
from crmrules.records.number_form import NumberForm
from crmrules.records.scanning import scan
from crmrules.records.shape import columns_of
from crmrules.records.text_file import open_text
from crmrules.records.wanted import Wanted

WANTED = {
    "a": Wanted(BOOL),
    "b": Wanted(INTEGER),
    "c": Wanted(NUMBER),
    "d": Wanted(DATE),
    "e": Wanted(TEXT),
    "f": Wanted(Type(Kind.TEXT, ("x", "y"))),
    "g": Wanted(NUMBER, Forms(unknown=("x", "5"), number=NumberForm(thousands=","))),
    "h": Wanted(TEXT, meanings=(Meanings({"5": True, "x": False, "true": True}, None),)),
}
TOKENS = st.sampled_from((
    "null", "true", "false", "0", "-0", "5", "5.0", "5.50", "-7.25", "1e2", "1E-3", "0e5", "0.0", "-0.0", "1e-999",
    "9007199254740993", "1e16", "1e400", "123456789012345678.9", "12345678901234567890", '"x"', '"y "', '""', '" "',
    '"5"', '"1,234"', '"2026-07-01"', '"2026-07-01 "', '"9999-01-01"', '":null"', '": null,"', '":5"', '"[1]"', '"{}"',
    '"a:"', '"  b"', '" :b"', '"名"', '"\\u0041"', '"\\ud800"', "[1]", '{"x": "y"}', "{}", "NaN", "Infinity", "tru",
))  # fmt: skip
KEYS = st.sampled_from((*"abcdefgh", "z", "zz", "", ":", "z:", "^z$", "名", "\\u0061"))
COLONS = st.sampled_from((":",) * 12 + (": ", " :", ":  ", "\t:"))


@st.composite
def lines(draw: st.DrawFn) -> str:
    pairs = draw(st.lists(st.tuples(KEYS, COLONS, TOKENS), max_size=4, unique_by=None))
    inner = draw(st.sampled_from((",", ", "))).join(f'"{key}"{colon}{token}' for key, colon, token in pairs)
    return (
        f"{{{inner}}}" if draw(st.integers(0, 19)) else draw(st.sampled_from(("", " ", "x", "[1]", f" {{{inner}}} ")))
    )


@st.composite
def alike(draw: st.DrawFn) -> str:
    """Lines with the same keys, each of values of one sort: what is plain."""
    sorts = (
        ("true", "false"),
        ("5", "-7", "0", "9007199254740991"),
        ("5", "5.0", "0.1", "-2.5e3", "1e-7", "0.0"),
        ('"x"', '"y"', '""', '"名 "', '"5"', '"1,234"'),
        ('"2026-07-01"', '"2024-02-29"', '""'),
    )
    keys = draw(st.lists(st.sampled_from((*"abcdefgh", "z", "zz", "名")), min_size=1, max_size=4, unique=True))
    tokens = [st.sampled_from((*draw(st.sampled_from(sorts)), "null")) for _ in keys]
    made: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        shown = [place for place in range(len(keys)) if draw(st.integers(0, 9))]
        made.append("{" + ", ".join(f'"{keys[place]}": {draw(tokens[place])}' for place in shown) + "}")
    return "\n".join(made)


def columns(part: json_parts.ObjectPart, lines: Lines) -> Any:
    """The columns of a part, and what is said of it."""
    table = JsonTable(Objects("n", iter(()), lines.problems), WANTED, True, False)
    return [(each.name, each.dtype, each.to_list()) for each in table.columns(part)], in_order(table.problems)


def check(text: str) -> None:
    exact = Lines("n", None)
    rows = list(exact.rows(io.StringIO(text, newline="")))
    frame = read_plain(text, None)
    if frame is not None:
        plain = Plain("n", 1, text, frame)
        assert rows == plain.rows()
        assert columns(rows, exact) == columns(plain, Lines("n", None))
        assert [*json_parts.keys_of(rows)] == [*json_parts.keys_of(plain)]


ENDS = st.sampled_from(("\n", "\n", "\n", "\r\n", "\r", "\n\n"))


@given(rows=st.lists(lines(), max_size=5), end=ENDS, last=st.booleans())
def test_whatever_lines_hold_is_read_as_python_reads_it(rows: list[str], end: str, last: bool) -> None:
    check(end.join(rows) + end * last)


@given(text=alike())
def test_what_is_plain_is_read_as_python_reads_it(text: str) -> None:
    check(text)


def read(text: str) -> Any:
    """What is read of a file, or what is said of it."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "n.jsonl"
        path.write_text(text, "utf-8", newline="")
        (Path(scratch) / "parts").mkdir()
        given = Input((input_file(path),))
        try:
            frame = scan(given, WANTED, Path(scratch) / "parts", lambda _: None, numbered=True).frame.collect()
            return columns_of(given), frame.schema, frame.rows()
        except CrmRulesError as error:
            return str(error).replace(scratch, "")


def test_a_key_that_polars_takes_for_a_pattern_is_a_key() -> None:
    check('{"^z$": 5.5, "b*": 7.0}\n{"^z$": 5, "b*": null}\n')


@settings(max_examples=15)
@given(texts=st.lists(alike() | lines(), max_size=4), end=ENDS)
def test_a_file_of_many_parts_is_read_as_python_reads_it(texts: list[str], end: str) -> None:
    text = end.join(texts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_parts, "CHUNK", 40)
        found = read(text)
        patched.setattr(json_parts, "read_plain", lambda *_: None)
        assert read(text) == found


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ('{"a": 1, "b": "x"}\n{"b": null, "c": true}\n', {"a": "Int64", "b": "String", "c": "Boolean"}),
        ('{"b": 1, "a": null}\n{"a": 2.5, "c": ""}', {"b": "Int64", "a": "Float64", "c": "String"}),
        ('{"a": "5:30"}\r\n{}\r\n', {"a": "String"}),
    ],
)
def test_what_is_plain_is_read_by_polars(text: str, types: dict[str, str]) -> None:
    frame = read_plain(text, None)
    assert frame is not None
    assert list(types.items()) == [(name, str(dtype)) for name, dtype in frame.schema.items()]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": null, "a": null}',
        '{"a": 1, "a": null}\n{"b": 2}',
        '{"a": null, "a": 1}',
        '{"a" :1, "a": 2}',
        '{"a": ":null", "a": "x"}',
        '{"s": "x"}\n{"s": 5, "b:" :1}',
        '{"s": "x"}\n{"s": 5}',
        '{"s": "x"}\n{"s": [5]}',
        '{"s": "x"}\n{"s": {"x": "5"}}',
        '{"s": "\\u0041"}',
        '{"a": 1}\r{"a": 2}',
        '{"a": 1e-999}',
        '{"a": 0.5}\n{"a": 9007199254740993}',
        '{"a": 1}\n\n{"a": 2}',
        '{"a": 1}\n{"a": true}',
    ],
)
def test_what_the_two_might_read_otherwise_is_left_to_python(text: str) -> None:
    assert read_plain(text, None) is None


def test_a_part_with_other_columns_than_the_one_before_is_read_anew() -> None:
    text = '{"a": 1}\n{"a": 2, "b": 3}\n'
    assert read_plain(text, {"a": pl.Int64}) is None
    assert read_plain(text, {"a": pl.Int64, "b": pl.Int64, "c": pl.String}) is not None


@settings(max_examples=25)
@given(st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15), st.integers(0, 24))
def test_a_number_is_the_float_that_python_makes_of_it(number: float, places: int) -> None:
    for token in (repr(number), f"{number:.{places}f}", f"{number:.{places}e}"):
        frame = read_plain(f'{{"a": {token}}}\n{{"a": 0.5}}', None)
        if frame is not None:
            assert float(read_number(token)) == frame["a"][0]
            written = Plain("n", 1, f'{{"a": {token}}}\n{{"a": 0.5}}', frame).written(frame["a"])
            assert json.dumps(json.loads(token)) == written[0]


def test_lines_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def noted(file: InputFile) -> Any:
        opened.append(file.name)
        return open_text(file)

    monkeypatch.setattr(json_parts, "open_text", noted)
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n{"b": [2]}\n', "utf-8")
    assert ["a", "b"] == crmrules.read(path).columns
    assert [str(path)] == opened
