"""What separates the cells of a CSV file: told by its header where that is plain, and otherwise asked for."""

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from crmrules.errors import FileError
from crmrules.expressions.accept import shown
from crmrules.model.text import units
from crmrules.records.input_file import SEPARATORS, InputFile

_FOR_SPREADSHEETS = re.compile(r"\s*[sS][eE][pP]=.?\s*")
_QUOTED = re.compile(r'"[^"]*"')


def separator_of(file: InputFile, lines: Sequence[str]) -> str:
    """What separates the cells of a file, of which these are the first lines.

    Raises `FileError` where the header does not tell, and where it hardly is the header.
    """
    if file.reading.separator is not None:
        return file.reading.separator
    rows = [row for row in _rows(lines) if row.number >= (file.reading.header_row or 1) and row.text.strip()]
    if not rows:
        return ","
    header = rows[0]
    if file.reading.header_row is None and _FOR_SPREADSHEETS.fullmatch(header.text):
        message = f"tells a spreadsheet what separates the cells: {shown(header.text.strip())}"
        raise FileError.of(f"{file.name}, row {header.number}", message, f"pass --header-row {header.number + 1}")
    found = {name: count for name, sign in SEPARATORS.items() if (count := header.text.count(sign))}
    if file.is_tabbed and ("tab" in found or not found):
        return "\t"
    where = f"{file.name}, row {header.number}"
    if file.is_tabbed or len(found) > 1:
        told = [f"{count} {units(count, f'{name}s')}" for name, count in found.items()]
        held = " and ".join([*told, *(["no tab"] if file.is_tabbed else [])])
        remedy = f"say what does, such as --separator {max(found, key=lambda name: found[name])}"
        raise FileError.of(where, f"holds {held}: what separates its cells is not plain", remedy)
    if not found and file.reading.header_row is None:
        _refuse_title(where, rows)
    return SEPARATORS[next(iter(found), "comma")]


@frozen
class _Row:
    """A row whose cells are not yet told apart, without what stands in quotes."""

    number: int
    text: str


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    """The rows of some lines: a line that ends within quotes goes on in the next."""
    number, text = 1, ""
    for line in lines:
        text += line
        if text.count('"') % 2 == 0:
            yield _Row(number, _QUOTED.sub("", text).rstrip("\r\n"))
            number, text = number + 1, ""


def _refuse_title(where: str, rows: Sequence[_Row]) -> None:
    """Raises `FileError` where a row of one cell stands above rows that all have the same number of several cells."""
    for name, sign in SEPARATORS.items():
        counts = [row.text.count(sign) for row in rows]
        first = next((place for place, count in enumerate(counts) if count), None)
        if first is not None and len({*counts[first:]}) == 1 and len(counts) - first > 1:
            row = rows[first].number
            message = f"has one cell, and row {row} has {counts[first] + 1}, separated by {name}s"
            header = rows[0].number
            remedy = (
                f"pass --header-row {row} where that row names the columns, --header-row {header} where this one does"
            )
            raise FileError.of(where, message, remedy)
