"""Which columns a format of files can hold: what it cannot is told before anything is written."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from crmrules.errors import FileError, Problem


def check_holds(schema: Mapping[str, pl.DataType], path: Path) -> None:
    """Make sure that a file can hold some columns; raises `FileError` with each that it cannot, and its type."""
    cannot = _CANNOT.get(path.suffix.lower())
    strange = {name: dtype for name, dtype in schema.items() if cannot is not None and cannot(dtype)}
    if strange:
        remedy = "write .parquet, or leave the column out"
        raise FileError(
            Problem(f"column `{name}`", f"is {dtype}, which `{path.name}` cannot hold", remedy)
            for name, dtype in strange.items()
        )


def _is_no_cell(dtype: pl.DataType) -> bool:
    return dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Duration | pl.Object)


def _is_no_json(dtype: pl.DataType) -> bool:
    """Whether a type is bytes, or holds such."""
    if isinstance(dtype, pl.Struct):
        return any(isinstance(each.dtype, pl.DataType) and _is_no_json(each.dtype) for each in dtype.fields)
    if isinstance(dtype, pl.List | pl.Array):
        return isinstance(dtype.inner, pl.DataType) and _is_no_json(dtype.inner)
    return isinstance(dtype, pl.Binary | pl.Object)


_CANNOT: Mapping[str, Callable[[pl.DataType], bool]] = {
    ".csv": _is_no_cell,
    ".xlsx": _is_no_cell,
    ".jsonl": _is_no_json,
    ".ndjson": _is_no_json,
}
