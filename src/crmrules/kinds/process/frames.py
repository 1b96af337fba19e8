"""A frame of events to a frame of cases: a row a customer."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import polars as pl

from crmrules.definitions.columns import column_name
from crmrules.engines.frames.backends import Backend, backend_of
from crmrules.engines.frames.opening import KNOWN
from crmrules.errors import EngineError
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.result import Case

ROWS = 10_000
"""How many rows of cases are objects of Python at a time."""

_READ = ("polars", "pandas", "arrow", "duckdb")
"""The modules of the libraries whose frames of events are read."""


def shares_customers(frame: Any) -> bool:
    """Whether a frame's customers are read in shares, each by a worker of its library."""
    backend = backend_of(frame)
    return backend is not None and backend.shares_customers


def opened(frame: Any, who: str) -> tuple[pl.DataFrame, Backend]:
    """A frame of events as one of Polars, and the library it is of; raises `EngineError` for any other."""
    backend = backend_of(frame)
    if backend is None:
        raise EngineError.of(who, f"`{type(frame).__name__}` is no frame that is known", f"known are {KNOWN}")
    if backend.module not in _READ:
        remedy = "give them as a frame of Polars, pandas, PyArrow, DuckDB or PySpark"
        raise EngineError.of(who, f"events are not read from {backend.frames}", remedy)
    return backend.library.to_polars(frame).lazy().collect(), backend


def cases_frame(
    definition: ProcessDefinition, customer: str, cases: Iterable[tuple[Any, tuple[Any, ...]]]
) -> pl.DataFrame:
    """What the cases tell, a row each, in their order, given the row of each customer.

    Some rows at a time become columns: as objects of Python all of them would take ten times the memory.
    """
    columns, rows, whole = schema_of(definition), iter(cases), list[pl.DataFrame]()
    while (some := [*islice(rows, ROWS)]) or not whole:
        told = {
            name: pl.Series(name, [row[place] for _, row in some], dtype) for place, (name, dtype) in enumerate(columns)
        }
        whole.append(pl.DataFrame({customer: [who for who, _ in some], **told}))
    return pl.concat(whole, how="vertical_relaxed")


def schema_of(definition: ProcessDefinition) -> list[tuple[str, Any]]:
    """The columns that a process adds, with their types."""
    states = pl.Enum([each.id for each in definition.states])
    types = {
        "": states,
        "since": pl.Date,
        "certain": pl.Boolean,
        "possible": pl.String,
        "deadline": pl.String,
        "due": pl.Date,
        "duty": pl.String,
        "missed": pl.String,
        "missing": pl.String,
    }
    return [
        (column_name(definition.id, key) if key else column_name(definition.id), type_) for key, type_ in types.items()
    ]


def row_of(case: Case) -> tuple[Any, ...]:
    """What a case tells, in the order of `schema_of`: names are joined by ", ", and null where there are none."""
    deadline = case.next_deadline
    return (
        case.state,
        case.since,
        case.certain,
        _names(case.possible),
        None if deadline is None else deadline.id,
        None if deadline is None else deadline.due,
        _names(each.id for each in case.duties if each.certain),
        _names(each.by for each in case.missed),
        _names(case.missing),
    )


def _names(names: Iterable[str]) -> str | None:
    return ", ".join(names) or None


def given_back(found: pl.DataFrame, backend: Backend, lazy: bool) -> Any:
    """The frame in the library that the events came in."""
    match backend.module:
        case "pandas":
            return found.to_pandas()
        case "arrow":
            return found.to_arrow()
        case "duckdb":
            import duckdb

            return duckdb.from_arrow(found.to_arrow())
        case _:
            return found.lazy() if lazy else found
