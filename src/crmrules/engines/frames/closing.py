"""Closing a frame: new columns beside the user's, in the kind of frame that came."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from crmrules.definitions.base import Definition
from crmrules.engines.frames.backends import DUCKDB, IBIS, PANDAS, POLARS, PYARROW, Backend, Opened
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.parts import FIRST_DAY
from crmrules.engines.frames.stages import Stages
from crmrules.errors import EngineError, Problem, RecordError


def check_names(opened: Opened, definition: Definition, names: Sequence[str]) -> None:
    """Make sure that new columns have names of their own.

    Raises `RecordError` where the frame has one already, and `EngineError` where two new ones would be the same.
    """
    fold = str.lower if opened.backend.folds_case else str
    there = {fold(name): name for name in opened.columns}
    taken = [there[fold(name)] for name in names if fold(name) in there]
    if taken:
        raise RecordError(
            Problem("frame", f"has a column `{name}` already", "rename it: decisions go there") for name in taken
        )
    folded = [fold(name) for name in names]
    twice = sorted({name for name in names if folded.count(fold(name)) > 1})
    if twice:
        message = f"would give two columns `{twice[0]}`"
        raise EngineError.of(f"policy `{definition.id}`", message, "rename its outcome or output")


def close(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str] = (),
) -> Any:
    """The frame with new columns, lazy where it was.

    `labels` names those that hold labels, `days` those that hold days counted from 1970.
    """
    backend = opened.backend
    if backend in (PANDAS, PYARROW):
        from crmrules.engines.frames.arrow import to_pandas, to_pyarrow

        # one column is kept so that constants get as many rows
        reckoned = stages.run(opened.frame, dict(added), opened.frame.columns[:1]).to_native()
        into = to_pandas if backend is PANDAS else to_pyarrow
        arrays = {name: (reckoned.column(name), labels.get(name)) for name in added}
        return into(opened.native, arrays, days)
    typed = {name: _day(expr, backend) if name in days else expr for name, expr in added.items()}
    frame = stages.run(opened.frame, typed, opened.columns)
    native = (frame.collect() if backend is POLARS else frame).to_native()
    return _ibis_days(native, days) if backend is IBIS and days else native


def _day(expr: nw.Expr, backend: Backend) -> nw.Expr:
    if backend is IBIS:
        return expr  # Narwhals has no way there
    number = expr.cast(nw.Int32)
    # DuckDB does not cast a number to a day
    return nw.lit(FIRST_DAY) + number if backend is DUCKDB else number.cast(nw.Date)


def _ibis_days(table: Any, days: Collection[str]) -> Any:
    import ibis  # pyright: ignore[reportMissingTypeStubs]  # it ships none

    begin: Any = ibis.date(FIRST_DAY.isoformat())
    return table.mutate(**{name: begin + table[name].as_interval("D") for name in days})
