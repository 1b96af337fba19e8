"""The libraries whose frames rules run on, and what is particular to each."""

import sys
from collections.abc import Collection, Mapping, Sequence
from enum import Enum, auto
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from attrs import field, frozen

if TYPE_CHECKING:
    # with it comes a tenth of a second: whose frame it is, is asked of every record, too
    import narwhals.stable.v2 as nw

    from crmrules.engines.frames.outcomes import Labels
    from crmrules.engines.frames.stages import Stages


class Labelling(Enum):
    """How a column of labels is written."""

    LITERALS = auto()
    """As literals of an enumeration at once."""
    PLACES = auto()
    """As the places of labels, which get their type when the frame is closed."""
    CAST = auto()
    """As texts that are cast to an enumeration."""
    TEXTS = auto()
    """As texts."""


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
    module: str
    """The module under `libraries` that opens and closes its frames."""
    labelling: Labelling
    is_sql: bool = field(default=False)
    """Whether an operation out of range is an error there, even on rows whose result is not wanted; elsewhere one by
    zero gives what is not finite."""
    folds_case: bool = field(default=False)
    """Whether columns that differ in case only are the same column."""
    is_lazy: bool = field(default=False)
    gathers_names: bool = field(default=False)
    """Whether sets of missing facts are told by numbers first, and texts gathered for them."""
    strips_what_it_is_told: bool = field(default=True)
    """Whether it strips the characters that are named; otherwise those that its own engine takes for blank."""
    aligns_decimals: bool = field(default=True)
    """Whether two decimals of different types can be compared as they are."""
    reads_decimals: bool = field(default=True)
    """Whether a decimal is cast to the float next to it; otherwise it goes by its text."""
    writes_shortest: bool = field(default=True)
    """Whether the text of a short float is the shortest that reads back as it."""
    knows_zones: bool = field(default=True)
    """Whether a moment can be told in the time of another zone."""
    compares_texts: bool = field(default=True)
    """Whether a text can be looked for in another that differs from row to row; otherwise Python looks for it."""
    lowers_letters: bool = field(default=True)
    """Whether it makes letters small one by one; otherwise some become two, or hang on those around them."""

    has_infinite_days: bool = field(default=False)
    compares_days: bool = field(default=True)
    """Whether days and moments are compared with any day as they are; otherwise by their texts."""
    sums_ranges: bool = field(default=False)
    """Whether a cut counts and sums ranges of a measure where it is, and collects none of it."""

    shares_customers: bool = field(default=False)
    """Whether histories are read in shares of customers, each by a worker of its own, and never all in one place."""

    @property
    def library(self) -> "Library":
        """What opens and closes its frames; only now its library is imported."""
        found = import_module(f"crmrules.engines.frames.libraries.{self.module}")
        return cast(Library, found)


class Library(Protocol):
    """What a module under `libraries` does."""

    def open_frame(self, frame: Any, wanted: "Wanted", backend: Backend) -> "Opened":
        """The frame opened for rules; raises `RecordError` for columns that cannot be told apart."""
        ...

    def close_frame(
        self,
        opened: "Opened",
        stages: "Stages",
        added: "Mapping[str, nw.Expr]",
        labels: "Mapping[str, Labels]",
        days: Collection[str],
    ) -> Any:
        """The user's frame with new columns, those of `labels` and of days in their types."""
        ...

    def columns_of(self, frame: Any) -> tuple[str, ...]:
        """The names of the columns of the user's frame."""
        ...

    def to_polars(self, frame: Any, only: Collection[str] | None = None) -> Any:
        """The user's frame as one of Polars, or some of its columns; raises `RecordError` for those that Polars cannot
        hold."""
        ...

    def from_polars(self, frame: Any, like: Any) -> Any:
        """A frame of Polars as one of the kind of the user's."""
        ...


