"""JSON lines, object by object: each line holds one, and they need not be alike."""

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from attrs import frozen

from crmrules.errors import FileError, RecordError
from crmrules.expressions.accept import accept, shown
from crmrules.expressions.numbers import NoNumber, read_number
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records.cells import read_day
from crmrules.records.text_file import open_text

Row: TypeAlias = tuple[int, Mapping[str, Any]]
"""An object with the number of its line."""


@frozen
class JsonLines:
    """A file of JSON lines whose objects are read once."""

    path: Path
    rows: Iterator[Row]


@contextmanager
def open_json_lines(path: Path, encoding: str | None = None) -> Generator[JsonLines, None, None]:
    """The objects of a file of JSON lines, UTF-8 unless another encoding is given.

    Raises `FileError` where it cannot be read or is empty, and `RecordError` for a line that is no object.
    """
    with open_text(path, encoding) as file:
        yield JsonLines(path, _objects(path, file.lines))


def read_json(value: object, type_: Type) -> Value:
    """A value of JSON as rules know it: as Python's own, but days, which JSON lacks, are read from text."""
    if type_.kind is Kind.DATE and isinstance(value, str) and value.strip():
        return accept(read_day(value), type_)
    return accept(value, type_)


def _objects(path: Path, lines: Iterator[str]) -> Iterator[Row]:
    found = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = True
        yield number, json_object(line, f"{path}, row {number}", "each line holds one object")
    if not found:
        raise FileError.of(str(path), "is empty", "each line holds one object")


class _Twice(Exception):
    """An object has one key twice."""


def json_object(text: str | bytes, where: str, remedy: str) -> dict[str, Any]:
    """The object that JSON holds; raises `RecordError` for anything else."""
    given: object = text
    if not isinstance(given, str | bytes):
        raise RecordError.of(where, f"{shown(given)} is no text", "give JSON as a text, or as bytes")
    try:
        record = json.loads(text, object_pairs_hook=_once, parse_float=read_number)
    except _Twice as twice:
        message = f"has key {shown(twice.args[0])} twice"
        raise RecordError.of(where, message, "keep one: which of them counts is not for us to say") from None
    except (ValueError, RecursionError) as error:
        told = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply or too large"
        reason = f"a number {error}" if isinstance(error, NoNumber) else told
        raise RecordError.of(where, f"is no JSON: {reason}", remedy) from None
    if not isinstance(record, dict):
        raise RecordError.of(where, f"{shown(record)} is no object", 'write it as {"fact": value}')
    if b"\\u" in text if isinstance(text, bytes) else "\\u" in text:
        _check_text(where, record)
    return record


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return made


def _check_text(where: str, record: dict[str, Any]) -> None:
    """Refuse half a surrogate pair, which JSON can write, and no text holds."""
    try:
        json.dumps(record, ensure_ascii=False).encode()
    except ValueError:
        raise RecordError.of(where, "holds half of a character", "write both halves of the surrogate pair") from None


def json_line(row: Mapping[str, Any]) -> str:
    """A row as a line of JSON, without its end; raises `RecordError` for NaN and infinity."""
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise RecordError.of("row", "holds a value that JSON cannot hold", "mend it, or write .csv") from None
