"""Frames of every library that `apply` takes, made of the same rows, and what is in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa

from crmrules.expressions.types import Kind, Type

TYPES: Mapping[Kind, pa.DataType] = {
    Kind.BOOL: pa.bool_(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.MONEY: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
}


def arrow(rows: Sequence[Mapping[str, Any]], types: Mapping[str, Type | pa.DataType]) -> pa.Table:
    """Rows as an Arrow table, its columns typed by what they hold, with the number of each row in `row`."""
    held = {name: TYPES[type_.kind] if isinstance(type_, Type) else type_ for name, type_ in types.items()}
    columns = {name: pa.array([each[name] for each in rows], type_) for name, type_ in held.items()}
    return pa.table({**columns, "row": pa.array(range(len(rows)), pa.int32())})


def numpy_frame(table: pa.Table) -> pd.DataFrame:
    """A pandas frame as pandas has long had them: objects and floats where something is unknown."""
    return table.to_pandas()


def nullable_frame(table: pa.Table) -> pd.DataFrame:
    """A pandas frame with pandas' own nullable types."""
    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype(), pa.float64(): pd.Float64Dtype()}
    return table.to_pandas(types_mapper=nullable.get)


def arrow_frame(table: pa.Table) -> pd.DataFrame:
    """A pandas frame on Arrow."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def relation(table: pa.Table) -> duckdb.DuckDBPyRelation:
    """A DuckDB relation of a connection of its own."""
    connection = duckdb.connect()
    connection.register("rows", table)
    return connection.table("rows")


MAKERS: dict[str, Callable[[pa.Table], Any]] = {
    "polars": lambda table: pl.DataFrame(table),
    "polars-lazy": lambda table: pl.LazyFrame(pl.DataFrame(table)),
    "pandas-numpy": numpy_frame,
    "pandas-nullable": nullable_frame,
    "pandas-arrow": arrow_frame,
    "pyarrow": lambda table: table,
    "duckdb": relation,
    "ibis": ibis.memtable,
}
"""What makes a frame of an Arrow table, by the library's name; with `--spark` that is among them."""


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame of any library, None where unknown."""
    rows: list[dict[str, Any]] = to_arrow(frame).to_pylist()
    return rows


def to_arrow(frame: Any) -> pa.Table:
    """A frame of any library as an Arrow table."""
    match frame:
        case pl.LazyFrame():
            return frame.collect().to_arrow()
        case pl.DataFrame():
            return frame.to_arrow()
        case pd.DataFrame():
            return pa.Table.from_pandas(frame, preserve_index=False)
        case duckdb.DuckDBPyRelation():
            return frame.to_arrow_table()
        case pa.Table():
            return frame
        case ibis.Table():
            return frame.to_pyarrow()
        case _:
            return frame.toArrow()
