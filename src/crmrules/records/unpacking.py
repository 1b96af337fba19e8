"""Packed files, unpacked to a scratch directory: gzip and zstd, by the ends of their names."""

import gzip
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crmrules.errors import FileError
from crmrules.records.formats import UNNAMED, or_named

ZIP = b"PK\x03\x04"
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

PACKED = {".gz": GZIP, ".zst": ZSTD}
"""How the names of packed files end, and what these begin with."""

MOST_BYTES, MOST_TIMES = 1 << 30, 200
"""What unpacks to more than this, and to more than so many times its size, was made to fill the disk."""

_PIECE = 1 << 20
_MARK = 4


def unpack(path: Path, packing: str, made: Path, name: str) -> None:
    """Write what a packed file holds to another.

    Raises `FileError` where it is not packed so, ends early or holds too much.
    """
    opened, damaged = _packing(packing)
    try:
        with path.open("rb") as file:
            _check_begin(file.read(_MARK), packing, name)
        most = max(MOST_BYTES, MOST_TIMES * path.stat().st_size)
        with opened(path) as packed, made.open("wb") as file:
            while piece := packed.read(_PIECE):
                file.write(piece)
                if file.tell() > most:
                    message = f"unpacks to more than {MOST_TIMES} times its size"
                    raise FileError.of(name, message, "hardly a file of customers: unpack it yourself if it is one")
    except EOFError:
        raise FileError.of(name, "is cut short", "fetch it again") from None
    except damaged:
        kind = "gzip" if packing == ".gz" else "zstd"
        raise FileError.of(name, f"is not packed with {kind}, or is damaged", "fetch it again") from None
    except OSError as error:
        raise FileError.of(name, f"cannot be read: {error.strerror or error}") from None


def _check_begin(head: bytes, packing: str, name: str) -> None:
    """Raises `FileError` where a file does not begin as those that are packed so."""
    if not head or head.startswith(PACKED[packing]):
        return
    others = [end for end, mark in PACKED.items() if head.startswith(mark)]
    if others:
        message, remedy = f"is packed as {others[0]}", or_named(f"pass --from with {others[0]} at its end", name)
    elif head.startswith(ZIP):
        message, remedy = (
            "is packed as .zip, or a workbook",
            or_named("take out what it holds", name, "name it .xlsx or .ods"),
        )
    else:
        off = f"take {packing} off --from" if name == UNNAMED else f"take {packing} off its name"
        message, remedy = "is not packed at all, or damaged", f"{off}, or fetch it again"
    raise FileError.of(name, message, remedy)


def _packing(packing: str) -> tuple[Callable[[Path], Any], tuple[type[Exception], ...]]:
    """What opens a packed file, and what is raised where it is none."""
    if packing == ".gz":
        return gzip.open, (gzip.BadGzipFile, zlib.error)
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.open, (zstd.ZstdError,)
