"""`crmrules explain` of one customer of a file: by the row as a person counts it, or by a key."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import field, frozen
from polars import selectors as cs

from crmrules.cli.beside import check_columns
from crmrules.cli.data import customer_column, given, opened
from crmrules.definitions.base import Definition, Ranking
from crmrules.errors import AsOfError, Problem, RecordError, did_you_mean, under
from crmrules.expressions.accept import shown
from crmrules.expressions.numbers import read_number
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy
from crmrules.kinds.explained import Explained
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.formats import Format
from crmrules.records.input_file import InputFile
from crmrules.records.inputs import Input
from crmrules.records.row_names import ROW
from crmrules.records.shape import columns_of
from crmrules.reviews.choosing import choose
from crmrules.reviews.running import cuts_of

_TOLD = 10
"""How many rows of one key are named."""


def explain_customer(
    policy: Policy[Any], files: Sequence[str], binding: Binding, options: argparse.Namespace
) -> tuple[Explained, str]:
    """What a policy says of a customer and why, and where the customer stands.

    What depends on all customers, such as a band, is cut from all of the file, each row of which has to be readable.
    Otherwise only the customer's own has to be.
    """
    if options.as_of is None and policy.definition.needs_day:
        raise AsOfError.of(f"policy `{policy.id}`", "depends on the day", "give --as-of 2026-07-01")
    name = customer_column(options)
    has_rows = name is None or options.join is not None
    if not has_rows and options.row is not None:
        message = "the rows of FILE are events, and no customers"
        raise RecordError.of(f"--row {options.row}", message, f"name one by --key {name}=VALUE")
    with given(files, options) as read:
        columns = columns_of(read)
        chosen, _ = choose([policy], columns, binding, options.as_of)
        there = bool(chosen) and chosen[-1].policy.id == policy.id
        doors = [Door(each.policy.definition, each.binding) for each in chosen] if there else []
        with under(read.name):
            check_columns(doors or [Door(policy.definition, binding)], columns)
            customer = _asked(read, columns, options)
        definitions, cuts = [each.policy.definition for each in chosen], {}
        if read.format is Format.PARQUET or any(isinstance(each, Ranking) for each in definitions):
            with opened(read, options, binding, definitions, numbered=True) as scanned:
                where, record = customer.in_(scanned.frame)
                cuts = cuts_of(chosen, scanned.frame.drop(ROW), options.as_of)
        else:
            where, record = customer.alone(read, columns, options, binding, definitions)
        if name is not None and not has_rows:  # no row of the file is the customer's
            where = f"{name} {record[name]}"
        with under(read.name), under(where):
            kind = kind_of(policy.definition)
            explained = kind.explain_customer(chosen[-1], record, options.as_of, cuts, options.what_if)
        return explained, f"{read.title}, {where}"


def _asked(read: Input, columns: Sequence[str], options: argparse.Namespace) -> "_Customer":
    """The customer whom the options name."""
    if options.key is not None:
        return _Customer(None, *_key(options.key, columns))
    if len(read.files) > 1:
        raise RecordError.of("", f"a row {options.row} is in each of these files", "give one file, or a --key")
    return _Customer(options.row)


@frozen
class _Customer:
    """The customer who is asked for."""

    row: int | None
    column: str = field(default="")
    value: str = field(default="")

    def alone(
        self,
        read: Input,
        columns: Sequence[str],
        options: argparse.Namespace,
        binding: Binding,
        definitions: Sequence[Definition],
    ) -> tuple[str, Mapping[str, Any]]:
        """Where the customer stands in what is read, and the record, whatever is wrong with other rows."""

        def in_row(file: InputFile, row: int) -> Mapping[str, Any] | None:
            with opened(read.only(file, row), options, binding, definitions) as scanned:
                found = scanned.frame.collect()
            return {**dict.fromkeys(columns), **found.row(0, named=True)} if found.height else None

        if self.row is not None and (record := in_row(read.files[0], self.row)) is not None:
            return f"row {self.row}", record
        with opened(read, options, binding, definitions, numbered=True, lenient=True) as scanned:
            where, record = self.in_(scanned.frame, scanned.problems)
        if scanned.problems:
            name, _, row = where.rpartition("row ")
            file = next((each for each in read.files if name == f"{each.name}, "), read.files[0])
            record = in_row(file, int(row)) or record
        return where, record

    def in_(self, frame: pl.LazyFrame, unread: Sequence[Problem] = ()) -> tuple[str, Mapping[str, Any]]:
        """Where the customer stands in a frame that has `ROW`, and the record.

        Raises `RecordError` where there is none, with what could not be read, or several are.
        """
        where = pl.col(ROW) == f"row {self.row}" if self.row is not None else self._has_key(frame)
        found = frame.filter(where).head(_TOLD + 1).collect()
        rows: list[str] = found[ROW].to_list()
        if not rows:
            raise RecordError([self._nobody(frame), *unread])
        if len(rows) > 1:
            told = ", ".join(rows[:_TOLD]) + (", ..." if len(rows) > _TOLD else "")
            message = f"{shown(self.value)} stands in several rows: {told}"
            raise RecordError.of(f"column `{self.column}`", message, "name one of them by --row")
        return rows[0], {name: value for name, value in found.row(0, named=True).items() if name != ROW}

    def _has_key(self, frame: pl.LazyFrame) -> pl.Expr:
        column, dtype = cs.by_name(self.column), frame.collect_schema()[self.column]
        if not dtype.is_numeric():
            return column.cast(pl.String).str.strip_chars() == self.value.strip()
        try:
            return column == read_number(self.value)
        except ValueError:
            return pl.lit(value=False)

    def _nobody(self, frame: pl.LazyFrame) -> Problem:
        if self.row is None:
            return Problem(f"column `{self.column}`", f"no customer has {shown(self.value)}")
        first, last = frame.select(pl.col(ROW).first(), pl.col(ROW).last().alias("last")).collect().row(0)
        remedy = f"customers stand from {first} to {last}; rows with nothing in them are none"
        return Problem("", f"has no customer in row {self.row}", remedy)


def _key(text: str, columns: Sequence[str]) -> tuple[str, str]:
    """The column and the value of a key; either may hold signs of equality."""
    parts = text.split("=")
    splits = [("=".join(parts[:place]), "=".join(parts[place:])) for place in range(1, len(parts))]
    found = next((each for each in splits if each[0] in columns), None)
    if found is not None:
        return found
    if not splits:
        raise RecordError.of(f"--key `{text}`", "names no value", "write it as COLUMN=VALUE")
    name = splits[0][0]
    raise RecordError.of("", f"has no column `{name}`", did_you_mean(name, columns))