POLARS = Backend(
    "Polars",
    "`DataFrame`",
    "`Enum`",
    "`Date`",
    "Polars",
    "polars",
    Labelling.LITERALS,
    gathers_names=True,
    lowers_letters=False,
)
POLARS_LAZY = Backend(
    "Polars, lazy",
    "`LazyFrame`",
    "`Enum`",
    "`Date`",
    "Polars",
    "polars",
    Labelling.LITERALS,
    is_lazy=True,
    lowers_letters=False,
)
PANDAS = Backend(
    "pandas",
    "`DataFrame`",
    "ordered `Categorical`",
    "`datetime64[s]`",
    "Arrow",
    "pandas",
    Labelling.PLACES,
    reads_decimals=False,
    compares_texts=False,
)
PYARROW = Backend(
    "PyArrow",
    "`Table`",
    "`dictionary` of `string`",
    "`date32`",
    "Arrow",
    "arrow",
    Labelling.PLACES,
    reads_decimals=False,
    compares_texts=False,
)
DUCKDB = Backend(
    "DuckDB",
    "`DuckDBPyRelation`",
    "`ENUM`",
    "`DATE`",
    "Arrow",
    "duckdb",
    Labelling.CAST,
    is_sql=True,
    folds_case=True,
    is_lazy=True,
    writes_shortest=False,
    has_infinite_days=True,
)
IBIS = Backend(
    "Ibis",
    "`Table`",
    "`string`",
    "`date`",
    "Arrow",
    "ibis",
    Labelling.TEXTS,
    is_sql=True,
    folds_case=True,
    is_lazy=True,
    strips_what_it_is_told=False,
    aligns_decimals=False,
    writes_shortest=False,
    knows_zones=False,
    has_infinite_days=True,
)

SPARK = Backend(
    "PySpark",
    "`DataFrame`",
    "`string`",
    "`date`",
    "nothing: ranges are summed",
    "spark",
    Labelling.TEXTS,
    is_sql=True,
    folds_case=True,
    is_lazy=True,
    compares_days=False,
    lowers_letters=False,
    sums_ranges=True,
    shares_customers=True,
)

BACKENDS = (POLARS, POLARS_LAZY, PANDAS, PYARROW, DUCKDB, IBIS, SPARK)

_CLASSES = {
    ("polars", "DataFrame"): POLARS,
    ("polars", "LazyFrame"): POLARS_LAZY,
    ("pandas", "DataFrame"): PANDAS,
    ("pyarrow", "Table"): PYARROW,
    ("duckdb", "DuckDBPyRelation"): DUCKDB,
    ("ibis", "Table"): IBIS,
    ("pyspark.sql.dataframe", "DataFrame"): SPARK,
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
class Wanted:
    """What is read of a frame."""

    columns: Sequence[str]
    zones: frozenset[tuple[str, str]] = field(default=frozenset())
    """Columns of moments, each with a zone whose days are asked for."""


@frozen
class Unreadable:
    """The type of a column that rules cannot read, in its library's own words."""

    name: str

    def __str__(self) -> str:
        return self.name


@frozen
class Opened:
    """A frame opened for rules."""

    native: Any
    backend: Backend
    frame: Any
    """The Narwhals frame that is evaluated; of pandas and Arrow frames the facts alone, as an Arrow table."""
    columns: tuple[str, ...]
    """All columns of the user's."""
    schema: Mapping[str, Any]
    """The types of the columns that rules may read: None where all values are unknown, `Unreadable` where rules know
    no such type."""
    prefix: str
    """What no column of the user's begins with."""
    full: frozenset[str] = field(default=frozenset())
    """The columns that were found to hold no null."""
    within: frozenset[str] = field(default=frozenset())
    """The columns whose numbers were all found to be finite and within limits."""
    names: Mapping[str, str] = field(factory=dict)
    """What the columns are called in `frame`, where that is not their own name."""
    local: Mapping[tuple[str, str], str] = field(factory=dict)
    """The columns in `frame` that hold moments told in the time of a zone."""

    def name(self, column: str) -> str:
        """What a column of the user's is called in `frame`."""
        return self.names.get(column, column)

    def column(self, column: str) -> "nw.Expr":
        """A column of the user's."""
        import narwhals.stable.v2 as nw

        return nw.col(self.name(column))

    def in_zone(self, column: str, zone: str) -> "nw.Expr":
        """A column of moments with a zone, told in the time of another."""
        import narwhals.stable.v2 as nw

        there = self.local.get((column, zone))
        return nw.col(there) if there else self.column(column).dt.convert_time_zone(zone).dt.replace_time_zone(None)


def free_prefix(columns: Sequence[str]) -> str:
    """A prefix that none of the columns has, in whatever case."""
    prefix = "__rules_"
    taken = [name.lower() for name in columns]
    while any(name.startswith(prefix) for name in taken):
        prefix = f"_{prefix}"
    return prefix
