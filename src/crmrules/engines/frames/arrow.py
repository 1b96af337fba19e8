"""Arrow tables and pandas frames, which are reckoned on as Arrow tables: how they are opened and closed."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.backends import PANDAS, PYARROW, Backend, Opened
from crmrules.engines.frames.outcomes import Labels
from crmrules.errors import Problem, RecordError

Reckoned = Mapping[str, tuple[Any, Labels | None]]
"""New columns as Arrow has them, by name; those of labels as the places of labels."""


def open_pandas(frame: Any, wanted: Sequence[str]) -> Opened:
    """Opens a pandas frame; raises `RecordError` for columns that hold values of several types."""
    _check_once(list(frame.columns), wanted)
    arrays: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in wanted:
        if name not in frame.columns:
            continue
        try:
            # inferred, never forced: a type would cut 1.5 to 1
            arrays[name] = _plain_array(pa.array(frame[name], from_pandas=True))
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as error:
            problems.append(Problem(f"frame, column `{name}`", *_why_not(frame[name], error)))
    if problems:
        raise RecordError(problems)
    return _opened(frame, PANDAS, pa.table(arrays), tuple(map(str, frame.columns)), len(frame))


def _why_not(column: Any, error: Exception) -> tuple[str, str]:
    """Why Arrow cannot take a pandas column, and what to do about it."""
    infinite = next((each for each in column if isinstance(each, Decimal) and each.is_infinite()), None)
    if infinite is not None:
        return f"holds {infinite}, which is not finite", "leave it out if it is unknown"
    reason = str(error).split("\n")[0]
    return f"cannot be read as one type: {reason}", "give it values of one type"


def open_pyarrow(frame: Any, wanted: Sequence[str]) -> Opened:
    """Opens an Arrow table."""
    _check_once(frame.column_names, wanted)
    arrays = {name: _plain_array(frame.column(name)) for name in wanted if name in frame.column_names}
    return _opened(frame, PYARROW, pa.table(arrays), tuple(frame.column_names), frame.num_rows)


def to_pyarrow(native: Any, reckoned: Reckoned, days: Collection[str]) -> Any:
    """The table with the new columns, labels as dictionaries."""
    for name, (array, labels) in reckoned.items():
        if name in days:
            array = array.cast(pa.int32()).cast(pa.date32())
        native = native.append_column(name, array if labels is None else _dictionary(array, labels))
    return native


def to_pandas(native: Any, reckoned: Reckoned, days: Collection[str]) -> Any:
    """The frame with the new columns, labels as categoricals."""
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

    types: dict[Any, Any] = {
        pa.bool_(): pd.BooleanDtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
    }
    made: dict[str, Any] = {}
    for name, (array, labels) in reckoned.items():
        if name in days:
            # seconds reach over all days that rules know, nanoseconds over three centuries
            made[name] = array.cast(pa.int32()).cast(pa.date32()).cast(pa.timestamp("s")).to_pandas()
            made[name] = made[name].set_axis(native.index)
        elif labels is None:
            made[name] = array.to_pandas(types_mapper=types.get).set_axis(native.index)
        else:
            codes = array.fill_null(-1).to_numpy()
            categories = pd.Categorical.from_codes(codes, categories=list(labels.names), ordered=labels.ordered)
            made[name] = pd.Series(categories, index=native.index)
    return native.assign(**made)


def _dictionary(array: Any, labels: Labels) -> Any:
    names = pa.array(labels.names, type=pa.string())
    chunks = [pa.DictionaryArray.from_arrays(chunk, names, ordered=labels.ordered) for chunk in array.chunks]
    return pa.chunked_array(chunks, type=pa.dictionary(pa.int32(), pa.string(), ordered=labels.ordered))


def _check_once(columns: Sequence[Any], wanted: Sequence[str]) -> None:
    twice = [name for name in wanted if columns.count(name) > 1]
    if twice:
        raise RecordError(
            Problem("frame", f"has two columns `{name}`", "give each column its own name") for name in twice
        )


def _plain_array(array: Any) -> Any:
    """A column without dictionary encoding, whose type tells what its values are."""
    return array.cast(array.type.value_type) if pa.types.is_dictionary(array.type) else array


def _opened(native: Any, backend: Backend, table: Any, columns: tuple[str, ...], rows: int) -> Opened:
    if not table.num_columns:
        # constants take their length from a column
        table = pa.table({"rows": pa.nulls(rows)})
    frame = nw.from_native(table, eager_only=True)
    schema: dict[str, Any] = {}
    for name, dtype in frame.schema.items():
        is_null = pa.types.is_null(table.schema.field(name).type)
        schema[name] = None if is_null or (rows and table.column(name).null_count == rows) else dtype
    return Opened(native, backend, frame, columns, schema)
