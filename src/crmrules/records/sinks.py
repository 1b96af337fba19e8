"""Frames as files: what is written can be read again, and is decided alike.

Text has no infinite number, and JSON no decimal: numbers that are read as float64 are written as such, what is no
number becomes blank, and what a format cannot hold is refused before anything is written.
"""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars import selectors as cs
from polars.exceptions import PolarsError

from crmrules.errors import FileError
from crmrules.records.formats import Format, format_of
from crmrules.records.workbook import Sheet, sheet_names, write_workbook

_EXACT = 15
"""The decimal digits that every float64 keeps."""


def write_frame(frame: pl.LazyFrame, made: Path, path: Path, read: Collection[str] = (), marked: bool = False) -> None:
    """Write a frame to `made`, in the format that the name of `path` tells.

    `read` are the columns that facts are read from; a CSV file that is `marked` begins with a byte-order mark. Raises
    `FileError` for what the format cannot hold, and where it cannot be written.
    """
    format_ = format_of(path)
    with writing(path):
        match format_:
            case Format.PARQUET:
                frame.sink_parquet(made)
            case Format.CSV:
                _blank(_textual(frame, path)).sink_csv(made, include_bom=marked)
            case Format.JSON_LINES:
                _numbers(_textual(frame, path), read).sink_ndjson(made)
            case Format.WORKBOOK:
                write_workbook([Sheet(sheet_names([path.stem])[0], frame)], made, path)
            case Format.JSON:
                raise FileError.of(str(path), "arrays are read, not written", "write .jsonl")


@contextmanager
def writing(path: Path) -> Generator[None, None, None]:
    """Tells what Polars and the system say against a file that is being written."""
    try:
        yield
    except PolarsError as error:
        raise FileError.of(str(path), f"cannot be written: {str(error).splitlines()[0]}") from None
    except OSError as error:
        raise FileError.of(str(path), f"cannot be written: {error.strerror or error}") from None


def _textual(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """The frame without NaN; raises `FileError` where a number is infinite."""
    if not any(dtype.is_float() for dtype in frame.collect_schema().dtypes()):
        return frame
    infinite = frame.select(cs.float().is_infinite().any()).collect().row(0, named=True)
    for name, found in infinite.items():
        if found:
            raise FileError.of(
                f"{path}, column `{name}`", "holds an infinite number", "write .parquet, or leave it out"
            )
    return frame.with_columns(cs.float().fill_nan(None))


def _blank(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with nothing where a text is empty: CSV would put quotes around it."""
    return frame.with_columns(pl.when(cs.string() != "").then(cs.string()))


def _numbers(frame: pl.LazyFrame, read: Collection[str]) -> pl.LazyFrame:
    """The frame with decimals as numbers, where float64 keeps them or facts are read from them."""
    decimals = {name: dtype for name, dtype in frame.collect_schema().items() if isinstance(dtype, pl.Decimal)}
    kept = [name for name, dtype in decimals.items() if name in read or dtype.precision <= _EXACT]
    return frame.with_columns(cs.by_name(*kept).cast(pl.Float64))
