"""`crmrules apply`: a policy of any kind on every customer of a file."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from crmrules.cli.common import Commands, add_as_of, add_language, find
from crmrules.cli.data import add_binding, add_file, add_join, binding_of, given
from crmrules.errors import AsOfError, EngineError, FileError
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.formats import Format, format_of
from crmrules.records.inputs import Input

_STANDARD = Path("-")
"""What standard output is called."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("apply", help="what a policy says of every row of a file of customers")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    add_file(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        help="write the rows with what the policy says beside them: .csv, .xlsx, .parquet or .jsonl, or - for CSV "
        "(of JSON JSON lines) to standard output",
    )
    parser.add_argument("--force", action="store_true", help="replace OUT where it is there already")
    parser.add_argument("--so-far", action="store_true", help="of a decision also what the true rules alone give")
    parser.add_argument("--missing", action="store_true", help="of a decision also the facts that would settle it")
    add_binding(parser)
    add_join(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    with given(options.file, options) as read, _output(read, options) as there:
        _apply(policy, read, there)
    return 0


def _apply(policy: Policy[Any], read: Input, options: argparse.Namespace) -> None:
    written = None if options.output is None else format_of(options.output)
    if read.format.is_objects and written is Format.CSV:
        raise FileError.of(
            str(options.output), "holds rows of one shape, and those of JSON need not be alike", "write .jsonl"
        )
    # each only now: with most of them comes Polars
    if not isinstance(policy, DecisionTable):
        _check_options(policy, options)
        from crmrules.cli.populations import apply_population

        apply_population(policy, read, binding_of(options), options)
    elif read.format.is_objects and written not in (Format.PARQUET, Format.WORKBOOK):
        from crmrules.cli.decisions.lines import decide_lines

        decide_lines(policy, read, binding_of(options), options)
    else:
        from crmrules.cli.decisions.columns import decide_columns

        decide_columns(policy, read, binding_of(options), options)


@contextmanager
def _output(read: Input, options: argparse.Namespace) -> Generator[argparse.Namespace, None, None]:
    """The options with a file to write to. For standard output the rows are kept until all are there, and what else is
    printed goes to standard error."""
    if options.output != _STANDARD:
        yield options
        return
    end = ".jsonl" if read.format.is_objects else ".csv"
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"standard-output{end}"
        with redirect_stdout(sys.stderr):
            yield argparse.Namespace(**{**vars(options), "output": path})
        with path.open("rb") as rows:
            shutil.copyfileobj(rows, sys.stdout.buffer)


def _check_options(policy: Policy[Any], options: argparse.Namespace) -> None:
    for name, asked in (("--so-far", options.so_far), ("--missing", options.missing)):
        if asked:
            message = f"is a {policy.kind}, of which `{name}` says nothing"
            raise EngineError.of(f"policy `{policy.id}`", message, "leave it out")
    if options.as_of is None and policy.definition.needs_day:
        raise AsOfError.of(f"policy `{policy.id}`", "depends on the day", "give --as-of 2026-07-01")
