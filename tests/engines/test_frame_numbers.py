"""Numbers of frames: what policies say at their limits, and which number a column holds."""

import datetime
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import crmrules
from crmrules import DecisionTable
from crmrules.expressions.numbers import read_number
from crmrules.loading import from_dict
from tests.frames import MAKERS, rows_of

CENTS = 100_000_000
"""Averages reach up to 1,000,000.00."""
FALLS = 20_000


def asking(condition: str, facts: dict[str, str], **parameters: Any) -> DecisionTable:
    """A policy with one rule."""
    document: dict[str, Any] = {
        "id": "asked",
        "version": "1",
        "kind": "decision",
        "hit": "first",
        "title": "Asked",
        "default": "no",
        "parameters": {name: {"value": value} for name, value in parameters.items()},
        "facts": {name: {"type": type_} for name, type_ in facts.items()},
        "outcome": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
        "rule": [{"id": "asked", "when": condition, "then": "yes", "because": "asked"}],
    }
    return from_dict(document, DecisionTable)


def answers(policy: DecisionTable, library: str, columns: dict[str, Any]) -> list[bool | None]:
    """What a policy says of each row: the truth of its rule, None where it is unknown."""
    table = pa.table(columns)
    frame = MAKERS[library](table.append_column("row", pa.array(range(table.num_rows), pa.int32())))
    found = sorted(rows_of(policy.apply(frame)), key=lambda row: row["row"])
    return [None if row["asked"] is None else row["asked"] == "yes" for row in found]


