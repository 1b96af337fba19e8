"""Cells of text files: read by the type of their fact, never by what they look like."""

import datetime
import math
import tomllib
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.expressions.accept import Refused
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.numbers import Exact
from crmrules.expressions.tree import Value
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type
from crmrules.records.cells import read_cell
from crmrules.records.forms import Reader
from crmrules.records.json_lines import read_json

MONEY = Type(Kind.MONEY)
TIER = Type(Kind.TEXT, ("gold", "silver"))
TYPES = [BOOL, INTEGER, NUMBER, MONEY, TEXT, TIER, DATE]

READ: list[tuple[str, Type, Value]] = [
    ("true", BOOL, True),
    ("TRUE", BOOL, True),
    (" False ", BOOL, False),
    ("0", INTEGER, 0),
    ("-12", INTEGER, -12),
    ("+12", INTEGER, 12),
    ("007", INTEGER, 7),
    (" 12 ", INTEGER, 12),
    ("12.0", INTEGER, 12),
    ("1e3", INTEGER, 1000),
    ("9007199254740991", INTEGER, 2**53 - 1),
    ("1234.5", NUMBER, 1234.5),
    ("1234", NUMBER, 1234.0),
    (".5", NUMBER, 0.5),
    ("5.", MONEY, 5.0),
    ("-1e-3", NUMBER, -0.001),
    ("1E+3", NUMBER, 1000.0),
    ("1e-300", NUMBER, 1e-300),
    ("0.10000000000000000001", NUMBER, Exact(Fraction("0.10000000000000000001"))),
    ("58.80", MONEY, 58.8),
    ("客户", TEXT, "客户"),
    ("12", TEXT, "12"),
    ("nan", TEXT, "nan"),
    ("NULL", TEXT, "NULL"),
    (" a b ", TEXT, "a b"),
    ("gold", TIER, "gold"),
    ("2026-07-01", DATE, datetime.date(2026, 7, 1)),
    ("0001-01-01", DATE, datetime.date.min),
    ("9899-12-31", DATE, LAST_DAY),
]

BAD: list[tuple[Type, list[str], str]] = [
    (BOOL, ["yes", "no", "1", "0", "是", "否", "t", "Y", "1.0", "ｔｒｕｅ", "nan"], "is no boolean"),
    (
        INTEGER,
        ["1,234", "1_000", "１２", "十", "nan", "inf", "0x10", "1 000", "--1", "12a", "1e99999"],
        "is no whole number",
    ),
    (INTEGER, ["12.5", "1e-3", "4503599627370497.5", "0.99999999999999999999"], "is no whole number"),
    (INTEGER, ["9007199254740992", "1e300", "99999999999999999999"], "is too large"),
    (INTEGER, ["1e999"], "is too large"),
    (
        NUMBER,
        ["1,234", "1,5", "1_000.5", "１２", "nan", "NaN", "inf", "-inf", "Infinity", "$5", "5%", "1e", "e3", "."],
        "is no number",
    ),
    (MONEY, ["¥5", "5 元", "1'000", "1 234", "0x1p3", "1e12345", "+-5", "٣"], "is no number"),
    (NUMBER, ["1e999", "-1e999", "9" * 400], "is too large"),
    (TIER, ["Gold", "golden", "nan"], "is none of its values"),
    (DATE, ["2026-7-1", "2026/07/01", "01.07.2026", "20260701", "2026-07-01T00:00"], "is no date"),
    (DATE, ["2026-02-29", "2026-13-01", "0000-01-01", "2026-W27-3", "２０２６-07-01", "now", "46204"], "is no date"),
    (DATE, ["9900-01-01", "9999-12-31"], "is too late"),
]
CASES = [(text, type_, message) for type_, texts, message in BAD for text in texts]


@pytest.mark.parametrize(("text", "type_", "value"), READ, ids=[f"{type_} {text}" for text, type_, _ in READ])
def test_a_cell_is_read_by_the_type_of_its_fact(text: str, type_: Type, value: Value) -> None:
    found = read_cell(text, type_)
    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize(("text", "type_", "message"), CASES, ids=[f"{type_} {text[:20]}" for text, type_, _ in CASES])
def test_every_other_spelling_is_refused(text: str, type_: Type, message: str) -> None:
    with pytest.raises(Refused) as caught:
        read_cell(text, type_)
    assert caught.value.message.endswith(message)


@pytest.mark.parametrize("type_", TYPES, ids=str)
@pytest.mark.parametrize("blank", ["", " ", "\t", "\u3000", "\n"])
def test_a_blank_cell_is_unknown_whatever_its_type(blank: str, type_: Type) -> None:
    assert read_cell(blank, type_) is None


def test_a_boolean_that_is_spelt_otherwise_is_told_how_to_bind_it() -> None:
    with pytest.raises(Refused) as caught:
        read_cell("是", BOOL)
    assert 'write true or false, or say in a binding what it means: `values = { "是" = ... }`' == caught.value.remedy


@pytest.mark.parametrize("type_", [BOOL, INTEGER, NUMBER, MONEY, TIER, DATE], ids=str)
@pytest.mark.parametrize("read", [read_cell, read_json])
def test_what_looks_like_no_answer_is_told_how_to_say_that_it_is_none(type_: Type, read: Reader) -> None:
    for text in (" N/A ", "-", "未知"):
        with pytest.raises(Refused) as caught:
            read(text, type_)
        assert f'say in the binding that it means unknown: `unknown = ["{text.strip()}"]`' == caught.value.remedy


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_a_whole_number_survives_its_cell(number: int) -> None:
    assert number == read_cell(str(number), INTEGER)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_survives_its_cell(number: float) -> None:
    found = read_cell(repr(number), NUMBER)
    assert isinstance(found, float)
    assert (number, math.copysign(1, number)) == (found, math.copysign(1, found))


@given(st.dates(datetime.date.min, LAST_DAY))
def test_a_day_survives_its_cell(day: datetime.date) -> None:
    assert day == read_cell(day.isoformat(), DATE)


@given(st.text() | st.text("0123456789.,eE+-_ \u3000１", max_size=12), st.sampled_from(TYPES))
def test_any_cell_is_read_or_refused(text: str, type_: Type) -> None:
    with suppress(Refused):
        assert (read_cell(text, type_) is None) == (not text.strip())


def test_what_is_to_be_pasted_is_whole_and_as_toml_writes_it() -> None:
    for text in ("是的，已经交清全部的费用了，没有任何拖欠的款项", 'say "yes"', "a\\b"):
        with pytest.raises(Refused) as caught:
            read_cell(text, BOOL)
        pasted = caught.value.remedy.partition("`")[2].removesuffix("`").replace("...", "true")
        assert {"values": {text: True}} == tomllib.loads(pasted)
    with pytest.raises(Refused, match=r"values = \{ \.\.\. = \.\.\. \}"):
        read_cell("x" * 1_000, BOOL)


def test_a_text_that_is_none_of_the_values_is_told_with_what_a_binding_says() -> None:
    with pytest.raises(Refused) as caught:
        read_cell("重要", TIER)
    assert caught.value.remedy.endswith(', or say in a binding what it means: `values = { "重要" = ... }`')
