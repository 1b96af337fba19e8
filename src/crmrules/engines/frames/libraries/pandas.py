"""Frames of pandas, whose facts are evaluated as an Arrow table."""

import datetime
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
from pandas.api.types import infer_dtype  # pyright: ignore[reportMissingTypeStubs]

from crmrules.engines.frames.backends import Backend, Opened, Wanted, free_prefix
from crmrules.engines.frames.libraries.arrow_types import arrow_of, columns_to_polars, open_facts
from crmrules.engines.frames.opening import check_once
from crmrules.engines.frames.outcomes import Labels
from crmrules.engines.frames.stages import Stages
from crmrules.errors import Problem, RecordError

_TYPES: dict[Any, Any] = {
    pa.bool_(): pd.BooleanDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
}

_HOLDERS = (list, tuple, dict, set, frozenset, np.ndarray)
"""What holds other values."""


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
    found = stages.alone(opened.frame, added).to_native()
    index = opened.native.index
    made: dict[str, Any] = {}
    for name in added:
        array = found.column(name)
        if name in days:
            made[name] = _series(array.cast(pa.int32()).cast(pa.date32())).set_axis(index)
        elif name in labels:
            codes = array.fill_null(-1).to_numpy()
            categories = pd.Categorical.from_codes(
                codes, categories=list(labels[name].names), ordered=labels[name].ordered
            )
            made[name] = pd.Series(categories, index=index)
        else:
            made[name] = _series(array).set_axis(index)
    return opened.native.assign(**made)


def columns_of(frame: Any) -> tuple[str, ...]:
    """The names of its columns."""
    return tuple(map(str, frame.columns))


def to_polars(frame: Any, only: Collection[str] | None = None) -> Any:
    """The frame as one of Polars."""
    wanted = columns_of(frame) if only is None else only
    check_once(columns_of(frame), wanted, folds_case=False)
    return columns_to_polars(_arrays(frame, wanted))


def from_polars(frame: Any, like: Any) -> Any:
    """A frame of the columns of one of Polars, with rows counted from 0."""
    return pd.DataFrame({name: _series(array) for name, array in _named(arrow_of(frame))})


def _named(table: Any) -> list[tuple[str, Any]]:
    return list(zip(table.column_names, table.columns, strict=True))


def _series(array: Any) -> Any:
    if array.type == pa.date32():
        # seconds reach over all days that rules know, nanoseconds over three centuries
        array = array.cast(pa.timestamp("s"))
    return array.to_pandas(types_mapper=_TYPES.get)


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
    # it tells columns of texts, numbers or days in a moment
    if column.dtype == object and infer_dtype(column, skipna=True).startswith("mixed"):
        _check_nesting(column)
    array = pa.array(column, from_pandas=True)
    if column.dtype == object and pa.types.is_temporal(array.type):
        _check_days(column)
    if column.dtype == object and pa.types.is_floating(array.type) and column.map(np.iscomplexobj).any():
        raise ValueError("it holds complex numbers, of which Arrow would take the real part")
    return array


def _check_nesting(column: Any) -> None:
    """Raise `ValueError` for lists within lists: of one that holds itself Arrow would make no end, and crash."""
    for each in column:
        if isinstance(each, _HOLDERS):
            inner = each.values() if isinstance(each, dict) else each
            if any(isinstance(one, _HOLDERS) for one in inner):
                raise ValueError("it holds lists within lists")


def _check_days(column: Any) -> None:
    """Raise `ValueError` for days among moments: Arrow would cut the hours off, or add some."""
    kinds = set(map(type, column))
    moments = [each for each in kinds if issubclass(each, datetime.datetime)]
    days = [each for each in kinds if issubclass(each, datetime.date) and each not in moments]
    if moments and days:
        given = (each for each in column if isinstance(each, datetime.datetime) and not pd.isna(each))
        odd = next((each for each in given if each.time() != datetime.time()), None)
        if odd is not None:
            raise ValueError(f"it holds days, and the moment {odd}")
