"""The facts of a policy in SQL: those that a table holds, and those reckoned from them."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

from attrs import evolve, field, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.engines.sql.expressions import Called, Columns
from crmrules.engines.sql.parts import Constant, Hanging, Part
from crmrules.engines.sql.steps import Steps
from crmrules.engines.sql.truths import placed
from crmrules.expressions.render import render
from crmrules.expressions.tree import AS_OF, names

D = TypeVar("D", bound=Definition)

TITLE = "derived"
"""What the step is called that derives facts."""


@frozen(slots=False)
class FactColumns(Generic[D]):
    """The facts of a policy on the rows of one table."""

    definition: D
    as_of: datetime.date | None
    facts: Mapping[str, Part]
    """The stored facts that are read, those of the policies it reads among them."""
    steps: Steps
    tells: bool = field(default=False)
    """Whether it is asked what unknown values hang on."""
    says: bool = field(default=False)
    """Whether sentences are filled, so that the facts that they name are needed, too."""

    @cached_property
    def names(self) -> Mapping[str, Part]:
        """What every name stands for."""
        known: dict[str, Part] = {
            each.name: Constant(None) for each in self.definition.facts.declared if each.name not in self.facts
        }
        known |= self.facts
        known |= {name: Constant(value) for name, value in self.definition.values_on(self.as_of).items()}
        known[AS_OF] = Constant(self.as_of)
        needed = self._needed
        for each in self.definition.facts.derived:
            if each.name in needed:
                known[each.name] = self._derived(each, known)
        return known

    @cached_property
    def _needed(self) -> frozenset[str]:
        needed = {*self.definition.read_names, *(self.definition.said_names if self.says else ())}
        for each in reversed(self.definition.facts.derived):
            if each.name in needed and each.expression is not None:
                needed |= names(each.expression)
        return frozenset(needed)

    def _derived(self, derived: Derived, known: Mapping[str, Part]) -> Part:
        if derived.expression is not None:
            comment = f"{derived.name} = {render(derived.expression)}"
            called = Called(f"fact_{derived.name}", TITLE, comment)
            made = self.columns(known).build(derived.expression, called)
            return made if isinstance(made, Constant) else made.to(self._once(made.hanging))
        assert derived.policy is not None  # a derived fact has one of the two
        return derived.policy.in_sql(self, derived.name)

    def _once(self, hanging: Hanging) -> Hanging:
        """What a derived fact hangs on, written once: facts derived from each other would double it."""
        if hanging.is_empty:
            return hanging
        steps, level = self.steps, hanging.level
        missing = {name: placed(where, steps, level, f"lacks_{name}", "") for name, where in hanging.missing.items()}
        undefined = hanging.undefined
        if not isinstance(undefined, bool):
            undefined = placed(undefined, steps, level, "undefined", "")
        return evolve(hanging, missing=missing, undefined=undefined, level=level + 1)

    def columns(self, names: Mapping[str, Part]) -> Columns:
        """What builds columns over some names."""
        return Columns(names, self.steps, self.tells)
