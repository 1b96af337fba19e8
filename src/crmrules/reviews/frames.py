"""The frames that reviews, differences, backtests and coverage run on: Polars, whatever they come as."""

from typing import Any, TypeAlias

import narwhals.stable.v2 as nw
import polars as pl

from crmrules.engines.frames.backends import POLARS, POLARS_LAZY, backend_of
from crmrules.engines.frames.opening import KNOWN
from crmrules.errors import EngineError

Frame: TypeAlias = pl.DataFrame | pl.LazyFrame


def as_polars(frame: Any, what: str) -> Frame:
    """A frame of any known library as one of Polars; a lazy one stays lazy.

    Raises `EngineError` for what is no frame; `what` names who asks.
    """
    backend = backend_of(frame)
    if backend is None:
        raise EngineError.of(f"`{what}`", f"`{type(frame).__name__}` is no frame that is known", f"known are {KNOWN}")
    if backend in (POLARS, POLARS_LAZY):
        found: Frame = frame
        return found
    opened: Any = nw.from_native(frame)
    made: pl.DataFrame = (opened.collect("polars") if backend.is_lazy else opened).to_polars()
    # what pandas holds as moments are the days of rules, if they are days
    moments = [name for name, dtype in made.schema.items() if isinstance(dtype, pl.Datetime)]
    days = [name for name in moments if (made[name].dt.truncate("1d") == made[name]).all()]
    return made.with_columns(pl.col(days).cast(pl.Date))
