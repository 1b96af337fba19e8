"""Tables of PyArrow."""

from collections.abc import Collection, Mapping
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.backends import Backend, Opened, Wanted, free_prefix
from crmrules.engines.frames.libraries.arrow_types import arrow_of, columns_to_polars, open_facts
from crmrules.engines.frames.opening import check_once
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.stages import Stages


def open_frame(frame: Any, wanted: Wanted, backend: Backend) -> Opened:
    """The facts of the table, in types that Arrow has kernels for."""
    columns = tuple(frame.column_names)
    check_once(columns, wanted.columns, folds_case=False)
    arrays = {name: frame.column(name) for name in wanted.columns if name in columns}
    facts, schema = open_facts(arrays, frame.num_rows)
    return Opened(frame, backend, facts, columns, schema, free_prefix(columns))


def close_frame(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str],
) -> Any:
    """The table with the new columns, labels as dictionaries."""
    found = stages.alone(opened.frame, added).to_native()
    native = opened.native
    for name in added:
        array = found.column(name)
        if name in days:
            array = array.cast(pa.int32()).cast(pa.date32())
        native = native.append_column(name, _dictionary(array, labels[name]) if name in labels else array)
    return native


def columns_of(frame: Any) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(frame.column_names)


def to_polars(frame: Any, only: Collection[str] | None = None) -> Any:
    """The table as a frame of Polars."""
    check_once(frame.column_names, frame.column_names if only is None else only, folds_case=False)
    arrays = zip(frame.column_names, frame.columns, strict=True)
    return columns_to_polars({name: array for name, array in arrays if only is None or name in only})


def from_polars(frame: Any, like: Any) -> Any:
    """A table of the columns of a frame of Polars."""
    return arrow_of(frame)


def _dictionary(array: Any, labels: Labels) -> Any:
    names = pa.array(labels.names, type=pa.string())
    chunks = [pa.DictionaryArray.from_arrays(chunk, names, ordered=labels.ordered) for chunk in array.chunks]
    return pa.chunked_array(chunks, type=pa.dictionary(pa.int32(), pa.string(), ordered=labels.ordered))
