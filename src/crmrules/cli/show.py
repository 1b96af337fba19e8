"""`crmrules show`: all that a policy says."""

import argparse

from crmrules.cli.common import Commands, find, say
from crmrules.kinds import page
from crmrules.kinds.base import Policy
from crmrules.reports.markdown import markdown


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("show", help="all that a policy says: facts, parameters, outcomes, rules, examples")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--toml", action="store_true", help="as a policy file, to begin an own one from")
    form.add_argument("--markdown", action="store_true", help="as Markdown")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    if options.toml:
        print(policy.to_toml(), end="")
    elif options.markdown:
        print(markdown(page(policy.definition)), end="")
    else:
        say(page(policy.definition))
    return 0
