"""What the cells of a sheet say that their values do not: errors, formulas without a value, merged cells, how far the
sheet reaches.

Workbooks are zipped XML. It is read here as a stream and never kept, before the values are, so that a workbook made to
fill the memory is refused.
"""

from collections.abc import Callable
from typing import IO, TypeAlias
from xml.parsers import expat

from attrs import define, field, frozen

Place: TypeAlias = tuple[int, int]
"""A row and a column, both from 0."""

_PIECE = 1 << 16
_DIGITS = "0123456789"


@frozen
class Merged:
    """Cells that are one cell."""

    first: Place
    last: Place


@define
class Marks:
    """What is told of the cells of a sheet."""

    rows: int = field(default=0)
    """The rows it reaches over."""
    columns: int = field(default=0)
    """The columns it reaches over."""
    errors: dict[Place, str] = field(factory=dict)
    """The cells that hold an error, with its text."""
    unreckoned: list[Place] = field(factory=list)
    """The cells whose formula has no value."""
    merged: list[Merged] = field(factory=list)

    def reach(self, row: int, column: int) -> None:
        """Take note of a cell that holds something."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)

    def above(self, end: int) -> "Marks":
        """What is told of the rows above one."""
        return Marks(
            min(self.rows, end),
            self.columns,
            {place: text for place, text in self.errors.items() if place[0] < end},
            [place for place in self.unreckoned if place[0] < end],
            [each for each in self.merged if each.first[0] < end],
        )


class BadXml(Exception):
    """What a workbook holds is no XML, or declares things that no workbook does."""


Start: TypeAlias = Callable[[str, dict[str, str]], None]
End: TypeAlias = Callable[[str], None]


def parse(file: IO[bytes], start: Start, end: End | None = None, parser: expat.XMLParserType | None = None) -> None:
    """Read XML as a stream, by the names of its elements without their prefixes; raises `BadXml`."""
    parser = parser or expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    try:
        while piece := file.read(_PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, OverflowError) as error:
        raise BadXml(str(error)) from None


def _refuse(*_: object) -> None:
    raise BadXml("declares a document type")


def excel_marks(file: IO[bytes]) -> Marks:
    """The marks of a sheet of an Excel workbook, of which this is the XML; raises `BadXml`."""
    return _Excel().read(file)


@define
class _Excel:
    marks: Marks = field(factory=Marks)
    parser: expat.XMLParserType = field(factory=expat.ParserCreate)
    row: int = field(default=-1)
    column: int = field(default=-1)
    columns: dict[str, int] = field(factory=dict)
    """The columns by their letters, as far as they have come."""
    error: bool = field(default=False)
    formula: bool = field(default=False)
    may_be_empty: bool = field(default=False)
    """Whether the cell holds a text, which a formula may leave empty."""
    text: str = field(default="")

    def read(self, file: IO[bytes]) -> Marks:
        parse(file, self._start, self._end, self.parser)
        return self.marks

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._place(attributes.get("r"))
            type_ = attributes.get("t")
            self.error, self.formula, self.text = type_ == "e", False, ""
            self.may_be_empty = type_ == "str"
        elif name == "v" or name == "is":
            self.marks.reach(self.row, self.column)
            if self.error or self.formula:
                self.parser.CharacterDataHandler = self._add
        elif name == "f":
            self.formula = True
            self.marks.reach(self.row, self.column)
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self.marks.merged.append(Merged(place_of(first), place_of(last or first)))

    def _end(self, name: str) -> None:
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "c" and (self.error or self.formula):
            if self.error:
                self.marks.errors[self.row, self.column] = self.text
            elif not self.text and not self.may_be_empty:
                self.marks.unreckoned.append((self.row, self.column))

    def _add(self, text: str) -> None:
        self.text += text

    def _place(self, ref: str | None) -> None:
        if ref is None:
            self.column += 1
            return
        letters = ref.rstrip(_DIGITS)
        if letters not in self.columns:
            self.columns[letters] = place_of(ref)[1]
        self.column, self.row = self.columns[letters], int(ref[len(letters) :]) - 1


def place_of(ref: str) -> Place:
    """The place of a cell that is called such as ``C7``; raises `BadXml` where there is none."""
    letters = ref.rstrip(_DIGITS)
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha() and 0 < len(ref) - len(letters) < 8):
        raise BadXml(f"has a cell `{ref[:20]}`")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(ref[len(letters) :]) - 1, column - 1


def letters_of(column: int) -> str:
    """What spreadsheets call a column, of which the first is 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
