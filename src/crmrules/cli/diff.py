"""`crmrules diff`: what a change of a policy means, and whom of a file it moves."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from crmrules.cli.common import Commands, add_as_of, add_language, find
from crmrules.cli.progress import counting
from crmrules.errors import FileError, under
from crmrules.kinds import Policy
from crmrules.records.binding import Binding
from crmrules.records.writing import whole_path
from crmrules.reviewing.difference import Difference, diff

CHANGES = 1
"""The exit code where the two do not say the same, or that is not decided."""


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("diff", help="what a change means: proven equal or a record for each, and who moves")
    parser.add_argument("old", metavar="OLD", help="a policy's id, or the path of its file")
    parser.add_argument("new", metavar="NEW", help="the changed one: an id or a path")
    parser.add_argument("--data", metavar="FILE", type=Path, help="customers: .csv, .parquet, or .jsonl")
    parser.add_argument("--map", action="append", default=[], metavar="fact=column", help="bind a fact to a column")
    parser.add_argument(
        "--bind", metavar="BINDING", type=Path, help="a binding file: columns, expressions, assumptions"
    )
    parser.add_argument("--encoding", help="what FILE is written in, such as gb18030 (default: UTF-8)")
    parser.add_argument("--moved", metavar="FILE", type=Path, help="write the customers that move: .csv or .parquet")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write the difference as a page")
    parser.add_argument("--force", action="store_true", help="replace what is written where it is there already")
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    old, new = find(options.old, Policy), find(options.new, Policy)
    if options.moved is not None and options.data is None:
        raise FileError.of("--moved", "there are no customers to move", "name them with `--data FILE`")
    if options.moved is not None and options.moved.suffix not in (".csv", ".parquet"):
        raise FileError.of(str(options.moved), "is neither .csv nor .parquet")
    found = diff(old, new) if options.data is None else _on_data(old, new, options)
    print(found.explain(options.lang))
    if options.html is not None:
        with whole_path(options.html, options.force) as path:
            path.write_text(found.to_html(options.lang), "utf-8")
    return 0 if found.equivalent else CHANGES


def _on_data(old: Policy[Any], new: Policy[Any], options: argparse.Namespace) -> Difference:
    # only now: with it comes Polars
    from crmrules.records.scanning import column_types, scan

    binding = (Binding.load(options.bind) if options.bind else Binding()).with_maps(options.map)
    types = column_types([(each.definition, binding) for each in (old, new)])
    with tempfile.TemporaryDirectory() as scratch, under(str(options.data)), counting(options.data) as progress:
        frame = scan(options.data, options.encoding, types, Path(scratch), progress)
        found = diff(old, new, frame, bind=binding, as_of=options.as_of)
    if options.moved is not None and found.moved is not None:
        with whole_path(options.moved, options.force) as path:
            customers = found.moved.customers
            customers.write_csv(path) if options.moved.suffix == ".csv" else customers.write_parquet(path)
    return found
