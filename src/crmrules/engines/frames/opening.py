"""Opening frames: whose they are, and what their columns hold."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import (
    DUCKDB,
    IBIS,
    PANDAS,
    POLARS,
    PYARROW,
    Backend,
    Opened,
    backend_of,
)
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
    within = _within(frame, found) if backend is POLARS else frozenset[str]()
    return Opened(frame, backend, lazy, tuple(schema), found, within)


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
    """The columns whose numbers are all finite and within limits.

    Reading them once is cheaper than guarding every comparison, and a lazy frame cannot be asked.
    """
    wholes = [name for name, dtype in schema.items() if dtype == nw.Int64]
    floats = [name for name, dtype in schema.items() if dtype == nw.Float64]
    if not wholes and not floats:
        return frozenset()
    narwhal = nw.from_native(frame, eager_only=True)
    # one value that is not finite leaves the sum so
    asked = [nw.col(name).sum() for name in floats]
    asked += [nw.col(name).min().alias(f"{name} from") for name in wholes]
    asked += [nw.col(name).max().alias(f"{name} to") for name in wholes]
    found = narwhal.select(*asked).row(0)
    sums = found[: len(floats)]
    ends = found[len(floats) : len(floats) + len(wholes)], found[len(floats) + len(wholes) :]
    return frozenset(name for name, total in zip(floats, sums, strict=True) if math.isfinite(total)) | frozenset(
        name
        for name, least, most in zip(wholes, *ends, strict=True)
        if least is not None and least >= -MAX_WHOLE and most <= MAX_WHOLE
    )


def _kind(frame: Any) -> str:
    kind = type(frame)
    room = kind.__module__.partition(".")[0]
    return kind.__qualname__ if room == "builtins" else f"{room}.{kind.__qualname__}"
