"""`crmrules decide` on the columns of a file, part by part of it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from attrs import evolve

from crmrules.cli.data import opened
from crmrules.cli.decide_cells import cell_makers, refuse_taken
from crmrules.cli.decide_rows import decide_rows
from crmrules.cli.summary import print_summary
from crmrules.definitions.columns import column_name
from crmrules.errors import BindingError, did_you_mean, nearest, under
from crmrules.kinds.decision.counting import assumed, tally
from crmrules.kinds.decision.frames.apply import why_not
from crmrules.kinds.decision.policy import DecisionTable, not_exclusive
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.formats import Format, format_of
from crmrules.records.holding import check_holds
from crmrules.records.scanning import CELL, ROW, Scanned, columns_of
from crmrules.records.sinks import write_frame
from crmrules.records.writing import whole_path


def decide_frame(policy: DecisionTable, binding: Binding, options: argparse.Namespace) -> None:
    """Decide on the rows of a file, write them where that is asked for, and print the summary.

    A policy that frames cannot run, since its rules may contradict each other, decides row by row.
    """
    path: Path = options.file
    door = Door(policy.definition, binding)
    columns = columns_of(path, options.encoding)
    if format_of(path) is Format.CSV:
        with under(str(path)):
            _check_columns(door, columns, tuple(cell_makers(policy, options)))
        binding = evolve(binding, strict=False)  # it has been strict, and columns of ours come
    by_rows = bool(why_not(policy.definition, not_exclusive))
    own = by_rows or (options.output is not None and format_of(options.output) is Format.CSV)
    with opened(path, options, binding, [policy.definition], own) as scanned:
        if by_rows:
            decided, counted = decide_rows(policy, door, scanned.frame, options)
        else:
            decided = policy.apply(
                scanned.frame,
                bind=binding,
                as_of=options.as_of,
                so_far=options.so_far,
                missing=True,
                undefined=True,
                look=True,
            )
            counted = tally(decided, policy)
            counted.assumed = assumed(scanned.frame, policy, binding, options.as_of)
        if options.output is not None:
            counted_only = ["undefined"] if options.missing else ["missing", "undefined"]
            kept = decided.drop([column_name(policy.id, each) for each in counted_only], strict=False)
            _write(kept, columns, scanned, door, options)
    print_summary(policy, counted, door, columns, options)


def _check_columns(door: Door, columns: Sequence[str], added: Sequence[str]) -> None:
    refuse_taken(added, columns)
    problems = door.wrong_columns(columns)
    if problems:
        raise BindingError(problems)
    known = [each.name for each in door.facts]
    if known and not door.binding.facts and not {*known} & {*columns}:
        near = next((each for each in columns if nearest(each, known)), None)
        remedy = "bind columns with --map fact=column"
        if near is not None:
            remedy = f"column `{near}`: {did_you_mean(near, known)}"
        raise BindingError.of("", f"has none of the facts of policy `{door.definition.id}`", remedy)


def _write(
    decided: pl.LazyFrame, columns: Sequence[str], scanned: Scanned, door: Door, options: argparse.Namespace
) -> None:
    """Write the file's own columns with the new ones beside them; a CSV file's cells as they stood in it."""
    there = decided.collect_schema().names()
    own = [name for name in there if name == ROW or name.startswith(CELL)]
    if format_of(options.output) is Format.CSV:
        decided = decided.with_columns(pl.col(name).alias(name.removeprefix(CELL)) for name in own if name != ROW)
    read = {name for each in door.facts for name in door.columns_for(each.name)} & {*columns}
    decided = decided.drop(own)
    with under(str(options.file)):
        check_holds(decided.collect_schema(), options.output)
    with whole_path(options.output, options.force) as made:
        write_frame(decided, made, options.output, read, scanned.marked)
