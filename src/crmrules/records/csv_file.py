"""CSV files, row by row: a header that names the columns, and cells that are read by the types of facts later on."""

import csv
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import define, frozen

from crmrules.errors import FileError
from crmrules.model.text import units
from crmrules.records.text_file import open_text

MOST_CHARACTERS = 10_000_000
"""The longest cell that is read; beyond it a quote was hardly meant to stay open."""

Cells = Sequence[str]


@define
class Skipped:
    """Counts the rows with nothing in them, as they are met: spreadsheets leave such behind, no customers."""

    rows: int = 0


@frozen
class CsvFile:
    """A CSV file whose rows are read once."""

    path: Path
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Cells]]
    """The cells of each row that holds any, a cell a column, with the row's number: the header is row 1."""
    skipped: Skipped
    """The rows left out so far."""
    marked: bool
    """Whether the file begins with a byte-order mark."""


@contextmanager
def open_csv(path: Path, encoding: str | None = None) -> Generator[CsvFile, None, None]:
    """The rows of a CSV file, UTF-8 unless another encoding is given.

    Raises `FileError` where it cannot be read, is empty or has no rows, and for a row that does not fit its header.
    """
    # the limit, 131,072 characters at first, is that of the whole process: it is raised, and never put back
    csv.field_size_limit(max(csv.field_size_limit(), MOST_CHARACTERS))
    with open_text(path, encoding) as file:
        skipped = Skipped()
        rows = _filled(_read(path, file.lines), skipped)
        number, header = next(rows, (0, None))
        if header is None:
            raise FileError.of(str(path), "is empty", "its first row names the columns")
        skipped.rows = 0  # what stands before the header is no row
        layout = _layout(f"{path}, row {number}", header)
        yield CsvFile(path, layout.columns, _fitting(path, layout, rows), skipped, file.marked)


def _read(path: Path, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                message = f"has a cell of more than {MOST_CHARACTERS:,} characters"
                raise FileError.of(f"{path}, row {number}", message, "look for a quote that is not closed") from None
            raise FileError.of(f"{path}, row {number}", f"is no CSV: {error}") from None
        yield number, cells


def _filled(rows: Iterator[tuple[int, list[str]]], skipped: Skipped) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything; lines without even a comma are none."""
    for number, cells in rows:
        if any(map(str.strip, cells)):
            yield number, cells
        else:
            skipped.rows += bool(cells)


@frozen
class _Layout:
    """What a header says of the rows below it."""

    columns: tuple[str, ...]
    width: int
    """The cells of a row."""
    kept: tuple[int, ...] | None
    """The places of the columns, where others are left out: several without a name, which have to be empty."""


def _layout(where: str, header: list[str]) -> _Layout:
    names = [column.strip() for column in header]  # people put blanks between them
    kept = tuple(place for place, name in enumerate(names) if name) if names.count("") > 1 else None
    columns = tuple(names) if kept is None else tuple(names[place] for place in kept)
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise FileError.of(where, f"names column `{twice}` twice", "give each column its own name")
    return _Layout(columns, len(names), kept)


def _fitting(path: Path, layout: _Layout, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, Cells]]:
    found, width, kept = False, layout.width, layout.kept
    for number, cells in rows:
        found = True
        if len(cells) != width:
            cells = _cut(f"{path}, row {number}", cells, width)
        if kept is not None:
            if any(cell.strip() for place, cell in enumerate(cells) if place not in kept):
                message = "has a cell in one of several columns without a name"
                raise FileError.of(f"{path}, row {number}", message, "name the columns that are filled")
            cells = [cells[place] for place in kept]
        yield number, cells
    if not found:
        raise FileError.of(str(path), "has a header and no rows")


def _cut(where: str, cells: list[str], width: int) -> list[str]:
    """A row of the header's width, where only blanks reach beyond it."""
    if len(cells) < width or any(map(str.strip, cells[width:])):
        message = f"has {len(cells)} {units(len(cells), 'cells')}, and the header {width}"
        raise FileError.of(where, message, "put quotes around cells that hold commas")
    return cells[:width]
