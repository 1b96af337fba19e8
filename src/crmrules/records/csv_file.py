"""CSV files, part by part: a header that names the columns, and cells that are read by the types of facts later on.

Python's reader says what CSV means. Where a part is plain, Polars reads it to the same, at its own speed.
"""

import csv
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress

import polars as pl
from attrs import define, field

from crmrules.errors import FileError, Problem
from crmrules.records.bad_cells import BadCell
from crmrules.records.csv_plain import read_plain
from crmrules.records.csv_rows import Rows
from crmrules.records.header import Header, header_of, wrong_width
from crmrules.records.input_file import InputFile
from crmrules.records.parts import Part
from crmrules.records.separators import separator_of
from crmrules.records.text_file import TextFile, open_text

CHUNK = 1 << 23
"""The characters of a part, at least."""

_MORE = "put quotes around cells that hold the separator"
_FEWER = "write a separator for each cell that is empty, and quotes around cells that hold the end of a line"

_FOOTER = "pass --to-empty-row where the rows end above it, and what follows is a footer"

_HEAD = 50
"""The rows among which the header is found."""


@define
class CsvFile:
    """A CSV file that is read once."""

    name: str
    """What it is called in messages."""
    marked: bool
    """Whether it begins with a byte-order mark."""
    header: Header
    only: int | None
    """The number of the only row that is asked for; all for None."""
    _rows: Rows
    to_empty_row: bool = field(default=False)
    """Whether the rows end at the first with nothing in it."""
    skipped: int = field(default=0)
    """The rows with nothing in them so far: spreadsheets leave such behind, no customers."""
    problems: list[BadCell] = field(factory=list)
    """The rows so far that do not fit the header."""
    _gap: bool = field(default=False)
    """Whether there was a row with nothing in it."""
    _ended: bool = field(default=False)
    """Whether the rows have ended before the file does."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return self.header.columns

    def where(self, row: int, column: str) -> str:
        """How a cell is called in messages."""
        return f"{self.name}, row {row}, column `{column}`"

    def parts(self) -> Iterator[Part]:
        """The rows that hold anything, part by part.

        Raises `FileError` for what is no CSV, and where there are no rows.
        """
        found = False
        while not self._ended and (self.only is None or self._rows.number < self.only):
            text = self._rows.take(CHUNK)
            if not text:
                break
            plain = None
            if not self.to_empty_row:  # row by row it is plain where they end
                plain = read_plain(text, self.header.width, self._rows.separator, self._rows.number)
            if plain is None:
                part = self._exact(text)
            else:
                self._rows.number += plain.read
                self._gap = self._gap or plain.read > plain.rows.len()
                self._skip(plain.read - plain.rows.len())
                part = self._kept(plain.rows, plain.columns)
            if part.rows.len():
                found = True
                yield part if self.only is None else part.only(self.only)
        if not (found or self.problems or self.only):
            raise FileError.of(self.name, "has a header and no rows")

    def _exact(self, text: str) -> Part:
        """A part as Python reads it."""
        numbers: list[int] = []
        rows: list[Sequence[str]] = []
        for number, cells in self._rows.of(text):
            if not any(map(str.strip, cells)):
                if self.to_empty_row:
                    self._ended = True
                    break
                self._gap = True
                self._skip(bool(cells))  # lines without even a separator are no rows
                continue
            fitting = self._fitting(number, cells)
            if fitting is not None:
                numbers.append(number)
                rows.append(fitting)
        columns = zip(*rows, strict=True) if rows else [()] * self.header.width
        return self._kept(pl.Series(numbers, dtype=pl.Int64), [pl.Series(cells, dtype=pl.String) for cells in columns])

    def _skip(self, rows: int) -> None:
        self.skipped += rows if self.only is None else 0

    def _fitting(self, number: int, cells: Sequence[str]) -> Sequence[str] | None:
        """A row of the header's width, where only blanks reach beyond it; None for any other."""
        width = self.header.width
        if len(cells) == width:
            return cells
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            return cells[:width]
        footer = _FOOTER if self._gap and len(cells) < width else ""
        remedy = self.header.advice or footer or (_FEWER if len(cells) < width else _MORE)
        self._refuse(number, wrong_width(self.header, cells), remedy)
        return None

    def _kept(self, rows: pl.Series, cells: Sequence[pl.Series]) -> Part:
        """The columns that have names; the cells of the others have to be blank."""
        header = self.header
        for place in () if header.is_whole else sorted({*range(header.width)} - {*header.kept}):
            for filled in (cells[place].str.strip_chars() != "").arg_true():
                message = f"has a cell in one of several columns without a name, column {place + 1}"
                self._refuse(rows[filled], message, header.advice or "name the columns that are filled")
        columns = [cells[place].alias(name) for place, name in zip(header.kept, header.columns, strict=True)]
        return Part(rows, columns)

    def _refuse(self, number: int, message: str, remedy: str) -> None:
        if self.only in (None, number):
            problem = Problem(f"{self.name}, row {number}", message, remedy)
            if self.header.advice:  # with another header, all other rows would be told for nothing
                raise FileError([problem])
            self.problems.append((number, problem))


@contextmanager
def open_csv(file: InputFile) -> Generator[CsvFile, None, None]:
    """A CSV file, with its header read.

    Raises `FileError` where it cannot be read, is empty, or its header tells no separator or names a column twice.
    """
    with open_text(file) as text:
        yield _opened(file, text)


def _opened(file: InputFile, text: TextFile) -> CsvFile:
    wanted = file.reading.header_row
    head: list[str] = []
    while len(head) < (wanted or 1) + _HEAD and (line := text.readline()):
        head.append(line)
    rows = Rows(file.name, separator_of(file, head), text)
    rows.push("".join(head))
    for number, cells in rows.all():
        if number == wanted or (wanted is None and any(map(str.strip, cells))):
            below = () if wanted is not None else _below(number, head, rows.separator)
            header = header_of(file.name, number, cells, below)
            return CsvFile(file.name, text.marked, header, file.row, rows, file.reading.to_empty_row)
    if wanted is not None:
        raise FileError.of(file.name, f"has no row {wanted}", "look for the row that names the columns")
    raise FileError.of(file.name, "is empty", "its first row names the columns")


def _below(header: int, lines: Sequence[str], separator: str) -> Sequence[tuple[int, Sequence[str]]]:
    """The rows of some lines below the header, as far as they can be read."""
    read: list[tuple[int, Sequence[str]]] = []
    with suppress(csv.Error):
        read += enumerate(csv.reader(lines, delimiter=separator), 1)
    return read[header:]
