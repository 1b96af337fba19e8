"""Opening frames: whose they are, and what of them can be read."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Opened, Unreadable, Wanted, backend_of
from crmrules.errors import EngineError, Problem, RecordError

KNOWN = "Polars, pandas, PyArrow, DuckDB, Ibis and PySpark"


def open_frame(frame: Any, wanted: Wanted) -> Opened:
    """Opens a frame whose `wanted` columns are read.

    Raises `EngineError` for what is no frame that we know, and `RecordError` for columns that cannot be told apart.
    """
    backend = backend_of(frame)
    if backend is not None:
        return backend.library.open_frame(frame, wanted, backend)
    remedy = f"known are {KNOWN}"
    if hasattr(frame, "to_frame"):
        remedy += "; of a column make a frame with `to_frame()`"
    elif isinstance(frame, list | tuple | dict):
        remedy += "; for records use `decide_many` or `outcomes`"
    raise EngineError.of("`apply`", f"`{_kind(frame)}` is no frame that is known", remedy)


def check_once(columns: Sequence[str], wanted: Collection[str], *, folds_case: bool) -> None:
    """Make sure that columns have names of their own; raises `RecordError` for those of `wanted` that have not."""
    fold = str.lower if folds_case else str
    counted = Counter(map(fold, columns))
    twice = dict.fromkeys(name for name in columns if counted[fold(name)] > 1 and fold(name) in set(map(fold, wanted)))
    problems: dict[str, Problem] = {}
    for name in twice:
        alike = [each for each in twice if fold(each) == fold(name)]
        message = (
            f"has two columns `{name}`" if len(alike) == 1 else f"has columns {_listed(alike)}, which are one here"
        )
        problems.setdefault(fold(name), Problem("frame", message, "give each column its own name"))
    if problems:
        raise RecordError(problems.values())


def typed(dtype: Any, native: object) -> Any:
    """A type, in its library's own words where Narwhals has none for it."""
    return Unreadable(str(native)) if dtype == nw.Unknown else dtype


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _kind(frame: Any) -> str:
    kind = type(frame)
    room = kind.__module__.partition(".")[0]
    return kind.__qualname__ if room == "builtins" else f"{room}.{kind.__qualname__}"
