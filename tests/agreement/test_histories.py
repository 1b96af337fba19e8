"""Frames of every library give the facts that each customer alone is given."""

import datetime
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.histories import Case, cases, random_case
from tests.agreement.policies import PATIENT
from tests.events import frame_of
from tests.frames import MAKERS, rows_of

LONG = 500
"""From so many examples on a run is long."""


def plain(value: Any) -> Any:
    """A fact as it compares: numbers as floats, days as days, and each of one type alone."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    value = float(value) if isinstance(value, float) else value
    return type(value), value


def assert_alike(wanted: Iterable[Mapping[str, Any]], rows: list[dict[str, Any]], keys: int) -> None:
    """The facts of each row, which begins with so many columns of others."""
    got = [{name: plain(value) for name, value in list(row.items())[keys:]} for row in rows]
    assert [{name: plain(value) for name, value in each.items()} for each in wanted] == got


def ordered(library: str, rows: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """The rows as they come, but those of Spark, which come in no order, by a column."""
    return sorted(rows, key=lambda row: row[column]) if library == "spark" else rows


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_gives_the_facts_of_each_customer(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 8), suppress_health_check=PATIENT)
    @given(cases(customers=3))
    def agree(case: Case) -> None:
        binding = Binding(**case.tables)
        wanted = binding.facts_by_customer(case.rows, case.as_of, case.known_at)
        rows = rows_of(binding.facts_at(MAKERS[library](frame_of(case.rows)), case.as_of, case.known_at))
        rows = ordered(library, rows, "customer")
        assert [*wanted] == [row["customer"] for row in rows]
        assert_alike(wanted.values(), rows, 1)
        count.pairs += len(rows) * len(binding.history.facts) if binding.history else 0

    agree()


@pytest.mark.parametrize("library", MAKERS)
def test_each_pair_knows_what_had_happened_by_its_day(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 16), suppress_health_check=PATIENT)
    @given(cases(customers=2), st.randoms())
    def agree(case: Case, random: Random) -> None:
        binding = Binding(**case.tables)
        days = [case.as_of, *(datetime.date(2024, 1, 25) + datetime.timedelta(random.randint(0, 80)) for _ in "ab")]
        asked = [(random.choice(["c0", "c1", "c2"]), random.choice(days)) for _ in range(5)]
        own = [[row for row in case.rows if row["customer"] == customer] for customer, _ in asked]
        wanted = [binding.facts_at(rows, day, case.known_at) for rows, (_, day) in zip(own, asked, strict=True)]
        make, pairs = MAKERS[library], pl.DataFrame(asked, ["customer", "as_of"], orient="row")
        pairs = pairs.with_columns(place=pl.int_range(pl.len()))
        found = binding.facts_at(make(frame_of(case.rows)), make(pairs), case.known_at)
        rows = ordered(library, rows_of(found), "place")
        assert asked == [(row["customer"], plain(row["as_of"])[1]) for row in rows]
        assert_alike(wanted, rows, 3)
        count.pairs += len(rows) * len(wanted[0])

    agree()


def test_very_many_histories_agree_on_polars(examples: int, count: Count) -> None:
    random = Random(examples)
    for place in range(examples // 4 if examples < LONG else 3 * examples):
        case = random_case(random, customers=random.randint(1, 6 if examples < LONG else 120))
        binding = Binding(**case.tables)
        wanted = binding.facts_by_customer(case.rows, case.as_of, case.known_at)
        rows = frame_of(case.rows)
        if place % 2:  # customers are numbers as often as texts
            rows = rows.with_columns(pl.col("customer").str.slice(1).cast(pl.Int64))
        told = binding.facts_at(rows, case.as_of, case.known_at).with_columns(pl.col("customer").cast(pl.String))
        told = told.with_columns(pl.format("c{}", pl.col("customer").str.strip_prefix("c")).alias("customer")).sort(
            "customer"
        )
        assert [*wanted] == told["customer"].to_list()
        assert_alike(wanted.values(), told.to_dicts(), 1)
        count.pairs += sum(map(len, wanted.values()))
