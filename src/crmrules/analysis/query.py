"""Queries about conditions: whether there is a record on which some are true and others are false.

Every query has one meaning, said by the interpreter (`holds`), and is answered by cells, or else by z3.
"""

import datetime
from collections.abc import Callable, Mapping
from enum import StrEnum

from attrs import field, frozen

from crmrules.analysis.cells.conditions import Conditions
from crmrules.analysis.cells.diagram import Diagram
from crmrules.analysis.cells.logic import IS_FALSE, IS_TRUE, NOT_TRUE
from crmrules.analysis.cells.search import Witness
from crmrules.definitions.base import Definition
from crmrules.engines.interpreter import values_of
from crmrules.errors import CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Expression, Value


@frozen
class Query:
    """Is there a record on which all of this holds?"""

    true: tuple[Expression, ...] = ()
    false: tuple[Expression, ...] = ()
    not_true: tuple[Expression, ...] = ()
    """False or unknown."""
    all_known: bool = False
    """Whether every fact that the policy reads is known."""

    def holds(self, definition: Definition, given: Mapping[str, Value], as_of: datetime.date | None) -> bool:
        """Whether it holds of a record; a fact that is not given is unknown."""
        if self.all_known and any(given.get(each.name) is None for each in definition.read_facts):
            return False
        try:
            values = values_of(definition, given, as_of)
        except CrmRulesError:  # before the first value of a parameter, or a policy it reads contradicts itself
            return False
        return self.is_so(lambda node: evaluate(node, values))

    def is_so(self, truth: Callable[[Expression], Value]) -> bool:
        """Whether it holds where conditions have these truths."""
        return (
            all(truth(each) is True for each in self.true)
            and all(truth(each) is False for each in self.false)
            and all(truth(each) is not True for each in self.not_true)
        )

    def diagram(self, conditions: Conditions) -> Diagram:
        """Where it holds."""
        truth, apply = conditions.truth, conditions.diagrams.apply
        parts = [
            conditions.today,
            *(apply(IS_TRUE, truth(each)) for each in self.true),
            *(apply(IS_FALSE, truth(each)) for each in self.false),
            *(apply(NOT_TRUE, truth(each)) for each in self.not_true),
        ]
        return conditions.all_of([*parts, *([conditions.all_known] if self.all_known else [])])


class Status(StrEnum):
    """How a query is answered."""

    YES = "yes"
    """There is such a record."""
    NO = "no"
    """It is proven that there is none."""
    OPEN = "not decided"


@frozen
class Answer:
    """The answer to a query."""

    status: Status
    witness: Witness | None = field(default=None)
    """The record that shows it, where there is one."""
    why: str = field(default="")
    """Why it is not decided."""
