"""The marks of the sheets of an OpenDocument workbook, which all stand in one XML."""

from typing import IO
from xml.parsers import expat

from attrs import define, field

from crmrules.records.sheet_marks import Marks, Merged, parse


def ods_marks(file: IO[bytes]) -> dict[str, Marks]:
    """The marks of each sheet by its name; raises `BadXml`."""
    return _Ods().read(file)


@define
class _Ods:
    parser: expat.XMLParserType = field(factory=expat.ParserCreate)
    sheets: dict[str, Marks] = field(factory=dict)
    marks: Marks = field(factory=Marks)
    row: int = field(default=0)
    """The row at hand, or the next one."""
    rows: int = field(default=1)
    """How many rows are as the one at hand."""
    column: int = field(default=0)
    columns: int = field(default=1)
    """How many cells are as the one at hand."""
    error: str | None = field(default=None)
    """The text of the cell at hand, where it holds an error."""

    def read(self, file: IO[bytes]) -> dict[str, Marks]:
        parse(file, self._start, self._end, self.parser)
        return self.sheets

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        told = {key.rpartition(":")[2]: value for key, value in attributes.items() if not key.startswith("calcext:")}
        if name == "table":
            self.marks = self.sheets.setdefault(told.get("name", ""), Marks())
            self.row = 0
        elif name == "table-row":
            self.rows, self.column = int(told.get("number-rows-repeated", 1)), 0
        elif name in ("table-cell", "covered-table-cell"):
            self.columns = int(told.get("number-columns-repeated", 1))
            if "value-type" in told or "formula" in told:
                self.marks.reach(self.row + self.rows - 1, self.column + self.columns - 1)
            self.error = "" if attributes.get("calcext:value-type") == "error" else None
            if self.error is None and "formula" in told and "value-type" not in told:
                self.marks.unreckoned.append((self.row, self.column))
            wide, high = int(told.get("number-columns-spanned", 1)), int(told.get("number-rows-spanned", 1))
            if wide > 1 or high > 1:
                last = (self.row + high - 1, self.column + wide - 1)
                self.marks.merged.append(Merged((self.row, self.column), last))
        elif name == "p" and self.error is not None:
            self.parser.CharacterDataHandler = self._add

    def _end(self, name: str) -> None:
        if name == "p":
            self.parser.CharacterDataHandler = None
        elif name in ("table-cell", "covered-table-cell"):
            if self.error is not None:
                self.marks.errors[self.row, self.column] = self.error
            self.column += self.columns
        elif name == "table-row":
            self.row += self.rows

    def _add(self, text: str) -> None:
        self.error = (self.error or "") + text
