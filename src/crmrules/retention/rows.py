"""The rows that figures are counted from: a Polars frame with the columns that are asked for."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from crmrules.errors import Problem, RecordError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.reviews.frames import as_polars

SAVED, LOST, RECOVERED = "saved", "lost", "recovered"
"""The results of a case; one without a result is open."""

_CALLED = {
    "text": "text",
    "day": "a date",
    "flag": "true or false",
    "money": "a number",
    "amount": "a number",
    "count": "a whole number",
}


def opened(frame: Any, what: str, needed: Mapping[str, str], further: Mapping[str, str]) -> pl.LazyFrame:
    """The columns that are there of those asked for, each with its family: text, day, flag, money, amount or count.

    Texts are texts, days are days, and money is whole hundredths; amounts are as they come. Raises `RecordError` for a
    column that is missing or of another type, and `EngineError` for what is no frame.
    """
    rows = as_polars(frame, what).lazy()
    schema = rows.collect_schema()
    problems: list[Problem] = []
    chosen: list[pl.Expr] = []
    for name, family in {**needed, **further}.items():
        if name not in schema:
            if name in needed:
                problems.append(Problem(f"`{what}`", f"has no column `{name}`", did_you_mean(name, schema.names())))
            continue
        dtype = schema[name]
        if dtype != pl.Null and not _fits(dtype, family):
            problems.append(Problem(f"`{what}`, column `{name}`", f"holds {dtype}, and {_CALLED[family]} is wanted"))
            continue
        chosen.append(_read(name, family))
    if problems:
        raise RecordError(problems)
    return rows.select(chosen)


def _fits(dtype: pl.DataType, family: str) -> bool:
    match family:
        case "text":
            return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)
        case "day":
            return isinstance(dtype, pl.Date | pl.Datetime)
        case "flag":
            return isinstance(dtype, pl.Boolean)
        case "count":
            return dtype.is_integer()
        case _:
            return dtype.is_numeric()


def _read(name: str, family: str) -> pl.Expr:
    column = pl.col(name)
    match family:
        case "text":
            return column.cast(pl.String)
        case "day":
            return column.cast(pl.Date)
        case "money":
            return (column.cast(pl.Float64) * 100).round(mode="half_to_even").cast(pl.Int64)
        case "count":
            return column.cast(pl.Int64)
        case "flag":
            return column.cast(pl.Boolean)
        case _:
            return column


def has(rows: pl.LazyFrame, name: str) -> bool:
    """Whether a column that need not be there is."""
    return name in rows.collect_schema()


def amount(hundredths: int) -> Fraction:
    """The sum of money that so many hundredths are."""
    return Fraction(hundredths, 100)


def refuse_strange(what: str, column: str, found: Collection[Any], known: Collection[str]) -> None:
    """Raises `RecordError` for texts of a column that are not among those it can hold."""
    strange = [each for each in found if each is not None and each not in known]
    if strange:
        raise RecordError(
            Problem(f"`{what}`, column `{column}`", f"unknown {column} {shown(each)}", did_you_mean(each, known))
            for each in sorted(strange)
        )
