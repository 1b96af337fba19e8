"""What texts hold, small letters, and days of the calendar: on every engine as the interpreter has them."""

import datetime
import sys
import unicodedata
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import from_dict
from crmrules.engines.interpreter import values_of
from crmrules.expressions.accept import is_blank
from crmrules.expressions.days import LAST_DAY, add_days, add_months
from crmrules.expressions.evaluate import lowered
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value
from crmrules.expressions.types import DATE, INTEGER, TEXT
from crmrules.kinds.decision.meaning import truths
from crmrules.kinds.decision.policy import DecisionTable
from tests.agreement.conftest import Count
from tests.agreement.policies import PATIENT
from tests.frames import MAKERS, arrow, rows_of
from tests.policies import table

TYPES = {"text": TEXT, "sought": TEXT, "small": TEXT, "day": DATE, "later": DATE, "count": INTEGER}
WHEN = (
    "contains(text, sought)",
    "starts_with(text, sought)",
    "ends_with(text, sought)",
    'contains(text, "ß")',
    'starts_with(text, "%")',
    'ends_with(text, " ")',
    'contains("north, İzmir and Σ", sought)',
    'starts_with("İzmir and Σ", sought)',
    'ends_with("İzmir and Σ", sought)',
    "lower(text) == small",
    "contains(lower(text), lower(sought))",
    'lower(text) in ("i", "σ", "ss")',
    "year(day) == count",
    "month(day) == month(later)",
    "weekday(day) < weekday(later)",
    "add_days(day, count) == later",
    "known(add_days(day, count))",
    "add_months(day, count) == later",
    "known(add_months(day, count))",
    "days_between(add_months(later, count), add_days(day, month(later))) > 0",
)

NEW = (
    *((0x1C89, 0x1C89), (0xA7CB, 0xA7E2), (0xAB6C, 0xAB6D), (0x10D50, 0x10D65)),
    *((0x16EA0, 0x16EB8), (0x1DF40, 0x1DF7E)),
)
"""Letters that came after Unicode 14, whose small ones the libraries know or not: the declared limit."""

LETTERS = [
    letter
    for letter in map(chr, range(sys.maxunicode + 1))
    if (letter.lower() != letter or letter.upper() != letter)
    and not any(first <= ord(letter) <= last for first, last in NEW)
]
ENDS = [datetime.date(year, month, day) for year in (2024, 2025, 2100) for month, day in ((1, 31), (2, 28), (12, 31))]
DAYS = st.sampled_from([*ENDS, datetime.date(2024, 2, 29), datetime.date.min, LAST_DAY]) | st.dates(max_value=LAST_DAY)
COUNTS = st.integers(-30, 30) | st.integers(-(10**6), 10**6) | st.sampled_from((MAX_WHOLE, -MAX_WHOLE))


def policy() -> DecisionTable:
    facts = {name: {"type": type_.kind.value} for name, type_ in TYPES.items()}
    rules = [(when, f"o{place}") for place, when in enumerate(WHEN)]
    return from_dict(table("collect", *rules, facts=facts, parameters={}), DecisionTable)


@st.composite
def records(draw: Any) -> dict[str, Value]:
    letters = st.sampled_from("aAıiIİßẞΣσςéÉ客 %_\\\x00") | st.sampled_from(LETTERS) | st.characters(codec="utf-8")
    known = letters.filter(lambda each: unicodedata.category(each) != "Cn")
    text = draw(st.text(known, min_size=1, max_size=6))
    begin, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    sought = draw(st.sampled_from((text[begin:end], text[:end], text[begin:], draw(st.text(known, max_size=2)))))
    small = draw(st.sampled_from((lowered(text), text)))
    day, count = (
        draw(DAYS),
        draw(COUNTS),  # | st.integers(-(10**6), 10**6) | st.sampled_from((MAX_WHOLE, -MAX_WHOLE))),
    )
    later = draw(st.sampled_from((add_days(day, count), add_months(day, count), draw(DAYS))))
    found = {"text": text, "sought": sought, "small": small, "day": day, "later": later, "count": count}
    unknown = draw(st.frozensets(st.sampled_from(list(TYPES)), max_size=2))
    return {name: None if name in unknown or is_blank(each) else each for name, each in found.items()}


def blank_at_times(name: str, value: Value, luck: Random) -> Value:
    """A value as a column may hold it: of a text that is unknown now and then the blank."""
    return luck.choice((None, "", " ")) if value is None and TYPES[name] is TEXT else value


def told(table_: DecisionTable, record: dict[str, Value]) -> list[bool | None]:
    return truths(table_.definition, values_of(table_.definition, record, None))


def test_a_compiled_policy_agrees(examples: int, count: Count) -> None:
    table_ = policy()

    @settings(max_examples=examples, suppress_health_check=PATIENT)
    @given(records())
    def agree(record: dict[str, Value]) -> None:
        found = told(table_, record)
        decision = table_.decide(record)
        assert table_.outcomes([record]) == [decision.outcome]
        assert decision.outcome == tuple(f"o{place}" for place, each in enumerate(found) if each)
        assert {*decision.possible} - {None} == {f"o{place}" for place, each in enumerate(found) if each is not False}
        count.pairs += 1

    agree()


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_agrees(library: str, examples: int, count: Count) -> None:
    table_ = policy()

    # each of 80 rows
    @settings(max_examples=max(2, examples // 50), suppress_health_check=PATIENT)
    @given(st.lists(records(), min_size=20, max_size=20), st.integers(0, 2**32))
    def agree(drawn: list[dict[str, Value]], seed: int) -> None:
        luck = Random(seed)
        rows = drawn + [{name: luck.choice(drawn)[name] for name in TYPES} for _ in range(60)]
        given_ = [{name: blank_at_times(name, each[name], luck) for name in TYPES} for each in rows]
        found = rows_of(table_.apply(MAKERS[library](arrow(given_, TYPES)), undefined=True))
        for record, row in zip(rows, sorted(found, key=lambda each: each["row"]), strict=True):
            assert [row[f"{table_.id}_o{place}"] for place in range(len(WHEN))] == told(table_, record)
            count.pairs += 1

    agree()


@pytest.mark.parametrize("library", MAKERS)
def test_every_letter_has_one_small_letter_everywhere(library: str) -> None:
    table_ = from_dict(
        table("first", ("lower(text) == small", "o"), facts={n: {"type": "text"} for n in ("text", "small")})
    )
    texts = [*LETTERS, "ΟΔΟΣ", "İSTANBUL", "MÜLLER", "Straße", "ẞ"]
    frame = MAKERS[library](pa.table({"text": texts, "small": list(map(lowered, texts))}))
    found = [row[table_.id] for row in rows_of(table_.apply(frame))]
    assert [text for text, each in zip(texts, found, strict=True) if each is None] == []
