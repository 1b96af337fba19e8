"""Files as Polars frames: each column that facts are read from in the type of its facts, whatever the file holds.

A Parquet file is scanned where it lies. Rows of text files are read part by part, with the strictness of the door, and
written to a scratch directory, so that a file may be larger than memory.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
from attrs import define, field, frozen

from crmrules.errors import Problem
from crmrules.expressions.accept import BLANKS, Refused
from crmrules.expressions.tree import Value
from crmrules.records.bad_cells import BadCell
from crmrules.records.cell_columns import read_cells, read_written
from crmrules.records.cells import read_cell
from crmrules.records.csv_file import CsvFile, open_csv
from crmrules.records.formats import Format
from crmrules.records.forms import Forms
from crmrules.records.inputs import Input
from crmrules.records.json_columns import JsonTable
from crmrules.records.json_parts import open_object_parts
from crmrules.records.meanings import Meanings, without_meaning
from crmrules.records.parquet import scan_all_parquet
from crmrules.records.parts import Part, Parts, Progress
from crmrules.records.row_names import row_column
from crmrules.records.sheet_columns import kept_column, read_typed
from crmrules.records.spreadsheet import Cell, SheetPart, Spreadsheet, text_of
from crmrules.records.wanted import DTYPES, Wanted

CELL = "__crmrules_cell_"
"""How the names of columns begin that keep the cells of a CSV file as they stand in it."""

_CELLS = "cells"
"""What cells are called while they are read: Polars takes some names of columns for patterns."""


@frozen
class Scanned:
    """A file as a lazy frame."""

    frame: pl.LazyFrame
    skipped: int = field(default=0)
    """The rows of a CSV file with nothing in them; they are left out."""
    marked: bool = field(default=False)
    """Whether it is a CSV file that begins with a byte-order mark."""
    problems: tuple[Problem, ...] = field(default=())
    """What is wrong with rows and cells, which are left out, where that is no error."""


def scan(
    given: Input,
    wanted: Mapping[str, Wanted],
    scratch: Path,
    progress: Progress,
    own: bool = False,
    numbered: bool = False,
    lenient: bool = False,
) -> Scanned:
    """What is read as a lazy frame; `scratch` is an empty directory for its parts.

    With `own` CSV has columns of ours, too: `ROW`, and for each that facts are read from its cells as they stand, as
    `CELL` and its name. With `numbered` whatever is read has `ROW`. Raises `FileError` for a file that cannot be read,
    and `RecordError` with every bad cell of a text file, unless `lenient`: then its rows that can be read are.
    """
    if given.format is Format.PARQUET:
        return Scanned(scan_all_parquet(given, numbered))
    parts, skipped, marked, several = Parts(scratch, progress, lenient), 0, False, len(given.files) > 1
    for file in given.files:
        if file.format is Format.CSV:
            with open_csv(file) as opened:
                parts.read(opened.parts(), _CsvTable(opened, wanted, own, numbered or own, several))
                skipped, marked = skipped + opened.skipped, marked or opened.marked
        elif file.format is Format.WORKBOOK:
            sheet = given.spreadsheet(file)
            texts = _CsvTable(sheet, wanted, own, numbered or own, several)
            parts.read(sheet.parts(wanted.keys(), file.row), _SheetTable(sheet, texts))
            skipped += sheet.skipped
        else:
            with open_object_parts(file) as objects:
                parts.read(objects.parts, JsonTable(objects.file, wanted, numbered, several))
    return Scanned(parts.frame(), skipped, marked, tuple(parts.problems))


@define
class _CsvTable:
    """The columns of a CSV file, or those of a sheet that are text."""

    file: CsvFile | Spreadsheet
    wanted: Mapping[str, Wanted]
    own: bool
    numbered: bool
    several: bool
    """Whether it is one of several files."""

    @property
    def problems(self) -> list[BadCell]:
        """What is wrong with its rows and cells."""
        return self.file.problems

    def columns(self, part: Part) -> list[pl.Series]:
        """The columns of some rows."""
        made: list[pl.Series] = []
        for texts in part.columns:
            wanted = self.wanted.get(texts.name)
            if wanted is None:
                made.append(texts)
                continue
            made.append(self.read(texts, part.rows, wanted))
            if self.own:
                made.append(texts.alias(f"{CELL}{texts.name}"))
        if self.numbered:
            made.append(row_column(part.rows, self.file.name, self.several))
        return made

    def read(self, texts: pl.Series, numbers: pl.Series, wanted: Wanted) -> pl.Series:
        cells = texts.alias(_CELLS)
        if wanted.meanings:
            return self._meant(_keys(cells), numbers, texts.name, wanted.meanings)
        says = wanted.forms != Forms()
        plain = read_written(cells, wanted.type, wanted.forms) if says else read_cells(cells, wanted.type)
        if plain is not None:
            return plain.alias(texts.name)
        # a text means the same wherever it stands
        read: dict[str, Value | Refused] = {}
        values: list[Value] = []
        for number, cell in zip(numbers, texts, strict=True):
            if cell not in read:
                read[cell] = _read_or_refused(cell, wanted)
            found = read[cell]
            if isinstance(found, Refused):
                self.refuse(number, texts.name, found)
            values.append(None if isinstance(found, Refused) else found)
        return pl.Series(texts.name, values, DTYPES[wanted.type.kind])

    def _meant(self, texts: pl.Series, numbers: pl.Series, column: str, meanings: Sequence[Meanings]) -> pl.Series:
        """Texts that a binding gives a meaning."""
        strange = {text: found for text in texts.unique() if (found := without_meaning(text, meanings)) is not None}
        if strange:
            for place in texts.is_in(list(strange)).arg_true():
                self.refuse(numbers[place], column, strange[texts[place]])
        return texts.alias(column)

    def refuse(self, number: int, column: str, refused: Refused) -> None:
        self.problems.append((number, Problem(self.file.where(number, column), refused.message, refused.remedy)))


@define
class _SheetTable:
    """The columns of a sheet."""

    file: Spreadsheet
    texts: _CsvTable
    """What reads its texts."""

    @property
    def problems(self) -> list[BadCell]:
        """What is wrong with its rows and cells."""
        return self.texts.problems

    def columns(self, part: SheetPart) -> list[pl.Series]:
        """The columns of some rows."""
        rows, texts = pl.Series(part.rows, dtype=pl.Int64), self.texts
        made = [self._column(name, cells, rows) for name, cells in zip(self.file.columns, part.columns, strict=True)]
        return [*made, row_column(rows, self.file.name, texts.several)] if texts.numbered else made

    def _column(self, name: str, cells: Sequence[Cell], rows: pl.Series) -> pl.Series:
        wanted = self.texts.wanted.get(name)
        if wanted is None:
            return kept_column(name, cells)
        if wanted.meanings or all(cell is None or isinstance(cell, str) for cell in cells):
            return self.texts.read(pl.Series(name, [text_of(cell) for cell in cells]), rows, wanted)
        values: list[Value] = []
        for number, cell in zip(rows, cells, strict=True):
            try:
                values.append(wanted.forms.read(cell, wanted.type, read_typed))
            except Refused as refused:
                values.append(None)
                self.texts.refuse(number, name, refused)
        return pl.Series(name, values, DTYPES[wanted.type.kind])


def _read_or_refused(cell: str, wanted: Wanted) -> Value | Refused:
    try:
        return wanted.forms.read(cell, wanted.type, read_cell)
    except Refused as refused:
        return refused


def _keys(texts: pl.Series) -> pl.Series:
    """Texts as they are looked up in `values`: one key for a whole number, however it is written."""
    return texts.str.strip_chars(BLANKS).str.replace(r"^(0|-?[1-9][0-9]*)\.0$", "${1}")
