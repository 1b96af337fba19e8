"""The databases that a policy can be written for, and what is particular to each."""

from collections.abc import Mapping
from enum import Enum
from typing import Literal, TypeAlias, get_args

from attrs import field, frozen

from crmrules.errors import EngineError, did_you_mean
from crmrules.expressions.accept import shown

DialectName: TypeAlias = Literal[
    "duckdb", "postgres", "sqlite", "mysql", "mariadb", "spark", "snowflake", "bigquery", "sqlserver"
]


class Numbers(Enum):
    """What numbers are reckoned in."""

    FRACTIONS = "`NUMERIC`, a quotient as numerator and denominator: exact"
    FLOATS = "float64, with a bound on its error"


class Fence(Enum):
    """What keeps a database from writing the columns of one step out wherever the next one reads them."""

    NONE = ""
    """Nothing: it reckons a column once."""
    OFFSET = "OFFSET 0"
    """Rows still pass from step to step one by one."""
    MATERIALIZED = "MATERIALIZED"


@frozen
class Dialect:
    """A database, as SQL is written for it."""

    name: DialectName
    title: str
    sqlglot: str
    """What sqlglot calls it."""
    numbers: Numbers
    texts: str
    """How texts are compared there, code point by code point; said in the documentation."""
    proof: str
    """What is known of the statements written for it."""
    has_booleans: bool = field(default=True)
    """Whether a condition is a value, that a column can hold; otherwise a bit stands for it."""
    stores_booleans: bool = field(default=True)
    """Whether columns of the user's hold booleans; otherwise 1 and 0 stand for them."""
    folds_case: bool = field(default=True)
    """Whether columns that differ in case only are the same column."""
    fence: Fence = field(default=Fence.NONE)
    most_name: int = field(default=255)
    """How many bytes a name may have."""


DIALECTS: Mapping[str, Dialect] = {
    each.name: each
    for each in (
        Dialect("duckdb", "DuckDB", "duckdb", Numbers.FLOATS, "as they are", "agreement"),
        Dialect(
            "postgres",
            "PostgreSQL 14 and later",
            "postgres",
            Numbers.FRACTIONS,
            '`COLLATE "C"`',
            "agreement",
            folds_case=False,
            fence=Fence.OFFSET,
            most_name=63,
        ),
        Dialect(
            "sqlite",
            "SQLite 3.35 and later",
            "sqlite",
            Numbers.FLOATS,
            "`COLLATE BINARY`",
            "agreement",
            stores_booleans=False,
            fence=Fence.MATERIALIZED,
        ),
        Dialect(
            "mysql",
            "MySQL 8.0.17 and later",
            "mysql",
            Numbers.FLOATS,
            "`COLLATE utf8mb4_0900_bin`",
            "agreement",
            stores_booleans=False,
            most_name=64,
        ),
        Dialect(
            "mariadb",
            "MariaDB 10.11 and later",
            "mysql",
            Numbers.FLOATS,
            "`COLLATE utf8mb4_nopad_bin`",
            "agreement",
            stores_booleans=False,
            most_name=64,
        ),
        Dialect("spark", "Spark 4", "spark", Numbers.FLOATS, "`COLLATE UTF8_BINARY`", "agreement"),
        Dialect(
            "snowflake",
            "Snowflake",
            "snowflake",
            Numbers.FLOATS,
            "`COLLATE(..., 'utf8')`",
            "kept statements",
            folds_case=False,
        ),
        Dialect("bigquery", "BigQuery", "bigquery", Numbers.FLOATS, "`COLLATE(..., '')`", "kept statements"),
        Dialect(
            "sqlserver",
            "SQL Server 2017 and later",
            "tsql",
            Numbers.FLOATS,
            "`COLLATE Latin1_General_100_BIN2`, with a sign after each",
            "kept statements",
            has_booleans=False,
            stores_booleans=False,
            most_name=128,
        ),
    )
}

assert tuple(DIALECTS) == get_args(DialectName)


def dialect_of(name: object) -> Dialect:
    """The dialect of a name; raises `EngineError` for one that is not known."""
    if not isinstance(name, str) or name not in DIALECTS:
        remedy = did_you_mean(name, DIALECTS) or f"one of {', '.join(DIALECTS)}"
        raise EngineError.of("`dialect`", f"unknown dialect {shown(name)}", remedy)
    return DIALECTS[name]


def table() -> str:
    """The databases as a Markdown table."""
    rows = [
        ("`dialect`", "Database", "Numbers", "Texts are compared", "Shown by"),
        ("---", "---", "---", "---", "---"),
        *((f"`{each.name}`", each.title, each.numbers.value, each.texts, each.proof) for each in DIALECTS.values()),
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
