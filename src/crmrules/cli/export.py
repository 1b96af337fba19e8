"""`crmrules export`: a decision in the form of another tool."""

import argparse
import sys
from pathlib import Path

from crmrules.cli.common import Commands, add_as_of, find
from crmrules.interchange.dmn.writing import to_dmn
from crmrules.interchange.jdm.writing import to_jdm
from crmrules.kinds.base import Policy
from crmrules.records.writing import whole_file

_FORMS = {"dmn": to_dmn, "jdm": to_jdm}


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("export", help="a decision as DMN 1.3, or as a JDM graph for GoRules")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument("--format", choices=tuple(_FORMS), required=True, help="the form it is written in")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to; without it, it is printed")
    parser.add_argument("--force", action="store_true", help="replace a file that is there already")
    add_as_of(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    text = _FORMS[options.format](find(options.policy, Policy).definition, options.as_of)
    if options.output is None:
        sys.stdout.write(text)
        return 0
    with whole_file(options.output, options.force) as file:
        file.write(text)
    print(f"{options.output}: policy `{options.policy}` as {options.format.upper()}")
    return 0
