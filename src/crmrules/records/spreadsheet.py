"""Sheets as tables: a header that names the columns, and rows of cells that have types."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeAlias

from attrs import define, field, frozen

from crmrules.errors import FileError, Problem
from crmrules.expressions.accept import is_blank
from crmrules.records.bad_cells import BadCell
from crmrules.records.header import Header, header_of
from crmrules.records.input_file import InputFile
from crmrules.records.sheet_marks import letters_of
from crmrules.records.sheets import Sheet, read_sheet

Cell: TypeAlias = str | bool | float | datetime.date | datetime.time | datetime.timedelta | None
"""What a cell holds; None for nothing."""

_HEAD = 50
"""The rows among which another header is looked for."""

_ERROR = "mend its formula, or clear the cell"
_UNRECKONED = "open the workbook in a spreadsheet program and save it again"


@frozen
class SheetPart:
    """Some rows of a sheet, by columns."""

    rows: Sequence[int]
    """The numbers of the rows, as the sheet shows them."""
    columns: Sequence[Sequence[Cell]]


@define
class Spreadsheet:
    """The table on a sheet of a workbook, which is in memory as a whole."""

    name: str
    """What the file is called in messages."""
    sheet: Sheet
    header: Header
    skipped: int = field(default=0)
    """The rows with nothing in them between others."""
    problems: list[BadCell] = field(factory=list)
    """The rows and cells that could not be read as they stand when its rows were read last."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return self.header.columns

    def where(self, row: int, column: str) -> str:
        """How a cell is called in messages."""
        place = self.header.kept[self.columns.index(column)]
        return f"{self.row(row)}, column {letters_of(place)} `{column}`"

    def row(self, row: int) -> str:
        """How a row is called in messages."""
        return f"{self.name}, sheet `{self.sheet.name}`, row {row}"

    def parts(self, read: Collection[str], only: int | None = None) -> Iterator[SheetPart]:
        """All rows that hold anything, or the only one that is asked for, as one part.

        `read` are the columns whose cells have to hold what they show. Raises `FileError` where there are no rows.
        """
        header, marks = self.header, self.sheet.marks
        self.skipped = 0
        self.problems.clear()
        self._check(read, only)
        marked = {row for row, _ in (*marks.errors, *marks.unreckoned)}
        numbers: list[int] = []
        rows: list[Sequence[Any]] = []
        blank = 0
        first, end = (header.row, None) if only is None else (max(header.row, only - 1), only)
        for place, cells in enumerate(self.sheet.rows[first:end], first):
            if place not in marked and all(cell == "" or is_blank(cell) for cell in cells):
                blank += 1
                continue
            self.skipped, blank = self.skipped + blank, 0
            self._check_beyond(place, cells)
            numbers.append(place + 1)
            rows.append(cells)
        if not rows:
            if only is not None:
                return
            raise FileError.of(f"{self.name}, sheet `{self.sheet.name}`", "has a header and no rows")
        columns = list(zip(*rows, strict=True))
        yield SheetPart(
            numbers,
            [
                self._cells(numbers, columns[place], place, name not in read)
                for place, name in zip(header.kept, self.columns, strict=True)
            ],
        )

    def _cells(self, numbers: Sequence[int], cells: Sequence[Any], place: int, with_errors: bool) -> list[Cell]:
        """The cells of a column; those that hold an error are the text that the sheet shows, or nothing."""
        errors = {row: text for (row, column), text in self.sheet.marks.errors.items() if column == place}
        shown = [None if cell == "" else cell for cell in cells]
        if not errors:
            return shown
        return [
            cell if number - 1 not in errors else errors[number - 1] if with_errors else None
            for number, cell in zip(numbers, shown, strict=True)
        ]

    def _check_beyond(self, place: int, cells: Sequence[Any]) -> None:
        """Look for a cell that belongs to no column."""
        header = self.header
        others = (each for each in range(len(cells)) if each >= header.width or each not in header.kept)
        if header.is_whole and len(cells) == header.width:
            return
        filled = next((each for each in others if not (cells[each] == "" or is_blank(cells[each]))), None)
        if filled is not None:
            message = f"has a cell in column {letters_of(filled)}, which has no name"
            remedy = header.advice or "name the columns that are filled"
            self.problems.append((place + 1, Problem(self.row(place + 1), message, remedy)))

    def _check(self, read: Collection[str], only: int | None) -> None:
        """Look for cells that do not hold what they show, in columns and rows that are read."""
        marks = self.sheet.marks
        first, last = (self.header.row, len(self.sheet.rows)) if only is None else (only - 1, only - 1)
        names = {place: name for place, name in zip(self.header.kept, self.columns, strict=True) if name in read}
        for (row, column), text in marks.errors.items():
            if first <= row <= last and column in names:
                self._refuse(row, names[column], f"holds the error {text}", _ERROR)
        for row, column in marks.unreckoned:
            if first <= row <= last and column in names:
                self._refuse(row, names[column], "holds a formula without a value", _UNRECKONED)
        for each in marks.merged:
            column = next((place for place in names if each.first[1] <= place <= each.last[1]), -1)
            if each.last[0] >= first and each.first[0] <= last and column >= 0:
                cells = f"{_ref(each.first)}:{_ref(each.last)}"
                message = f"is merged, {cells}: only the first of these cells holds a value"
                self._refuse(each.first[0], names[column], message, "unmerge them, and fill each cell")

    def _refuse(self, row: int, column: str, message: str, remedy: str) -> None:
        self.problems.append((row + 1, Problem(self.where(row + 1, column), message, remedy)))


