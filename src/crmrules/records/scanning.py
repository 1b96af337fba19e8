"""Files as Polars frames: each column that facts are read from in the type of its facts, whatever the file holds.

A Parquet file is scanned where it lies. Rows of text files are read one by one, with the strictness of the door, and
written in parts to a scratch directory, so that a file may be larger than memory.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from attrs import define, field
from polars.exceptions import PolarsError

from crmrules.definitions.base import Definition
from crmrules.errors import BindingError, FileError, Problem, RecordError
from crmrules.expressions.accept import Refused
from crmrules.expressions.tree import Value
from crmrules.expressions.types import NUMBER, Kind, Type
from crmrules.records.binding import Binding
from crmrules.records.cell_columns import read_cells
from crmrules.records.cells import read_cell
from crmrules.records.tables import PARQUET, Row, Table, open_table

MOST_PROBLEMS = 1_000
"""After so many bad cells reading stops: the file is not what it was taken for."""

PART = 100_000
"""The rows of a part."""

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


def column_types(read: Sequence[tuple[Definition, Binding]]) -> dict[str, Type]:
    """The type of each column that some policies read.

    Raises `BindingError` where one column would have to be read as two types.
    """
    types: dict[str, Type] = {}
    problems: list[Problem] = []
    for definition, binding in read:
        for fact in definition.said_facts:
            bound = binding.facts.get(fact.name)
            if bound is None:
                wanted = {fact.name: fact.type}
            elif bound.is_ is not None:
                wanted = {name: Type(binding.columns[name]) for name in sorted(bound.columns)}
            else:
                # what its texts mean stands in the binding
                wanted = {bound.column: Type(Kind.TEXT) if bound.values else fact.type}
            for column, type_ in wanted.items():
                known = types.get(column, type_)
                merged = _merged(known, type_)
                if merged is None:
                    message = f"is {known.kind} for one fact and {type_.kind} for `{fact.name}`"
                    problems.append(Problem(f"column `{column}`", message, "bind one of them to another column"))
                else:
                    types[column] = merged
    if problems:
        raise BindingError(problems)
    return types


def _merged(one: Type, other: Type) -> Type | None:
    """The type that holds the values of two; None where there is none."""
    if one == other:
        return one
    if one.numeric and other.numeric:
        return NUMBER
    return Type(one.kind) if one.kind == other.kind else None


def columns_of(path: Path, encoding: str | None) -> tuple[str, ...]:
    """The columns of a file; those of JSON lines are the keys of all its rows. Raises `FileError`."""
    if path.suffix.lower() == PARQUET:
        return tuple(scan_parquet(path, encoding).collect_schema())
    with open_table(path, encoding) as table:
        if table.columns:
            return table.columns
        return tuple(dict.fromkeys(key for _, record in table.rows for key in record))


def scan(
    path: Path, encoding: str | None, types: Mapping[str, Type], scratch: Path, progress: Progress
) -> pl.LazyFrame:
    """A file as a lazy frame; `scratch` is an empty directory for its parts.

    Raises `FileError` for a file that cannot be read, and `RecordError` with every bad cell of a text file.
    """
    if path.suffix.lower() == PARQUET:
        return scan_parquet(path, encoding)
    with open_table(path, encoding) as table:
        return _Parts(table, types, scratch, progress).read()


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


@define
class _Parts:
    """The rows of a text file, written as they come."""

    table: Table
    types: Mapping[str, Type]
    scratch: Path
    progress: Progress
    problems: list[Problem] = field(factory=list)
    parts: list[Path] = field(factory=list)

    def read(self) -> pl.LazyFrame:
        """The parts, once all rows are written."""
        total = 0
        for rows in _batches(self.table.rows):
            part = pl.DataFrame([self._column(name, rows) for name in self._names(rows)])
            if len(self.problems) >= MOST_PROBLEMS:
                break
            self.parts.append(self.scratch / f"{len(self.parts):06}.parquet")
            part.write_parquet(self.parts[-1])
            total += len(rows)
            self.progress(total)
        if self.problems:
            raise RecordError(self.problems)
        return pl.concat([pl.scan_parquet(part, glob=False) for part in self.parts], how="diagonal")

    def _names(self, rows: Sequence[Row]) -> Sequence[str]:
        return self.table.columns or tuple(dict.fromkeys(name for _, row in rows for name in row))

    def _column(self, name: str, rows: Sequence[Row]) -> pl.Series:
        type_ = self.types.get(name)
        cells = [row.get(name) for _, row in rows]
        if type_ is None:
            return pl.Series(name, [_kept(cell) for cell in cells], pl.String)
        if self.table.reader is read_cell:
            plain = read_cells(pl.Series(name, cells, pl.String), type_)
            if plain is not None:
                return plain
        values: list[Value] = []
        for (number, _), cell in zip(rows, cells, strict=True):
            try:
                values.append(None if cell is None else self.table.reader(cell, type_))
            except Refused as refused:
                values.append(None)
                where = f"{self.table.path}, row {number}, column `{name}`"
                self.problems.append(Problem(where, refused.message, refused.remedy))
        return pl.Series(name, values, _DTYPES[type_.kind])


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, PART)):
        yield batch


def _kept(raw: object) -> str | None:
    """A value that no fact reads, as text."""
    return raw if raw is None or isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
