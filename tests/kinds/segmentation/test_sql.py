"""Cuts in databases: what counts as an amount, what has no band, and what is refused."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, Segmentation
from crmrules.engines.sql.dialects import DIALECTS as KNOWN
from crmrules.errors import EngineError
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.types import Kind, Type
from tests.databases import DIALECTS, MYSQL, TABLE, Database, Row, Types, opened
from tests.populations import BY_CUSTOMERS, BY_EDGES, changed, customers

BANDS = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
BY_PROFIT = BANDS.with_parameters(basis="profit_share")


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        yield found


WIDE = pytest.mark.parametrize("database", ["duckdb", "postgres"], indirect=True)
"""For databases with decimals, and whole numbers of more than 64 bits; SQLite has neither, and stops at such a sum."""


def placed(
    database: Database, policy: Segmentation, rows: Sequence[Row], types: Types, bind: Binding | None = None
) -> list[tuple[str | None, bool | None]]:
    """The band and the flag of each customer."""
    database.fill(rows, types)
    sql = policy.sql(TABLE, dialect=database.dialect, columns=[*types, "row"], keep=["row"], bind=bind)
    found = sorted(database.select(sql), key=lambda row: row["row"])
    return [(row["bands"], row["bands_flagged"]) for row in found]


def same_as_records(database: Database, policy: Segmentation, values: Sequence[Any], type_: pa.DataType) -> None:
    records = customers(*values)
    wanted = [(each.outcome, each.flagged) for each in policy.cut(records).decide_many(records)]
    assert placed(database, policy, records, {"profit": type_}) == wanted


@pytest.mark.parametrize(
    "values",
    [
        [],
        [5.0],
        [None, None],
        [7.0, 7.0, 7.0, 7.0],
        [0.0, 0.0, -1.0],
        [100.0, 50.0, 50.0, 50.0, 10.0, -5.0, 0.0, None],
        [0.125, 0.375, 2.675, 1.005, -0.005, -0.015, 1e-9, 0.004999],
        [float(MAX_WHOLE), 2.0**50 + 0.25, 1e15 + 0.3, 12345678901234.565, 1.0, -(2.0**51) - 0.5],
        [-0.0, 0.01, 0.015, 0.025, 0.035, 0.045],
        [0.575, 0.575, 0.58, 0.57, 0.285, 0.28, 0.29],
    ],
    ids=str,
)
def test_floats_count_in_hundredths(database: Database, values: list[Any]) -> None:
    for policy in (BANDS, BY_PROFIT):
        same_as_records(database, policy, values, pa.float64())


@WIDE
def test_whole_numbers_are_summed_beyond_64_bits(database: Database) -> None:
    same_as_records(database, BY_PROFIT, [MAX_WHOLE - place for place in range(2000)], pa.int64())


@WIDE
def test_decimals_count_as_they_are(database: Database) -> None:
    fine = [Decimal(place).scaleb(-9) + MAX_WHOLE - 1 for place in range(9)]
    same_as_records(database, BY_PROFIT, fine, pa.decimal128(38, 9))
    same_as_records(database, BANDS, [Decimal("0.001"), Decimal("0.002"), None, Decimal(-1)], pa.decimal128(14, 3))


@WIDE
@pytest.mark.parametrize(("digits", "places"), [(18, 6), (18, 9), (17, 2), (18, 4)])
def test_decimals_that_are_told_may_be_as_large_as_their_type(database: Database, digits: int, places: int) -> None:
    """DuckDB multiplies decimals of up to 18 digits within 18 digits."""
    values = [Decimal(10**digits - 1) / 10**places, Decimal(1) / 10**places, Decimal(-(10**digits) + 1) / 10**places]
    records = customers(*values)
    database.fill(records, {"profit": pa.decimal128(digits, places)})
    sql = BY_PROFIT.sql(TABLE, dialect=database.dialect, columns=database.types(), keep=["row"])
    found = sorted(database.select(sql), key=lambda row: row["row"])
    wanted = [each.outcome for each in BY_PROFIT.cut(records).decide_many(records)]
    assert [row["bands"] for row in found] == wanted


def test_more_decimal_places_than_a_database_reckons_are_unknown() -> None:
    with opened("duckdb") as database:
        values = [Decimal("1.0000000001"), Decimal("2.5"), Decimal("3.1")]
        found = placed(database, BANDS, customers(*values), {"profit": pa.decimal128(38, 10)})
        assert found == [(None, None), ("rest", False), ("top", False)]


def test_what_no_amount_can_be_is_unknown(database: Database) -> None:
    beyond = [float("inf"), -float("inf"), float("nan")]
    if database.dialect in MYSQL:
        beyond = []  # whose columns hold none of them
    values = [*beyond, 2.0**60, None, 5.0, 3.0]
    found = placed(database, BANDS, customers(*values), {"profit": pa.float64()})
    assert found == [(None, None)] * (len(beyond) + 2) + [("top", False), ("rest", False)]
    found = placed(database, BANDS, customers(MAX_WHOLE + 1, 5, 3), {"profit": pa.int64()})
    assert found == [(None, None), ("top", False), ("rest", False)]


def test_a_binding_says_what_is_unknown_and_what_is_assumed(database: Database) -> None:
    rows = [{"gain": gain} for gain in (10.0, 4.0, -1.0, None, 4.0)]
    told = Binding({"profit": {"column": "gain", "unknown": ["-1.0"]}})
    types = {"gain": pa.float64()}
    found = [band for band, _ in placed(database, BANDS, rows, types, told)]
    assert found == ["top", "mid", None, None, "mid"]
    assumed = Binding({"profit": "gain"}, assume={"profit": 0.575})
    wanted = BANDS.cut(rows, bind=assumed).decide_many(rows)
    assert placed(database, BANDS, rows, types, assumed) == [(each.outcome, each.flagged) for each in wanted]


REVENUE = changed(
    BY_CUSTOMERS,
    facts={
        "revenue": {"type": "money"},
        "parts": {"type": "integer"},
        "profit": {"is": "revenue / parts"},
    },
)


@pytest.mark.parametrize("is_", ["revenue / parts", "revenue - parts", "abs(revenue)", "min(revenue, parts)", "parts"])
def test_what_is_reckoned_counts_in_exact_hundredths(database: Database, is_: str) -> None:
    policy = crmrules.from_dict(changed(REVENUE, "facts.profit.is", is_), Segmentation)
    rows = [
        {"revenue": revenue, "parts": parts}
        for revenue in (0.575, 1.005, 8.5, 8.505, -3.0, None, 0.285, 12.345, 7.0)
        for parts in (1, 8, 200, 3, 0, None)
    ]
    types = {"revenue": Type(Kind.MONEY), "parts": Type(Kind.INTEGER)}
    for each in (policy, policy.with_parameters(basis="profit_share")):
        wanted = each.cut(rows).decide_many(rows)
        assert placed(database, each, rows, types) == [(one.outcome, one.flagged) for one in wanted]


def test_kept_edges_need_no_population(database: Database) -> None:
    policy = crmrules.from_dict(changed(BY_EDGES, "parameters.low.value", 9.505), Segmentation)
    sql = policy.sql(TABLE, dialect=database.dialect, columns=["profit", "row"])
    assert "JOIN" not in sql
    rows = customers(100.0, 99.99, 9.5, 9.51, -1.0, None)
    database.fill(rows, {"profit": pa.float64()})
    found = sorted(database.select(sql), key=lambda row: row["row"])
    assert [row["edges"] for row in found] == ["top", "mid", "rest", "mid", "rest", None]


def test_a_share_of_many_digits_is_exact(database: Database) -> None:
    policy = BY_PROFIT.with_parameters(upper_profit=0.123456789, middle_profit=0.987654321)
    same_as_records(database, policy, [float(place % 97) for place in range(500)], pa.float64())


def test_a_share_of_more_digits_than_64_bits_hold_is_refused_by_sqlite() -> None:
    policy = BANDS.with_parameters(upper=0.1234567890123)
    with pytest.raises(EngineError, match=r"a share of 0\.1234567890123 has too many decimal places"):
        policy.sql(TABLE, dialect="sqlite")


@pytest.mark.parametrize("dialect", KNOWN)
def test_columns_of_the_users_own_may_be_called_as_ours(dialect: str) -> None:
    ours = ["amount", "band", "from_top", "customers", "up_to", "known"]
    sql = BANDS.sql("amounts", dialect=dialect, columns=[*ours, "profit"], keep=ours)
    assert "amount_2" in sql
    assert "from_top_2" in sql


def test_a_column_of_the_users_own_stays_what_it_is(database: Database) -> None:
    rows = [{"profit": 5.0, "amount": 1.0, "band": 2.0, "from_top": 3.0}]
    database.fill(rows, dict.fromkeys(rows[0], pa.float64()))
    sql = BANDS.sql(TABLE, dialect=database.dialect, columns=[*rows[0], "row"])
    [row] = database.select(sql)
    assert row == {**rows[0], "row": 0, "bands": "top", "bands_flagged": False}


def test_postgres_keeps_the_rows_of_a_history_and_reads_those_of_a_table_again() -> None:
    """Keeping those of a table takes longer than reading them twice; those of a history are reckoned."""
    events = Binding({"profit": {"sum": "order.amount"}}, columns={"amount": "money"}, history={"at": "day"})
    told = BANDS.sql("orders", dialect="postgres", bind=events, as_of=datetime.date(2026, 7, 1))
    assert "NOT MATERIALIZED" not in told
    assert 'WITH "measured" AS NOT MATERIALIZED' in BANDS.sql("customers", dialect="postgres")
    assert "MATERIALIZED" not in BANDS.sql("customers", dialect="duckdb")
