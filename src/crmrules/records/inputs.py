"""What is read as one table: a file, several of one shape, or standard input; packed ones are unpacked first."""

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from crmrules.errors import FileError
from crmrules.records.formats import UNNAMED, Format
from crmrules.records.input_file import InputFile, Reading, ends_of, input_file
from crmrules.records.unpacking import unpack

if TYPE_CHECKING:
    from crmrules.records.spreadsheet import Spreadsheet

STANDARD_INPUT = "-"


@frozen
class Input:
    """Files that are read as one table."""

    files: tuple[InputFile, ...]
    _sheets: dict[InputFile, "Spreadsheet"] = field(factory=dict, eq=False)

    def spreadsheet(self, file: InputFile) -> "Spreadsheet":
        """The table of one of the workbooks, which is read once; raises as `open_spreadsheet` does."""
        from crmrules.records.spreadsheet import open_spreadsheet

        file = evolve(file, row=None)  # a workbook is read as a whole
        if file not in self._sheets:
            self._sheets[file] = open_spreadsheet(file)
        return self._sheets[file]

    def only(self, file: InputFile, row: int) -> "Input":
        """One row of one of the files."""
        return evolve(self, files=(evolve(file, row=row),))

    @property
    def name(self) -> str:
        """What they are called in messages."""
        first, *others = self.files
        return first.name if not others else f"{first.name} and {len(others)} more"

    @property
    def title(self) -> str:
        """What they are called in a report: without the directory."""
        return self.name if self.files[0].name == UNNAMED else Path(self.name).name

    @property
    def format(self) -> Format:
        """What they are, all of them."""
        return self.files[0].format


@contextmanager
def opened_input(names: Sequence[str | Path], reading: Reading) -> Generator[Input, None, None]:
    """The files of some paths and patterns such as ``data/*.csv``, or standard input for ``-``.

    What is packed lies unpacked in a scratch directory until the end. Raises `FileError` where there is no such file,
    one is named twice, and where they are of several formats or cannot be read as is asked for.
    """
    with tempfile.TemporaryDirectory(prefix="crmrules-") as scratch:
        found = Input(tuple(_file(path, reading, Path(scratch) / str(place)) for place, path in enumerate(_all(names))))
        for each in found.files:
            if each.format is not found.format:
                message = f"is {each.format}, and `{found.files[0].name}` is {found.format}"
                raise FileError.of(each.name, message, "give files of one shape")
        yield found


def _all(names: Sequence[str | Path]) -> list[str]:
    """The paths that are named, those of a pattern in the order of their names."""
    paths: list[str] = []
    real: list[str] = []
    for name in map(str, names):
        with _sayable(name):
            found = _matched(name)
            real += [os.path.realpath(path) for path in found]
            paths += found
    twice = next((path for path, each in zip(paths, real, strict=True) if real.count(each) > 1), None)
    if twice is not None:
        raise FileError.of(twice, "is named twice", "its rows would count twice")
    return paths


def _matched(name: str) -> list[str]:
    """The paths of a name, which may be a pattern; raises `FileError` where there is none."""
    if name == STANDARD_INPUT or not has_magic(name) or Path(name).exists():
        return [name]
    pattern = Path(name)
    found = sorted(map(str, Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))))
    if not found:
        raise FileError.of(name, "there is no file of such a name")
    return found


@contextmanager
def _sayable(name: str) -> Generator[None, None, None]:
    """Tells a name that no file can have, since it holds NUL or half of a character, or is too long."""
    try:
        yield
    except OSError as error:
        raise FileError.of(name, f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise FileError.of(name, f"cannot be read: {error}") from None


def _file(name: str, reading: Reading, scratch: Path) -> InputFile:
    path = Path(name)
    if not name:
        raise FileError.of("file", "has an empty name", "name one, or give `-` for standard input")
    with _sayable(name):
        is_directory = path.is_dir()
    if is_directory:
        raise FileError.of(name, "is a directory", f'name its files, such as "{path / "*.csv"}"')
    if name == STANDARD_INPUT:
        if reading.end is None:
            raise FileError.of(UNNAMED, "does not tell what it holds", "pass --from csv, or what else it is")
        end, packing = ends_of(path, reading)
        path = scratch.with_suffix(f"{end}{packing}")
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        name = UNNAMED
    end, packing = ends_of(path, reading)
    # what cannot be read is told before it is unpacked
    found = input_file(path, reading, name)
    if not packing:
        return found
    unpacked = scratch.with_name(f"{scratch.name}-unpacked{end}")
    unpack(path, packing, unpacked, name)
    return input_file(path, reading, name, unpacked)
