"""A file that is read: what it is called, where its content lies, and what its name does not tell of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from crmrules.errors import FileError
from crmrules.expressions.accept import is_text, shown
from crmrules.records.formats import Format, format_read
from crmrules.records.unpacking import PACKED

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""What cells are commonly separated by, with names that can be typed."""

_NAMES = {"\\t": "\t", **SEPARATORS}

_TAKES: Mapping[Format, frozenset[str]] = {
    Format.CSV: frozenset({"separator", "encoding", "header_row", "to_empty_row"}),
    Format.JSON_LINES: frozenset({"encoding"}),
    Format.JSON: frozenset({"encoding"}),
    Format.PARQUET: frozenset(),
    Format.WORKBOOK: frozenset({"sheet", "header_row", "to_empty_row"}),
}
_MOST_ROWS = 1_000_000_000

_NEEDLESS = {
    "separator": "has no separators",
    "encoding": "has an encoding of its own",
    "sheet": "has no sheets",
    "header_row": "has no header row",
    "to_empty_row": "has no empty rows",
}


def _separator(given: Any) -> Any:
    return _NAMES.get(given, given) if isinstance(given, str) else given


@frozen
class Reading:
    """How files are read, as far as their names and their content do not tell."""

    end: str | None = field(default=None)
    """How the name would end that tells their format, such as "csv"; what standard input needs."""
    separator: str | None = field(default=None, converter=_separator)
    """What separates the cells of CSV: one character, or its name, such as "tab"."""
    encoding: str | None = field(default=None)
    """What text is written in, such as "gb18030"; UTF-8 for None."""
    sheet: str | None = field(default=None)
    """The sheet of a workbook; the only one for None."""
    header_row: int | None = field(default=None)
    """The row that names the columns, from 1; the first that holds anything for None."""
    to_empty_row: bool = field(default=False)
    """Whether the rows end at the first below the header with nothing in it: what follows is a footer."""

    def __attrs_post_init__(self) -> None:
        for name in ("end", "separator", "encoding", "sheet"):
            given: object = getattr(self, name)
            if given is not None and not isinstance(given, str):
                raise FileError.of(f"`{name}`", f"{shown(given)} is no text")
        row: object = self.header_row
        if row is not None and (isinstance(row, bool) or not isinstance(row, int) or not 1 <= row <= _MOST_ROWS):
            raise FileError.of("`header_row`", f"there is no row {shown(row)}", "rows are counted from 1")
        ends: object = self.to_empty_row
        if not isinstance(ends, bool):
            raise FileError.of("`to_empty_row`", f"{shown(ends)} is no boolean", "give true or false")

    def check(self, name: str, format_: Format) -> None:
        """Make sure that a file of a format can be read so; raises `FileError` for what it cannot."""
        for each, message in _NEEDLESS.items():
            if getattr(self, each) not in (None, False) and each not in _TAKES[format_]:
                raise FileError.of(name, message, f"leave --{each.replace('_', '-')} out")
        if self.separator is not None and (
            len(self.separator) != 1 or self.separator in '\r\n"' or not is_text(self.separator)
        ):
            raise FileError.of(
                name,
                f"{shown(self.separator)} cannot separate cells",
                f"give one character, or {', '.join(SEPARATORS)}",
            )


@frozen
class InputFile:
    """A file that is read."""

    name: str
    """What it is called in messages."""
    path: Path
    """Where its content lies, unpacked."""
    format: Format
    reading: Reading = field(factory=Reading)
    is_tabbed: bool = field(default=False)
    """Whether its name says that tabs separate its cells."""
    row: int | None = field(default=None)
    """The only row that is read, as it is counted in the file; all of them for None."""


def input_file(path: Path, reading: Reading | None = None, name: str = "", content: Path | None = None) -> InputFile:
    """A file by its path; `name` is another name for messages, and `content` is where it lies unpacked.

    Raises `FileError` where its name tells no format, and where it cannot be read as is asked for.
    """
    reading, name = reading or Reading(), name or str(path)
    end, _ = ends_of(path, reading)
    format_ = format_read(end, name)
    reading.check(name, format_)
    return InputFile(name, content or path, format_, reading, end == ".tsv")


def ends_of(path: Path, reading: Reading) -> tuple[str, str]:
    """How a name ends before what says that it is packed, and that; `reading` may say what the name does not."""
    told = path if reading.end is None else Path(f"x.{reading.end.lstrip('.')}")
    packing = told.suffix.lower() if told.suffix.lower() in PACKED else ""
    return (told.with_suffix("") if packing else told).suffix.lower(), packing
