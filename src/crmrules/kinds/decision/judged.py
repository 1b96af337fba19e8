"""A record as the interpreter judges it: its facts, the day and the verdict, from which explanations are told."""

import datetime
from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from crmrules.engines.interpreter import Lacking, values_of
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Truth, Verdict, judge, lacking_by, truths
from crmrules.kinds.decision.parts import Outcome, Rule


@frozen(slots=False, eq=False)
class Judged:
    """What the interpreter says of one record; each part is evaluated when it is asked for."""

    definition: DecisionDefinition
    stored: Mapping[str, Value]
    """Every stored fact the policy declares, None where unknown."""
    as_of: datetime.date | None
    assumed: tuple[str, ...] = ()
    """The facts that were unknown and taken from the binding's assumptions."""

    @cached_property
    def values(self) -> dict[str, Value]:
        """What every name stands for."""
        return values_of(self.definition, self.stored, self.as_of)

    @cached_property
    def truths(self) -> Mapping[str, Truth]:
        """The truth of every rule, by its id."""
        found = truths(self.definition, self.values)
        return {rule.id: truth for rule, truth in zip(self.definition.rules, found, strict=True)}

    @cached_property
    def verdict(self) -> Verdict:
        """What is settled and what is open; raises `ConflictError` where rules contradict each other."""
        return judge(self.definition, list(self.truths.values()))

    @property
    def fired(self) -> tuple[Rule, ...]:
        """The rules that are true and give the outcome, the deciding one first."""
        return tuple(self.definition.rules[index] for index in self.verdict.fired)

    @property
    def open(self) -> tuple[Rule, ...]:
        """The unknown rules that may decide; none where it is certain."""
        return tuple(self.definition.rules[index] for index in self.verdict.open)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The settled outcomes, as declared."""
        outcome = self.verdict.outcome
        ids = outcome if isinstance(outcome, tuple) else (outcome,)
        return tuple(each for each in self.definition.outcomes if each.id in ids)

    @cached_property
    def lacking(self) -> Lacking:
        """What its open rules hang on."""
        return lacking_by(self.definition, self.stored, self.as_of, self.verdict)
