"""Asking z3 whether any record has one outcome by one decision and another by the other."""

from collections.abc import Iterable
from typing import Any

from crmrules.analysis.markers import Marker, Said
from crmrules.analysis.query import Answer
from crmrules.analysis.smt.formulas import Formulas
from crmrules.analysis.smt.numbers import z3
from crmrules.analysis.smt.solving import Day, Holds, solve
from crmrules.kinds.decision.analysis.formulas import given, says, walked
from crmrules.kinds.decision.definition import DecisionDefinition


def moves(
    old: DecisionDefinition,
    new: DecisionDefinition,
    days: Iterable[Day],
    pair: tuple[Said, Said],
    what: str,
    holds: Holds,
    seconds: float,
) -> Answer:
    """Whether any record has one outcome by one decision and another by the other; `what` is that of *collect*."""

    def formula(formulas: Formulas) -> Any:
        return z3.And(_says(formulas, old, pair[0], what), _says(formulas.beside(new), new, pair[1], what))

    return solve(old, tuple(days), formula, holds, seconds, "")


def _says(formulas: Formulas, definition: DecisionDefinition, said: Said, what: str) -> Any:
    walk = walked(definition, [formulas.compile(rule.when) for rule in definition.rules])
    if not what:
        return says(walk, said)
    found = given(walk, what)
    if said is Marker.OPEN:
        return z3.Not(found.known)
    return z3.And(found.known, found.value if said is Marker.GIVEN else z3.Not(found.value))
