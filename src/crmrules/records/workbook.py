"""Frames as sheets of an Excel workbook: every cell as what it is, and nothing taken for a formula.

Excel has fewer rows, days, digits and letters than a frame. Where it has too few, a cell is the text of its value
instead; what does not fit even so is refused before anything is written.
"""

import datetime
import tempfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from attrs import field, frozen
from polars import selectors as cs

from crmrules.errors import FileError, Problem
from crmrules.extras import needed
from crmrules.model.text import units

MOST_ROWS = 1_048_576
"""The rows of a sheet, its header included."""

MOST_COLUMNS = 16_384
"""The columns of a sheet."""

MOST_CHARACTERS = 32_767
"""The longest text of a cell, in code units of UTF-16."""

_FIRST_DAY = datetime.date(1900, 1, 1)
_MOST_WHOLE = 10**15
"""Whole numbers from here on lose digits, in Excel."""

_MOST_NAMED = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_LOOKED_AT = 1_000
"""The rows whose cells say how wide a column is."""

_LEAST_WIDTH, _MOST_WIDTH = 6, 60
_REMEDY = "write .csv or .parquet"
_PART = 50_000
"""The rows in memory at a time."""


@frozen
class Sheet:
    """A table on a sheet: a header that stays in sight, filters, and a row for each of a frame's."""

    name: str
    frame: pl.LazyFrame
    rows: int | None = field(default=None)
    """How many there are, where that is known."""


@frozen
class Line:
    """A line of a page."""

    cells: tuple[str | int, ...]
    strong: bool = field(default=False)
    sheet: str = field(default="")
    """The sheet that its first cell leads to."""


@frozen
class Page:
    """A sheet of lines, such as what a workbook is about."""

    name: str
    lines: tuple[Line, ...]


Put: TypeAlias = Callable[[int, int, Any], object]
"""Writes a value that is known to a cell: row, column, value."""


