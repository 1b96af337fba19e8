"""JSON arrays of objects, object by object: the array may be larger than memory, an object not."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Any

from attrs import define, field

from crmrules.errors import FileError, RecordError
from crmrules.records.bad_cells import MOST_PROBLEMS, BadCell
from crmrules.records.input_file import InputFile
from crmrules.records.json_lines import Objects, Row, decoder, decoding, whole_object
from crmrules.records.text_file import TextFile, open_text

MOST_CHARACTERS = 10_000_000
"""The longest object that is read."""

_PIECE = 1 << 16
_BLANKS = " \t\r\n"
_REMEDY = "a .json file holds one array of objects, such as [{...}, {...}]"


@contextmanager
def open_json_array(file: InputFile) -> Generator[Objects, None, None]:
    """The objects of a file that holds one array of them, UTF-8 unless another encoding is given.

    Raises `FileError` where it cannot be read or holds no array. After an element that is no JSON nothing is read.
    """
    with open_text(file) as text:
        array = _Array(file.name, text, file.row)
        yield Objects(file.name, array.objects(), array.problems, "object")


@define
class _Array:
    name: str
    text: TextFile
    only: int | None
    """The number of the only object that is asked for; all for None."""
    problems: list[BadCell] = field(factory=list)
    ahead: str = field(default="")
    """What has been read and is not decoded yet."""
    place: int = field(default=0)
    """Where in it to go on."""
    lines: int = field(default=0)
    """How many lines have ended before it."""
    begun: int = field(default=0)
    """How many characters of its first line stand before it."""

    def objects(self) -> Iterator[Row]:
        """The elements, with their numbers from 1."""
        first = self._sign()
        if first != "[":
            raise FileError.of(self.name, *_no_array(first))
        self.place += 1
        number = 0
        if self._sign() != "]":
            while True:
                number += 1
                record = self._element(number)
                if record is not None and self.only in (None, number):
                    yield number, record
                if len(self.problems) >= MOST_PROBLEMS:
                    return
                sign = self._sign()
                if sign not in (",", "]"):
                    told = "ends within its array" if not sign else f"has `{sign}` where a comma belongs"
                    raise FileError.of(f"{self.name}, after object {number}", told, _REMEDY)
                if sign == "]":
                    break
                self.place += 1
                self._sign()
        self.place += 1
        if self._sign():
            raise FileError.of(self.name, "goes on after its array", _REMEDY)
        if not number:
            raise FileError.of(self.name, "holds no objects", _REMEDY)

    def _element(self, number: int) -> dict[str, Any] | None:
        """The next element; None where it is no object."""
        decode, where = decoder().raw_decode, f"{self.name}, object {number}"
        size = _PIECE
        with decoding(where, _REMEDY, self._place_of):
            while True:
                try:
                    value, end = decode(self.ahead, self.place)
                    break
                except JSONDecodeError:
                    # only an object says by itself where it ends
                    if self.ahead[self.place : self.place + 1] != "{" or not self._more(size):
                        raise
                    size *= 2
                if len(self.ahead) > MOST_CHARACTERS:
                    raise FileError.of(where, f"has more than {MOST_CHARACTERS:,} characters", "look for what is open")
        is_escaped = self.ahead.find("\\u", self.place, end) >= 0
        self.place = end
        try:
            return whole_object(value, where, _REMEDY, is_escaped)
        except RecordError as error:
            if self.only in (None, number):
                self.problems += [(number, problem) for problem in error.problems]
            return None

    def _sign(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self.place < len(self.ahead):
                if self.ahead[self.place] not in _BLANKS:
                    return self.ahead[self.place]
                self.place += 1
            if not self._more(_PIECE):
                return ""

    def _more(self, size: int) -> bool:
        """Whether there was more to be read."""
        piece = self.text.piece(size)
        if not piece:
            return False
        ended = self.ahead.count("\n", 0, self.place)
        self.begun = self.place - self.ahead.rfind("\n", 0, self.place) - 1 if ended else self.begun + self.place
        self.lines += ended
        self.ahead, self.place = self.ahead[self.place :] + piece, 0
        return True

    def _place_of(self, error: JSONDecodeError) -> tuple[int, int]:
        """The line and column of what has been read ahead and is no JSON."""
        return self.lines + error.lineno, error.colno + (self.begun if error.lineno == 1 else 0)


def _no_array(first: str) -> tuple[str, str]:
    if not first:
        return "is empty", _REMEDY
    if first == "{":
        return "holds no array", "pass --from jsonl where each line holds one object"
    return f"begins with `{first}`, and not with an array", _REMEDY
