"""The summary of a run: what a policy said of a file."""

import argparse
from collections.abc import Sequence

from crmrules.cli.common import say
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.kinds.decision.summary_report import summary_document
from crmrules.records.door import Door


def print_summary(
    policy: DecisionTable, tally: Tally, door: Door, columns: Sequence[str], options: argparse.Namespace
) -> None:
    """Print it; `columns` are those of the file, none where its rows need not be alike."""
    read = [each.name for each in policy.definition.read_facts]
    assumed = {name: door.binding.assume[name] for name in read if name in door.binding.assume}
    brought = {*columns, *door.binding.facts, *assumed}
    absent = [name for name in read if name not in brought] if columns else []
    near = {name: door.nearest_column(name, columns) for name in absent}
    told = {name: column or "" for name, column in near.items()}
    say(summary_document(policy.definition, tally, told, assumed, options.as_of, options.lang))
