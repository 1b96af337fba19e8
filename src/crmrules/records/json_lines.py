"""JSON lines, object by object: each line holds one, and they need not be alike."""

import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from attrs import define, field, frozen

from crmrules.errors import FileError, Problem, RecordError
from crmrules.expressions.accept import Refused, accept, shown
from crmrules.expressions.numbers import NoNumber, read_number
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.records.bad_cells import MOST_PROBLEMS, BadCell, in_order
from crmrules.records.cells import read_day_of_data
from crmrules.records.input_file import InputFile
from crmrules.records.number_form import number_remedy
from crmrules.records.placeholders import told_as_placeholder
from crmrules.records.text_file import open_text

Row: TypeAlias = tuple[int, Mapping[str, Any]]
"""An object with the number of its line."""


@frozen
class Objects:
    """A file of objects that are read once."""

    name: str
    """What it is called in messages."""
    rows: Iterator[Row]
    problems: list[BadCell]
    """What is wrong with the rows so far, which are left out; where too many are no objects, reading stops."""
    word: str = field(default="row")
    """What the numbers count."""

    def where(self, row: int, column: str = "") -> str:
        """How an object, or a value of it, is called in messages."""
        return f"{self.name}, {self.word} {row}" + (f", column `{column}`" if column else "")

    def refuse(self, row: int, problems: Iterable[Problem]) -> None:
        """Note what is wrong with an object that has been read."""
        self.problems.extend((row, problem) for problem in problems)

    def check(self) -> None:
        """Raise `RecordError` with the rows that are no objects, where there are any."""
        if self.problems:
            raise RecordError(in_order(self.problems))


@contextmanager
def open_json_lines(file: InputFile) -> Generator[Objects, None, None]:
    """The objects of a file of JSON lines, UTF-8 unless another encoding is given.

    Raises `FileError` where it cannot be read or is empty.
    """
    lines = Lines(file.name, file.row)
    with open_text(file) as text:
        yield Objects(file.name, _objects(lines, text.lines), lines.problems)


def read_json(value: object, type_: Type) -> Value:
    """A value of JSON as rules know it: as Python's own, but days, which JSON lacks, are read from text."""
    with told_as_placeholder(value):
        if not isinstance(value, str) or not value.strip():
            return accept(value, type_)
        if type_.kind is Kind.DATE:
            return accept(read_day_of_data(value), type_)
        if type_.numeric and (remedy := number_remedy(value)):
            raise Refused(f"{shown(value)} is no number", remedy)
        return accept(value, type_)


@define
class Lines:
    """Reads the lines of a file as objects, some after the other."""

    name: str
    only: int | None
    """The number of the only line that is asked for; all for None."""
    problems: list[BadCell] = field(factory=list)
    number: int = field(default=0)
    """The number of the last line read."""
    found: bool = field(default=False)
    """Whether any line held anything."""
    ended: bool = field(default=False)
    """Whether reading has stopped: the file is not what it was taken for."""

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """The objects of the lines that come next."""
        for line in lines:
            self.number += 1
            if not line.strip():
                continue
            is_first, self.found = not self.found, True
            if self.only not in (None, self.number):
                continue
            is_array = is_first and line.lstrip().startswith("[")
            remedy = "pass --from json where the file is one array" if is_array else "each line holds one object"
            try:
                record = json_object(line.rstrip("\r\n"), f"{self.name}, row {self.number}", remedy, self.number)
            except RecordError as error:
                self.problems += [(self.number, problem) for problem in error.problems]
                if is_first or len(self.problems) >= MOST_PROBLEMS:
                    self.ended = True
                    return
                continue
            yield self.number, record

    def pass_over(self, lines: int) -> None:
        """Count lines that hold objects and have been read otherwise."""
        self.number, self.found = self.number + lines, True

    def check(self) -> None:
        """Raise `FileError` where no line held anything."""
        if not self.found:
            raise FileError.of(self.name, "is empty", "each line holds one object")


def _objects(lines: Lines, texts: Iterator[str]) -> Iterator[Row]:
    yield from lines.rows(texts)
    lines.check()


class _Twice(Exception):
    """An object has one key twice."""


def decoder() -> json.JSONDecoder:
    """What decodes JSON as `json_object` does; to be used within `decoding`."""
    return json.JSONDecoder(object_pairs_hook=_once, parse_float=read_number)


def json_object(text: str | bytes, where: str, remedy: str, line: int = 1) -> dict[str, Any]:
    """The object that JSON holds; raises `RecordError` for anything else.

    `line` is the number of its first line in the file that it is from.
    """
    given: object = text
    if not isinstance(given, str | bytes):
        raise RecordError.of(where, f"{shown(given)} is no text", "give JSON as a text, or as bytes")
    with decoding(where, remedy, lambda error: (line + error.lineno - 1, error.colno)):
        record = json.loads(text, object_pairs_hook=_once, parse_float=read_number)
    return whole_object(record, where, remedy, b"\\u" in text if isinstance(text, bytes) else "\\u" in text)


@contextmanager
def decoding(
    where: str, remedy: str, place_of: Callable[[json.JSONDecodeError], tuple[int, int]]
) -> Generator[None, None, None]:
    """Tells what is wrong with JSON as a `RecordError`; `place_of` an error is its line and column in the file."""
    try:
        yield
    except _Twice as twice:
        message = f"has key {shown(twice.args[0])} twice"
        raise RecordError.of(where, message, "keep one: which of them counts is not for us to say") from None
    except UnicodeDecodeError as error:
        raise RecordError.of(where, f"is no text in {error.encoding.upper()}: byte {error.start + 1}", remedy) from None
    except (ValueError, RecursionError) as error:
        reason = f"a number {error}" if isinstance(error, NoNumber) else "nested too deeply or too large"
        if isinstance(error, json.JSONDecodeError):
            line, column = place_of(error)
            reason = f"{error.msg.removesuffix(' at')}, at line {line}, column {column}"
        raise RecordError.of(where, f"is no JSON: {reason}", remedy) from None


def whole_object(record: object, where: str, remedy: str, is_escaped: bool) -> dict[str, Any]:
    """A decoded value, where it is an object; `is_escaped` where characters are written by their numbers.

    Raises `RecordError` for any other value, and for half of a character.
    """
    if not isinstance(record, dict):
        raise RecordError.of(where, f"{'null' if record is None else shown(record)} is no object", remedy)
    if is_escaped:
        _check_text(where, record)
    return record


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        times = Counter(key for key, _ in pairs)
        raise _Twice(next(key for key in times if times[key] > 1))
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
