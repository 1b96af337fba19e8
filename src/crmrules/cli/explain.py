"""`crmrules explain`: why a policy decides as it does on the facts given."""

import argparse
from typing import Any

from crmrules.cli.common import Commands, add_as_of, add_language, find, say
from crmrules.cli.data import add_format, print_json
from crmrules.errors import Problem, RecordError, did_you_mean
from crmrules.expressions.accept import Refused
from crmrules.expressions.tree import Value
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy
from crmrules.records.cells import read_cell


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("explain", help="why a policy decides as it does, and what is still to find out")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument("facts", nargs="*", metavar="fact=value", help="what is known; the rest is unknown")
    parser.add_argument("--what-if", action="store_true", help="also what would change the decision, and what to ask")
    add_format(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    facts = _read(policy, options.facts)
    explained = kind_of(policy.definition).explain(policy, facts, options.as_of, options.what_if)
    if options.format == "json":
        print_json(explained.to_dict())
    else:
        for document in explained.documents(options.lang):
            say(document)
    return 0


def _read(policy: Policy[Any], given: list[str]) -> dict[str, Value]:
    types = {each.name: each.type for each in policy.definition.facts.declared}
    values: dict[str, Value] = dict.fromkeys((each.name for each in policy.definition.read_facts), None)
    problems: list[Problem] = []
    told: set[str] = set()
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            problems.append(Problem(f"`{text}`", "is no fact with its value", "write it as fact=value"))
        elif name in told:
            problems.append(Problem(f"`{text}`", f"fact `{name}` is given twice", "keep one"))
        elif name not in types:
            problems.append(Problem(f"`{text}`", f"unknown fact `{name}`", did_you_mean(name, types)))
        else:
            told.add(name)
            try:
                values[name] = read_cell(value, types[name])
            except Refused as refused:
                problems.append(Problem(f"`{text}`", refused.message, refused.remedy))
    if problems:
        raise RecordError(problems)
    return values
