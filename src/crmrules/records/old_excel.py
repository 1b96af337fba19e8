"""Workbooks of an old Excel (`.xls`). What reads the others takes a cell with an error for an empty one here, and says
nothing of it: these are read by xlrd, which tells them apart."""

import datetime
import io
import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from crmrules.errors import FileError
from crmrules.records.input_file import InputFile
from crmrules.records.sheet_marks import Marks, Merged

_DURATION = re.compile(r"\[[hms]+\]", re.IGNORECASE)


@frozen
class OldBook:
    """A workbook, of which one sheet at a time is in memory."""

    book: Any

    def marks(self) -> dict[str, Marks]:
        """The marks of each sheet by its name, those of hidden ones, too."""
        found: dict[str, Marks] = {}
        for name in self.book.sheet_names():
            found[name] = _marks(self.book.sheet_by_name(name))
            self.book.unload_sheet(name)
        return found

    def rows(self, name: str, marks: Marks) -> list[list[Any]]:
        """The cells of a sheet as far as its marks reach, as Python's values; an empty text where nothing is."""
        sheet = self.book.sheet_by_name(name)
        rows: list[list[Any]] = []
        for row in range(marks.rows):
            cells = [self._value(cell) for cell in sheet.row(row)[: marks.columns]]
            rows.append([*cells, *[""] * (marks.columns - len(cells))])
        return rows

    def _value(self, cell: Any) -> Any:
        """What a cell holds, as Python's value; a number that is shown as a day is one where there is such a day."""
        from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_NUMBER, XL_CELL_TEXT

        if cell.ctype == XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == XL_CELL_DATE:
            return self._moment(cell)
        return cell.value if cell.ctype in (XL_CELL_TEXT, XL_CELL_NUMBER) else ""

    def _moment(self, cell: Any) -> float | datetime.date | datetime.time | datetime.timedelta:
        from xlrd.xldate import xldate_as_datetime

        days: float = cell.value
        form = self.book.format_map[self.book.xf_list[cell.xf_index].format_key].format_str
        try:
            if _DURATION.search(form):
                return datetime.timedelta(days=days)
            moment: datetime.datetime = xldate_as_datetime(days, self.book.datemode)
        except (OverflowError, ValueError):
            return days
        if 0 <= days < 1:
            return moment.time()
        return moment.date() if days.is_integer() else moment


@contextmanager
def old_workbook(file: InputFile) -> Generator[OldBook, None, None]:
    """A workbook while it is read. Raises `FileError` where it cannot be read."""
    from xlrd import open_workbook
    from xlrd.biffh import XLRDError

    try:
        # its warnings are for its own developers; merged cells are told with formats alone
        with open_workbook(
            str(file.path), logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        ) as book:
            yield OldBook(book)
    except (FileError, OSError):
        raise
    except XLRDError as error:
        if "encrypted" in str(error):
            raise FileError.of(file.name, "has a password", "save it without its password") from None
        raise _unreadable(file, error) from None
    except Exception as error:  # whatever xlrd trips over: it holds little of a file against its form
        raise _unreadable(file, error) from None


def _unreadable(file: InputFile, error: Exception) -> FileError:
    message = f"is no workbook that can be read: {str(error) or type(error).__name__}"
    return FileError.of(file.name, message, "open it in a spreadsheet program, and save it as .xlsx")


def _marks(sheet: Any) -> Marks:
    from xlrd import XL_CELL_BLANK, XL_CELL_EMPTY, XL_CELL_ERROR, error_text_from_code

    marks = Marks()
    for row in range(sheet.nrows):
        for column, type_ in enumerate(sheet.row_types(row)):
            if type_ in (XL_CELL_EMPTY, XL_CELL_BLANK):
                continue
            marks.reach(row, column)
            if type_ == XL_CELL_ERROR:
                code = sheet.cell_value(row, column)
                marks.errors[row, column] = error_text_from_code.get(code, f"error {code}")
    for first, end, left, right in sheet.merged_cells:
        marks.merged.append(Merged((first, left), (end - 1, right - 1)))
    return marks
