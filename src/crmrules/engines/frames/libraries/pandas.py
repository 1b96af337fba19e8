"""Frames of pandas, whose facts are evaluated as an Arrow table."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.backends import Backend, Opened, Wanted, free_prefix
from crmrules.engines.frames.libraries.arrow_types import columns_to_polars, open_facts
from crmrules.engines.frames.opening import check_once
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.stages import Stages
from crmrules.errors import Problem, RecordError


def open_frame(frame: Any, wanted: Wanted, backend: Backend) -> Opened:
    """The facts of the frame as an Arrow table; raises `RecordError` for columns that hold values of several types."""
    columns = tuple(map(str, frame.columns))
    check_once(columns, wanted.columns, folds_case=False)
    facts, schema = open_facts(_arrays(frame, wanted.columns), len(frame))
    return Opened(frame, backend, facts, columns, schema, free_prefix(columns))


def close_frame(
    opened: Opened,
    stages: Stages,
    added: Mapping[str, nw.Expr],
    labels: Mapping[str, Labels],
    days: Collection[str],
) -> Any:
    """The frame with the new columns, labels as categoricals."""
    types: dict[Any, Any] = {
        pa.bool_(): pd.BooleanDtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
    }
    found = stages.alone(opened.frame, added).to_native()
    index = opened.native.index
    made: dict[str, Any] = {}
    for name in added:
        array = found.column(name)
        if name in days:
            # seconds reach over all days that rules know, nanoseconds over three centuries
            moments = array.cast(pa.int32()).cast(pa.date32()).cast(pa.timestamp("s"))
            made[name] = moments.to_pandas().set_axis(index)
        elif name in labels:
            codes = array.fill_null(-1).to_numpy()
            categories = pd.Categorical.from_codes(
                codes, categories=list(labels[name].names), ordered=labels[name].ordered
            )
            made[name] = pd.Series(categories, index=index)
        else:
            made[name] = array.to_pandas(types_mapper=types.get).set_axis(index)
    return opened.native.assign(**made)


def to_polars(frame: Any) -> Any:
    """The frame as one of Polars."""
    columns = tuple(map(str, frame.columns))
    check_once(columns, columns, folds_case=False)
    return columns_to_polars(_arrays(frame, columns))


def _arrays(frame: Any, wanted: Collection[str]) -> dict[str, Any]:
    """Columns as Arrow has them; raises `RecordError` for those that hold values of several types."""
    arrays: dict[str, Any] = {}
    problems: list[Problem] = []
    for place, name in enumerate(map(str, frame.columns)):
        if name not in wanted:
            continue
        try:
            arrays[name] = _array(frame.iloc[:, place])
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as error:
            message, remedy = _why(frame.iloc[:, place], error)
            problems.append(Problem(f"frame, column `{name}`", message, remedy))
    if problems:
        raise RecordError(problems)
    return arrays


def _why(column: Any, error: Exception) -> tuple[str, str]:
    """Why a column cannot be read, and what to do: Arrow takes no Decimal that is infinite, and says so in its way."""
    infinite = next((each for each in column if isinstance(each, Decimal) and each.is_infinite()), None)
    if infinite is not None:
        return f"holds {infinite}, which is not finite", "leave it out if it is unknown"
    reason = str(error).split("\n")[0]
    return f"cannot be read as one type: {reason}", "give it values of one type"


def _array(column: Any) -> Any:
    """A column as Arrow has it: inferred, never forced, since a type would cut 1.5 to 1."""
    if isinstance(column.dtype, pd.SparseDtype):
        column = column.sparse.to_dense()
    return pa.array(column, from_pandas=True)
