"""The part of a review that a decision tells: outcomes, reasons, and what to find out."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.kinds.decision.counting import Reason, cautions, reasons, tally
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.summary import Tally
from crmrules.model.text import Language
from crmrules.reports.document import Table
from crmrules.reports.wording import pattern
from crmrules.reports.words import say
from crmrules.reviews.part import Chosen, Part, share, worded


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
        return self.tally.open == self.tally.total

    def first(self, language: Language) -> Iterator[str]:
        """The most urgent outcome, and the fact to find out."""
        urgent = next((each for each in self.policy.definition.outcomes if self.tally.outcomes[each.id]), None)
        if urgent is not None:
            count = self.tally.outcomes[urgent.id]
            title = urgent.title.in_language(language)
            yield say("urgent", language, policy=self.policy.id, count=f"{count:,}", id=urgent.id, title=title)
        best = self.tally.alone.most_common(1)
        if best:
            name, count = best[0]
            yield say("ask", language, policy=self.policy.id, fact=name, count=f"{count:,}")

    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[str]:
        """The cautions of rules that decide for somebody."""
        parameters = self.policy.definition.values_on(as_of)
        for rule, count in ((each.rule, each.count) for each in self.cautions if each.count):
            assert rule.caution is not None
            caution = pattern(rule.caution, parameters, language)
            yield say("caution", language, rule=rule.id, caution=caution, count=f"{count:,}")

    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """Outcomes and reasons, the facts to find out, and the operations that have no value."""
        if not self.is_open:
            yield _outcomes(self, language)
            yield _reasons(self, as_of, language)
        if self.tally.missing:
            yield _missing(self, language)
        if self.tally.undefined:
            yield _undefined(self, language)

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
        }


def decision_part(chosen: Chosen[DecisionTable], frame: pl.LazyFrame, as_of: datetime.date | None) -> DecisionPart:
    """What a decision says of a frame that holds its columns."""
    policy = chosen.policy
    held = reasons(frame, policy, chosen.binding, as_of)
    warned = cautions(frame, policy, chosen.binding, as_of)
    return DecisionPart(policy, chosen.absent, tally(frame, policy), held, warned)


def _outcomes(part: DecisionPart, language: Language) -> Table:
    tally = part.tally
    rows = [
        (each.id, each.title.in_language(language), tally.outcomes[each.id]) for each in part.policy.definition.outcomes
    ]
    if tally.outcomes[None]:
        rows.append(("-", say("none", language), tally.outcomes[None]))
    rows.append(("?", say("open", language), tally.open - tally.valueless))
    if tally.valueless:
        rows.append(("?", say("valueless", language), tally.valueless))
    counted = [(id_, title, f"{count:,}", share(count, tally.total)) for id_, title, count in rows]
    bars = tuple(count / tally.total if tally.total else 0.0 for _, _, count in rows)
    return worded("outcomes", ("outcome", "meaning", "customers", "share"), counted, {2, 3}, language, bars)


def _reasons(part: DecisionPart, as_of: datetime.date | None, language: Language) -> Table:
    parameters = part.policy.definition.values_on(as_of)
    rows = [
        (each.rule.then, each.rule.id, pattern(each.rule.because, parameters, language), f"{each.count:,}")
        for each in part.reasons
        if each.count
    ]
    return worded("reasons", ("outcome", "rule", "because", "customers"), rows, {3}, language)


def _missing(part: DecisionPart, language: Language) -> Table:
    tally = part.tally
    titles = {each.name: each.title.in_language(language) for each in part.policy.definition.facts.declared}
    found = sorted(tally.missing.items(), key=lambda item: (-tally.alone[item[0]], -item[1], item[0]))
    rows = [(name, titles[name], f"{count:,}", f"{tally.alone[name]:,}") for name, count in found]
    return worded("missing", ("fact", "meaning", "in_open", "alone"), rows, {2, 3}, language)


def _undefined(part: DecisionPart, language: Language) -> Table:
    rows = [(text, f"{count:,}") for text, count in part.tally.undefined.most_common()]
    return worded("undefined", ("operation", "in_open_decisions"), rows, {1}, language)
