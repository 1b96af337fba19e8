"""The solver of a decision's queries, which knows its examples."""

from typing import Any

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.solver import Solver
from crmrules.kinds.decision.definition import DecisionDefinition


def solver_of(definition: DecisionDefinition, **options: Any) -> Solver[DecisionDefinition]:
    """What answers queries about a decision; `options` are those of `Solver`."""
    return Solver(definition, tried=[Witness(dict(each.given), each.as_of) for each in definition.examples], **options)
