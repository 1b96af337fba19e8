"""What a table holds becomes facts in SQL as it does on records, by any binding."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, DecisionTable, from_dict
from crmrules.engines.sql.dialects import DIALECTS as KNOWN
from crmrules.errors import BindingError, EngineError, RecordError
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, TEXT, Type
from tests.databases import DIALECTS, TABLE, Database, Postgres, opened

TYPES: Mapping[str, Type] = {
    "fee": NUMBER,
    "cents": INTEGER,
    "state": TEXT,
    "since": DATE,
    "vip": BOOL,
    "count": NUMBER,
    "grade": TEXT,
}
_GIVEN: list[dict[str, Any]] = [
    {"fee": 7.07, "cents": 707, "state": "Yes", "since": datetime.date(2024, 2, 29), "vip": True, "count": 3.0},
    {"fee": 10.1, "cents": 1010, "state": " No ", "since": datetime.date(1, 1, 1), "vip": False, "count": 2.5},
    {"fee": None, "cents": None, "state": "perhaps", "since": None, "vip": None, "count": None},
    {"fee": -1.0, "cents": 2**53, "state": "  ", "since": datetime.date(9999, 12, 31), "vip": None, "count": -0.0},
    {"fee": 1e200, "cents": 0, "state": "N/A", "since": datetime.date(2026, 7, 1), "vip": True, "count": 1e16},
]
_GRADES = ["gold", "\u3000\t", "silver", "Gold", None]
ROWS = [row | {"grade": grade} for row, grade in zip(_GIVEN, _GRADES, strict=True)]


@pytest.fixture(scope="module", params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(request.param) as found:
        found.fill(ROWS, TYPES)
        yield found


def policy_asking(condition: str, facts: Mapping[str, Any], **parameters: Any) -> DecisionTable:
    """A policy that tells whether a condition is true."""
    return from_dict(
        {
            "format": 1,
            "id": "asked",
            "version": "1",
            "kind": "decision",
            "hit": "collect",
            "title": "Asked",
            "parameters": {name: {"value": value} for name, value in parameters.items()},
            "facts": facts,
            "outcome": [{"id": "yes", "title": "Yes"}],
            "rule": [{"id": "yes", "when": condition, "then": "yes", "because": "because"}],
        },
        DecisionTable,
    )


NUMBER_FACT, TRUTH, WORD = {"type": "number"}, {"type": "bool"}, {"type": "text"}
CASES: Mapping[str, tuple[str, Mapping[str, Any], Any, list[bool | None]]] = {
    "a column of another name": ("bill > 1", {"bill": NUMBER_FACT}, {"bill": "fee"}, [True, True, None, False, None]),
    "an expression over a column": (
        "bill == seven",
        {"bill": NUMBER_FACT},
        Binding({"bill": {"is": "cents / 100"}}, columns={"cents": "integer"}),
        [True, False, None, None, False],
    ),
    "texts that mean truths": (
        "open",
        {"open": TRUTH},
        Binding({"open": {"column": "state", "values": {"Yes": True, "No": False}, "unknown": ["N/A"]}}),
        [True, False, None, None, None],
    ),
    "whatever else means false": (
        "open",
        {"open": TRUTH},
        Binding({"open": {"column": "state", "values": {"Yes": True}, "else": False, "unknown": ["N/A"]}}),
        [True, False, False, None, None],
    ),
    "truths that mean numbers": (
        "worth > 0",
        {"worth": NUMBER_FACT},
        Binding({"worth": {"column": "vip", "values": {"true": 1, "false": -1}}}, columns={"vip": "bool"}),
        [True, False, None, None, True],
    ),
    "an assumption": (
        "vip",
        {"vip": TRUTH},
        Binding({}, assume={"vip": False}),
        [True, False, False, False, True],
    ),
    "a number that means unknown": (
        "fee < 0",
        {"fee": NUMBER_FACT},
        Binding({"fee": {"column": "fee", "unknown": ["-1"]}}),
        [False, False, None, None, None],
    ),
    "a day that means unknown": (
        "since <= as_of",
        {"since": {"type": "date"}},
        Binding({"since": {"column": "since", "unknown": ["2026-07-01"]}}),
        [True, True, None, None, None],
    ),
    "a number with a fraction, of an integer": (
        "count >= 0",
        {"count": {"type": "integer"}},
        None,
        [True, None, None, True, None],
    ),
    "a text that is none of the values": (
        'grade == "gold"',
        {"grade": {"values": ["gold", "silver"]}},
        None,
        [True, None, False, None, None],
    ),
    "a text of blanks": ("known(grade)", {"grade": WORD}, None, [True, False, True, True, False]),
}


@pytest.mark.parametrize("told", [False, True], ids=["types not told", "types told"])
@pytest.mark.parametrize("case", CASES)
def test_a_table_is_read_by_a_binding(database: Database, case: str, told: bool) -> None:
    condition, facts, bind, expected = CASES[case]
    parameters = {"seven": 7.07} if "seven" in condition else {}
    policy = policy_asking(condition, facts, **parameters)
    day = datetime.date(2026, 12, 31) if "as_of" in condition else None
    columns = database.types() if told else None
    sql = policy.sql(TABLE, dialect=database.dialect, bind=bind, keep=["row"], as_of=day, columns=columns)
    rows = sorted(database.select(sql), key=lambda row: row["row"])
    assert [row["asked_yes"] for row in rows] == expected


RECKONED = {
    "number": ("cents / fee", "round(cents / fee, 1) / round(count / fee, 1)", "min(cents / fee, fee) + round(fee, 0)"),
    "integer": ("fee + count", "round(cents / fee, 0) + round(count / fee, 0)"),
    "bool": (
        "round(cents / fee, 0) > count",
        "known(cents / fee) and round(fee / count, 1) != round(count / fee, 1) + fee",
    ),
}
"""By type what a binding reckons in several steps, of which the first alone sees the table."""


@pytest.mark.parametrize(("type_", "expression"), [(type_, each) for type_, some in RECKONED.items() for each in some])
def test_what_is_reckoned_in_steps_is_what_a_record_has(database: Database, type_: str, expression: str) -> None:
    policy = policy_asking("v" if type_ == "bool" else "v > limit", {"v": {"type": type_}}, limit=2)
    bind = Binding({"v": {"is": expression}}, columns={"cents": "integer", "fee": "number", "count": "number"})

    def decided(row: Mapping[str, Any]) -> bool | None:
        # what SQL does not read is unknown: a whole number beyond 2^53 - 1, a number beyond 1e100
        given = {each: row[each] for each in ("cents", "fee", "count")}
        read = {name: None if value is not None and value in (2**53, 1e200) else value for name, value in given.items()}
        try:
            decision = policy.decide(read, bind=bind)
        except RecordError:  # a number with a fraction, of an integer
            return None
        return bool(decision.outcome) if decision.certain else None

    sql = policy.sql(TABLE, dialect=database.dialect, bind=bind, keep=["row"], missing=True, unread=True)
    rows = sorted(database.select(sql), key=lambda row: row["row"])
    assert [row["asked_yes"] for row in rows] == [decided(row) for row in ROWS]


def test_a_fact_that_is_not_among_the_columns_is_unknown(database: Database) -> None:
    policy = policy_asking("vip and fee > 0", {"vip": TRUTH, "fee": NUMBER_FACT})
    sql = policy.sql(TABLE, dialect=database.dialect, columns=["vip", "row"], missing=True)
    rows = sorted(database.select(sql), key=lambda row: row["row"])
    assert {*rows[0]} == {"vip", "row", "asked_yes", "asked_certain", "asked_missing"}
    assert [row["asked_missing"] for row in rows] == ["fee", "", "vip, fee", "vip, fee", "fee"]


@pytest.mark.parametrize("dialect", KNOWN)
def test_how_texts_write_numbers_and_days_is_refused(dialect: str) -> None:
    policy = policy_asking("fee > 0", {"fee": NUMBER_FACT})
    bind = Binding({"fee": {"column": "fee", "number": {"decimal": ","}}})
    with pytest.raises(EngineError, match="a view of the database"):
        policy.sql("t", dialect=dialect, bind=bind)


def test_what_does_not_fit_is_told() -> None:
    man: Any = crmrules.policy("man")
    for given, error, said in (
        ({"dialect": "oracle"}, EngineError, "unknown dialect"),
        ({"dialect": "postgress"}, EngineError, "did you mean `postgres`"),
        ({"columns": "money"}, EngineError, "is no list of columns"),
        ({"columns": ["money"], "keep": ["mony"]}, EngineError, "did you mean `money`"),
        ({"columns": ["mony"], "bind": {"money": "money"}}, BindingError, "did you mean `mony`"),
        ({"columns": ["mony"]}, RecordError, "`columns`: has none of the facts of policy `man`; `mony`: did you mean"),
        ({"columns": []}, RecordError, "`columns`: has none of the facts of policy `man`; it reads `money`"),
        ({"keep": ["man"]}, RecordError, "is there already"),
        ({"keep": ["MAN_CERTAIN"]}, RecordError, "is there already"),
        ({"missing": 1}, EngineError, "neither true nor false"),
    ):
        with pytest.raises(error, match=said):
            man.sql("t", **{"dialect": "duckdb", **given})
    for table in ("", "a.b.c.d", 7, ["a", 7]):
        with pytest.raises(EngineError, match="`table`"):
            man.sql(table, dialect="duckdb")


def test_a_policy_that_is_not_written_in_sql_is_refused_by_name() -> None:
    desk: Any = crmrules.policy("complaint-handling")
    with pytest.raises(EngineError, match="policy `complaint-handling`: is a process, which is not written in SQL"):
        desk.sql("t", dialect="duckdb", as_of=datetime.date(2026, 7, 1))


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_a_column_of_single_precision_counts_as_its_shortest_decimals(dialect: str) -> None:
    facts = {"bill": {"type": "money"}, "average": {"type": "money"}}
    policy = policy_asking("(bill - average) / average <= -drop and bill != low", facts, drop=0.3, low=3.5)
    rows = [{"bill": 7.07, "average": 10.1}, {"bill": 7.08, "average": 10.1}, {"bill": 3.5, "average": 5}]
    rows += [{"bill": cents * 7 / 100, "average": cents / 10} for cents in range(100, 400)]
    right = ["yes" in (policy.decide(row).outcome or ()) for row in rows]
    assert right[:4] == [True, False, False, True]
    with opened(dialect) as single:
        single.fill(rows, {"bill": pa.float32(), "average": pa.float32()})
        for columns in (None, {"bill": "real", "average": "real", "row": "integer"}):
            found = single.select(policy.sql(TABLE, dialect=dialect, keep=["row"], columns=columns))
            assert [row["asked_yes"] for row in sorted(found, key=lambda row: row["row"])] == right


UNREAD: dict[str, Any] = {
    "id": "unread",
    "version": "1",
    "kind": "decision",
    "hit": "first",
    "title": "Unread",
    "parameters": {"here": {"value": "north"}},
    "facts": {"size": {"type": "integer"}, "city": {"values": ["north", "south"]}, "keen": {"type": "bool"}},
    "outcome": [{"id": "yes", "title": "Yes"}],
    "rule": [{"id": "all", "when": "size > 0 and city == here and keen", "then": "yes", "because": "All."}],
}


def test_what_could_not_be_read_is_named_on_its_row(database: Database) -> None:
    policy = from_dict(UNREAD, DecisionTable)
    binding = Binding(
        {
            "keen": {"column": "answer", "values": {"Y": True, "N": False}, "unknown": ["?"]},
            "size": {"column": "size", "unknown": ["0"]},
        }
    )
    rows: list[dict[str, Any]] = [
        {"size": 1.0, "city": "north", "answer": " Y "},
        {"size": 1.5, "city": "north", "answer": "Y"},
        {"size": 0.0, "city": "east", "answer": "?"},
        {"size": None, "city": " ", "answer": ""},
        {"size": 2.0**60, "city": None, "answer": "maybe"},
    ]
    database.fill(rows, {"size": NUMBER, "city": TEXT, "answer": TEXT})
    sql = policy.sql(TABLE, dialect=database.dialect, bind=binding, keep=["row"], unread=True)
    found = sorted(database.select(sql), key=lambda row: row["row"])
    assert [row["unread_unread"] for row in found] == ["", "size", "city", "", "size, keen"]
    assert [bool(row["unread_certain"]) for row in found] == [True, False, False, False, False]


def test_what_else_says_to_be_unknown_could_be_read(database: Database) -> None:
    policy = from_dict(UNREAD, DecisionTable)
    binding = Binding({"keen": {"column": "answer", "values": {"Y": True}, "else": "unknown"}})
    rows: list[dict[str, Any]] = [{"answer": "Y"}, {"answer": "maybe"}, {"answer": None}]
    database.fill(rows, {"answer": TEXT})
    sql = policy.sql(
        TABLE, dialect=database.dialect, bind=binding, keep=["row"], columns=["row", "answer"], unread=True
    )
    assert [row.get("unread_unread", "") for row in database.select(sql)] == ["", "", ""]


def test_a_padded_text_is_held_against_others_without_its_blanks() -> None:
    """PostgreSQL passes over blanks at the end of both texts where one of them is padded."""
    policy = policy_asking("city == place", {"city": WORD, "place": WORD})
    with opened("postgres") as database:
        assert isinstance(database, Postgres)
        database.connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        database.connection.execute(f"CREATE TABLE {TABLE} (city char(4), place varchar(4), row integer)")
        database.connection.execute(f"INSERT INTO {TABLE} VALUES ('a', 'a', 0), ('a', 'a ', 1), (' ', 'a', 2)")
        found = database.select(policy.sql(TABLE, dialect="postgres", keep=["row"]))
    assert [row["asked_yes"] for row in sorted(found, key=lambda row: row["row"])] == [True, False, None]
