"""`crmrules apply` of policies that are no decisions: by columns, with what they are cut by beforehand."""

import argparse
from typing import Any

from crmrules.cli.beside import check_columns, write_columns
from crmrules.cli.common import say
from crmrules.cli.data import opened
from crmrules.errors import EngineError, under
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.formats import Format, format_of
from crmrules.records.inputs import Input
from crmrules.records.shape import columns_of
from crmrules.reviews.choosing import LeftOut, choose
from crmrules.reviews.report import part_document
from crmrules.reviews.running import cuts_of


def apply_population(policy: Policy[Any], given: Input, binding: Binding, options: argparse.Namespace) -> None:
    """Say of every customer of a file what a policy says, write it where that is asked for, and print the summary.

    A cadence whose classes are neither a column nor bound takes them from the policy that it reads them from.
    """
    if kind_of(policy.definition).follows_events:
        remedy = f"`crmrules cases FILE --policy {options.policy}` reads a file of them"
        raise EngineError.of(f"policy `{policy.id}`", "follows the events of customers", remedy)
    columns = columns_of(given)
    chosen, left_out = choose([policy], columns, binding, options.as_of)
    doors = [Door(each.policy.definition, each.binding) for each in chosen]
    if not chosen or chosen[-1].policy.id != policy.id:
        doors = [Door(policy.definition, binding)]
    with under(given.name):
        check_columns(doors, columns)
        if left_out:
            raise _unable(policy, left_out[-1])
    own = options.output is not None and format_of(options.output) is Format.CSV
    with opened(given, options, binding, [each.policy.definition for each in chosen], own) as scanned:
        cuts = cuts_of(chosen, scanned.frame, options.as_of)
        kind, asked = kind_of(policy.definition), chosen[-1]
        found = kind.add_columns(asked, scanned.frame, options.as_of, cuts)
        if options.output is not None:
            write_columns(found, columns, given, scanned, doors, options)
        part = kind.part(asked, found, options.as_of, cuts)
        say(part_document(part, options.as_of, asked.near, options.lang))


def _unable(policy: Policy[Any], left: LeftOut) -> EngineError:
    """Why a policy does not run on a file: it, or one that it reads from."""
    remedy = f"give {', '.join(f'`{name}`' for name in left.absent)}" if left.absent else ""
    if left.policy.id != policy.id:
        segments = policy.definition.facts.segments
        bands = [f"`{name}` itself" for name, ranking in segments.items() if ranking.id == left.policy.id]
        remedy = " or ".join([remedy, *bands]) if remedy else ""
        remedy = f"`{policy.id}` reads from it: {remedy}" if remedy else f"`{policy.id}` reads from it"
    return EngineError.of(f"policy `{left.policy.id}`", f"does not run on it: {left.why.en}", remedy)
