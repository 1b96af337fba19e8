"""Frames of Polars, in memory and lazy."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
from polars import selectors as cs

from crmrules.engines.frames.backends import Backend, Opened, Wanted, free_prefix
from crmrules.engines.frames.opening import typed
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.numbers import MAX_WHOLE

_PATTERN = re.compile(r"\*|\^.*\$", re.DOTALL)
"""What Polars takes for a pattern of names, and no name."""


FEW = 100_000
"""Below so many rows a query takes longer to plan than to run."""
_PLAIN = pl.QueryOptFlags(comm_subexpr_elim=False)
"""Without a search for what is reckoned twice: on few rows it takes as long as all the rest."""


def open_frame(frame: Any, wanted: Wanted, backend: Backend) -> Opened:
    """The frame as a lazy one, which a query can be made of."""
    native = frame.collect_schema()
    columns = tuple(native.names())
    prefix = free_prefix(columns)
    read = [name for name in wanted.columns if name in native]
    patterns = {name: f"{prefix}of_{place}" for place, name in enumerate(read) if _PATTERN.fullmatch(name)}
    lazy = frame.lazy()
    if patterns:
        lazy = lazy.with_columns(_column(name).alias(ours) for name, ours in patterns.items())
    opened: Any = nw.from_native(lazy)
    schema = opened.collect_schema()
    found: dict[str, Any] = {name: typed(schema[name], native[name]) for name in read}
    for name in read:
        if native[name] == pl.Null or (not backend.is_lazy and _all_null(frame, name)):
            found[name] = None
    if backend.is_lazy:
        return Opened(frame, backend, opened, columns, found, prefix, names=patterns)
    full = frozenset(name for name in found if not frame.get_column(name).null_count())
    return Opened(frame, backend, opened, columns, found, prefix, full, _within(frame, found), names=patterns)


def close_frame(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str],
) -> Any:
    """The frame with the new columns; labels have their type already."""
    typed_ = {name: expr.cast(nw.Int32).cast(nw.Date) if name in days else expr for name, expr in added.items()}
    lazy = stages.beside(opened.frame, typed_, [*opened.names.values()]).to_native()
    return lazy if opened.backend.is_lazy else lazy.collect()


def recorded(opened: Opened, stages: Stages, added: Mapping[str, nw.Expr]) -> Callable[[Any], Any]:
    """What `close_frame` does to a frame in memory, as Polars' own expressions: it does the same to others like it.

    Narwhals writes them anew for each frame, which takes longer than Polars takes for thousands of rows.
    """
    recorder = _Recorder(schema=opened.native.schema)
    recorder.steps = []
    stages.beside(nw.from_native(recorder), added)
    steps, ours = tuple(recorder.steps), stages.names

    def run(native: Any) -> Any:
        lazy = native.lazy()
        for step in steps:
            lazy = lazy.with_columns(step)
        return lazy.drop(ours).collect(optimizations=_PLAIN if native.height < FEW else pl.QueryOptFlags())

    return run


class _Recorder(pl.LazyFrame):
    """A query that notes the columns it is given."""

    steps: list[tuple[Any, ...]]

    def with_columns(self, *exprs: Any, **named_exprs: Any) -> Any:
        """The columns are noted, and added."""
        made: Any = super().with_columns(*exprs, **named_exprs)
        made.steps = self.steps
        made.steps.append(exprs)
        return made


def columns_of(frame: Any) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(frame.collect_schema().names())


def to_polars(frame: Any, only: Collection[str] | None = None) -> Any:
    """The frame itself; a lazy one stays lazy."""
    return frame if only is None else frame.select(cs.by_name(*only, require_all=False))


def from_polars(frame: Any, like: Any) -> Any:
    """The frame itself, lazy where the other is."""
    return frame.lazy() if isinstance(like, pl.LazyFrame) else frame


def _all_null(frame: Any, name: str) -> bool:
    return bool(frame.height) and frame.get_column(name).null_count() == frame.height


def _within(frame: Any, schema: Mapping[str, Any]) -> frozenset[str]:
    """The columns whose numbers are all finite and within limits.

    Reading them once is cheaper than guarding every comparison, and a lazy frame cannot be asked.
    """
    floats = [name for name, dtype in schema.items() if dtype == nw.Float64]
    wholes = [name for name, dtype in schema.items() if dtype == nw.Int64]
    # one value that is not finite leaves the sum so
    if frame.height < FEW:
        sums = [frame.get_column(name).sum() for name in floats]
        fitting = [name for name in wholes if _fits(frame.get_column(name))]
    else:
        # read without its sign a negative number is beyond all limits, and one pass tells both
        asked = [_column(name).sum() for name in floats]
        asked += [_column(name).reinterpret(signed=False).max() for name in wholes]
        row = frame.select(expr.alias(str(place)) for place, expr in enumerate(asked)).row(0) if asked else ()
        sums, most = list(row[: len(floats)]), dict(zip(wholes, row[len(floats) :], strict=True))
        is_small = {name: largest is not None and largest <= MAX_WHOLE for name, largest in most.items()}
        fitting = [name for name in wholes if is_small[name] or _fits(frame.get_column(name))]
    finite = [name for name, sum_ in zip(floats, sums, strict=True) if math.isfinite(sum_)]
    return frozenset([*finite, *fitting])


def _fits(column: pl.Series) -> bool:
    """Whether a column has whole numbers, all within 2^53 - 1."""
    least, most = column.min(), column.max()
    return isinstance(least, int) and isinstance(most, int) and least >= -MAX_WHOLE and most <= MAX_WHOLE


def _column(name: str) -> pl.Expr:
    return pl.col(f"^{re.escape(name)}$" if _PATTERN.fullmatch(name) else name)
