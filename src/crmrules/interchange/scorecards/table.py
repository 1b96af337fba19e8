"""A file that holds a scorecard, as rows of texts: CSV, a workbook, whatever the door reads."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from crmrules.errors import FileError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.numbers import NoNumber, read_number
from crmrules.records.input_file import Reading
from crmrules.records.inputs import opened_input

MOST_ROWS = 10_000
"""More than any scorecard has."""

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


@frozen
class Row:
    """A row of a table."""

    where: str
    """What it is called in messages."""
    cells: Mapping[str, str]
    """By column; empty where there is nothing."""

    def at(self, column: str) -> str:
        """What a cell of it is called in messages."""
        return f"{self.where}, column `{column}`"


@frozen
class Table:
    """The rows of a file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, *names: str) -> str:
        """The column of one of some names, in whatever case; raises `RecordError` where there is none."""
        found = self.any_column(*names)
        if found is None:
            remedy = did_you_mean(names[0], self.columns)
            raise RecordError.of(self.name, f"has no column `{names[0]}`", remedy)
        return found

    def any_column(self, *names: str) -> str | None:
        """The same, None where there is none."""
        return next((each for each in self.columns if each.strip().lower() in names), None)


def read_table(name: str, reading: Reading) -> Table:
    """The table of a file; raises `FileError` for one that cannot be read, or has no rows or too many."""
    # only now: with it comes Polars
    from crmrules.records.row_names import ROW
    from crmrules.records.scanning import scan

    with opened_input([name], reading) as given, tempfile.TemporaryDirectory(prefix="crmrules-") as scratch:
        frame = scan(given, {}, Path(scratch), lambda _: None, numbered=True).frame.head(MOST_ROWS + 1).collect()
    if frame.height > MOST_ROWS:
        raise FileError.of(name, f"has more than {MOST_ROWS:,} rows", "give the table of a scorecard")
    if not frame.height:
        raise FileError.of(name, "has no rows", "give the table of a scorecard")
    columns = tuple(each for each in frame.columns if each != ROW)
    rows = (Row(f"{name}, {found[ROW]}", {each: _text(found[each]) for each in columns}) for found in frame.to_dicts())
    return Table(name, columns, tuple(rows))


def number_in(row: Row, column: str, problems: list[Problem], text: str | None = None) -> float:
    """The number of a cell, or of a part of it; what is none is added to the problems."""
    said = (row.cells[column] if text is None else text).strip()
    try:
        if _NUMBER.fullmatch(said):
            found = read_number(said)
            return int(found) if found.is_integer() else found
    except NoNumber:
        pass
    problems.append(Problem(row.at(column), f"{shown(said)} is no number" if said else "is empty", "give a number"))
    return 0


def in_order(rows: Sequence[Row], column: str) -> Mapping[str, list[Row]]:
    """The rows of each item, the items in the order in which they come first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.cells[column].strip(), []).append(row)
    return found


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            return format(Decimal(repr(cell)), "f")
        case _:
            return str(cell)
