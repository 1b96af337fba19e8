"""`crmrules decide`: a policy on every row of a file."""

import argparse
from pathlib import Path

from crmrules.cli.common import Commands, add_as_of, add_language, find, review_of
from crmrules.cli.data import add_binding, binding_of
from crmrules.errors import EngineError, FileError
from crmrules.kinds.base import Policy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.formats import Format, format_of


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("decide", help="decide on every row of a CSV, Parquet or JSON lines file")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="records: .csv, .parquet, or .jsonl with an object a line"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="write the rows with the decisions beside them"
    )
    parser.add_argument("--force", action="store_true", help="replace OUT where it is there already")
    parser.add_argument("--so-far", action="store_true", help="with what the true rules alone give")
    parser.add_argument("--missing", action="store_true", help="with the facts that would settle what is open")
    add_binding(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = _decision(options.policy)
    binding = binding_of(options)
    read = format_of(options.file)
    written = None if options.output is None else format_of(options.output)
    if read is Format.JSON_LINES and written is Format.CSV:
        remedy = "rows of JSON lines need not be alike: write .jsonl"
        raise FileError.of(str(options.output), "cannot hold what JSON lines hold", remedy)
    if read is Format.JSON_LINES and written is not Format.PARQUET:
        from crmrules.cli.decide_lines import decide_lines

        decide_lines(policy, binding, options)
    else:
        # only now: with it comes Polars
        from crmrules.cli.decide_frame import decide_frame

        decide_frame(policy, binding, options)
    return 0


def _decision(name: str) -> DecisionTable:
    policy = find(name, Policy)
    if not isinstance(policy, DecisionTable):
        message = f"is a {policy.kind}, and does not decide on rows"
        raise EngineError.of(f"policy `{policy.id}`", message, f"run `{review_of(policy, name)}`")
    return policy
