"""`crmrules backtest`: how well a policy would have told what happened."""

import argparse
from pathlib import Path
from typing import Any

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
from crmrules.errors import FileError, PolicyError, did_you_mean
from crmrules.kinds.base import Policy
from crmrules.records.writing import whole_path

_PICTURES = (".svg", ".png")


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("backtest", help="hold decisions and scores against what happened: rates and ranks")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    add_file(parser)
    parser.add_argument("--label", required=True, metavar="COLUMN", help="the column that says whether it happened")
    parser.add_argument(
        "--happened", metavar="VALUE", help="what the column holds where it happened (default: true, yes or 1)"
    )
    parser.add_argument(
        "--sweep", action="append", default=[], metavar="PARAMETER=VALUE,...", help="try a parameter at other values"
    )
    parser.add_argument(
        "--plot",
        metavar="PICTURE",
        type=Path,
        help="draw the sweep, of a scorecard also the rate by score: .svg or .png",
    )
    parser.add_argument(
        "--no-ranks", action="store_true", help="the order of outcomes or scores is no ranking: rates stand alone"
    )
    add_output(parser)
    add_binding(parser)
    add_join(parser)
    add_format(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    from crmrules.assurance.backtest.asking import backtest, backtesting

    backtesting(policy)  # what cannot be held against anything is told before a file is read
    sweep = dict(_values(each, policy) for each in options.sweep)
    if options.plot is not None and options.plot.suffix not in _PICTURES:
        raise FileError.of(str(options.plot), f"is neither {' nor '.join(_PICTURES)}")
    binding = binding_of(options)
    with writing(options) as write:
        with (
            given(options.file, options) as read,
            opened(read, options, binding, [policy.definition]) as scanned,
        ):
            found = backtest(
                policy,
                scanned.frame,
                label=options.label,
                happened=options.happened,
                bind=binding,
                as_of=options.as_of,
                sweep=sweep,
                ranks=False if options.no_ranks else None,
            )
        write(found)
    if options.plot is not None:
        from crmrules.assurance.backtest.report import plot

        with whole_path(options.plot, options.force) as path:
            plot(found, path, options.plot.suffix.removeprefix("."), options.lang)
    return 0


def _values(text: str, policy: Policy[Any]) -> tuple[str, list[float]]:
    name, _, said = text.partition("=")
    if name not in policy.parameters:
        raise PolicyError.of(f"--sweep `{text}`", f"unknown parameter `{name}`", did_you_mean(name, policy.parameters))
    try:
        values = [float(each) for each in said.split(",")]
    except ValueError:
        remedy = "write it as parameter=0.1,0.2,0.3"
        raise PolicyError.of(f"--sweep `{text}`", "does not list numbers", remedy) from None
    return name, [int(each) if each.is_integer() else each for each in values]
