"""`crmrules apply` of a decision on the columns of a file, part by part of it."""

import argparse

from attrs import evolve

from crmrules.cli.beside import check_columns, write_columns
from crmrules.cli.data import opened
from crmrules.cli.decisions.cells import cell_makers
from crmrules.cli.decisions.rows import decide_rows
from crmrules.cli.summary import print_summary
from crmrules.definitions.columns import column_name
from crmrules.errors import under
from crmrules.kinds.decision.counting import assumed, tally
from crmrules.kinds.decision.frames.apply import why_not
from crmrules.kinds.decision.policy import DecisionTable, not_exclusive
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.formats import Format, format_of
from crmrules.records.inputs import Input
from crmrules.records.shape import columns_of


def decide_columns(policy: DecisionTable, given: Input, binding: Binding, options: argparse.Namespace) -> None:
    """Decide on the rows of a file, write them where that is asked for, and print the summary.

    A policy that frames cannot run, since its rules may contradict each other, decides row by row.
    """
    door = Door(policy.definition, binding)
    columns = columns_of(given)
    if given.format in (Format.CSV, Format.WORKBOOK):
        with under(given.name):
            check_columns([door], columns, tuple(cell_makers(policy, options)))
        binding = evolve(binding, strict=False)  # it has been strict, and columns of ours come
    by_rows = bool(why_not(policy.definition, not_exclusive))
    own = by_rows or (options.output is not None and format_of(options.output) is Format.CSV)
    with opened(given, options, binding, [policy.definition], own) as scanned:
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
            write_columns(kept, columns, given, scanned, [door], options)
    print_summary(policy, counted, door, columns, options)
