"""The kinds of files that are read and written, told by the ends of their names."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from crmrules.errors import FileError, nearest

UNNAMED = "standard input"
"""What messages call the one input that has no name."""


def or_named(remedy: str, name: str, otherwise: str = "name it so") -> str:
    """What to do, or what name to give the file: none where it has none."""
    return remedy if name == UNNAMED else f"{remedy}, or {otherwise}"


class Format(StrEnum):
    """What a file of customers is."""

    CSV = "csv"
    JSON_LINES = "json lines"
    JSON = "json"
    PARQUET = "parquet"
    WORKBOOK = "workbook"

    @property
    def is_objects(self) -> bool:
        """Whether it holds objects, which need not be alike."""
        return self in (Format.JSON_LINES, Format.JSON)


READ = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".json": Format.JSON,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.WORKBOOK,
    ".xlsm": Format.WORKBOOK,
    ".xls": Format.WORKBOOK,
    ".ods": Format.WORKBOOK,
}
"""How the names of files end that are read."""

OBJECTS = tuple(end for end, each in READ.items() if each.is_objects)
"""How the names of files of objects end."""

ENDS = {
    ".csv": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.WORKBOOK,
}
"""How the names of files end that are written."""


def format_of(path: Path, known: Sequence[Format] = tuple(Format)) -> Format:
    """What a file that is written is by its name; raises `FileError` where that is none of those known."""
    return _format(path, path.suffix, str(path), {end: each for end, each in ENDS.items() if each in known})


def format_read(end: str, name: str) -> Format:
    """What a file that is read is by the end of its name; `name` is all of it. Raises `FileError` where it is none."""
    return _format(Path(name), end, name, READ, "; --from csv reads it as CSV, whatever its name")


def _format(path: Path, end: str, name: str, known: dict[str, Format], else_: str = "") -> Format:
    found = known.get(end.lower())
    if found is None:
        near = nearest(end, known)
        remedy = f"did you mean `{near}`?" if near else f"known are {', '.join(known)}{else_}"
        raise FileError.of(name, f"unknown kind of file `{end or path.name}`", remedy)
    return found
