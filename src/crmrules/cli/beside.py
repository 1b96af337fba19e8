"""The columns of a file, and what a policy says beside them, written in the form of another file."""

import argparse
import re
from collections.abc import Sequence

import polars as pl

from crmrules.cli.data import refuse_taken
from crmrules.errors import BindingError, did_you_mean, nearest, under
from crmrules.records.door import Door
from crmrules.records.formats import Format, format_of
from crmrules.records.holding import check_holds
from crmrules.records.inputs import Input
from crmrules.records.row_names import ROW
from crmrules.records.scanning import CELL, Scanned
from crmrules.records.sinks import write_frame
from crmrules.records.writing import whole_path

_SIGN = re.compile(r"[^\w\s-]")
"""What may separate cells, and hardly stands in the name of a column."""


def if_separated(columns: Sequence[str]) -> str:
    """What to do first where the name of the only column looks like several; empty where it does not."""
    if len(columns) != 1 or not _SIGN.search(columns[0]):
        return ""
    return f"its only column is `{columns[0]}`: say with --separator what separates its cells, or "


def check_columns(doors: Sequence[Door], columns: Sequence[str], added: Sequence[str] = ()) -> None:
    """Make sure that the columns of a file are those that some policies read; the last one is asked for.

    Raises `RecordError` where a column is there already that would be added, and `BindingError` for bound columns that
    are not there, and where there is none of the facts.
    """
    refuse_taken(added, columns)
    problems = [problem for door in doors for problem in door.wrong_columns(columns)]
    if problems:
        raise BindingError(problems)
    known = [each.name for door in doors for each in door.facts]
    bound = {name for door in doors for name in door.binding.facts}
    if known and not {*known} & {*columns, *bound}:
        near = next((each for each in columns if nearest(each, known)), None)
        remedy = if_separated(columns) + "bind columns with --map fact=column"
        if near is not None and not if_separated(columns):
            remedy = f"column `{near}`: {did_you_mean(near, known)}"
        raise BindingError.of("", f"has none of the facts of policy `{doors[-1].definition.id}`", remedy)


def write_columns(
    found: pl.LazyFrame,
    columns: Sequence[str],
    given: Input,
    scanned: Scanned,
    doors: Sequence[Door],
    options: argparse.Namespace,
) -> None:
    """Write the file's own columns with the new ones beside them; a CSV file's cells as they stood in it."""
    there = found.collect_schema().names()
    own = [name for name in there if name == ROW or name.startswith(CELL)]
    if format_of(options.output) is Format.CSV:
        found = found.with_columns(pl.col(name).alias(name.removeprefix(CELL)) for name in own if name != ROW)
    read = {name for door in doors for each in door.facts for name in door.columns_for(each.name)} & {*columns}
    found = found.drop(own)
    with under(given.name):
        check_holds(found.collect_schema(), options.output)
    with whole_path(options.output, options.force) as made:
        write_frame(found, made, options.output, read, scanned.marked)
