"""The meaning: Kleene's logic, exact arithmetic, whole numbers kept, and unknown where there is no value."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.expressions.accept import accept
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import LARGEST, MAX_WHOLE, MOST_BITS, exact
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Expression, Value
from crmrules.expressions.types import NUMBER, Kind
from tests.strategies import PARAMETERS, SCHEMA, days, expressions, records

T, F, U = True, False, None
BIG = 2**53 - 1


def reckon(text: str, **values: Value) -> Value:
    return evaluate(parse(text), values)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, T, F, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, T, U, T),
        (U, F, F, U),
        (U, U, U, U),
    ],
)
def test_and_and_or_are_those_of_kleene(a: bool | None, b: bool | None, both: bool | None, either: bool | None) -> None:
    assert both is reckon("a and b", a=a, b=b)
    assert either is reckon("a or b", a=a, b=b)
    assert both is reckon("not (not a or not b)", a=a, b=b)


@pytest.mark.parametrize(("a", "negated"), [(T, F), (F, T), (U, U)])
def test_not_is_that_of_kleene(a: bool | None, negated: bool | None) -> None:
    assert negated is reckon("not a", a=a)


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
def test_a_comparison_with_an_unknown_is_unknown(sign: str) -> None:
    assert reckon(f"a {sign} b", a=None, b=1) is None
    assert reckon(f"a {sign} b", a=1, b=None) is None
    assert reckon(f"a {sign} a", a=None) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", None),
        ("a * 0", None),
        ("-a", None),
        ("abs(a)", None),
        ("min(a, 1)", None),
        ("max(1, a)", None),
        ("known(a)", False),
        ("known(b)", True),
        ("known(b / 0)", False),
        ("coalesce(a, b)", 1),
        ("coalesce(a, a)", None),
        ("coalesce(b, a)", 1),
        ("a in (1, b)", None),
        ("b in (a, 1)", True),
        ("b in (a, 0)", None),
        ("b not in (a, 1)", False),
        ("b not in (a, 0)", None),
        ("b not in (0, 0)", True),
        ("0 < b < a", None),
        ("1 < b < a", False),
    ],
)
def test_unknowns_are_passed_on_but_through_known_and_coalesce(text: str, value: Value) -> None:
    assert value == reckon(text, a=None, b=1)
    assert type(value) is type(reckon(text, a=None, b=1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a / 0", None),
        ("a / (0 * a)", None),
        ("0 / 0", None),
        ("huge * huge", None),
        ("-huge - huge", None),
        ("huge / small", None),
        ("huge * huge - huge * huge", None),
        ("a / b", 1.5),
        ("a - b", 1.0),
        ("small / huge", Fraction(1, 10**616)),
        ("huge + huge * 0.79", Fraction(179 * 10**306)),
        ("huge + huge * 0.8", None),
    ],
)
def test_what_is_beyond_float64_is_unknown(text: str, value: float | Fraction | None) -> None:
    assert value == reckon(text, a=3, b=2, huge=1e308, small=1e-308)


def test_division_by_negative_zero_is_unknown() -> None:
    assert reckon("1 / a", a=-0.0) is None


def test_arithmetic_is_that_of_the_decimals_as_they_are_written() -> None:
    assert BIG + 1 == reckon("a + 1 + 1 - 1", a=BIG)
    assert Fraction("0.3") == reckon("a + b", a=0.1, b=0.2)
    assert reckon("a - b <= 1", a=8.3, b=7.3) is True
    assert reckon("1 / a * a == 1", a=3) is True
    assert reckon("(a - b) / b == -c", a=7.07, b=10.1, c=0.3) is True
    assert reckon("a + b == c", a=0.1, b=0.2, c=0.3) is True
    assert reckon("a + b == c", a=0.1, b=0.2, c=0.30000000000000004) is False


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        (2.675, 2, "2.68"),
        (2.665, 2, "2.66"),
        (0.5, 0, "0"),
        (1.5, 0, "2"),
        (2.5, 0, "2"),
        (-2.5, 0, "-2"),
        (-0.125, 2, "-0.12"),
        (1 / 3, 9, "0.333333333"),
        (12, 2, "12"),
        (1e300, 9, "1e300"),
    ],
)
def test_round_is_half_to_even_of_the_decimal(number: float, places: int, rounded: str) -> None:
    assert Fraction(rounded) == reckon(f"round(a, {places})", a=number)


def test_round_of_an_unknown_is_unknown() -> None:
    assert reckon("round(a, 2)", a=None) is None
    assert reckon("round(1 / 0, 2)") is None


def test_a_number_of_more_digits_than_are_carried_is_unknown() -> None:
    step = parse("a * a")
    value: Value = 0.9
    for _ in range(16):
        value = evaluate(step, {"a": value})
    assert isinstance(value, Fraction)
    assert value.denominator.bit_length() <= MOST_BITS
    assert evaluate(step, {"a": value}) is None


@given(
    st.decimals(places=6, allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9), st.integers(0, 9)
)
def test_round_is_that_of_decimals(number: Decimal, places: int) -> None:
    value = accept(number, NUMBER)
    assert reckon(f"round(a, {places})", a=value) == Fraction(number.quantize(Decimal(1).scaleb(-places)))


@given(st.integers(-BIG, BIG), st.integers(-BIG, BIG))
def test_comparison_and_the_functions_keep_whole_numbers(a: int, b: int) -> None:
    assert (a < b) is reckon("a < b", a=a, b=b)
    assert (a == b) is reckon("a == b", a=a, b=b)
    assert (a in (b, b + 1)) is reckon("a in (b, c)", a=a, b=b, c=b + 1)
    for text, value in (("min(a, b)", min(a, b)), ("max(a, b)", max(a, b)), ("abs(a)", abs(a)), ("-a", -a)):
        found = reckon(text, a=a, b=b)
        assert value == found
        assert type(found) is int


@given(st.integers(-BIG, BIG), st.floats(allow_nan=False, allow_infinity=False))
def test_a_whole_number_and_a_float_are_compared_by_value(a: int, b: float) -> None:
    assert (Fraction(a) < Fraction(b)) is reckon("a < b", a=a, b=b)
    assert (Fraction(a) == Fraction(b)) is reckon("a == b", a=a, b=b)


def test_zero_and_negative_zero_are_equal() -> None:
    assert reckon("a == b and not a < b", a=0.0, b=-0.0) is True


def test_text_is_compared_by_code_point_and_case() -> None:
    assert reckon('a == "gold"', a="gold") is True
    assert reckon('a == "gold"', a="Gold") is False
    assert reckon('a == ""', a="") is True
    assert reckon("a == b", a="é", b="e\u0301") is False
    assert reckon("a == b", a="1", b="１") is False


def test_days_between_counts_days_from_the_second_to_the_first() -> None:
    later, earlier = datetime.date(2024, 3, 1), datetime.date(2024, 2, 28)
    assert 2 == reckon("days_between(a, b)", a=later, b=earlier)
    assert -2 == reckon("days_between(b, a)", a=later, b=earlier)
    assert reckon("days_between(a, b)", a=later, b=None) is None
    assert 3615534 == reckon("days_between(a, b)", a=datetime.date(9899, 12, 31), b=datetime.date.min)


def test_the_earlier_and_the_later_of_two_days_are_found() -> None:
    later, earlier = datetime.date(2024, 3, 1), datetime.date(2024, 2, 28)
    assert earlier == reckon("min(a, b)", a=later, b=earlier)
    assert later == reckon("max(a, b)", a=later, b=earlier)


@given(expressions(SCHEMA, PARAMETERS), records(SCHEMA, PARAMETERS), days())
@settings(max_examples=300)
def test_a_condition_is_true_false_or_unknown(tree: Expression, record: dict[str, Value], day: datetime.date) -> None:
    assert evaluate(tree, {**record, **PARAMETERS, "as_of": day}) in (True, False, None)


@given(expressions(SCHEMA, PARAMETERS, Kind.NUMBER), records(SCHEMA, PARAMETERS), days())
@settings(max_examples=200)
def test_a_number_is_finite_or_unknown(tree: Expression, record: dict[str, Value], day: datetime.date) -> None:
    found = evaluate(tree, {**record, **PARAMETERS, "as_of": day})
    assert found is None or (isinstance(found, int | float | Fraction) and -LARGEST <= exact(found) <= LARGEST)


@given(records(SCHEMA, PARAMETERS))
def test_records_hold_values_as_rules_know_them(record: dict[str, Value]) -> None:
    assert SCHEMA.keys() == record.keys()
    assert all(abs(value) <= MAX_WHOLE for value in record.values() if type(value) is int)


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("Chief Executive", "Exec", (T, F, F)),
        ("Chief Executive", "Chief", (T, T, F)),
        ("Chief Executive", "tive", (T, F, T)),
        ("Chief Executive", "chief", (F, F, F)),
        ("100% of a_b", "%", (T, F, F)),
        ("e\u0301", "\u00e9", (F, F, F)),
        ("客户经理", "客户", (T, T, F)),
        (None, "a", (U, U, U)),
        ("a", None, (U, U, U)),
    ],
)
def test_texts_are_asked_for_others_by_code_point(text: Value, sought: Value, found: tuple[Value, ...]) -> None:
    asked = tuple(reckon(f"{each}(a, b)", a=text, b=sought) for each in ("contains", "starts_with", "ends_with"))
    assert found == asked


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("CEO", "ceo"),
        ("MÜLLER", "müller"),
        ("Straße", "straße"),
        ("ẞ", "ß"),
        ("ΟΔΟΣ ΣΑΣ", "οδοσ σασ"),
        ("İzmir", "izmir"),
        ("ІВАНОВ", "іванов"),
        ("客户 A", "客户 a"),
        (None, None),
    ],
)
def test_lower_makes_each_letter_small_by_itself(text: Value, small: Value) -> None:
    assert small == reckon("lower(a)", a=text)
    assert small == reckon("lower(lower(a))", a=text)


def test_a_day_has_a_year_a_month_and_a_weekday_from_monday() -> None:
    day = datetime.date(2026, 11, 27)  # a Friday
    assert (2026, 11, 5) == tuple(reckon(f"{each}(a)", a=day) for each in ("year", "month", "weekday"))
    assert reckon("weekday(a)", a=datetime.date(2026, 11, 30)) == 1
    assert reckon("weekday(a)", a=datetime.date(1, 1, 7)) == 7
    assert reckon("year(a)", a=None) is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2026, 1, 31), 2, (2026, 3, 31)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 3, 31), -1, (2026, 2, 28)),
        ((2026, 7, 1), 0, (2026, 7, 1)),
        ((9898, 12, 31), 12, (9899, 12, 31)),
        ((9899, 12, 1), 1, None),
        ((1, 12, 31), -11, (1, 1, 31)),
        ((1, 1, 31), -1, None),
        ((2026, 7, 1), MAX_WHOLE, None),
    ],
)
def test_months_are_added_from_the_day_and_end_with_the_month(
    day: tuple[int, int, int], months: int, later: tuple[int, int, int] | None
) -> None:
    found = reckon("add_months(a, b)", a=datetime.date(*day), b=months)
    assert found == (None if later is None else datetime.date(*later))


def test_days_are_added_as_far_as_there_are_days() -> None:
    day = datetime.date(2024, 2, 28)
    assert reckon("add_days(a, b)", a=day, b=2) == datetime.date(2024, 3, 1)
    assert reckon("add_days(a, -b)", a=day, b=59) == datetime.date(2023, 12, 31)
    assert reckon("add_days(a, b)", a=datetime.date(9899, 12, 31), b=1) is None
    assert reckon("add_days(a, -b)", a=datetime.date(1, 1, 1), b=1) is None
    assert reckon("add_days(a, b)", a=day, b=-MAX_WHOLE) is None
    assert reckon("add_days(a, b)", a=day, b=None) is None


@given(days(), st.integers(-4_000_000, 4_000_000))
def test_days_between_undoes_adding_days(day: datetime.date, count: int) -> None:
    later = reckon("add_days(a, b)", a=day, b=count)
    assert later is None or reckon("days_between(a, b)", a=later, b=day) == count
