"""The frames that reviews, differences, backtests and coverage run on: Polars, whatever they come as."""

from typing import TYPE_CHECKING, Any, TypeAlias

from crmrules.engines.frames.backends import backend_of
from crmrules.engines.frames.opening import KNOWN
from crmrules.errors import EngineError
from crmrules.extras import needed

if TYPE_CHECKING:
    import polars as pl

Frame: TypeAlias = "pl.DataFrame | pl.LazyFrame"


def as_polars(frame: Any, what: str) -> Frame:
    """A frame of any known library as one of Polars; a lazy one stays lazy.

    Raises `EngineError` for what is no frame, `what` names who asks; `RecordError` for columns of one name, and for
    those of types that Polars does not have; and `EngineError` where Polars is not installed.
    """
    backend = backend_of(frame)
    if backend is None:
        raise EngineError.of(f"`{what}`", f"`{type(frame).__name__}` is no frame that is known", f"known are {KNOWN}")
    with needed(what):
        found: Frame = backend.library.to_polars(frame)
    return found
