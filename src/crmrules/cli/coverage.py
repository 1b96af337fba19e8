"""`crmrules coverage`: what came of a decision's rules or a scorecard's items, of its examples or of a file."""

import argparse

from crmrules.assurance.coverage import coverage, covering
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
from crmrules.kinds.base import Policy


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("coverage", help="what came and never came, of examples or of a file")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    add_file(parser, holds="records, without which the examples count", several="*")
    add_output(parser)
    add_binding(parser)
    add_join(parser)
    add_format(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    covering(policy)  # what cannot be covered is told before a file is read
    with writing(options) as write:
        if not options.file:
            write(coverage(policy))
            return 0
        binding = binding_of(options)
        with (
            given(options.file, options) as read,
            opened(read, options, binding, [policy.definition]) as scanned,
        ):
            found = coverage(policy, scanned.frame, bind=binding, as_of=options.as_of)
        write(found)
    return 0
