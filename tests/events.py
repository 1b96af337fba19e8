"""Events in frames and in databases: the columns of `tests.agreement.histories`, whatever days and moments are."""

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl

from tests.agreement.histories import COLUMNS
from tests.databases import Database, DuckDB, Postgres, Row, Spark, SQLite
from tests.mysql import MySQL
from tests.spark.session import spark_frame

SCHEMA = {
    "customer": pl.String,
    "kind": pl.String,
    "id": pl.String,
    "recorded": pl.Date,
    "joined": pl.Date,
    "amount": pl.Float64,
    "day": pl.Date,
    "note": pl.String,
    "flag": pl.Boolean,
}
EVENTS = "events"
TYPES = ("text", "at", "text", "text", "date", "date", "double precision", "date", "text", "boolean")
"""The types of `COLUMNS`; `at` is of that which its values are."""


_MYSQL = {"timestamp": "datetime(6)"}
"""What MySQL calls a type otherwise; a moment in a zone it does not have."""


def frame_of(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows as a frame, each column of the type of its values."""
    frame = pl.DataFrame(rows, schema_overrides=SCHEMA, strict=False)
    return frame if rows else pl.DataFrame(schema={**SCHEMA, "at": pl.Date})


def fill(database: Database, rows: Sequence[Row]) -> None:
    """Put events into the table, in place of those that were there."""
    if isinstance(database, Spark):
        spark_frame(frame_of(rows)).createOrReplaceTempView(EVENTS)
        return
    types = [_type(next((each["at"] for each in rows), None)) if each == "at" else each for each in TYPES]
    if isinstance(database, MySQL):
        columns_ = {name: _MYSQL.get(type_, type_) for name, type_ in zip(COLUMNS, types, strict=True)}
        database.make(EVENTS, columns_, [[each[name] for name in COLUMNS] for each in rows])
        return
    assert isinstance(database, DuckDB | SQLite | Postgres)
    columns = ", ".join(
        f'"{name}"' + ("" if isinstance(database, SQLite) else f" {type_}")
        for name, type_ in zip(COLUMNS, types, strict=True)
    )
    cursor: Any = database.connection.cursor()
    cursor.execute(f"DROP TABLE IF EXISTS {EVENTS}")
    cursor.execute(f"CREATE TABLE {EVENTS} ({columns})")
    if rows:
        mark = "%s" if isinstance(database, Postgres) else "?"
        given = [tuple(_plain(each[name], database) for name in COLUMNS) for each in rows]
        cursor.executemany(f"INSERT INTO {EVENTS} VALUES ({', '.join([mark] * len(COLUMNS))})", given)


def _type(at: object) -> str:
    if not isinstance(at, datetime.datetime):
        return "date"
    return "timestamp" if at.tzinfo is None else "timestamptz"


def _plain(value: Any, database: Database) -> Any:
    return value.isoformat() if isinstance(database, SQLite) and isinstance(value, datetime.date) else value
