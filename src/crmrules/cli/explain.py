"""`crmrules explain`: why a policy decides as it does on the facts given."""

import argparse
from pathlib import Path
from typing import Any

from attrs import evolve

from crmrules.cli.common import Commands, add_as_of, add_language, find, row, say
from crmrules.cli.data import add_binding, add_format, add_join, add_reading, binding_of, print_json
from crmrules.errors import EngineError, FileError, Problem, RecordError, did_you_mean
from crmrules.expressions.accept import Refused
from crmrules.expressions.tree import Value
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy
from crmrules.kinds.explained import Explained
from crmrules.records.cells import read_cell


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("explain", help="why a policy decides as it does, and what is still to find out")
    parser.add_argument("policy", metavar="ID", help="a policy's id, or the path of its file")
    parser.add_argument(
        "facts",
        nargs="*",
        metavar="fact=value",
        help="what is known; the rest is unknown. Or FILE with --row or --key",
    )
    customer = parser.add_mutually_exclusive_group()
    customer.add_argument("--row", type=row, metavar="N", help="the customer in a row of FILE, as it is counted there")
    customer.add_argument("--key", metavar="COLUMN=VALUE", help="the customer of FILE with a value in a column")
    parser.add_argument("--what-if", action="store_true", help="also what would change the decision, and what to ask")
    parser.add_argument(
        "--cautioned", action="store_true", help="also what is held back by a caution, with the caution"
    )
    add_reading(parser)
    add_binding(parser)
    add_join(parser)
    add_format(parser)
    add_as_of(parser)
    add_language(parser)
    parser.set_defaults(run=_run, several="facts")


def _run(options: argparse.Namespace) -> int:
    policy = find(options.policy, Policy)
    explained, where = _explained(policy, options)
    if options.cautioned:
        if explained.asked is None:
            message = f"is a {policy.kind}, which holds nothing back"
            raise EngineError.of(f"policy `{policy.id}`", message, "leave --cautioned out")
        explained = evolve(explained, found=explained.asked)
    if options.format == "json":
        print_json(explained.to_dict())
    else:
        first, *others = explained.documents(options.lang)
        for document in (evolve(first, facts=(*where, *first.facts)), *others):
            say(document)
    return 0


def _explained(policy: Policy[Any], options: argparse.Namespace) -> tuple[Explained, tuple[str, ...]]:
    """What is said of a customer, and where a file has that customer."""
    if options.row is not None or options.key is not None:
        if not options.facts:
            raise FileError.of("--row and --key", "are of a file", "name it: crmrules explain ID FILE --row 17")
        # only now: with it comes Polars
        from crmrules.cli.customer import explain_customer

        explained, where = explain_customer(policy, options.facts, binding_of(options), options)
        return explained, (where,)
    facts = _read(policy, options.facts)
    return kind_of(policy.definition).explain(policy, facts, options.as_of, options.what_if), ()


def _read(policy: Policy[Any], given: list[str]) -> dict[str, Value]:
    types = {each.name: each.type for each in policy.definition.facts.declared}
    values: dict[str, Value] = dict.fromkeys((each.name for each in policy.definition.read_facts), None)
    problems: list[Problem] = []
    told: set[str] = set()
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            remedy = "write it as fact=value" + (", or name a row of the file by --row" if Path(text).exists() else "")
            problems.append(Problem(f"`{text}`", "is no fact with its value", remedy))
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
