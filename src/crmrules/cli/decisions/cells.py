"""What deciding row by row adds to a row: a cell for each new column."""

import argparse
from collections.abc import Callable
from typing import Any

from crmrules.definitions.columns import column_name
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.result import Decision

Maker = Callable[[Decision, tuple[str, ...]], Any]
"""Makes a cell of a decision and the facts it misses."""


def cell_makers(policy: DecisionTable, options: argparse.Namespace) -> dict[str, Maker]:
    """The columns that are added, and what goes into each."""
    makers: dict[str, Maker] = {}
    if policy.definition.hit is HitPolicy.COLLECT:
        for outcome in policy.definition.outcomes:
            makers[column_name(policy.id, outcome.id)] = _gives(outcome.id)
    else:
        makers[column_name(policy.id)] = lambda decision, _: decision.outcome
        outputs = dict.fromkeys(key for outcome in policy.definition.outcomes for key in outcome.outputs)
        for output in outputs:
            makers[column_name(policy.id, output)] = _output_of(output)
    makers[column_name(policy.id, "certain")] = lambda decision, _: decision.certain
    if options.so_far and policy.definition.hit is not HitPolicy.COLLECT:
        makers[column_name(policy.id, "so_far")] = lambda decision, _: decision.so_far
    if options.missing:
        makers[column_name(policy.id, "missing")] = lambda _, missing: ", ".join(missing)
    return makers


def _gives(outcome: str) -> Maker:
    return lambda decision, _: decision.gives(outcome)


def _output_of(name: str) -> Maker:
    return lambda decision, _: decision.outputs.get(name)
