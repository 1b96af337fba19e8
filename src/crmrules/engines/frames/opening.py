"""Opening frames: whose they are, and what their columns hold."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import DUCKDB, IBIS, PANDAS, POLARS, PYARROW, Backend, Opened, backend_of
from crmrules.errors import EngineError
from crmrules.expressions.parse import MAX_WHOLE

KNOWN = "Polars, pandas, PyArrow, DuckDB and Ibis"


def open_frame(frame: Any, wanted: Sequence[str]) -> Opened:
    """Opens a frame whose `wanted` columns are read; raises `EngineError` for what is no frame that we know."""
    backend = _backend(frame)
    if backend in (PANDAS, PYARROW):
        from crmrules.engines.frames.arrow import open_pandas, open_pyarrow

        return (open_pandas if backend is PANDAS else open_pyarrow)(frame, wanted)
    lazy = nw.from_native(frame).lazy() if backend is POLARS else nw.from_native(frame)
    schema = dict(lazy.collect_schema())
    found: dict[str, Any] = {name: schema[name] for name in wanted if name in schema}
    for name, dtype in found.items():
        if (dtype == nw.Unknown and _is_null(frame, name, backend)) or (backend is POLARS and _all_null(frame, name)):
            found[name] = None
    if backend is not POLARS:
        return Opened(frame, backend, lazy, tuple(schema), found)
    full = frozenset(name for name in found if not frame.get_column(name).null_count())
    return Opened(frame, backend, lazy, tuple(schema), found, full, _within(frame, found))


def _backend(frame: Any) -> Backend:
    backend = backend_of(frame)
    if backend is not None:
        return backend
    remedy = f"known are {KNOWN}"
    if hasattr(frame, "to_frame"):
        remedy += "; of a column make a frame with `to_frame()`"
    elif isinstance(frame, list | tuple | dict):
        remedy += "; for records use `decide_many` or `outcomes`"
    raise EngineError.of("`apply`", f"`{_kind(frame)}` is no frame that is known", remedy)


def _is_null(frame: Any, name: str, backend: Backend) -> bool:
    """Whether a column has the type of columns without a value."""
    if backend is DUCKDB:
        return str(frame.types[frame.columns.index(name)]).strip('"').upper() == "NULL"
    if backend is IBIS:
        return bool(frame.schema()[name].is_null())
    schema = frame.schema if backend is POLARS else frame.collect_schema()
    return str(schema[name]) == "Null"


def _all_null(frame: Any, name: str) -> bool:
    return bool(frame.height) and frame.get_column(name).null_count() == frame.height


def _within(frame: Any, schema: Mapping[str, Any]) -> frozenset[str]:
    """The columns of a Polars frame whose numbers are all finite and within limits.

    Reading them once is cheaper than guarding every comparison, and a lazy frame cannot be asked.
    """
    wholes = [name for name, dtype in schema.items() if dtype == nw.Int64]
    floats = [name for name, dtype in schema.items() if dtype == nw.Float64]
    if not wholes and not floats:
        return frozenset()
    import polars as pl

    # one value that is not finite leaves the sum so; read without its sign a negative number is beyond all limits
    largest = (pl.col(name).reinterpret(signed=False).max() for name in wholes)
    row = frame.select(*(pl.col(name).sum() for name in floats), *largest).row(0, named=True)
    finite = [name for name in floats if math.isfinite(row[name])]
    return frozenset([*finite, *(name for name in wholes if _fits(frame, name, row[name]))])


def _fits(frame: Any, name: str, largest: int | None) -> bool:
    if largest is None or largest <= MAX_WHOLE:
        return largest is not None
    column = frame.get_column(name)
    return bool(column.min() >= -MAX_WHOLE and column.max() <= MAX_WHOLE)


def _kind(frame: Any) -> str:
    kind = type(frame)
    room = kind.__module__.partition(".")[0]
    return kind.__qualname__ if room == "builtins" else f"{room}.{kind.__qualname__}"
