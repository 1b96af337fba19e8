"""Names and types: what an expression means, and everything that is wrong with one that means nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.expressions.check import check
from crmrules.expressions.instead import NO_DAYS
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Expression
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Kind, Type
from tests.strategies import PARAMETERS, SCHEMA, expressions

TIER = Type(Kind.TEXT, ("gold", "silver"))
OTHER = Type(Kind.TEXT, ("gold", "red"))
MONEY = Type(Kind.MONEY)
SCOPE: dict[str, Type | None] = {
    "flag": BOOL,
    "days": INTEGER,
    "ratio": NUMBER,
    "bill": MONEY,
    "note": TEXT,
    "tier": TIER,
    "other": OTHER,
    "joined": DATE,
    "as_of": DATE,
    "broken": None,
}

UNQUOTED = "write it without quotes"
TYPED = [
    ("flag", BOOL),
    ("days", INTEGER),
    ("-days", INTEGER),
    ("-ratio", NUMBER),
    ("abs(days)", INTEGER),
    ("min(days, 1)", INTEGER),
    ("max(days, ratio)", NUMBER),
    ("coalesce(days, 0)", INTEGER),
    ("coalesce(bill, 0)", NUMBER),
    ("days + 1", NUMBER),
    ("bill * 0", NUMBER),
    ("days_between(as_of, joined)", INTEGER),
    ("min(as_of, joined)", DATE),
    ("add_days(joined, -days)", DATE),
    ("add_months(as_of, max(days, year(joined)))", DATE),
    ("weekday(joined)", INTEGER),
    ("lower(tier)", TEXT),
    ('lower(tier) == "anything"', BOOL),
    ('contains(tier, "ol")', BOOL),
    ('starts_with(note, " ")', BOOL),
    ("ends_with(note, tier)", BOOL),
    ("coalesce(joined, as_of)", DATE),
    ("coalesce(tier, note)", TEXT),
    ("coalesce(note, tier)", TEXT),
    ('coalesce(note, "x")', TEXT),
    ("bill == days", BOOL),
    ('tier == "gold"', BOOL),
    ('tier in ("gold", note)', BOOL),
    ('note == "anything"', BOOL),
    ("tier == other", BOOL),
    ("flag == (days > 0)", BOOL),
    ("joined in (as_of, joined)", BOOL),
    ("known(tier)", BOOL),
    ("known(days / 0)", BOOL),
    ("not flag or true", BOOL),
    ("broken", None),
    ("broken and flag", BOOL),
    ("broken + 1", NUMBER),
    ("broken == tier", BOOL),
    ("coalesce(broken, broken)", None),
]

WRONG: list[tuple[str, list[str]]] = [
    ("dais > 1", ["column 1: unknown fact `dais`; did you mean `days`?"]),
    ("days > 20", ["column 8: number 20 in a condition; give it a name under [parameters], with unit and origin"]),
    ("days > 1.0", ["column 8: number 1.0 in a condition; give it a name under [parameters], with unit and origin"]),
    ("days and flag", ["column 1: `and` needs conditions, and this is integer; compare it with a value"]),
    ("flag or joined", ["column 9: `or` needs conditions, and this is date; compare it with a date"]),
    ("not note", ["column 5: `not` needs conditions, and this is text; compare it with a value"]),
    ("-flag", ["column 2: `-` needs numbers, and this is bool"]),
    ("flag + 1 == 1", ["column 1: `+` needs numbers, and this is bool"]),
    ("bill / note > 0", ["column 8: `/` needs numbers, and this is text"]),
    (
        "joined - 1 > 0",
        [
            "column 1: `-` needs numbers, and this is date; days are moved with `add_days` and counted with "
            "`days_between`"
        ],
    ),
    (
        "note * flag > 0",
        ["column 1: `*` needs numbers, and this is text", "column 8: `*` needs numbers, and this is bool"],
    ),
    ("flag == 1", ["column 9: `==` needs values of one type, and this is integer, not bool; write true or false"]),
    ("flag == TRUE", ["column 9: unknown fact `TRUE`; write `true`"]),
    (
        'flag == "true"',
        ["column 9: `==` needs values of one type, and this is text, not bool; write it without quotes"],
    ),
    ('joined > "2026-01-01"', [f"column 10: `>` needs values of one type, and this is text, not date; {NO_DAYS}"]),
    (
        'days == "1"',
        ["column 9: `==` needs values of one type, and this is text, not integer; write it without quotes"],
    ),
    ("days < joined", ["column 8: `<` needs values of one type, and this is date, not integer"]),
    ("note < note", ["column 1: `<` needs an order, and text has none; write `==` or `!=`"]),
    ("flag >= true", ["column 1: `>=` needs an order, and bool has none; write `==` or `!=`"]),
    ('tier == "glod"', ['column 9: value "glod" never occurs; did you mean `gold`?']),
    ('"red" != tier', ['column 1: value "red" never occurs; known are `gold`, `silver`']),
    ('tier in ("gold", "Gold")', ['column 18: value "Gold" never occurs; did you mean `gold`?']),
    ('coalesce(tier, "none") == "gold"', ['column 16: value "none" never occurs; known are `gold`, `silver`']),
    ("days in (1, flag)", ["column 13: `in` needs values of one type, and this is bool, not integer"]),
    ("min(days) > 0", ["column 1: `min` takes 2 to 99 arguments, not 1"]),
    ("known(days, bill)", ["column 1: `known` takes one argument, not 2"]),
    ("known()", ["column 1: `known` takes one argument, not 0"]),
    ("abs(days, days) > 0", ["column 1: `abs` takes one argument, not 2"]),
    ("days_between(joined) > 0", ["column 1: `days_between` takes two arguments, not 1"]),
    ("days_between(joined, days) > 0", ["column 22: `days_between` needs dates, and this is integer"]),
    ("abs(joined) == joined", ["column 1: `abs` needs numbers, and this is date"]),
    ("max(flag, flag)", ["column 1: `max` needs numbers or dates, and this is bool"]),
    ("min(note, note) == note", ["column 1: `min` needs numbers or dates, and this is text"]),
    (
        "add_days(days, joined) > joined",
        [
            "column 10: `add_days` needs dates, and this is integer",
            "column 16: `add_days` needs whole numbers, and this is date",
        ],
    ),
    (
        "add_months(joined, ratio) > joined",
        ["column 20: `add_months` needs whole numbers, and this is number; give a fact or a parameter of type integer"],
    ),
    ("month == 1", ["column 1: unknown fact `month`; the function needs its arguments: `month(...)`"]),
    ("month(days) == 1", ["column 7: `month` needs dates, and this is integer"]),
    ("contains(note, days)", ["column 16: `contains` needs texts, and this is integer"]),
    ("contains(note)", ["column 1: `contains` takes two arguments, not 1"]),
    ('contains(note, "")', ["column 16: `contains` looks for an empty text, which every text has"]),
    ('lower(flag) == "x"', ["column 7: `lower` needs texts, and this is bool"]),
    (
        'lower(tier) == "gold" and lower(tier) > "g"',
        ["column 27: `>` needs an order, and text has none; write `==` or `!=`"],
    ),
    ("coalesce(days, note) == days", ["column 16: `coalesce` needs values of one type, and this is text, not integer"]),
]


@pytest.mark.parametrize(("text", "type_"), TYPED, ids=[text for text, _ in TYPED])
def test_a_well_typed_expression_has_its_type_and_no_problems(text: str, type_: Type | None) -> None:
    assert (type_, []) == check(parse(text), SCOPE)


@pytest.mark.parametrize(("text", "problems"), WRONG, ids=[text for text, _ in WRONG])
def test_each_kind_of_type_error_is_told_with_its_column(text: str, problems: list[str]) -> None:
    assert problems == [str(each) for each in check(parse(text), SCOPE)[1]]


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = check(parse('bil > 300 and flag + 1 > 0 and tier == "god" and note'), SCOPE)[1]
    assert ["column 1", "column 7", "column 15", "column 40", "column 50"] == [each.path for each in found]


def test_bindings_may_hold_numbers() -> None:
    tree = parse("bill * 100 > 2.5")
    assert (BOOL, []) == check(tree, SCOPE, numbers=True)
    assert 2 == len(check(tree, SCOPE)[1])


def test_the_first_known_of_some_texts_is_limited_only_where_each_of_them_is() -> None:
    assert TEXT == check(parse("coalesce(note, tier)"), SCOPE)[0]
    assert [] == check(parse('coalesce(tier, note) == "north"'), SCOPE)[1]
    assert Type(Kind.TEXT, ("gold", "silver", "red")) == check(parse("coalesce(tier, other)"), SCOPE)[0]
    (problem,) = check(parse('coalesce(tier, other) == "north"'), SCOPE)[1]
    assert 'value "north" never occurs' == problem.message


def test_a_misspelt_name_is_not_taken_for_the_day_where_there_is_none() -> None:
    (problem,) = check(parse("as_off"), {"bill": MONEY})[1]
    assert "known are `bill`" == problem.remedy


@given(st.sampled_from(list(Kind)), st.data())
@settings(max_examples=300)
def test_expressions_made_well_typed_have_no_problems(kind: Kind, data: st.DataObject) -> None:
    tree: Expression = data.draw(expressions(SCHEMA, PARAMETERS, kind))
    scope: dict[str, Type | None] = {**SCHEMA, "as_of": DATE, "limit": INTEGER, "share": NUMBER, "zero": INTEGER}
    found, problems = check(tree, scope | {"strict": BOOL, "region": TEXT, "since": DATE})
    assert [] == problems
    assert found is not None
    assert found.matches(Type(kind))
