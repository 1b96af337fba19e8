"""Exact questions about the conditions of a process: what events carry, and counts, are facts there like any other."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from attrs import evolve, frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.expressions.tree import Expression, names
from crmrules.expressions.types import INTEGER
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.parts import Transition
from crmrules.model.fact import Fact
from crmrules.model.text import Text


@frozen(slots=False, kw_only=True, eq=False)
class _Asked(ProcessDefinition):
    """A process whose facts are all names of its conditions."""

    @property
    def read_names(self) -> Iterable[str]:
        """The names in conditions, those of data of events as they stand."""
        return (name for condition in self.own_conditions for name in names(condition))


@frozen(slots=False, eq=False)
class Questions:
    """Answers questions about what conditions can be true together."""

    solver: Solver[_Asked]

    def never(self, *conditions: Expression, unless: Sequence[Expression] = ()) -> bool:
        """Whether it is proven that some conditions are never true together, while none of the others is true."""
        return self.solver.ask(Query(true=conditions, not_true=tuple(unless))).status is Status.NO

    def always(self, condition: Expression) -> bool:
        """Whether it is proven that a condition is never false, and is true whenever everything is known."""
        return self.solver.always(condition)

    def together(self, *conditions: Expression) -> Witness | None:
        """Facts with which some conditions are true together; None where there are none, or none was found."""
        answer = self.solver.ask(Query(true=conditions))
        return answer.witness if answer.status is Status.YES else None


def questions_of(definition: ProcessDefinition, verify: bool) -> Questions:
    """What answers questions about a process; `verify` lets z3 try what cells do not decide."""
    others = [Fact(name, type_, Text(name), "") for name, type_ in definition.event_scope.items()]
    others += [Fact(name, INTEGER, count.title, "") for name, count in definition.counts.items()]
    wider = evolve(definition, facts=evolve(definition.facts, declared=(*definition.facts.declared, *others)))
    parts: dict[str, Any] = {each.name: getattr(wider, each.name) for each in attrs.fields(ProcessDefinition)}
    return Questions(Solver(_Asked(**parts), verify=verify))


def before(definition: ProcessDefinition, transition: Transition, state: str) -> list[Transition]:
    """The transitions from a state that are looked at before another: those on the same event, or on none like it."""
    leaving = [each for each in definition.leaving[state] if each.on == transition.on]
    return leaving[: leaving.index(transition)]
