"""`crmrules diff`: what a change of a policy means, and whom of a file it moves."""

import argparse
from pathlib import Path
from typing import Any

from crmrules.assurance.difference.difference import Difference, diff
from crmrules.cli.common import Commands, add_as_of, add_language, find
from crmrules.cli.data import (
    add_binding,
    add_file,
    add_format,
    add_join,
    add_output,
    binding_of,
    given,
    opened,
    writing,
)
from crmrules.errors import FileError, under
from crmrules.kinds.base import Policy
from crmrules.kinds.cadence.policy import Cadence
from crmrules.records.writing import whole_path
from crmrules.reviews.choosing import read_for

CHANGES = 1
"""The exit code where the two do not say the same, or that is not decided."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("diff", help="what a change means: proven equal or a record for each, and who moves")
    parser.add_argument("old", metavar="OLD", help="a policy's id, or the path of its file")
    parser.add_argument("new", metavar="NEW", help="the changed one: an id or a path")
    add_file(parser, "--data")
    add_binding(parser)
    add_join(parser)
    parser.add_argument(
        "--cadence",
        metavar="ID",
        help="the cadence in whose contacts a change of bands is told (default: a shipped one)",
    )
    parser.add_argument("--moved", metavar="FILE", type=Path, help="write the customers that move: .csv or .parquet")
    add_output(parser)
    add_format(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    old, new = find(options.old, Policy), find(options.new, Policy)
    if options.moved is not None and not options.data:
        raise FileError.of("--moved", "there are no customers to move", "name them with `--data FILE`")
    if options.moved is not None and options.moved.suffix not in (".csv", ".parquet"):
        raise FileError.of(str(options.moved), "is neither .csv nor .parquet")
    with writing(options) as write:
        found = diff(old, new) if not options.data else _on_data(old, new, options)
        write(found)
    return 0 if found.equivalent else CHANGES


def _on_data(old: Policy[Any], new: Policy[Any], options: argparse.Namespace) -> Difference:
    binding = binding_of(options)
    cadence = find(options.cadence, Cadence) if options.cadence else None
    with (
        given(options.data, options) as read,
        opened(read, options, binding, [*read_for(old), *read_for(new)]) as scanned,
    ):
        frame = scanned.frame
        if options.moved is not None:
            # only now: with it comes Polars
            from crmrules.records.holding import check_holds

            with under(read.name):
                check_holds(frame.collect_schema(), options.moved)
        found = diff(old, new, frame, bind=binding, as_of=options.as_of, cadence=cadence)
    if options.moved is not None and found.moved is not None:
        with whole_path(options.moved, options.force) as path:
            customers = found.moved.customers
            customers.write_csv(path) if options.moved.suffix == ".csv" else customers.write_parquet(path)
    return found
