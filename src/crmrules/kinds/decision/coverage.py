"""How much of a decision some cases exercise: which rules and outcomes came, and what stayed open."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import judge, lacking_by, truths
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.model.text import Language, checked
from crmrules.reports.printable import Printable

if TYPE_CHECKING:
    from crmrules.reports.document import Document

Case: TypeAlias = tuple[Mapping[str, Value], datetime.date | None]
"""The stored facts of a record, one left out is unknown, and the day it is decided for."""


ORDERED = (HitPolicy.FIRST, HitPolicy.PRIORITY)
"""The hit policies under which one of several true rules decides."""


@frozen
class Coverage(Printable):
    """How often each rule and outcome of a decision came."""

    definition: DecisionDefinition
    total: int
    """How many cases there were."""
    open: int
    """How many stayed open."""
    rules: Counter[str]
    """For each rule, by its id, the cases that it decides: under *first* and *priority* the first that is true."""
    outcomes: Counter[str | None]
    """For each outcome, by its id, the cases settled so; None counts those that are certain to have none."""
    missing: Counter[str]
    """For each fact, the open cases it is missing from."""
    alone: Counter[str]
    """For each fact, the open cases it would settle alone."""
    undefined: Counter[str]
    """For each operation without a value, as it is written, the open cases that hang on it."""

    @property
    def never_fired(self) -> tuple[str, ...]:
        """The rules that decided no case, in their order."""
        return tuple(rule.id for rule in self.definition.rules if not self.rules[rule.id])

    @property
    def never_given(self) -> tuple[str, ...]:
        """The outcomes that no case was settled with, in their order."""
        return tuple(outcome.id for outcome in self.definition.outcomes if not self.outcomes[outcome.id])

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal."""
        from crmrules.kinds.decision.coverage_report import coverage_document

        return coverage_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """The numbers as plain values."""
        return {
            "policy": self.definition.id,
            "hash": self.definition.hash,
            "total": self.total,
            "open": self.open,
            "rules": {rule.id: self.rules[rule.id] for rule in self.definition.rules},
            "outcomes": {outcome.id: self.outcomes[outcome.id] for outcome in self.definition.outcomes},
            "no_outcome": self.outcomes[None],
            "missing": dict(self.missing),
            "undefined": dict(self.undefined),
            "settles_alone": dict(self.alone),
            "never_fired": list(self.never_fired),
            "never_given": list(self.never_given),
        }


def cover(definition: DecisionDefinition, cases: Iterable[Case]) -> Coverage:
    """What some cases exercise. Raises as deciding on them does."""
    total = open_ = 0
    rules, outcomes = Counter[str](), Counter[str | None]()
    missing, alone, undefined = Counter[str](), Counter[str](), Counter[str]()
    for given, as_of in cases:
        stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **given}
        found = truths(definition, values_of(definition, stored, as_of))
        verdict = judge(definition, found)
        settled = verdict.outcome if isinstance(verdict.outcome, tuple) else (verdict.outcome,)
        total += 1
        deciding = verdict.fired[:1] if definition.hit in ORDERED else verdict.fired
        rules.update(definition.rules[index].id for index in deciding)
        outcomes.update(outcome for outcome in settled if outcome is not None)
        if verdict.certain:
            outcomes[None] += not any(settled)
            continue
        open_ += 1
        lacking = lacking_by(definition, stored, as_of, verdict)
        missing.update(lacking.facts)
        undefined.update(lacking.undefined)
        alone.update(lacking.facts if len(lacking.facts) == 1 and not lacking.undefined else ())
    return Coverage(definition, total, open_, rules, outcomes, missing, alone, undefined)


def cover_examples(definition: DecisionDefinition) -> Coverage:
    """What the policy's own examples exercise."""
    return cover(definition, ((example.given, example.as_of) for example in definition.examples))
