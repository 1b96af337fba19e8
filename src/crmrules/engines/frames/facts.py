"""A policy over columns: the facts reckoned from others, the truth of every rule, and the facts that are missing."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

from attrs import evolve, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.engines.frames.expressions import Columns
from crmrules.engines.frames.parts import Constant, Part
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.tree import AS_OF, names

D = TypeVar("D", bound=Definition)


@frozen(slots=False)
class FactColumns(Generic[D]):
    """The facts of a policy on one frame, and those reckoned from them."""

    definition: D
    as_of: datetime.date | None
    facts: Mapping[str, Part]
    """The stored facts that are read, those of the policies it reads among them."""
    stages: Stages
    safe_division: bool

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
        needed = set(self.definition.read_names)
        for each in reversed(self.definition.facts.derived):
            if each.name in needed and each.expression is not None:
                needed |= names(each.expression)
        return frozenset(needed)

    def _derived(self, derived: Derived, known: Mapping[str, Part]) -> Part:
        if derived.expression is not None:
            return self.placed(Columns(known, self.stages, self.safe_division).compile(derived.expression))
        assert derived.policy is not None  # a derived fact has one of the two
        return derived.policy.on_frame(self)

    def placed(self, part: Part) -> Part:
        """A part that is read again and again, written once as a column of our own."""
        if isinstance(part, Constant):
            return part
        return evolve(part, expr=self.stages.place(part.expr, part.level), level=part.level + 1)
