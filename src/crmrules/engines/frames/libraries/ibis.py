"""Tables of Ibis."""

from collections.abc import Collection, Mapping
from typing import Any

import ibis  # pyright: ignore[reportMissingTypeStubs]  # it ships none
import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend, Opened, Unreadable, Wanted, free_prefix
from crmrules.engines.frames.libraries.arrow_types import arrow_of
from crmrules.engines.frames.opening import check_once, typed
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.parts import FIRST_DAY
from crmrules.engines.frames.stages import Stages


def open_frame(frame: Any, wanted: Wanted, backend: Backend) -> Opened:
    """The table; it is lazy."""
    columns = tuple(frame.columns)
    # it compiles to SQL, where names that differ in case are one
    check_once(columns, columns, folds_case=backend.folds_case)
    found = {name: _dtype(frame, name) for name in wanted.columns if name in columns}
    return Opened(frame, backend, nw.from_native(frame), columns, found, free_prefix(columns))


def close_frame(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str],
) -> Any:
    """The table with the new columns; labels are texts there."""
    table: Any = stages.beside(opened.frame, added).to_native()
    if not days:
        return table
    # Narwhals has no way from a number to a day
    begin: Any = ibis.date(FIRST_DAY.isoformat())
    return table.mutate(**{name: begin + table[name].as_interval("D") for name in days})


def columns_of(frame: Any) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(frame.columns)


def to_polars(frame: Any, only: Collection[str] | None = None) -> Any:
    """The table as a frame of Polars."""
    return frame.to_polars() if only is None else frame.select(*only).to_polars()


def from_polars(frame: Any, like: Any) -> Any:
    """A table of the columns of a frame of Polars."""
    return ibis.memtable(arrow_of(frame))


def _dtype(frame: Any, name: str) -> Any:
    native = frame.schema()[name]
    if native.is_null():
        return None
    try:
        # asked of one column: Narwhals refuses whole schemas for a type that it does not know
        opened: Any = nw.from_native(frame.select(name))
        return typed(opened.collect_schema()[name], native)
    except (NotImplementedError, ValueError):  # of Narwhals, which does not know the type
        return Unreadable(str(native))