class _Exact(float):
    """A number that is written with all its digits, and not with the 16 that the library asks for."""

    def __format__(self, form: str) -> str:
        return float.__repr__(self)


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names of sheets, as Excel takes them: 31 characters at most, each its own whatever the case of its letters."""
    names: list[str] = []
    for title in titles:
        plain = "".join(each for each in title.translate(_NOT_IN_NAMES) if each.isprintable()).strip("' ")
        base = plain[:_MOST_NAMED].strip("' ") or "-"
        name, number = base, 1
        while name.lower() in {"history", *(each.lower() for each in names)}:  # Excel keeps that name for itself
            number += 1
            end = f" {number}"
            name = base[: _MOST_NAMED - len(end)] + end
        names.append(name)
    return names


def write_workbook(sheets: Sequence[Sheet | Page], made: Path, path: Path) -> None:
    """Write a workbook to `made`, with the sheets in their order; `path` is what errors call it.

    Raises `FileError` for what a sheet cannot hold, and `EngineError` where XlsxWriter is not installed.
    """
    tables = [each for each in sheets if isinstance(each, Sheet)]
    _refuse([problem for each in tables for problem in _too_large(each, path)])  # before anything else is reckoned
    workbook = _workbook(made)
    with tempfile.TemporaryDirectory() as scratch:
        kept = [
            _kept(sheet, Path(scratch) / f"{place}.parquet") if isinstance(sheet, Sheet) else sheet
            for place, sheet in enumerate(sheets)
        ]
        _refuse([problem for sheet in kept if isinstance(sheet, Sheet) for problem in _unfit(sheet, path)])
        writing = _Writing.to(workbook)
        for sheet in kept:
            writing.sheet(sheet) if isinstance(sheet, Sheet) else writing.page(sheet)
        workbook.close()


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise FileError(problems)


def _workbook(made: Path) -> Any:
    with needed("workbook"):
        from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]
    return Workbook(str(made), {"constant_memory": True})


def _kept(sheet: Sheet, path: Path) -> Sheet:
    """The sheet with its rows reckoned, on disk."""
    sheet.frame.sink_parquet(path)
    return Sheet(sheet.name, pl.scan_parquet(path, glob=False))


def _told(sheet: Sheet, path: Path) -> str:
    return f"{path}, sheet `{sheet.name}`"


def _too_large(sheet: Sheet, path: Path) -> Iterator[Problem]:
    """Whether a frame has more rows or columns than a sheet: they are counted, and what they hold is not reckoned."""
    columns = len(sheet.frame.collect_schema())
    rows = sheet.frame.select(pl.len()).collect().item() if sheet.rows is None else sheet.rows
    if rows >= MOST_ROWS:
        message = f"has {rows:,} rows, and a sheet of Excel holds {MOST_ROWS - 1:,} below its header"
        yield Problem(_told(sheet, path), message, _REMEDY)
    if columns > MOST_COLUMNS:
        message = f"has {columns:,} columns, and a sheet of Excel holds {MOST_COLUMNS:,}"
        yield Problem(_told(sheet, path), message, _REMEDY)


def _unfit(sheet: Sheet, path: Path) -> Iterator[Problem]:
    """What of the cells of a frame a sheet cannot hold."""
    where, remedy = _told(sheet, path), _REMEDY
    schema = sheet.frame.collect_schema()
    texts = [name for name, dtype in schema.items() if dtype == pl.String]
    for name in texts:
        # a selector: what Polars takes for a pattern is a name, too
        cells = sheet.frame.select(cs.by_name(name)).with_row_index(f"row of {name}")
        for row, text in cells.filter(cs.string().str.len_bytes() > MOST_CHARACTERS).collect().iter_rows():
            length = len(text.encode("utf-16-le")) // 2
            if length > MOST_CHARACTERS:
                message = f"holds {length:,} {units(length, 'characters')}, and a cell of Excel {MOST_CHARACTERS:,}"
                yield Problem(f"{where}, row {row + 2}, column `{name}`", message, remedy)
    for name, dtype in schema.items():
        if dtype.is_float() and sheet.frame.select(cs.by_name(name).is_infinite().any()).collect().item():
            yield Problem(f"{where}, column `{name}`", "holds an infinite number", "write .parquet, or leave it out")


@frozen
class _Writing:
    workbook: Any
    head: Any
    strong: Any
    link: Any
    day: Any
    moment: Any
    quoted: Any

    @classmethod
    def to(cls, workbook: Any) -> "_Writing":
        """What writes to a workbook, with the formats of its cells."""
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        return cls(
            workbook,
            head,
            workbook.add_format({"bold": True}),
            workbook.get_default_url_format(),
            workbook.add_format({"num_format": "yyyy-mm-dd"}),
            workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            workbook.add_format({"quote_prefix": True}),
        )

    def sheet(self, sheet: Sheet) -> None:
        """A table."""
        made = self.workbook.add_worksheet(sheet.name)
        schema = sheet.frame.collect_schema()
        rows: int = sheet.frame.select(pl.len()).collect().item()
        widths = _widths(sheet.frame)
        for place, (name, width) in enumerate(zip(schema, widths, strict=True)):
            made.set_column(place, place, width)
            made.write_string(0, place, name, self.head)
        puts = [self._put(made, dtype) for dtype in schema.dtypes()]
        for start in range(0, rows, _PART):
            part = sheet.frame.slice(start, _PART).collect()
            for row, cells in enumerate(part.iter_rows(), start + 1):
                for place, (put, cell) in enumerate(zip(puts, cells, strict=True)):
                    if cell is not None:
                        put(row, place, cell)
        made.freeze_panes(1, 0)
        if schema:
            made.autofilter(0, 0, max(rows, 1), len(schema) - 1)
            made.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})  # a customer's number may be text

    def page(self, page: Page) -> None:
        """Lines."""
        made = self.workbook.add_worksheet(page.name)
        wide = [line.cells for line in page.lines if len(line.cells) > 1]
        for place in range(max(map(len, wide), default=0)):
            longest = max((_width(str(cells[place])) for cells in wide if place < len(cells)), default=0)
            made.set_column(place, place, min(max(longest + 2, _LEAST_WIDTH), _MOST_WIDTH))
        for row, line in enumerate(page.lines):
            for place, cell in enumerate(line.cells):
                form = self.strong if line.strong else None
                if isinstance(cell, int):
                    made.write_number(row, place, cell, form)
                elif line.sheet and not place:
                    target = line.sheet.replace("'", "''")
                    made.write_url(row, place, f"internal:'{target}'!A1", self.link, cell)
                elif cell:
                    made.write_string(row, place, cell, form)

    def _put(self, made: Any, dtype: pl.DataType) -> Put:
        """What writes the values of a type."""

        def text(row: int, place: int, value: Any) -> object:
            said = str(value)
            if not said:
                return None
            looks_like_a_formula = said[0] in "=+-@"
            return made.write_string(row, place, said, self.quoted if looks_like_a_formula else None)

        def number(row: int, place: int, value: Any) -> object:
            return None if value != value else made.write_number(row, place, _Exact(value))

        def whole(row: int, place: int, value: int) -> object:
            held = -_MOST_WHOLE < value < _MOST_WHOLE
            return made.write_number(row, place, value) if held else text(row, place, value)

        def decimal(row: int, place: int, value: Decimal) -> object:
            keeps = len(value.as_tuple().digits) <= len(str(_MOST_WHOLE)) - 1
            return number(row, place, value) if keeps else text(row, place, format(value, "f"))

        def day(row: int, place: int, value: datetime.date) -> object:
            held = value >= _FIRST_DAY
            return made.write_datetime(row, place, value, self.day) if held else text(row, place, value.isoformat())

        def moment(row: int, place: int, value: datetime.datetime) -> object:
            held = value.tzinfo is None and value.date() >= _FIRST_DAY and not value.microsecond % 1_000
            return made.write_datetime(row, place, value, self.moment) if held else text(row, place, value.isoformat())

        if dtype == pl.Boolean:
            return lambda row, place, value: made.write_boolean(row, place, value)
        if dtype.is_integer():
            return whole
        if dtype.is_float():
            return number
        if dtype.is_decimal():
            return decimal
        if dtype == pl.Date:
            return day
        return moment if isinstance(dtype, pl.Datetime) else text


def _widths(frame: pl.LazyFrame) -> list[int]:
    """How wide each column is, by its head and the first of its cells."""
    first = frame.head(_LOOKED_AT).collect()
    found: list[int] = []
    for column in first:
        longest = max((_width(str(cell)) for cell in column if cell is not None), default=0)
        # a head may break its line, and has the mark of its filter beside it
        words = max((_width(word) for word in column.name.split()), default=0) + 3
        found.append(min(max(longest + 1, words, _LEAST_WIDTH), _MOST_WIDTH))
    return found


def _width(text: str) -> int:
    """How wide a text is, in letters: those of Chinese take the place of two."""
    return max((len(line) + sum(each > "\u2e7f" for each in line) for line in text.splitlines()), default=0)
