"""What columns hold, where it is told: it changes what a statement asks of each row, and no answer."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, DecisionTable, Segmentation, from_dict
from crmrules.engines.sql.dialects import DIALECTS as KNOWN
from crmrules.engines.sql.dialects import dialect_of
from crmrules.engines.sql.holdings import Sort, holding_of
from crmrules.errors import EngineError
from tests.databases import DIALECTS, TABLE, Database, Postgres, opened
from tests.policies import table

TYPES: Mapping[str, Any] = {
    "fee": pa.decimal128(12, 2),
    "wide": pa.decimal128(38, 20),
    "days": pa.int16(),
    "points": pa.int64(),
    "swing": pa.float64(),
}
ROWS: list[dict[str, Any]] = [
    {"fee": "7.07", "wide": "0.30000000000000000001", "days": 3, "points": 2**53, "swing": 0.3},
    {"fee": "10.10", "wide": "123456789012345.5", "days": -1, "points": 2**53 - 1, "swing": 1e200},
    {"fee": None, "wide": None, "days": None, "points": None, "swing": None},
    {"fee": "-0.01", "wide": "-1", "days": 0, "points": 0, "swing": -0.0},
    {"fee": "0.01", "wide": "1", "days": -(2**15), "points": 1 - 2**53, "swing": 0.1},
]
CONDITIONS = (
    "(fee - wide) / wide <= limit",
    "fee / days > limit",
    "points > limit",
    "swing >= limit",
    "wide > limit",
    "fee + days == points or round(fee, 0) == days",
    "known(swing) and known(points)",
    "-days > limit and abs(days) > -points",
)


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    exact = [{name: Decimal(each) if isinstance(each, str) else each for name, each in row.items()} for row in ROWS]
    plain = [{name: float(each) if isinstance(each, Decimal) else each for name, each in row.items()} for row in exact]
    with opened(request.param) as found:
        found.fill(plain if request.param == "sqlite" else exact, TYPES)
        yield found


def decided(database: Database, columns: Any, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    facts = {name: {"type": kinds.get(name, "number")} for name in TYPES}
    names = [f"o{place}" for place, _ in enumerate(CONDITIONS)]
    made = from_dict(
        table("collect", *zip(CONDITIONS, names, strict=True), facts=facts, parameters={"limit": {"value": 0.3}}),
        DecisionTable,
    )
    sql = made.sql(TABLE, dialect=database.dialect, columns=columns, keep=["row"], missing=True)
    return sorted(database.select(sql), key=lambda row: int(row["row"]))


@pytest.mark.parametrize("kinds", [{}, {"days": "integer", "points": "integer"}], ids=["numbers", "whole numbers"])
def test_answers_are_the_same_whether_types_are_told_or_not(database: Database, kinds: Mapping[str, str]) -> None:
    names = [*TYPES, "row"]
    assert decided(database, database.types(), kinds) == decided(database, names, kinds)


@pytest.mark.parametrize("measure", ["fee", "wide", "days", "points", "swing"])
def test_a_population_is_cut_at_the_same_amounts(database: Database, measure: str) -> None:
    tiers = crmrules.policy("tiers", Segmentation)
    bind = Binding({"profit": {"column": measure}})
    said = []
    for columns in (database.types(), [*TYPES, "row"]):
        sql = tiers.sql(TABLE, dialect=database.dialect, bind=bind, columns=columns, keep=["row"])
        said.append(sorted(database.select(sql), key=lambda row: int(row["row"])))
    assert said[0] == said[1]


@pytest.mark.parametrize("type_", [pa.int8(), pa.uint8(), pa.uint64()], ids=str)
def test_a_number_is_negated_though_its_type_has_no_opposite_of_it(type_: pa.DataType) -> None:
    facts = {"shops": {"type": "integer"}, "sold": {"type": "integer"}}
    asked = (("-shops < 0", "x"), ("abs(shops) > 1", "y"), ("shops + sold == shops", "z"))
    made = from_dict(table("collect", *asked, facts=facts), DecisionTable)
    rows = [{"shops": 2, "sold": 1}, {"shops": -(2**7) if type_ == pa.int8() else 2**8 - 1, "sold": 2**53 - 1}]
    with opened("duckdb") as database:
        database.fill(rows, {"shops": type_, "sold": pa.int64()})
        names = {"int8": "tinyint", "uint8": "utinyint", "uint64": "ubigint"}
        columns = {"shops": names[str(type_)], "sold": "bigint", "row": "integer"}
        sql = made.sql(TABLE, dialect="duckdb", columns=columns, keep=["row"])
        found = sorted(database.select(sql), key=lambda row: int(row["row"]))
    told = [(row["table_x"], row["table_y"], row["table_z"]) for row in found]
    assert told == [(True, True, False), (type_ != pa.int8(), True, False)]


def test_nan_among_decimals_is_unknown() -> None:
    """PostgreSQL has it in a NUMERIC of any size."""
    made = from_dict(
        table("collect", ("a > b", "x"), facts={"a": {"type": "number"}, "b": {"type": "number"}}), DecisionTable
    )
    tiers = crmrules.policy("tiers", Segmentation)
    with opened("postgres") as database:
        database.fill([{"a": 1.0, "b": 0.0}], {"a": pa.decimal128(9, 2), "b": pa.decimal128(9, 2)})
        assert isinstance(database, Postgres)
        database.connection.execute(f"UPDATE {TABLE} SET a = 'NaN'".encode())
        for columns in (database.types(), ["a", "b", "row"]):
            [row] = database.select(made.sql(TABLE, dialect="postgres", columns=columns, missing=True))
            assert (row["table_x"], row["table_missing"]) == (None, "a")
            [row] = database.select(tiers.sql(TABLE, dialect="postgres", bind={"profit": "a"}, columns=columns))
            assert row["tiers"] is None


def test_what_is_told_is_not_asked_of_rows() -> None:
    ladder = crmrules.policy("retention-ladder", DecisionTable)
    types = {each.name: "boolean" for each in ladder.definition.read_facts} | {
        "bill": "numeric(10,2)",
        "bill_average": "numeric(10,2)",
        "usage_swing": "double precision",
        "forwarding_days_30": "integer",
        "powered_off_days_30": "smallint",
        "tenure_months": "bigint",
    }
    told = ladder.sql("t", dialect="postgres", columns=types)
    assert "PG_TYPEOF" in ladder.sql("t", dialect="postgres", columns=list(types))
    assert "PG_TYPEOF" not in told
    assert "AS TEXT" not in told
    assert '"source"."forwarding_days_30" AS "fact_forwarding_days_30"' in told


@pytest.mark.parametrize(("type_", "held"), [("text", "texts"), ("date", "days"), ("boolean", "booleans")])
def test_a_column_of_another_type_is_refused(type_: str, held: str) -> None:
    made = from_dict(table("collect", ("fee > 0", "x"), facts={"fee": {"type": "number"}}), DecisionTable)
    with pytest.raises(EngineError) as refused:
        made.sql("t", dialect="postgres", columns={"fee": type_})
    said = f"column `fee`: holds {held} ({type_}), and fact `fee` is a number; let a view of the database convert it"
    mapped = ", or map its values with `values` in a binding" * (held == "texts")
    assert str(refused.value) == said + mapped


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_floats_of_single_precision_are_read_by_their_text(dialect: str) -> None:
    made = from_dict(table("collect", ("fee > 0", "x"), facts={"fee": {"type": "number"}}), DecisionTable)
    told = {type_: made.sql("t", dialect=dialect, columns={"fee": type_}) for type_ in ("float", "double")}
    assert [("TEXT" in text or "STRING" in text) for text in told.values()] == [True, False]
    assert not any("TYPEOF" in text for text in told.values())


def test_a_moment_is_no_day() -> None:
    made = from_dict(table("collect", ("known(day)", "x"), facts={"day": {"type": "date"}}), DecisionTable)
    with pytest.raises(EngineError, match=r"holds moments .*let a view of the database give its date"):
        made.sql("t", dialect="duckdb", columns={"day": "TIMESTAMP"})


def test_what_is_no_type_is_refused_and_what_says_nothing_is_asked() -> None:
    made = from_dict(table("collect", ("fee > 0", "x"), facts={"fee": {"type": "number"}}), DecisionTable)
    wrong: Any = {"fee": 7}
    with pytest.raises(EngineError, match="give the type of each as the database writes it"):
        made.sql("t", dialect="postgres", columns=wrong)
    for type_ in ("USER-DEFINED", "monny", "", "int; drop table t", "int[]"):
        assert "PG_TYPEOF" in made.sql("t", dialect="postgres", columns={"fee": type_})


@pytest.mark.parametrize("dialect", KNOWN)
def test_a_type_is_as_wide_as_a_database_has_it(dialect: str) -> None:
    whole = holding_of("int", dialect_of(dialect))
    if dialect == "sqlite":
        assert whole is None
        return
    assert whole is not None
    assert whole.sort is Sort.WHOLE
    assert whole.most == (None if dialect in ("snowflake", "bigquery") else 2**31)
    decimals = holding_of("decimal(10, 2)", dialect_of(dialect))
    assert decimals is not None
    assert (decimals.whole_digits, decimals.places) == (8, 2)
