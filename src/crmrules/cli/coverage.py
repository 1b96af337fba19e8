"""`crmrules coverage`: which rules and outcomes of a decision came, of its examples or of a file."""

import argparse
import tempfile
from pathlib import Path

from crmrules.cli.common import Commands, add_as_of, add_language, find
from crmrules.cli.progress import counting
from crmrules.errors import EngineError, under
from crmrules.kinds import DecisionTable, Policy
from crmrules.records.binding import Binding
from crmrules.reviewing.coverage import coverage


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("coverage", help="which rules came, and which never did, of examples or of a file")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="records: .csv, .parquet, or .jsonl; without it the examples"
    )
    parser.add_argument("--map", action="append", default=[], metavar="fact=column", help="bind a fact to a column")
    parser.add_argument(
        "--bind", metavar="BINDING", type=Path, help="a binding file: columns, expressions, assumptions"
    )
    parser.add_argument("--encoding", help="what FILE is written in, such as gb18030 (default: UTF-8)")
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    if not isinstance(policy, DecisionTable):
        raise EngineError.of(f"policy `{policy.id}`", f"is a {policy.kind}", "the rules of decisions are counted")
    if options.file is None:
        print(coverage(policy).explain(options.lang))
        return 0
    # only now: with it comes Polars
    from crmrules.records.scanning import column_types, scan

    binding = (Binding.load(options.bind) if options.bind else Binding()).with_maps(options.map)
    types = column_types([(policy.definition, binding)])
    with tempfile.TemporaryDirectory() as scratch, under(str(options.file)), counting(options.file) as progress:
        frame = scan(options.file, options.encoding, types, Path(scratch), progress)
        found = coverage(policy, frame, bind=binding, as_of=options.as_of)
    print(found.explain(options.lang))
    return 0
