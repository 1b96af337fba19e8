"""Customers of a file of their own, each with the facts behind its events."""

import datetime
from pathlib import Path

import polars as pl
from attrs import frozen
from polars import selectors as cs

from crmrules.errors import BindingError, FileError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import BLANKS, shown
from crmrules.records.binding import Binding
from crmrules.records.formats import Format
from crmrules.records.history.facts import facts_of_one
from crmrules.records.input_file import InputFile
from crmrules.records.inputs import Input
from crmrules.records.parts import Progress
from crmrules.records.row_names import ROW, rows_of
from crmrules.records.scanning import scan
from crmrules.records.shape import columns_of
from crmrules.records.wanted import DTYPES

_KEY, _THERE = "__crmrules_key", "__crmrules_there"
_MOST_TOLD = 100


@frozen
class Joined:
    """Customers with the facts behind their events."""

    file: InputFile
    """Their own rows, in their order and counted as they were, with the facts beside their columns."""
    customers: int
    without: int
    """How many of them have no event, and so the facts of an empty log."""
    unmatched: int
    """How many customers of events are none of them."""


def join_customers(
    bind: Binding, facts: pl.DataFrame, customers: Input, as_of: datetime.date, scratch: Path, progress: Progress
) -> Joined:
    """Facts of the customers of events, beside the rows of these customers in a file of their own.

    Raises `BindingError` where the file has no column of the customer, `FileError` where there are several files, and
    `RecordError` for rows without a customer, for customers who come twice, and where a fact is called as a column is.
    `scratch` is an empty directory.
    """
    history = bind.history
    assert history is not None
    file, *others = customers.files
    if others:
        raise FileError.of(customers.name, "are several files", "join the customers of one")
    key, columns = bind.join_key, columns_of(customers)
    if key not in columns:
        problem = Problem(customers.name, f"has no column `{key}` to join by", did_you_mean(key, columns))
        raise BindingError([problem])
    taken = [name for name in history.facts if name in columns]
    if taken:
        raise RecordError.of(
            customers.name, f"has a column `{taken[0]}`, which is a fact of events", "rename one of them"
        )
    rows = scan(customers, {}, scratch, progress, numbered=True).frame
    numbers = rows_of(rows, several=False).collect()[ROW].alias(ROW)
    own = rows.drop(ROW).collect()
    keys = _keys(own[key])
    _check(customers.name, own[key], keys, numbers)
    told = facts.with_columns(_keys(facts[history.customer]).alias(_KEY), pl.lit(value=True).alias(_THERE))
    told = told.drop(cs.by_name(history.customer))
    found = pl.DataFrame([keys]).join(told, on=_KEY, how="left", maintain_order="left")
    nothing = facts_of_one(history, [], as_of, None)
    filled = [
        pl.when(pl.col(_THERE)).then(pl.col(name)).otherwise(
            pl.lit(nothing[name], DTYPES[each.type(history.types).kind])
        ).alias(name)
        for name, each in history.facts.items()
    ]  # fmt: skip
    beside = own.hstack(found.select(filled))
    unmatched = told.join(found, on=_KEY, how="anti").height
    return Joined(_written(file, beside, numbers, scratch), own.height, found[_THERE].null_count(), unmatched)


def _keys(column: pl.Series) -> pl.Series:
    """Customers as they compare over two files: texts, whole numbers also as 13085.0."""
    # called otherwise first: what Polars takes for a pattern is a name, too
    texts = column.alias(_KEY).cast(pl.String).str.strip_chars(BLANKS).str.replace(r"^(0|-?[1-9][0-9]*)\.0$", "${1}")
    return texts.set(texts == "", None)


def _check(called: str, column: pl.Series, keys: pl.Series, numbers: pl.Series) -> None:
    problems = [
        Problem(f"{called}, row {numbers[place]}", "is a customer without a name", f"fill in `{column.name}`")
        for place in keys.is_null().arg_true().head(_MOST_TOLD)
    ]
    for place in (~keys.is_first_distinct() & keys.is_not_null()).arg_true().head(_MOST_TOLD):
        first = numbers[(keys == keys[place]).arg_true()[0]]
        message = f"{shown(keys[place])} is in row {first} already, and its events would count twice"
        where = f"{called}, row {numbers[place]}, column `{column.name}`"
        problems.append(Problem(where, message, "keep one row a customer"))
    if problems:
        raise RecordError(problems)


def _written(file: InputFile, rows: pl.DataFrame, numbers: pl.Series, scratch: Path) -> InputFile:
    """Rows as a file like that which they are from: cells of CSV are read by the types of facts later on."""
    if file.format in (Format.PARQUET, Format.WORKBOOK):
        path = scratch / "joined.parquet"
        rows.write_parquet(path)
        return InputFile(file.name, path, Format.PARQUET)
    path = scratch / "joined.csv"
    if file.format is Format.CSV:
        # rows with nothing in them stay, so that rows are counted as they were
        last: int = numbers[-1] if len(numbers) else 1
        every = pl.DataFrame({ROW: pl.int_range(2, last + 1, eager=True).cast(numbers.dtype)})
        rows = every.join(rows.with_columns(numbers), on=ROW, how="left", maintain_order="left").drop(ROW)
    rows.write_csv(path)
    return InputFile(file.name, path, Format.CSV)
