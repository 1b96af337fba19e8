"""The engines that reckon facts of many customers: on frames of events, and in SQL."""

from importlib import import_module
from typing import Any, Protocol, cast

from crmrules.extras import needed

_MODULE = "crmrules.engines.histories.frames"
_SQL = "crmrules.engines.sql.histories.select"


class HasColumns(Protocol):
    """What all frames have, whosever they are."""

    @property
    def columns(self) -> Any:
        """The names of its columns, or the columns themselves."""
        ...


class Engine(Protocol):
    """What a module does that reckons facts on frames."""

    def facts_at(self, history: Any, frame: Any, as_of: Any, known_at: Any) -> Any:
        """The facts of the customers of a frame, as a frame of the same kind."""
        ...


class SqlEngine(Protocol):
    """What a module does that writes facts in SQL."""

    def facts_sql(self, bind: Any, table: Any, dialect: Any, as_of: Any, known_at: Any, columns: Any) -> str:
        """The facts of the customers of a table of events, as a statement."""
        ...


def is_frame(events: object) -> bool:
    """Whether events come as a frame, whosever it is: it has columns, and tells their types."""
    kind = type(events)
    return hasattr(kind, "columns") and (hasattr(kind, "dtypes") or hasattr(kind, "schema"))


def engine() -> Engine:
    """The engine. It lies in a later room, and comes only with the first frame, as the libraries of frames do.

    Raises `EngineError` where Polars is not installed.
    """
    with needed("a history of many"):
        return cast(Engine, import_module(_MODULE))


def sql_engine() -> SqlEngine:
    """The engine that writes SQL, likewise; raises `EngineError` where sqlglot is not installed."""
    return cast(SqlEngine, import_module(_SQL))
