"""The rows of a CSV file as Python's own reader reads them: this is what CSV means here."""

import csv
import io
from collections.abc import Iterator, Sequence

from attrs import define, field

from crmrules.errors import FileError
from crmrules.records.text_file import TextFile

MOST_CHARACTERS = 10_000_000
"""The longest cell that is read; beyond it a quote was hardly meant to stay open."""

_QUOTES = 'write a quote within a cell twice, as in "5"" pipe"'

Cells = Sequence[str]


def _no_text() -> io.StringIO:
    return io.StringIO(newline="")


@define
class Rows:
    """The rows of a CSV file, which are read once, with their numbers: as a spreadsheet shows them, from 1."""

    name: str
    separator: str
    _text: TextFile
    number: int = field(default=0)
    """The number of the last row read."""
    _ahead: io.StringIO = field(factory=_no_text)
    """Lines that have been taken from the file, and are not read."""

    def push(self, text: str) -> None:
        """Lines to be read next, before those of the file."""
        self._ahead = io.StringIO(text, newline="")

    def take(self, size: int) -> str:
        """The text of the next rows, of so many characters at least where the file has them; empty at its end."""
        return self._ahead.read() or self._text.read(size)

    def of(self, text: str) -> Iterator[tuple[int, Cells]]:
        """The rows that begin in some lines, which come next; the last one may end beyond them."""
        self.push(text)
        rows = self.all()
        while self._ahead.tell() < len(text):
            yield next(rows)

    def all(self) -> Iterator[tuple[int, Cells]]:
        """All rows; raises `FileError` for what is no CSV."""
        # the limit, 131,072 characters at first, is that of the whole process: it is raised, and never put back
        csv.field_size_limit(max(csv.field_size_limit(), MOST_CHARACTERS))
        reader = csv.reader(iter(self._line, ""), delimiter=self.separator, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                where = f"{self.name}, row {self.number + 1}"
                if "field limit" in str(error):
                    message = f"has a cell of more than {MOST_CHARACTERS:,} characters"
                    raise FileError.of(where, message, "look for a quote that is not closed") from None
                if "unexpected end" in str(error):
                    raise FileError.of(where, "opens a quote that is not closed", _QUOTES) from None
                if "expected after" in str(error):
                    raise FileError.of(where, "goes on after a quote that closes a cell", _QUOTES) from None
                raise FileError.of(where, f"is no CSV: {error}") from None
            self.number += 1
            yield self.number, cells

    def _line(self) -> str:
        return self._ahead.readline() or self._text.readline()
