"""The kinds of files that are read and written, told by the ends of their names."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from crmrules.errors import FileError, did_you_mean


class Format(StrEnum):
    """What a file of customers is."""

    CSV = "csv"
    JSON_LINES = "json lines"
    PARQUET = "parquet"
    WORKBOOK = "workbook"


READ = (Format.CSV, Format.JSON_LINES, Format.PARQUET)
"""Those that are read."""


ENDS = {
    ".csv": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".parquet": Format.PARQUET,
    ".xlsx": Format.WORKBOOK,
}


def format_of(path: Path, known: Sequence[Format] = tuple(Format)) -> Format:
    """What a file is by its name; raises `FileError` where that is none of those known."""
    found = ENDS.get(path.suffix.lower())
    if found not in known:
        ends = [end for end, each in ENDS.items() if each in known]
        remedy = did_you_mean(path.suffix, ends) or f"known are {', '.join(ends)}"
        raise FileError.of(str(path), f"unknown kind of file `{path.suffix or path.name}`", remedy)
    assert found is not None  # it is among the known
    return found
