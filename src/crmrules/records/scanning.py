"""Files as Polars frames: each column that facts are read from in the type of its facts, whatever the file holds.

A Parquet file is scanned where it lies. Rows of text files are read part by part, with the strictness of the door, and
written to a scratch directory, so that a file may be larger than memory.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

import polars as pl
from attrs import define, field, frozen
from polars.exceptions import PolarsError

from crmrules.definitions.base import Definition
from crmrules.errors import BindingError, FileError, Problem, RecordError
from crmrules.expressions.accept import BLANKS, Refused, is_unknown, shown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import NUMBER, TEXT, Kind, Type
from crmrules.records.binding import Binding, key_of
from crmrules.records.cell_columns import read_cells
from crmrules.records.cells import read_cell
from crmrules.records.csv_file import Cells, CsvFile, open_csv
from crmrules.records.formats import READ, Format, format_of
from crmrules.records.json_lines import Row, open_json_lines, read_json
from crmrules.records.sinks import writing

MOST_PROBLEMS = 1_000
"""After so many bad cells reading stops: the file is not what it was taken for."""

PART = 100_000
"""The rows of a part."""

ROW = "__crmrules_row"
"""The name of a column of our own that numbers the rows of a CSV file."""

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
class Wanted:
    """What the values of a column are to be."""

    type: Type
    meanings: frozenset[str] | None = field(default=None)
    """The texts that a binding gives a meaning, where the column holds such; they are text to the file."""


@frozen
class Scanned:
    """A file as a lazy frame."""

    frame: pl.LazyFrame
    skipped: int = field(default=0)
    """The rows of a CSV file with nothing in them; they are left out."""
    marked: bool = field(default=False)
    """Whether it is a CSV file that begins with a byte-order mark."""


def column_types(read: Sequence[tuple[Definition, Binding]]) -> dict[str, Wanted]:
    """What each column is to be that some policies read.

    Raises `BindingError` where one column would have to be read as two types.
    """
    wanted: dict[str, Wanted] = {}
    problems: list[Problem] = []
    for definition, binding in read:
        for fact in definition.said_facts:
            for column, each in _wanted(fact.name, fact.type, binding).items():
                known = wanted.get(column, each)
                merged = _merged(known, each)
                if merged is None:
                    message = f"is {known.type.kind} for one fact and {each.type.kind} for `{fact.name}`"
                    problems.append(Problem(f"column `{column}`", message, "bind one of them to another column"))
                else:
                    wanted[column] = merged
    if problems:
        raise BindingError(problems)
    return wanted


def _wanted(fact: str, type_: Type, binding: Binding) -> dict[str, Wanted]:
    """What one fact wants of the columns it is read from."""
    bound = binding.facts.get(fact)
    if bound is None:
        return {fact: Wanted(type_)}
    if bound.is_ is not None:
        return {name: Wanted(Type(binding.columns[name])) for name in sorted(bound.columns)}
    return {bound.column: Wanted(TEXT, frozenset(bound.values)) if bound.values else Wanted(type_)}


def _merged(one: Wanted, other: Wanted) -> Wanted | None:
    """What holds the values of two; None where there is none."""
    type_ = _type(one.type, other.type)
    if type_ is None:
        return None
    meanings = [each.meanings for each in (one, other) if each.meanings is not None]
    return Wanted(type_, frozenset.intersection(*meanings) if meanings else None)


def _type(one: Type, other: Type) -> Type | None:
    if one == other:
        return one
    if one.numeric and other.numeric:
        return NUMBER
    return Type(one.kind) if one.kind == other.kind else None


def columns_of(path: Path, encoding: str | None) -> tuple[str, ...]:
    """The columns of a file; those of JSON lines are the keys of all its rows. Raises `FileError`."""
    match format_of(path, READ):
        case Format.PARQUET:
            return tuple(scan_parquet(path, encoding).collect_schema())
        case Format.CSV:
            with open_csv(path, encoding) as file:
                return file.columns
        case _:  # JSON lines
            with open_json_lines(path, encoding) as lines:
                return tuple(dict.fromkeys(key for _, record in lines.rows for key in record))


def scan(
    path: Path,
    encoding: str | None,
    wanted: Mapping[str, Wanted],
    scratch: Path,
    progress: Progress,
    own: bool = False,
) -> Scanned:
    """A file as a lazy frame; `scratch` is an empty directory for its parts.

    With `own` a CSV file has columns of ours, too: `ROW`, and for each that facts are read from its cells as they
    stand, as `CELL` and its name. Raises `FileError` for a file that cannot be read, and `RecordError` with every bad
    cell of a text file.
    """
    match format_of(path, READ):
        case Format.PARQUET:
            return Scanned(scan_parquet(path, encoding))
        case Format.CSV:
            with open_csv(path, encoding) as file:
                table = _CsvTable(file, wanted, own)
                frame = _Parts(scratch, progress).read(file.rows, table)
                return Scanned(frame, file.skipped.rows, file.marked)
        case _:  # JSON lines
            with open_json_lines(path, encoding) as lines:
                return Scanned(_Parts(scratch, progress).read(lines.rows, _JsonTable(path, wanted)))


def scan_parquet(path: Path, encoding: str | None) -> pl.LazyFrame:
    """A Parquet file as a lazy frame; raises `FileError` where it is none."""
    if encoding is not None:
        raise FileError.of(str(path), "has an encoding of its own", "leave --encoding out")
    try:
        # opened here for an error of the system's own words
        with path.open("rb"):
            frame = pl.scan_parquet(path, glob=False)
        frame.collect_schema()
    except OSError as error:
        raise FileError.of(str(path), f"cannot be read: {error.strerror or error}") from None
    except PolarsError as error:
        raise FileError.of(str(path), f"is no Parquet file: {str(error).splitlines()[0]}") from None
    return frame


BadCell: TypeAlias = tuple[int, Problem]
"""What is wrong with a cell, and its row."""

R = TypeVar("R", contravariant=True)


class _Table(Protocol[R]):
    """Makes columns of rows."""

    problems: list[BadCell]

    def columns(self, rows: Sequence[R]) -> list[pl.Series]: ...


@define
class _Parts:
    """The rows of a text file, written as they come."""

    scratch: Path
    progress: Progress
    paths: list[Path] = field(factory=list)

    def read(self, rows: Iterator[R], table: _Table[R]) -> pl.LazyFrame:
        """The parts, once all rows are written."""
        total = 0
        while batch := list(islice(rows, PART)):
            part = pl.DataFrame(table.columns(batch))
            if len(table.problems) >= MOST_PROBLEMS:
                break
            self.paths.append(self.scratch / f"{len(self.paths):06}.parquet")
            with writing(self.paths[-1]):
                part.write_parquet(self.paths[-1])
            total += len(batch)
            self.progress(total)
        if table.problems:
            raise RecordError(problem for _, problem in sorted(table.problems, key=itemgetter(0)))
        return pl.concat([pl.scan_parquet(path, glob=False) for path in self.paths], how="diagonal")


@define
class _CsvTable:
    """The columns of a CSV file."""

    file: CsvFile
    wanted: Mapping[str, Wanted]
    own: bool
    problems: list[BadCell] = field(factory=list)

    def columns(self, rows: Sequence[tuple[int, Cells]]) -> list[pl.Series]:
        """The columns of some rows."""
        numbers = [number for number, _ in rows]
        made: list[pl.Series] = []
        for name, cells in zip(self.file.columns, zip(*(cells for _, cells in rows), strict=True), strict=True):
            texts = pl.Series(name, cells, pl.String)
            wanted = self.wanted.get(name)
            if wanted is None:
                made.append(texts)
                continue
            made.append(self._read(texts, numbers, wanted))
            if self.own:
                made.append(texts.alias(f"{CELL}{name}"))
        return [*made, pl.Series(ROW, numbers, pl.Int64)] if self.own else made

    def _read(self, texts: pl.Series, numbers: Sequence[int], wanted: Wanted) -> pl.Series:
        if wanted.meanings is not None:
            return self._meant(_keys(texts), numbers, wanted.meanings)
        plain = read_cells(texts, wanted.type)
        if plain is not None:
            return plain
        values: list[Value] = []
        for number, cell in zip(numbers, texts, strict=True):
            try:
                values.append(read_cell(cell, wanted.type))
            except Refused as refused:
                values.append(None)
                self._refuse(number, texts.name, refused)
        return pl.Series(texts.name, values, _DTYPES[wanted.type.kind])

    def _meant(self, texts: pl.Series, numbers: Sequence[int], meanings: frozenset[str]) -> pl.Series:
        """Texts that a binding gives a meaning; a blank needs none."""
        strange = ~texts.is_in([*meanings, ""])
        if strange.any():
            for place in strange.arg_true():
                self._refuse(numbers[place], texts.name, _without_meaning(texts[place]))
        return texts

    def _refuse(self, number: int, column: str, refused: Refused) -> None:
        where = f"{self.file.path}, row {number}, column `{column}`"
        self.problems.append((number, Problem(where, refused.message, refused.remedy)))


@define
class _JsonTable:
    """The columns of JSON lines: the keys of some objects."""

    path: Path
    wanted: Mapping[str, Wanted]
    problems: list[BadCell] = field(factory=list)

    def columns(self, rows: Sequence[Row]) -> list[pl.Series]:
        """The columns of some rows."""
        return [self._column(name, rows) for name in dict.fromkeys(name for _, row in rows for name in row)]

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
                where = f"{self.path}, row {number}, column `{name}`"
                self.problems.append((number, Problem(where, refused.message, refused.remedy)))
        return pl.Series(name, values, _DTYPES[wanted.type.kind])


def _keys(texts: pl.Series) -> pl.Series:
    """Texts as they are looked up in `values`: one key for a whole number, however it is written."""
    return texts.str.strip_chars(BLANKS).str.replace(r"^(0|-?[1-9][0-9]*)\.0$", "${1}")


def _json_value(raw: object, wanted: Wanted) -> Value:
    if wanted.meanings is None or is_unknown(raw):
        return read_json(raw, wanted.type)
    key = key_of(raw)
    if key and key not in wanted.meanings:
        raise _without_meaning(raw)
    return key


def _without_meaning(value: object) -> Refused:
    return Refused(f"{shown(value)} has no meaning in the binding", "add it to `values`")


def _kept(raw: object) -> str | None:
    """A value that no fact reads, as text."""
    return raw if raw is None or isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
