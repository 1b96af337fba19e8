"""Files that are written whole or not at all."""

import csv
import json
import os
import stat
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from crmrules.errors import FileError, RecordError, did_you_mean
from crmrules.records.tables import PARQUET

RowWriter = Callable[[Mapping[str, Any]], None]


@contextmanager
def whole_file(path: Path, force: bool = False) -> Generator[TextIO, None, None]:
    """A text file that takes its name only when all of it is written; raises as `whole_path` does."""
    with whole_path(path, force) as made, made.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def whole_path(path: Path, force: bool = False) -> Generator[Path, None, None]:
    """A file to write to that takes its name only when all of it is written.

    Raises `FileError` where the name is taken and `force` is not given, or it cannot be written there.
    """
    if path.exists() and not force:
        raise FileError.of(str(path), "is there already", "pass --force to replace it")
    if path.is_dir():
        raise FileError.of(str(path), "is a directory")
    path = path.resolve()  # a link keeps pointing at what is replaced
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise FileError.of(str(path), f"cannot be written: {error.strerror or error}") from None
    os.close(descriptor)
    made = Path(name)
    try:
        yield made
        made.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


@contextmanager
def whole_directory(path: Path, names: Sequence[str], force: bool = False) -> Generator[Path, None, None]:
    """A directory to write files of these names to; they take their places only when all of them are written.

    Raises `FileError` where one is there already and `force` is not given, or nothing can be written there.
    """
    taken = [name for name in names if (path / name).exists()]
    if taken and not force:
        raise FileError.of(str(path / taken[0]), "is there already", "pass --force to replace it")
    if path.exists() and not path.is_dir():
        raise FileError.of(str(path), "is no directory")
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as scratch:
            yield Path(scratch)
            path.mkdir(exist_ok=True)
            for name in names:
                (Path(scratch) / name).replace(path / name)
    except OSError as error:
        raise FileError.of(str(path), f"cannot be written: {error.strerror or error}") from None


@contextmanager
def open_rows(path: Path, columns: Sequence[str], force: bool = False) -> Generator[RowWriter, None, None]:
    """A function that writes a row to a CSV or JSON lines file, by its name; raises as `whole_file` does."""
    formats = {".csv": _csv_rows, ".jsonl": _json_rows, ".ndjson": _json_rows}
    write = formats.get(path.suffix.lower())
    if write is None:
        known = (*formats, PARQUET)
        remedy = did_you_mean(path.suffix, known) or f"known are {', '.join(known)}"
        raise FileError.of(str(path), f"unknown kind of file `{path.suffix or path.name}`", remedy)
    with whole_file(path, force) as file:
        yield write(file, columns)


def _csv_rows(file: TextIO, columns: Sequence[str]) -> RowWriter:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    return lambda row: writer.writerow([_cell(row[column]) for column in columns])


def _json_rows(file: TextIO, columns: Sequence[str]) -> RowWriter:
    def write(row: Mapping[str, Any]) -> None:
        try:
            line = json.dumps(row, ensure_ascii=False, allow_nan=False)
            line.encode()
        except ValueError:  # NaN, infinity, half a surrogate pair
            raise RecordError.of("row", "holds a value that JSON cannot hold", "mend it, or write .csv") from None
        file.write(f"{line}\n")

    return write


def _cell(value: object) -> object:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _umask() -> int:
    """What the user's files may not be; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
