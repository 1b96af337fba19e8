"""`crmrules backtest`: how well a decision would have told what happened."""

import argparse
import json
import tempfile
from pathlib import Path

from crmrules.cli.common import Commands, add_as_of, add_language, find
from crmrules.cli.progress import counting
from crmrules.errors import EngineError, PolicyError, did_you_mean, under
from crmrules.kinds import DecisionTable, Policy
from crmrules.records.binding import Binding
from crmrules.records.writing import whole_path


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("backtest", help="hold a decision against what happened: rates, lift, rank quality")
    parser.add_argument("policy", metavar="ID", help="a decision's id, or the path of its file")
    parser.add_argument("file", metavar="FILE", type=Path, help="customers: .csv, .parquet, or .jsonl")
    parser.add_argument("--label", required=True, metavar="COLUMN", help="the column that says whether it happened")
    parser.add_argument(
        "--sweep", action="append", default=[], metavar="PARAMETER=VALUE,...", help="try a parameter at other values"
    )
    parser.add_argument("--plot", metavar="PICTURE", type=Path, help="draw the sweep: .svg or .png")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how it is printed")
    parser.add_argument("--force", action="store_true", help="replace the picture where it is there already")
    parser.add_argument("--map", action="append", default=[], metavar="fact=column", help="bind a fact to a column")
    parser.add_argument(
        "--bind", metavar="BINDING", type=Path, help="a binding file: columns, expressions, assumptions"
    )
    parser.add_argument("--encoding", help="what FILE is written in, such as gb18030 (default: UTF-8)")
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    # only now: with it comes Polars
    from crmrules.records.scanning import column_types, scan
    from crmrules.reviewing.backtest import backtest

    policy = find(options.policy, Policy)
    if not isinstance(policy, DecisionTable):
        raise EngineError.of(f"policy `{policy.id}`", f"is a {policy.kind}", "decisions are held against what happened")
    sweep = dict(_values(each, policy) for each in options.sweep)
    binding = (Binding.load(options.bind) if options.bind else Binding()).with_maps(options.map)
    types = column_types([(policy.definition, binding)])
    with tempfile.TemporaryDirectory() as scratch, under(str(options.file)), counting(options.file) as progress:
        frame = scan(options.file, options.encoding, types, Path(scratch), progress)
        found = backtest(policy, frame, label=options.label, bind=binding, as_of=options.as_of, sweep=sweep)
    if options.format == "json":
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(found.explain(options.lang))
    if options.plot is not None:
        from crmrules.reports.backtest import plot

        with whole_path(options.plot, options.force) as path:
            plot(found, path, options.plot.suffix.removeprefix(".") or "svg")
    return 0


def _values(text: str, policy: DecisionTable) -> tuple[str, list[float]]:
    name, _, said = text.partition("=")
    if name not in policy.parameters:
        raise PolicyError.of(f"--sweep `{text}`", f"unknown parameter `{name}`", did_you_mean(name, policy.parameters))
    try:
        values = [float(each) for each in said.split(",")]
    except ValueError:
        remedy = "write it as parameter=0.1,0.2,0.3"
        raise PolicyError.of(f"--sweep `{text}`", "does not list numbers", remedy) from None
    return name, [int(each) if each.is_integer() else each for each in values]
