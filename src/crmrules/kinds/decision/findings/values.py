"""Operations that can have no value, and then leave a decision open with nothing to find out."""

import datetime
from collections.abc import Iterator, Mapping

from attrs import frozen

from crmrules.analysis.cells.conditions import Conditions
from crmrules.analysis.cells.diagram import Diagram
from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.base import Definition
from crmrules.errors import CrmRulesError
from crmrules.expressions.render import render
from crmrules.expressions.tree import Arithmetic, Call, Expression, Value, walk
from crmrules.kinds.decision.analysis.verdicts import Verdicts
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import interpret


@frozen
class LeftOpen(Query):
    """Is there a record on which all of this holds, and the decision is open?"""

    def holds(self, definition: Definition, given: Mapping[str, Value], as_of: datetime.date | None) -> bool:
        """Whether it holds of a record; a fact that is not given is unknown."""
        assert isinstance(definition, DecisionDefinition)
        try:
            return super().holds(definition, given, as_of) and not interpret(definition, given, as_of).certain
        except CrmRulesError:  # rules contradict each other
            return False

    def diagram(self, conditions: Conditions) -> Diagram:
        """Where it holds."""
        assert isinstance(conditions.definition, DecisionDefinition)
        verdicts = Verdicts(conditions.definition, conditions.space, conditions.day)
        is_open = verdicts.logic.no(verdicts.walk.certain)
        return conditions.all_of([super().diagram(conditions), verdicts.logic.diagram(is_open)])


def value_findings(solver: Solver[DecisionDefinition]) -> Iterator[Finding]:
    """The divisions that leave the decision open where all facts are known."""
    definition = solver.definition
    for operation, where in _divisions(definition).items():
        found = solver.ask(LeftOpen(false=(Call("known", (operation,)),), all_known=True))
        path, text = f"policy `{definition.id}`, {where}", render(operation)
        if found.status is Status.YES:
            message = f"`{text}` can have no value, and then the decision stays open with nothing to find out"
            remedy = f"say what holds then: ask for `{render(operation.right)} != 0` before, or add a rule without it"
            yield Finding(Code.NO_VALUE, path, message, remedy, found.witness)
        elif found.status is Status.OPEN:
            what = f"whether the decision is ever left open because `{text}` has no value"
            yield Finding(Code.NOT_DECIDED, path, f"{what} is not decided: {found.why}")


def _divisions(definition: DecisionDefinition) -> dict[Arithmetic, str]:
    """The divisions in rules, and in the facts that they read, with where they stand."""
    places: list[tuple[str, Expression]] = [(f"rule `{rule.id}`", rule.when) for rule in definition.rules]
    places += [(f"fact `{each.name}`", each.expression) for each in definition.facts.derived if each.expression]
    found: dict[Arithmetic, str] = {}
    for where, tree in places:
        for part in walk(tree):
            if isinstance(part, Arithmetic) and part.operator == "/":
                found.setdefault(part, where)
    return found
