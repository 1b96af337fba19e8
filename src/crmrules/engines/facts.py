"""The facts of a policy for an engine of many rows: those that are stored, and those reckoned from them."""

import datetime
from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Generic, TypeVar

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.facts import Derived
from crmrules.expressions.tree import AS_OF, Value, names

D = TypeVar("D", bound=Definition)
P = TypeVar("P")
"""What stands for a fact: a column, or a value that is the same for all rows."""


@frozen(slots=False)
class Facts(Generic[D, P]):
    """The facts of a policy, by what stands for them."""

    definition: D
    as_of: datetime.date | None
    facts: Mapping[str, P]
    """The stored facts that are read, those of the policies it reads among them."""

    @cached_property
    def names(self) -> Mapping[str, P]:
        """What every name stands for."""
        known = {each.name: self._same(None) for each in self.definition.facts.declared if each.name not in self.facts}
        known |= self.facts
        known |= {name: self._same(value) for name, value in self.definition.values_on(self.as_of).items()}
        known[AS_OF] = self._same(self.as_of)
        needed = self._needed
        for each in self.definition.facts.derived:
            if each.name in needed:
                known[each.name] = self._derived(each, known)
        return known

    @property
    def _needed(self) -> frozenset[str]:
        needed = set(self._asked)
        for each in reversed(self.definition.facts.derived):
            if each.name in needed and each.expression is not None:
                needed |= names(each.expression)
        return frozenset(needed)

    @property
    def _asked(self) -> frozenset[str]:
        """The names whose values are asked for."""
        return frozenset(self.definition.read_names)

    @abstractmethod
    def _same(self, value: Value) -> P:
        """What stands for a value that is the same for all rows."""

    @abstractmethod
    def _derived(self, derived: Derived, known: Mapping[str, P]) -> P:
        """What stands for a fact that is derived from those known already."""
