"""The decision kind: a table of rules from conditions to outcomes, under a DMN hit policy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import DecisionHeader, Example, HitPolicy, Outcome, Output, Rule
from crmrules.expressions.tree import Expression, names
from crmrules.model.text import Text


@frozen(slots=False, kw_only=True, eq=False)
class DecisionDefinition(Definition):
    """All that a policy file of the decision kind says."""

    header: DecisionHeader
    outputs: Mapping[str, Output]
    outcomes: tuple[Outcome, ...]
    """In order of priority."""
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]

    @property
    def hit(self) -> HitPolicy:
        """What several true rules come to."""
        return self.header.hit

    @property
    def read_names(self) -> Iterable[str]:
        """The names in conditions."""
        return (name for rule in self.rules for name in names(rule.when))

    @property
    def conditions(self) -> Iterator[Expression]:
        """The conditions of its rules, and what its facts are derived by."""
        yield from (rule.when for rule in self.rules)
        yield from (each.expression for each in self.facts.derived if each.expression is not None)

    @property
    def sentences(self) -> Iterable[Text | None]:
        """The reasons and cautions of its rules."""
        return (text for rule in self.rules for text in (rule.because, rule.caution))

    @property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """Its outputs."""
        return {"outputs": self.outputs}

    @property
    def lists(self) -> Mapping[str, Sequence[Any]]:
        """Its outcomes, rules and examples."""
        return {"outcome": self.outcomes, "rule": self.rules, "example": self.examples}

    @cached_property
    def walk(self) -> tuple[int, ...]:
        """The indexes of the rules in the order in which the hit policy looks at them."""
        indexes = range(len(self.rules))
        if self.hit is not HitPolicy.PRIORITY:
            return tuple(indexes)
        rank = {outcome.id: index for index, outcome in enumerate(self.outcomes)}
        return tuple(sorted(indexes, key=lambda index: rank[self.rules[index].then]))

    @cached_property
    def steps(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The walk in steps: an outcome, and the rules next to each other that give it."""
        grouped = groupby(self.walk, lambda index: self.rules[index].then)
        return tuple((outcome, tuple(indexes)) for outcome, indexes in grouped)