def open_spreadsheet(file: InputFile) -> Spreadsheet:
    """The table on a sheet of a workbook, with its header read.

    Raises `FileError` where the workbook or the sheet cannot be read, and for a header that names a column twice.
    """
    sheet, wanted = read_sheet(file), file.reading.header_row
    name = f"{file.name}, sheet `{sheet.name}`"
    if wanted is not None and wanted > len(sheet.rows):
        raise FileError.of(name, f"has no row {wanted}", "look for the row that names the columns")
    filled = (place for place, cells in enumerate(sheet.rows, 1) if any(text_of(cell).strip() for cell in cells))
    number = wanted or next(filled, None)
    if number is None:
        raise FileError.of(name, "is empty", "its first row names the columns")
    cells = [text_of(cell) for cell in sheet.rows[number - 1]]
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    below: list[tuple[int, list[str]]] = []
    if wanted is None:
        head = sheet.rows[number : number + _HEAD]
        below = [(place, list(map(text_of, each))) for place, each in enumerate(head, number + 1)]
    if file.reading.to_empty_row:
        sheet = sheet.to_empty_row(number)
    beneath = sheet.rows[number:]
    blank = [place for place, cell in enumerate(cells) if not cell.strip() and all(row[place] == "" for row in beneath)]
    header = header_of(name, number, cells, below, blank)
    if header.likely is not None and sum(map(bool, header.columns)) == 1:
        more = sum(1 for cell in sheet.rows[header.likely - 1] if text_of(cell).strip())
        message = f"has one cell, and row {header.likely} has {more}"
        raise FileError.of(f"{name}, row {number}", message, _which(number, header.likely))
    for each in sheet.marks.merged:
        if each.first[0] <= number - 1 <= each.last[0] and each.last[1] > each.first[1]:
            remedy = header.advice or "unmerge them, and give each column its own name"
            raise FileError.of(f"{name}, row {number}", f"merges {_ref(each.first)}:{_ref(each.last)}", remedy)
    return Spreadsheet(file.name, sheet, header)


def _which(row: int, likely: int) -> str:
    return f"pass --header-row {likely} where that row names the columns, --header-row {row} where this one does"


def text_of(cell: Any) -> str:
    """What a cell holds, as text: whole numbers without a point."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return cell if isinstance(cell, str) else "" if cell is None else str(cell)


def _ref(place: tuple[int, int]) -> str:
    return f"{letters_of(place[1])}{place[0] + 1}"
