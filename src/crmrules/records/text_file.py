"""Text files: what they are written in, the mark some begin with, and what to say of one that is not what it was
taken for.

Nothing is guessed: without `--encoding` a file is UTF-8, and where it is not, the user is shown how its first strange
line reads in the encodings that it could be in.
"""

import codecs
import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import define, field

from crmrules.errors import FileError
from crmrules.records.contents import refuse_binary
from crmrules.records.input_file import InputFile

MARK = "\ufeff"
"""The byte-order mark, by which spreadsheets tell UTF-8 from what their country wrote before."""

_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The marks of encodings that are no UTF-8."""

_CANDIDATES = ("utf-8", "gb18030", "big5", "cp1252", "latin-1")
"""What customer files are commonly written in, the stricter before the laxer: Latin-1 reads any bytes."""

_HEAD, _PIECE = 4096, 1 << 16
_AROUND = 20
"""The characters on either side of what is no UTF-8 that are shown."""


@define
class TextFile:
    """An open text file, read once, without the mark it may begin with."""

    file: InputFile
    marked: bool
    """Whether it began with a byte-order mark."""
    _stream: io.TextIOWrapper
    _ahead: str = field(default="")
    """The character that has been read already."""

    def readline(self) -> str:
        """The next line with its end; empty at the end of the file."""
        ahead, self._ahead = self._ahead, ""
        with reading(self.file):
            if ahead == "\r":
                self._ahead = self._stream.read(1)
                ahead, self._ahead = ("\r\n", "") if self._ahead == "\n" else (ahead, self._ahead)
            return ahead if ahead.endswith(("\r", "\n")) else ahead + self._stream.readline()

    def read(self, size: int) -> str:
        """The next lines, whole, of so many characters at least; empty at the end of the file."""
        piece = self.piece(size)
        with reading(self.file):
            return piece + self._stream.readline()

    def piece(self, size: int) -> str:
        """The next characters, about so many; empty at the end of the file."""
        ahead, self._ahead = self._ahead, ""
        with reading(self.file):
            return ahead + self._stream.read(size)

    @property
    def lines(self) -> Iterator[str]:
        """The lines with their ends."""
        return iter(self.readline, "")


@contextmanager
def open_text(file: InputFile) -> Generator[TextFile, None, None]:
    """A text file, UTF-8 unless it is to be read in another encoding.

    Raises `FileError` where it cannot be read, also while its lines are.
    """
    encoding = file.reading.encoding
    if encoding is not None and not _is_known(encoding):
        raise FileError.of(file.name, f"unknown encoding `{encoding}`", "try gb18030 or utf-16")
    with reading(file):
        binary = file.path.open("rb")
    with binary:
        with reading(file):
            head = binary.peek(_HEAD)[:_HEAD]
        refuse_binary(file, head)
        if encoding is None:
            _refuse_wide(file.name, head)
        with io.TextIOWrapper(binary, encoding or "utf-8", newline="") as stream:
            marked = head.startswith((codecs.BOM_UTF8, *_WIDE))
            marked = marked or (encoding is not None and codecs.lookup(encoding).name == "utf-8-sig")
            with reading(file):
                while (first := stream.read(1)) == MARK:
                    marked = True
            yield TextFile(file, marked, stream, first)


@contextmanager
def reading(file: InputFile) -> Generator[None, None, None]:
    """Tells what goes wrong in reading a file as a `FileError`."""
    encoding = file.reading.encoding
    try:
        yield
    except UnicodeError:
        message = f"is not {encoding or 'UTF-8'}"
        raise FileError.of(file.name, message, _readings(file.path, encoding or "utf-8")) from None
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise FileError.of(file.name, f"cannot be read: {reason}") from None


def _is_known(encoding: str) -> bool:
    try:
        with io.TextIOWrapper(io.BytesIO(), encoding):
            return True
    except (LookupError, ValueError):
        return False


def _refuse_wide(name: str, head: bytes) -> None:
    """Tell UTF-16 and UTF-32 for what they are, with a mark and without: as UTF-8 the latter reads as nonsense."""
    wide = next((name for mark, name in _WIDE.items() if head.startswith(mark)), None)
    if wide is None and head.count(0) > len(head) // 4:
        wide = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    if wide is not None:
        raise FileError.of(name, f"is not UTF-8: it looks like {wide.upper()}", f"pass --encoding {wide}")


def _readings(path: Path, wrong: str) -> str:
    """Which encodings read a file without error, and how its first line that is not in the wrong one reads in each."""
    alive = {name: codecs.getincrementaldecoder(name)() for name in _CANDIDATES if not _same(name, wrong)}
    try:
        strange = _strange_line(path, wrong)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                alive = {name: decoder for name, decoder in alive.items() if _reads(decoder, piece)}
    except OSError:
        alive, strange = {}, b""
    alive = {name: decoder for name, decoder in alive.items() if _reads(decoder, b"", final=True)}
    if not alive:
        return "pass --encoding with the one it is in"
    alike: dict[str, list[str]] = {}
    for name in alive:
        alike.setdefault(_excerpt(strange, name, wrong), []).append(name)
    shown = ", ".join(f'{" or ".join(names)} ("{text}")' for text, names in alike.items())
    return f"these read it without error: {shown}; pass the right one with --encoding"


def _reads(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeError:
        return False
    return True


def _strange_line(path: Path, wrong: str) -> bytes:
    """The first line that is not in an encoding whose line ends are single bytes; empty where there is none."""
    with path.open("rb") as file:
        while line := file.readline(_PIECE):
            try:
                line.decode(wrong)
            except UnicodeError:
                return line
    return b""


def _excerpt(line: bytes, name: str, wrong: str) -> str:
    """What stands around the first bytes of a line that are not in the wrong encoding, read in another one."""
    try:
        line.decode(wrong)
        start = 0
    except UnicodeDecodeError as error:
        start = len(line[: error.start].decode(name, "replace"))
    except UnicodeError:
        start = 0
    text = line.decode(name, "replace").rstrip("\r\n")
    first, last = max(0, start - _AROUND), start + _AROUND
    return f"{'...' if first else ''}{text[first:last]}{'...' if last < len(text) else ''}"


def _same(one: str, other: str) -> bool:
    return codecs.lookup(one).name == codecs.lookup(other).name
