"""Servers of MySQL and of MariaDB, where the machine has one: each on a socket in a folder of its own, for no longer.

`pytest --mysql` runs statements on those whose program is on the path.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from crmrules.expressions.types import Kind, Type

PROGRAMS: Mapping[str, Sequence[str]] = {"mysql": ("mysqld",), "mariadb": ("mariadbd", "mysqld")}
"""The programs that may be a server, by dialect: `mysqld` is either."""
_START = 120.0
"""How many seconds a server may take to come up on a machine that has other work."""
_TYPES = {
    Kind.BOOL: "boolean",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double",
    Kind.MONEY: "double",
    Kind.TEXT: "text",
    Kind.DATE: "date",
}


class MySQL:
    """A server of MySQL or MariaDB, with one table of customers; its texts are compared without regard to case."""

    def __init__(self, dialect: str, table: str, row: str) -> None:
        import pymysql
        from pymysql.cursors import DictCursor

        self.dialect = dialect
        self.table, self.row = table, row
        self.connection: Any = pymysql.connect(
            unix_socket=_socket(dialect),
            user="root",
            charset="utf8mb4",
            autocommit=True,
            database="crm",
            cursorclass=DictCursor,
        )

    def fill(self, rows: Sequence[Mapping[str, Any]], types: Mapping[str, Type | pa.DataType]) -> None:
        """Put rows into the table, in place of those that were there."""
        columns = {name: _type(type_) for name, type_ in types.items()} | {self.row: "integer"}
        given = [(*(each[name] for name in types), place) for place, each in enumerate(rows)]
        self.make(self.table, columns, given)

    def make(self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Make a table anew, of columns of these types."""
        written = ", ".join(f"{_quoted(name)} {type_}" for name, type_ in columns.items())
        with self.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TABLE {table} ({written}) DEFAULT CHARACTER SET utf8mb4")
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(columns))})", rows)

    def select(self, sql: str) -> list[dict[str, Any]]:
        """The rows that a statement gives."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def types(self) -> dict[str, str]:
        """The columns of the table, and their types as the server writes them."""
        return {row["Field"]: row["Type"] for row in self.select(f"SHOW COLUMNS FROM {self.table}")}

    def close(self) -> None:
        """Let go of it."""
        self.connection.close()


def _quoted(name: str) -> str:
    doubled = name.replace("`", "``")
    return f"`{doubled}`"


def _type(type_: Type | pa.DataType) -> str:
    if isinstance(type_, Type):
        return _TYPES[type_.kind]
    if isinstance(type_, pa.Decimal128Type):
        return f"decimal({type_.precision}, {type_.scale})"
    return {"int16": "smallint", "int64": "bigint", "float": "float", "double": "double"}[str(type_)]


@cache
def program(dialect: str) -> str | None:
    """Where the program of a server is; None where the machine has none."""
    for name in PROGRAMS[dialect]:
        found = shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
        if found is not None:
            said = subprocess.run([found, "--version"], capture_output=True, encoding="utf-8", check=True).stdout
            if ("MariaDB" in said) is (dialect == "mariadb"):
                return found
    return None


def servers() -> list[str]:
    """The dialects of which the machine has a server."""
    return [dialect for dialect in PROGRAMS if program(dialect) is not None]


@cache
def _socket(dialect: str) -> str:
    """The socket of a server that is started once for all tests of a process, and ends with it."""
    scratch = Path(tempfile.mkdtemp(prefix=f"{dialect}-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    found = program(dialect)
    assert found is not None
    data = [f"--datadir={scratch / 'data'}", *(["--user=root"] if os.getuid() == 0 else [])]
    if dialect == "mariadb":
        make = ["mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
    else:
        make = [found, "--no-defaults", "--initialize-insecure"]
    with (scratch / "log").open("wb") as log:
        subprocess.run([*make, *data], stdout=log, stderr=log, check=True)
        options = [
            f"--socket={scratch / 'socket'}",
            f"--pid-file={scratch / 'pid'}",
            f"--secure-file-priv={scratch}",
            "--skip-networking",
            "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0",
            "--max-allowed-packet=256M",
            *(["--mysqlx=OFF"] if dialect == "mysql" else []),
        ]
        server = subprocess.Popen([found, "--no-defaults", *data, *options], stdout=log, stderr=log)
    atexit.register(_end, server)
    _wait(scratch / "socket", server)
    return str(scratch / "socket")


def _wait(path: Path, server: "subprocess.Popen[bytes]") -> None:
    """Wait until a server answers, and make the database of the tests."""
    import pymysql

    until = time.monotonic() + _START
    while server.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as asked:
            asked.connect(str(path))
            break
        time.sleep(0.2)
    else:
        raise RuntimeError((path.parent / "log").read_text("utf-8", errors="replace"))
    connection = pymysql.connect(unix_socket=str(path), user="root")
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE crm")


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    server.wait(_START)
