"""Frames of PySpark, which stay plans: nothing is run before the user asks for rows.

Columns are called by their places, as in DuckDB: a name may be there twice, in another case, or hold points.
"""

from collections.abc import Collection, Mapping
from typing import Any

import narwhals.stable.v2 as nw
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.backends import Backend, Opened, Wanted, free_prefix
from crmrules.engines.frames.libraries.arrow_types import arrow_of
from crmrules.engines.frames.libraries.spark_floats import with_shortest
from crmrules.engines.frames.libraries.spark_functions import functions
from crmrules.engines.frames.opening import check_once, typed
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.stages import Stages

_WITH_SIGN = {"uint8": pa.int16(), "uint16": pa.int32(), "uint32": pa.int64(), "uint64": pa.decimal128(20, 0)}
"""What holds numbers without a sign, which Spark does not have."""
_DAY = 86_400_000_000
"""Microseconds."""


def open_frame(frame: Any, wanted: Wanted, backend: Backend) -> Opened:
    """The frame, its columns called by their places."""
    columns = tuple(frame.columns)
    check_once(columns, wanted.columns, folds_case=backend.folds_case)
    prefix = free_prefix(columns)
    places = {name: place for place, name in enumerate(columns)}
    natives = [each.dataType for each in frame.schema.fields]
    renamed = _by_place(frame, prefix)
    local = {
        (name, zone): f"{prefix}at_{number}"
        for number, (name, zone) in enumerate(sorted(wanted.zones))
        if name in places and natives[places[name]].typeName() == "timestamp"
    }
    for (name, zone), ours in local.items():
        renamed = renamed.withColumn(ours, _day_in(functions.col(_called(prefix, places[name])), zone))
    names = {name: _called(prefix, places[name]) for name in wanted.columns if name in places}
    short = [name for name in names if natives[places[name]].typeName() == "float"]
    # texts are compared code point by code point, whatever their collation
    collated = [name for name in names if " collate " in natives[places[name]].simpleString()]
    plain = {name: f"{names[name]}_plain" for name in (*short, *collated)}
    for name in collated:
        renamed = renamed.withColumn(plain[name], functions.collate(names[name], "UTF8_BINARY"))
    if short:
        renamed = with_shortest(renamed, {plain[name]: names[name] for name in short})
    names |= plain
    opened: Any = nw.from_native(renamed)
    schema = opened.collect_schema()
    found: dict[str, Any] = {
        name: None if natives[places[name]].typeName() == "void" else typed(schema[ours], natives[places[name]])
        for name, ours in names.items()
    }
    return Opened(frame, backend, opened, columns, found, prefix, names=names, local=local)


def close_frame(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str],
) -> Any:
    """The frame with the new columns; labels are texts there."""
    names = {name: f"{opened.prefix}new_{place}" for place, name in enumerate(added)}
    made = stages.beside(opened.frame, {names[name]: expr for name, expr in added.items()}).to_native()
    own = [functions.col(_called(opened.prefix, place)) for place, _ in enumerate(opened.columns)]
    new = {name: functions.col(ours) for name, ours in names.items()}
    # Narwhals has no way from a number to a day
    told = [functions.date_from_unix_date(each.cast("int")) if name in days else each for name, each in new.items()]
    return made.select(*own, *told).toDF(*opened.columns, *added)


def columns_of(frame: Any) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(frame.columns)


def to_polars(frame: Any, only: Collection[str] | None = None) -> Any:
    """The frame as one of Polars, where names that differ in case are two."""
    import polars as pl

    wanted = columns_of(frame) if only is None else only
    check_once(frame.columns, wanted, folds_case=False)
    places = [place for place, name in enumerate(frame.columns) if name in wanted]
    found = pl.DataFrame(_by_place(frame, "c").select(*(_called("c", place) for place in places)).toArrow())
    found.columns = [frame.columns[place] for place in places]
    return found


def from_polars(frame: Any, like: Any) -> Any:
    """A frame of the same session, of the columns of a frame of Polars."""
    table = arrow_of(frame)
    types = [_WITH_SIGN.get(str(each.type), each.type) for each in table.schema]
    return like.sparkSession.createDataFrame(table.cast(pa.schema(list(zip(table.column_names, types, strict=True)))))


def _by_place(frame: Any, prefix: str) -> Any:
    return frame.toDF(*(_called(prefix, place) for place, _ in enumerate(frame.columns)))


def _called(prefix: str, place: int) -> str:
    return f"{prefix}of_{place}"


def _day_in(moment: Any, zone: str) -> Any:
    """The day of a moment in a zone, whatever the zone of the session: moments are told in that of UTC."""
    told = functions.unix_micros(functions.from_utc_timestamp(moment, zone))
    since = functions.pmod(told, functions.lit(_DAY))
    return functions.date_from_unix_date(((told - since) / functions.lit(_DAY)).cast("int"))
