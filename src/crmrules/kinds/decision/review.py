"""The part of a review that a decision tells: outcomes, reasons, and what to find out."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.kinds.decision.counting import Reason, assumed, cautions, reasons, tally
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.kinds.decision.summary_report import (
    missing_table,
    outcome_named,
    outcomes_table,
    outputs_of,
    undefined_table,
)
from crmrules.model.text import Language
from crmrules.reports.document import Block, Paragraph, Prose, Table, Tone, joined
from crmrules.reports.naming import fact_named, policy_named
from crmrules.reports.wording import pattern
from crmrules.reviews.part import Chosen, Part, worded
from crmrules.reviews.words import say

_OVERLAPPING = {HitPolicy.COLLECT: "several", HitPolicy.ANY: "agreeing"}
"""Where a customer may have several reasons, and what is said of that."""


@frozen
class DecisionPart(Part[DecisionTable]):
    """What a decision says of a customer base."""

    tally: Tally
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    """The rules that caution, each with how many customers it is said of."""

    @property
    def is_open(self) -> bool:
        """Whether nothing at all could be settled."""
        return self.tally.open == self.tally.total and not any(self.tally.outcomes.values())

    @property
    def assumed_of(self) -> Mapping[str, int]:
        """Of how many customers each fact was assumed."""
        return self.tally.assumed

    def first(self, language: Language) -> Iterator[Prose]:
        """The most urgent outcome with what comes with it, and the fact to find out."""
        definition = self.policy.definition
        policy = policy_named(definition, language)
        urgent = next((each for each in definition.outcomes if self.tally.outcomes[each.id]), None)
        if urgent is not None:
            count, outcome = self.tally.outcomes[urgent.id], outcome_named(urgent, language)
            said = say("urgent", language, policy=policy, count=count, outcome=outcome)
            to_do = outputs_of(definition, urgent, language)
            yield joined((said, *(say("to_do", language, output=name, value=value) for name, value in to_do)), "")
        best = self.tally.alone.most_common(1)
        if best:
            name, count = best[0]
            yield say("ask", language, policy=policy, fact=fact_named(definition, name, language), count=count)

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
        """The cautions of rules that hold for somebody, and where outcomes and reasons overlap."""
        definition = self.policy.definition
        parameters = definition.values_on(as_of)
        for rule, count in ((each.rule, each.count) for each in self.cautions if each.count):
            assert rule.caution is not None
            caution = pattern(rule.caution, parameters, language)
            yield Paragraph(say("caution", language, rule=rule.id, caution=caution, count=count), Tone.WARNING)
        if definition.hit in _OVERLAPPING and not self.is_open:
            yield Paragraph(say(_OVERLAPPING[definition.hit], language))

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """Outcomes and reasons, the facts to find out, and the operations that have no value."""
        if not self.is_open:
            yield outcomes_table(self.policy.definition, self.tally, language)
            yield _reasons(self, as_of, language)
        told = self.absent if self.is_open else ()  # as what is unknown of everybody
        yield from missing_table(self.policy.definition, self.tally, language, told)
        yield from undefined_table(self.tally, language)

    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""
        return {
            "outcomes": {str(outcome): count for outcome, count in self.tally.outcomes.items()},
            "open": self.tally.open,
            "without_value": self.tally.valueless,
            "missing": dict(self.tally.missing),
            "undefined": dict(self.tally.undefined),
            "settles_alone": dict(self.tally.alone),
            "reasons": {each.rule.id: each.count for each in self.reasons},
            "cautions": {each.rule.id: each.count for each in self.cautions},
            "absent": list(self.absent),
            "assumed": dict(self.tally.assumed),
        }


def decision_part(chosen: Chosen[DecisionTable], frame: pl.LazyFrame, as_of: datetime.date | None) -> DecisionPart:
    """What a decision says of a frame that holds its columns."""
    policy = chosen.policy
    held = reasons(frame, policy, chosen.binding, as_of)
    counted = tally(frame, policy)
    counted.assumed = assumed(frame, policy, chosen.binding, as_of)
    return DecisionPart(
        policy, chosen.absent, chosen.assumed, counted, held, cautions(frame, policy, chosen.binding, as_of)
    )


def _reasons(part: DecisionPart, as_of: datetime.date | None, language: Language) -> Table:
    parameters = part.policy.definition.values_on(as_of)
    titles = {each.id: outcome_named(each, language) for each in part.policy.definition.outcomes}
    rows = [
        (titles[each.rule.then], each.rule.id, pattern(each.rule.because, parameters, language), f"{each.count:,}")
        for each in part.reasons
        if each.count
    ]
    return worded("reasons", ("outcome", "rule", "because", "customers"), rows, {3}, language)
