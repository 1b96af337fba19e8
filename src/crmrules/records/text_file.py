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

from attrs import frozen

from crmrules.errors import FileError

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


@frozen
class TextFile:
    """The lines of an open text file, without the mark it may begin with."""

    lines: Iterator[str]
    marked: bool
    """Whether it began with a byte-order mark."""


@contextmanager
def open_text(path: Path, encoding: str | None = None) -> Generator[TextFile, None, None]:
    """The lines of a text file with their ends, UTF-8 unless another encoding is given.

    Raises `FileError` where it cannot be read, also while the lines are.
    """
    if encoding is not None and not _is_known(encoding):
        raise FileError.of(str(path), f"unknown encoding `{encoding}`", "try gb18030 or utf-16")
    with reading(path, encoding):
        binary = path.open("rb")
    with binary:
        with reading(path, encoding):
            head = binary.peek(_HEAD)[:_HEAD]
        if encoding is None:
            _refuse_wide(path, head)
        with io.TextIOWrapper(binary, encoding or "utf-8", newline="") as file:
            lines = _told(path, encoding, file)
            first = next(lines, "")
            marked = first.startswith(MARK) or head.startswith((codecs.BOM_UTF8, *_WIDE))
            marked = marked or (encoding is not None and codecs.lookup(encoding).name == "utf-8-sig")
            yield TextFile(_from(first.lstrip(MARK), lines), marked)


def _from(first: str, others: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from others


def _told(path: Path, encoding: str | None, lines: Iterator[str]) -> Iterator[str]:
    """The lines, with what goes wrong in reading them told; what their reader does is none of it."""
    with reading(path, encoding):
        yield from lines


@contextmanager
def reading(path: Path, encoding: str | None) -> Generator[None, None, None]:
    """Tells what goes wrong in reading a file as a `FileError`."""
    try:
        yield
    except UnicodeError:
        message = f"is not {encoding or 'UTF-8'}"
        raise FileError.of(str(path), message, _readings(path, encoding or "utf-8")) from None
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise FileError.of(str(path), f"cannot be read: {reason}") from None


def _is_known(encoding: str) -> bool:
    try:
        with io.TextIOWrapper(io.BytesIO(), encoding):
            return True
    except (LookupError, ValueError):
        return False


def _refuse_wide(path: Path, head: bytes) -> None:
    """Tell UTF-16 and UTF-32 for what they are, with a mark and without: as UTF-8 the latter reads as nonsense."""
    wide = next((name for mark, name in _WIDE.items() if head.startswith(mark)), None)
    if wide is None and head.count(0) > len(head) // 4:
        wide = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    if wide is not None:
        raise FileError.of(str(path), f"is not UTF-8: it looks like {wide.upper()}", f"pass --encoding {wide}")


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
