"""`crmrules list`: the shipped policies."""

import argparse

from crmrules.cli.common import Commands, console, line, table
from crmrules.loading import policies, policy


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("list", help="the shipped policies")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    rows = table("policy", "kind", "title", "rows")
    for id_ in policies():
        header = policy(id_).definition.header
        rows.add_row(
            line(id_), line(header.kind), line(f"{header.title.en} {header.title.zh}"), ", ".join(header.covers)
        )
    console().print(rows)
    return 0
