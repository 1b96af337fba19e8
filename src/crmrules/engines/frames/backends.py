"""The libraries whose frames rules run on, and what is particular to each."""

import sys
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen
class Backend:
    """What is particular to a library."""

    name: str
    frames: str
    """What its frames are called."""
    outcome: str
    """The type an outcome has there."""
    day: str
    """The type that the day of a next contact has there."""
    ranked_by: str
    """What ranks the one column of measures that a cut collects."""
    is_sql: bool = field(default=False)
    """Whether an operation out of range is an error there, even on rows whose result is not wanted."""
    folds_case: bool = field(default=False)
    """Whether columns that differ in case only are the same column."""
    is_lazy: bool = field(default=False)


POLARS = Backend("Polars", "`DataFrame`", "`Enum`", "`Date`", "Polars")
POLARS_LAZY = Backend("Polars, lazy", "`LazyFrame`", "`Enum`", "`Date`", "Polars", is_lazy=True)
PANDAS = Backend("pandas", "`DataFrame`", "ordered `Categorical`", "`datetime64[s]`", "Arrow")
PYARROW = Backend("PyArrow", "`Table`", "`dictionary` of `string`", "`date32`", "Arrow")
DUCKDB = Backend(
    "DuckDB", "`DuckDBPyRelation`", "`ENUM`", "`DATE`", "Arrow", is_sql=True, folds_case=True, is_lazy=True
)
IBIS = Backend("Ibis", "`Table`", "`string`", "`date`", "Arrow", is_sql=True, folds_case=True, is_lazy=True)

BACKENDS = (POLARS, POLARS_LAZY, PANDAS, PYARROW, DUCKDB, IBIS)

_CLASSES = {
    ("polars", "DataFrame"): POLARS,
    ("polars", "LazyFrame"): POLARS_LAZY,
    ("pandas", "DataFrame"): PANDAS,
    ("pyarrow", "Table"): PYARROW,
    ("duckdb", "DuckDBPyRelation"): DUCKDB,
    ("ibis", "Table"): IBIS,
}


def backend_of(frame: object) -> Backend | None:
    """Whose frame it is; None for what is no frame that is known."""
    for (module, name), backend in _CLASSES.items():
        # whose frame it is, its library has been imported
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(frame, kind):
            return backend
    return None


@frozen
class Opened:
    """A frame opened for rules."""

    native: Any
    backend: Backend
    frame: Any
    """The Narwhals frame that is reckoned on; of a pandas frame, its facts alone, as an Arrow table."""
    columns: tuple[str, ...]
    """All columns of the user's."""
    schema: Mapping[str, Any]
    """The types of the columns that rules may read; None where all values are unknown."""
    full: frozenset[str] = field(default=frozenset())
    """The columns that were found to hold no null."""
    within: frozenset[str] = field(default=frozenset())
    """The columns whose numbers were all found to be finite and within limits."""
