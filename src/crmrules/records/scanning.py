"""Files as Polars frames: each column that facts are read from in the type of its facts, whatever the file holds.

A Parquet file is scanned where it lies. Rows of text files are read part by part, with the strictness of the door, and
written to a scratch directory, so that a file may be larger than memory.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polars as pl
from attrs import define, field, frozen
from polars.exceptions import PolarsError

from crmrules.errors import FileError, Problem, RecordError
from crmrules.expressions.accept import BLANKS, Refused, is_unknown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind
from crmrules.records.cell_columns import read_cells, read_written
from crmrules.records.cells import read_cell
from crmrules.records.csv_file import CsvFile, open_csv
from crmrules.records.formats import Format
from crmrules.records.forms import Forms
from crmrules.records.input_file import InputFile
from crmrules.records.inputs import Input
from crmrules.records.json_lines import Objects, Row, read_json
from crmrules.records.keys import key_of
from crmrules.records.meanings import Meanings, without_meaning
from crmrules.records.objects import open_objects
from crmrules.records.parts import BadCell, Part
from crmrules.records.row_names import ROW, named_rows, row_column
from crmrules.records.sinks import writing
from crmrules.records.wanted import Wanted

MOST_PROBLEMS = 1_000
"""After so many bad cells reading stops: the file is not what it was taken for."""

PART = 100_000
"""The rows of a part."""

CELL = "__crmrules_cell_"
"""How the names of columns begin that keep the cells of a CSV file as they stand in it."""

_DTYPES: Mapping[Kind, Any] = {
    Kind.BOOL: pl.Boolean,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.MONEY: pl.Float64,
    Kind.TEXT: pl.String,
    Kind.DATE: pl.Date,
}

Progress = Callable[[int], None]
"""Is told how many rows have been read."""


@frozen
class Scanned:
    """A file as a lazy frame."""

    frame: pl.LazyFrame
    skipped: int = field(default=0)
    """The rows of a CSV file with nothing in them; they are left out."""
    marked: bool = field(default=False)
    """Whether it is a CSV file that begins with a byte-order mark."""


def columns_of(given: Input) -> tuple[str, ...]:
    """The columns of what is read; those of objects are the keys of all of them.

    Raises `FileError` where a file cannot be read, or has other columns than the first.
    """
    columns = [_columns(file) for file in given.files]
    if given.format.is_objects:  # they need not be alike
        return tuple(dict.fromkeys(name for each in columns for name in each))
    for file, each in zip(given.files, columns, strict=True):
        if {*each} != {*columns[0]}:
            message = _other_columns(columns[0], each, given.files[0].name)
            raise FileError.of(file.name, message, "give files of one shape")
    return columns[0]


def _columns(file: InputFile) -> tuple[str, ...]:
    if file.format is Format.PARQUET:
        return tuple(scan_parquet(file).collect_schema())
    if file.format is Format.CSV:
        with open_csv(file) as opened:
            return opened.columns
    with open_objects(file) as objects:
        return tuple(dict.fromkeys(key for _, record in objects.rows for key in record))


def _other_columns(first: Sequence[str], other: Sequence[str], name: str) -> str:
    lacks = ", ".join(f"`{each}`" for each in first if each not in other)
    has = ", ".join(f"`{each}`" for each in other if each not in first)
    told = [f"lacks {lacks}"] if lacks else []
    return " and ".join([*told, *([f"has {has}"] if has else [])]) + f", other than `{name}`"


def scan(
    given: Input,
    wanted: Mapping[str, Wanted],
    scratch: Path,
    progress: Progress,
    own: bool = False,
    numbered: bool = False,
) -> Scanned:
    """What is read as a lazy frame; `scratch` is an empty directory for its parts.

    With `own` CSV has columns of ours, too: `ROW`, and for each that facts are read from its cells as they stand, as
    `CELL` and its name. With `numbered` whatever is read has `ROW`. Raises `FileError` for a file that cannot be read,
    and `RecordError` with every bad cell of a text file.
    """
    if given.format is Format.PARQUET:
        return Scanned(_scan_all_parquet(given, numbered))
    parts, skipped, marked, several = _Parts(scratch, progress), 0, False, len(given.files) > 1
    for file in given.files:
        if file.format is Format.CSV:
            with open_csv(file) as opened:
                parts.read(opened.parts(), _CsvTable(opened, wanted, own, numbered or own, several))
                skipped, marked = skipped + opened.skipped, marked or opened.marked
        else:
            with open_objects(file) as objects:
                parts.read(_batches(objects.rows), _JsonTable(objects, wanted, numbered, several))
    return Scanned(parts.frame(), skipped, marked)


def _scan_all_parquet(given: Input, numbered: bool) -> pl.LazyFrame:
    """Parquet files as one lazy frame; raises `FileError` where one has a column of another type than the first."""
    frames = [scan_parquet(file) for file in given.files]
    schema = frames[0].collect_schema()
    for file, frame in zip(given.files, frames, strict=True):
        for name, dtype in frame.collect_schema().items():
            if dtype != schema[name]:
                message = f"is {dtype}, and in `{given.files[0].name}` {schema[name]}"
                raise FileError.of(f"{file.name}, column `{name}`", message, "give files of one shape")
    several = len(frames) > 1
    alike = [frame.select(schema.names()) for frame in frames] if several else frames
    if numbered:
        alike = [
            frame.with_row_index(ROW, 1).with_columns(named_rows(pl.col(ROW), file.name, several))
            for file, frame in zip(given.files, alike, strict=True)
        ]
    return pl.concat(alike) if several else alike[0]


def _batches(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    while batch := list(islice(rows, PART)):
        yield batch


def scan_parquet(file: InputFile) -> pl.LazyFrame:
    """A Parquet file as a lazy frame; raises `FileError` where it is none."""
    try:
        # opened here for an error of the system's own words
        with file.path.open("rb"):
            frame = pl.scan_parquet(file.path, glob=False)
        frame.collect_schema()
    except OSError as error:
        raise FileError.of(file.name, f"cannot be read: {error.strerror or error}") from None
    except PolarsError as error:
        raise FileError.of(file.name, f"is no Parquet file: {str(error).splitlines()[0]}") from None
    return frame


P = TypeVar("P", contravariant=True)
"""Some rows, as a file gives them."""


class _Table(Protocol[P]):
    """Makes columns of rows."""

    @property
    def problems(self) -> Sequence[BadCell]: ...

    def columns(self, part: P) -> list[pl.Series]: ...


@define
class _Parts:
    """The rows of files, written as they come."""

    scratch: Path
    progress: Progress
    paths: list[Path] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    total: int = field(default=0)

    def read(self, parts: Iterator[P], table: _Table[P]) -> None:
        """Write the parts of a file, so long as not too much is wrong."""
        if len(self.problems) >= MOST_PROBLEMS:
            return
        for rows in parts:
            part = pl.DataFrame(table.columns(rows))
            if len(self.problems) + len(table.problems) >= MOST_PROBLEMS:
                break
            self.paths.append(self.scratch / f"{len(self.paths):06}.parquet")
            with writing(self.paths[-1]):
                part.write_parquet(self.paths[-1])
            self.total += part.height
            self.progress(self.total)
        self.problems += [problem for _, problem in sorted(table.problems, key=itemgetter(0))]

    def frame(self) -> pl.LazyFrame:
        """All that is written; raises `RecordError` where anything is wrong with it."""
        if self.problems:
            raise RecordError(self.problems)
        return pl.concat([pl.scan_parquet(path, glob=False) for path in self.paths], how="diagonal")


@define
class _CsvTable:
    """The columns of a CSV file."""

    file: CsvFile
    wanted: Mapping[str, Wanted]
    own: bool
    numbered: bool
    several: bool
    """Whether it is one of several files."""
    bad_cells: list[BadCell] = field(factory=list)

    @property
    def problems(self) -> Sequence[BadCell]:
        """What is wrong with its rows and cells."""
        return [*self.file.problems, *self.bad_cells]

    def columns(self, part: Part) -> list[pl.Series]:
        """The columns of some rows."""
        made: list[pl.Series] = []
        for texts in part.columns:
            wanted = self.wanted.get(texts.name)
            if wanted is None:
                made.append(texts)
                continue
            made.append(self._read(texts, part.rows, wanted))
            if self.own:
                made.append(texts.alias(f"{CELL}{texts.name}"))
        if self.numbered:
            made.append(row_column(part.rows, self.file.name, self.several))
        return made

    def _read(self, texts: pl.Series, numbers: pl.Series, wanted: Wanted) -> pl.Series:
        if wanted.meanings:
            return self._meant(_keys(texts), numbers, wanted.meanings)
        says = wanted.forms != Forms()
        plain = read_written(texts, wanted.type, wanted.forms) if says else read_cells(texts, wanted.type)
        if plain is not None:
            return plain
        # a text means the same wherever it stands
        read: dict[str, Value | Refused] = {}
        values: list[Value] = []
        for number, cell in zip(numbers, texts, strict=True):
            if cell not in read:
                read[cell] = _read_or_refused(cell, wanted)
            found = read[cell]
            if isinstance(found, Refused):
                self._refuse(number, texts.name, found)
            values.append(None if isinstance(found, Refused) else found)
        return pl.Series(texts.name, values, _DTYPES[wanted.type.kind])

    def _meant(self, texts: pl.Series, numbers: pl.Series, meanings: Sequence[Meanings]) -> pl.Series:
        """Texts that a binding gives a meaning."""
        strange = {text: found for text in texts.unique() if (found := without_meaning(text, meanings)) is not None}
        if strange:
            for place in texts.is_in(list(strange)).arg_true():
                self._refuse(numbers[place], texts.name, strange[texts[place]])
        return texts

    def _refuse(self, number: int, column: str, refused: Refused) -> None:
        self.bad_cells.append((number, Problem(self.file.where(number, column), refused.message, refused.remedy)))


@define
class _JsonTable:
    """The columns of objects: their keys."""

    file: Objects
    wanted: Mapping[str, Wanted]
    numbered: bool
    several: bool
    """Whether it is one of several files."""
    problems: list[BadCell] = field(factory=list)

    def columns(self, part: Sequence[Row]) -> list[pl.Series]:
        """The columns of some rows."""
        made = [self._column(name, part) for name in dict.fromkeys(name for _, row in part for name in row)]
        if self.numbered:
            made.append(row_column([number for number, _ in part], self.file.name, self.several))
        return made

    def _column(self, name: str, rows: Sequence[Row]) -> pl.Series:
        wanted = self.wanted.get(name)
        if wanted is None:
            return pl.Series(name, [_kept(row.get(name)) for _, row in rows], pl.String)
        values: list[Value] = []
        for number, row in rows:
            try:
                values.append(_json_value(row.get(name), wanted))
            except Refused as refused:
                values.append(None)
                self.problems.append((number, Problem(self.file.where(number, name), refused.message, refused.remedy)))
        return pl.Series(name, values, _DTYPES[wanted.type.kind])


def _read_or_refused(cell: str, wanted: Wanted) -> Value | Refused:
    try:
        return wanted.forms.read(cell, wanted.type, read_cell)
    except Refused as refused:
        return refused


def _keys(texts: pl.Series) -> pl.Series:
    """Texts as they are looked up in `values`: one key for a whole number, however it is written."""
    return texts.str.strip_chars(BLANKS).str.replace(r"^(0|-?[1-9][0-9]*)\.0$", "${1}")


def _json_value(raw: object, wanted: Wanted) -> Value:
    if not wanted.meanings or is_unknown(raw):
        return wanted.forms.read(raw, wanted.type, read_json)
    refused = without_meaning(raw, wanted.meanings)
    if refused is not None:
        raise refused
    return key_of(raw)


def _kept(raw: object) -> str | None:
    """A value that no fact reads, as text."""
    return raw if raw is None or isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