@pytest.fixture(scope="module")
def falls() -> dict[int, list[tuple[int, int]]]:
    """By the fall in hundredths, averages and bills in cents: each bill has fallen by exactly so much."""
    luck = random.Random(7)
    found: dict[int, list[tuple[int, int]]] = {}
    for drop in range(5, 100, 5):
        averages = [*range(20, 2_000, 20), *(luck.randrange(20, CENTS + 1, 20) for _ in range(FALLS // 19))]
        found[drop] = [(average, average * (100 - drop) // 100) for average in averages]
    return found


@pytest.mark.parametrize("library", MAKERS)
def test_a_fall_of_exactly_the_limit_counts_and_a_cent_less_does_not(
    library: str, falls: dict[int, list[tuple[int, int]]]
) -> None:
    for drop, cents in falls.items():
        policy = asking(
            "(bill - bill_average) / bill_average <= -fall",
            {"bill": "money", "bill_average": "money"},
            fall=drop / 100,
        )
        average = [each / 100 for each, _ in cents] * 2
        bill = [each / 100 for _, each in cents] + [(each + 1) / 100 for _, each in cents]
        found = answers(policy, library, {"bill": bill, "bill_average": average})
        assert found == [True] * len(cents) + [False] * len(cents)


def test_the_retention_ladder_knows_the_falls_that_floats_miss() -> None:
    ladder = crmrules.policy("retention-ladder", DecisionTable)
    cents = [(average, average * 7 // 10) for average in range(100, 20_001, 10)]
    frame = pl.DataFrame(
        {
            "bill": [each / 100 for _, each in cents],
            "bill_average": [each / 100 for each, _ in cents],
            **dict.fromkeys(("cancellation_requested", "suspended", "suspension_requested"), [False] * len(cents)),
        }
    )
    naive = frame.filter((pl.col("bill") - pl.col("bill_average")) / pl.col("bill_average") <= -0.3).height
    assert (len(cents), naive) == (1_991, 1_581)
    assert set(ladder.apply(frame)["retention_ladder"]) == {"step-5"}


DRAWN = np.concatenate(
    [
        np.array([0.3, 0.1, 343126.12, 16777216, 1e-45, 3.4e38, -0.0, 1029280832, 51378.312], dtype=np.float32),
        np.random.default_rng(1).integers(0, 2**31 - 2**24, 2_000, dtype=np.int64).astype(np.uint32).view(np.float32),
        (np.random.default_rng(2).integers(0, 10**7, 2_000) / 100).astype(np.float32),
    ]
)
SHORT = DRAWN[np.isfinite(DRAWN)]


@pytest.mark.parametrize("library", [each for each in MAKERS if each != "pandas-nullable"])  # which has none
def test_a_short_float_stands_for_the_shortest_decimal_that_reads_back_as_it(library: str) -> None:
    policy = asking("number == decimal", {"number": "number", "decimal": "number"})
    decimals = [float(str(each)) for each in SHORT]
    assert decimals[0] == 0.3
    found = answers(policy, library, {"number": pa.array(SHORT, pa.float32()), "decimal": decimals})
    assert found == [True] * len(decimals)


def test_short_floats_make_no_long_statement() -> None:
    """Written out in one, that of three columns had a third of a megabyte."""
    numbers = ("bill", "bill_average", "usage_swing")
    frame = MAKERS["duckdb"](pa.table({name: pa.array([56.1], pa.float32()) for name in numbers}))
    assert len(crmrules.policy("retention-ladder").apply(frame).sql_query()) < 60_000


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_half_floats_stand_for_their_decimals(library: str) -> None:
    policy = asking("number == decimal", {"number": "number", "decimal": "number"})
    halves = np.array([0.3, 0.1, 65504, -1.5, 6e-08], dtype=np.float16)
    if library == "polars":
        frame = pl.DataFrame({"number": halves, "decimal": [0.3, 0.1, 65500.0, -1.5, 6e-08]})
        assert policy.apply(frame)["asked"].to_list() == ["yes"] * 5
    else:
        columns = {"number": pa.array(halves), "decimal": [0.3, 0.1, 65500.0, -1.5, 6e-08]}
        assert answers(policy, library, columns) == [True] * 5


@pytest.mark.parametrize("library", MAKERS)
@pytest.mark.parametrize(("digits", "places"), [(15, 2), (15, 6), (9, 9), (15, 0)])
def test_a_decimal_of_fifteen_digits_is_the_float_that_stands_for_it(library: str, digits: int, places: int) -> None:
    policy = asking("number == decimal", {"number": "number", "decimal": "number"})
    luck = random.Random(digits * places)
    drawn = [Decimal(luck.randrange(-(10**digits) + 1, 10**digits)).scaleb(-places) for _ in range(2_000)]
    columns = {"number": pa.array(drawn, pa.decimal128(digits, places)), "decimal": [float(each) for each in drawn]}
    assert answers(policy, library, columns) == [True] * len(drawn)


ROUNDED = [
    ("2.675", 2, "2.68"),
    ("2.665", 2, "2.66"),
    ("1.005", 2, "1"),
    ("1.015", 2, "1.02"),
    ("-2.675", 2, "-2.68"),
    ("0.5", 0, "0"),
    ("1.5", 0, "2"),
    ("-0.5", 0, "0"),
    ("2.6749999", 2, "2.67"),
    ("12345678.123456785", 8, "12345678.12345678"),
    ("123456789012.345", 2, "123456789012.34"),
    ("1e300", 9, "1e300"),
    ("0.0000000005", 9, "0"),
    ("0.0000000015", 9, "0.000000002"),
]


@pytest.mark.parametrize("library", MAKERS)
def test_rounding_is_half_to_even_of_the_decimal(library: str) -> None:
    for places in {each for _, each, _ in ROUNDED}:
        policy = asking(f"round(number, {places}) == wanted", {"number": "number", "wanted": "number"})
        rows = [(float(number), float(wanted)) for number, each, wanted in ROUNDED if each == places]
        columns = {"number": [number for number, _ in rows], "wanted": [wanted for _, wanted in rows]}
        assert answers(policy, library, columns) == [True] * len(rows)


@pytest.mark.parametrize("library", MAKERS)
def test_what_has_no_more_places_is_not_changed_by_rounding(library: str) -> None:
    """In float64 427.39 is 42739 / 100, and not 42739 times the float next to a hundredth."""
    for places in (1, 2, 5, 9):
        policy = asking(f"round(number, {places}) == number", {"number": "number"})
        numbers = [float(Decimal(each).scaleb(-places)) for each in range(7, 10**6, 1_009)]
        assert answers(policy, library, {"number": numbers}) == [True] * len(numbers)


@pytest.mark.parametrize("library", MAKERS)
def test_rounding_of_what_was_reckoned_knows_the_half(library: str) -> None:
    policy = asking("round(price * count, 2) == wanted", {"price": "money", "count": "integer", "wanted": "money"})
    prices = [Decimal(each).scaleb(-3) for each in range(1, 4_000, 5)]
    wanted = [float(round(Fraction(each) * 3, 2)) for each in prices]
    columns = {"price": [float(each) for each in prices], "count": [3] * len(prices), "wanted": wanted}
    assert answers(policy, library, columns) == [True] * len(prices)


@pytest.mark.parametrize("library", MAKERS)
@pytest.mark.parametrize(
    ("condition", "numbers", "wanted"),
    [
        ("a - b <= 1", (8.3, 7.3), True),
        ("a - b < 1", (8.3, 7.3), False),
        ("1 / a * a == 1", (49.0, 0.0), True),
        ("a + b == c", (0.1, 0.2), True),
        ("a + b in (c,)", (0.1, 0.2), True),
        ("a + b != c", (0.1, 0.2), False),
        ("known(1 / (a + b - c))", (0.1, 0.2), False),
        ("coalesce(1 / (a + b - c), a) == a", (0.1, 0.2), True),
        ("min(a + b, c) == max(a + b, c)", (0.1, 0.2), True),
        ("(a - b) / a <= c", (10.0, 7.0), True),
        ("(a - b) / a >= c", (10.0, 7.0), True),
        ("(a - b) * (a + b) == a * a - b * b", (0.1, 0.3), True),
    ],
)
def test_reckoned_numbers_are_the_decimals_they_come_to(
    library: str, condition: str, numbers: tuple[float, float], wanted: bool
) -> None:
    policy = asking(condition, dict.fromkeys(("a", "b", "c"), "number"))
    columns = {"a": [numbers[0]], "b": [numbers[1]], "c": [0.3]}
    assert answers(policy, library, columns) == [wanted]


@pytest.mark.parametrize("library", MAKERS)
def test_a_parameter_that_no_float_stands_for_lies_between_two(library: str) -> None:
    limit = read_number("0.30000000000000001")
    facts = {"a": "number"}
    for operator, wanted in {"<": True, "<=": True, ">": False, ">=": False, "==": False, "!=": True}.items():
        policy = asking(f"a {operator} limit", facts, limit=limit)
        assert answers(policy, library, {"a": [0.3]}) == [wanted]


@pytest.mark.parametrize("library", MAKERS)
def test_numbers_closer_than_their_bound_count_as_equal_and_no_further(library: str) -> None:
    """The declared limit: one has to construct it."""
    policy = asking("a + b > a", {"a": "number", "b": "number"})
    columns = {"a": [1.0, 1.0, 1.0], "b": [1e-17, 1e-16, 1e-13]}
    assert answers(policy, library, columns) == [False, False, True]
    assert [policy.decide({"a": 1.0, "b": b}).outcome for b in columns["b"]] == ["yes", "yes", "yes"]


def test_a_bound_integer_is_whole_where_it_comes_to_one() -> None:
    policy = asking("count == one", {"count": "integer", "one": "integer"})
    bind = crmrules.Binding({"count": {"is": "total / 0.1"}, "one": "one"}, columns={"total": "number"})
    frame = pl.DataFrame({"total": [0.3, 0.7], "one": [3, 7]})
    assert policy.apply(frame, bind=bind)["asked"].to_list() == ["yes", "yes"]


def test_a_day_is_no_number() -> None:
    policy = asking("min(a, b) == a", {"a": "date", "b": "date"})
    days = [datetime.date(2026, 7, 1)]
    assert answers(policy, "polars", {"a": days, "b": days}) == [True]
