"""Relations of DuckDB.

Its columns are read by their places: a name may be there twice, in another case, or be one that DuckDB expands.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import duckdb
import narwhals.stable.v2 as nw

from crmrules.engines.frames.backends import Backend, Opened, Wanted, free_prefix
from crmrules.engines.frames.libraries.arrow_types import arrow_of
from crmrules.engines.frames.opening import check_once, typed
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.parts import FIRST_DAY
from crmrules.engines.frames.stages import Stages


def open_frame(frame: Any, wanted: Wanted, backend: Backend) -> Opened:
    """The relation, its columns called by their places."""
    columns = tuple(frame.columns)
    check_once(columns, wanted.columns, folds_case=backend.folds_case)
    prefix = free_prefix(columns)
    places = {name: place for place, name in enumerate(columns)}
    local = {
        (name, zone): f"{prefix}at_{number}"
        for number, (name, zone) in enumerate(sorted(wanted.zones))
        if name in places and "TIME ZONE" in str(frame.types[places[name]])
    }
    selected = _by_place(prefix, range(len(columns)))
    selected += [f"timezone({_text(zone)}, #{places[name] + 1}) AS {ours}" for (name, zone), ours in local.items()]
    opened: Any = nw.from_native(frame.project(", ".join(selected)))
    schema = opened.collect_schema()
    names = {name: _called(prefix, places[name]) for name in wanted.columns if name in places}
    found: dict[str, Any] = {name: typed(schema[ours], frame.types[places[name]]) for name, ours in names.items()}
    for name in found:
        if str(frame.types[places[name]]).strip('"').upper() == "NULL":
            found[name] = None
    return Opened(frame, backend, opened, columns, found, prefix, names=names, local=local)


def close_frame(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str],
) -> Any:
    """The relation with the new columns; labels have their type already."""
    # DuckDB does not cast a number to a day
    typed_ = {name: nw.lit(FIRST_DAY) + expr.cast(nw.Int32) if name in days else expr for name, expr in added.items()}
    relation = stages.beside(opened.frame, typed_).to_native()
    kept = [f"{_called(opened.prefix, place)} AS {_name(name)}" for place, name in enumerate(opened.columns)]
    return relation.project(", ".join([*kept, *map(_name, added)]))


def columns_of(frame: Any) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(frame.columns)


def to_polars(frame: Any, only: Collection[str] | None = None) -> Any:
    """The relation as a frame of Polars, where names that differ in case are two."""
    wanted = columns_of(frame) if only is None else only
    check_once(frame.columns, wanted, folds_case=False)
    places = [place for place, name in enumerate(frame.columns) if name in wanted]
    found = frame.project(", ".join(_by_place("c", places))).pl()
    found.columns = [frame.columns[place] for place in places]
    return found


def from_polars(frame: Any, like: Any) -> Any:
    """A relation of the columns of a frame of Polars, of the default connection."""
    return duckdb.from_arrow(arrow_of(frame))


def _by_place(prefix: str, places: Iterable[int]) -> list[str]:
    return [f"#{place + 1} AS {_called(prefix, place)}" for place in places]


def _called(prefix: str, place: int) -> str:
    return f"{prefix}of_{place}"


def _name(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def _text(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
