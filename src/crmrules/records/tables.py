"""Files of records: CSV and JSON lines, row by row, with one clear error for a file that cannot be read."""

import csv
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from attrs import evolve, frozen

from crmrules.errors import FileError, RecordError, did_you_mean
from crmrules.expressions.accept import accept, shown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records.cells import read_cell, read_day
from crmrules.records.door import Reader

PARQUET = ".parquet"
"""How files end that are read as frames, and not row by row."""

_OTHER_ENCODING = "gb18030"
"""What Chinese files are commonly written in when they are not UTF-8."""

Row: TypeAlias = tuple[int, Mapping[str, Any]]
"""A row with its number."""


@frozen
class Table:
    """The rows of a file, read once."""

    path: Path
    columns: tuple[str, ...]
    """The columns of a CSV file; empty for JSON lines, whose rows need not be alike."""
    reader: Reader
    rows: Iterator[Row]
    """Each row with its number: in a CSV file the header is row 1."""


@contextmanager
def open_table(path: Path, encoding: str | None = None) -> Generator[Table, None, None]:
    """The rows of a CSV or JSON lines file, by its name; UTF-8 unless another encoding is given.

    Raises `FileError` where it cannot be read, is empty or has no rows, and `RecordError` for a row that is broken.
    """
    formats = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}
    read = formats.get(path.suffix.lower())
    if read is None:
        known = (*formats, PARQUET)
        remedy = did_you_mean(path.suffix, known) or f"known are {', '.join(known)}"
        raise FileError.of(str(path), f"unknown kind of file `{path.suffix or path.name}`", remedy)
    with _reading(path, encoding):
        file = path.open(encoding=encoding or "utf-8", newline="")
    with file:
        with _reading(path, encoding):
            table = read(path, file)
        yield evolve(table, rows=_told(path, encoding, table.rows))


def _told(path: Path, encoding: str | None, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, with what goes wrong in reading them told; what their reader does is none of it."""
    while True:
        with _reading(path, encoding):
            row = next(rows, None)
        if row is None:
            return
        yield row


@contextmanager
def _reading(path: Path, encoding: str | None) -> Generator[None, None, None]:
    try:
        yield
    except UnicodeError as error:
        raise FileError.of(str(path), f"is not {encoding or 'UTF-8'}", _encoding_remedy(path, error)) from None
    except LookupError:
        raise FileError.of(str(path), f"unknown encoding `{encoding}`", "try gb18030 or utf-16") from None
    except OSError as error:
        raise FileError.of(str(path), f"cannot be read: {error.strerror or error}") from None


def read_json(value: object, type_: Type) -> Value:
    """A value of JSON as rules know it: as Python's own, but days, which JSON lacks, are read from text."""
    if type_.kind is Kind.DATE and isinstance(value, str):
        return accept(read_day(value), type_) if value else None
    return accept(value, type_)


def _csv(path: Path, file: Any) -> Table:
    rows = _cells(path, csv.reader(file, strict=True))
    header = next(rows, None)
    if header is None:
        raise FileError.of(str(path), "is empty", "its first row names the columns")
    # spreadsheets put a mark before the first column, and people blanks between them
    columns = tuple(column.removeprefix("\ufeff").strip() for column in header[1])
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise FileError.of(f"{path}, row 1", f"names column `{twice[0]}` twice", "give each column its own name")
    return Table(path, columns, read_cell, _records(path, columns, rows))


def _cells(path: Path, reader: Any) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError.of(f"{path}, row {number}", f"is no CSV: {error}") from None
        if cells:
            yield number, cells


def _records(
    path: Path, columns: tuple[str, ...], rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    found = False
    for number, cells in rows:
        found = True
        if len(cells) != len(columns):
            message = f"has {len(cells)} cells, and the header {len(columns)}"
            raise FileError.of(f"{path}, row {number}", message, "put quotes around cells that hold commas")
        yield number, dict(zip(columns, cells, strict=True))
    if not found:
        raise FileError.of(str(path), "has a header and no rows")


def _json_lines(path: Path, file: Any) -> Table:
    return Table(path, (), read_json, _objects(path, file))


def _objects(path: Path, file: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    found = False
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        found = True
        where = f"{path}, row {number}"
        yield number, json_object(line.removeprefix("\ufeff"), where, "each line holds one object")
    if not found:
        raise FileError.of(str(path), "is empty", "each line holds one object")


def json_object(text: str | bytes, where: str, remedy: str) -> dict[str, Any]:
    """The object that JSON holds; raises `RecordError` for anything else."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply or too large"
        raise RecordError.of(where, f"is no JSON: {reason}", remedy) from None
    if not isinstance(record, dict):
        raise RecordError.of(where, f"{shown(record)} is no object", 'write it as {"fact": value}')
    return record


def _encoding_remedy(path: Path, error: UnicodeError) -> str:
    """What to pass: GB18030 where the file reads as that."""
    try:
        with path.open(encoding=_OTHER_ENCODING) as file:
            while file.read(1 << 20):
                pass
    except (UnicodeError, OSError):
        return "pass --encoding with the one it is in"
    return f"it reads as GB18030: pass --encoding {_OTHER_ENCODING}"
