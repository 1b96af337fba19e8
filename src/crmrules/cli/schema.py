"""`crmrules schema`: the JSON Schema of policy files, for editors that complete and validate them."""

import argparse
import json

from crmrules.cli.common import Commands
from crmrules.interchange.schema import policy_schema


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("schema", help="the JSON Schema of policy files, for editors")
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    print(json.dumps(policy_schema(), indent=2, ensure_ascii=False))
    return 0
