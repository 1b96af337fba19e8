"""What would change a decision, as callers see it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.model.text import Language, checked
from crmrules.records.writing import plain

if TYPE_CHECKING:
    from crmrules.analysis.whatif import Cell, Reach
    from crmrules.results.decision import Decision


@frozen(eq=False)
class WhatIf:
    """What would change a decision, one fact at a time."""

    decision: "Decision"
    reaches: tuple["Reach", ...]
    """For each other outcome the facts that alone reach it, the smallest change first."""
    questions: Mapping[str, tuple["Cell", ...]]
    """For an open decision the facts to find out, the one to ask first first, and what each answer leads to."""

    @property
    def ask_first(self) -> str | None:
        """The fact to find out first: the one whose answers settle most. None where the decision is certain."""
        return next(iter(self.questions), None)

    def smallest(self, outcome: str | None) -> "Reach | None":
        """The smallest change of one fact that reaches an outcome; None where no one fact does."""
        return next((each for each in self.reaches if each.outcome == outcome and each.given), None)

    def explain(self, language: Language = "en") -> str:
        """What would change it, in words. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reports.whatif import explain_what_if

        return explain_what_if(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What was found, as plain values."""
        return {
            "policy": self.decision.policy,
            "reaches": [
                {
                    "outcome": each.outcome,
                    "given": each.given,
                    "fact": each.fact,
                    "now": plain(each.now),
                    "value": plain(each.value),
                    "distance": each.distance,
                    **_limits(each.cell),
                }
                for each in self.reaches
            ],
            "questions": {
                fact: [
                    {**_limits(cell), "outcome": plain_answer(cell.outcome), "certain": cell.certain} for cell in cells
                ]
                for fact, cells in self.questions.items()
            },
        }

    def __str__(self) -> str:
        return self.explain()


def plain_answer(outcome: Any) -> Any:
    """An outcome as plain values."""
    return list(outcome) if isinstance(outcome, tuple) else outcome


def _limits(cell: "Cell") -> dict[str, Any]:
    if cell.values:
        return {"values": [plain(each) for each in cell.values]}
    if cell.apart:
        return {"apart": list(cell.apart)}
    limits = {"low": cell.low, "high": cell.high}
    return {
        name: None if bound is None else {"value": plain(bound.value), "closed": bound.closed}
        for name, bound in limits.items()
    }


def what_if(decision: "Decision") -> WhatIf:
    """What would change a decision."""
    from crmrules.analysis.whatif import cells_of, reaches

    definition, stored, as_of = decision.definition, decision.stored, decision.as_of
    facts = {each.name: each for each in definition.read_facts}
    asked = {name: cells_of(definition, stored, as_of, facts[name]) for name in decision.missing}
    ranked = sorted(asked, key=lambda name: -sum(cell.certain for cell in asked[name]) / max(len(asked[name]), 1))
    return WhatIf(
        decision, reaches(definition, stored, as_of) if decision.certain else (), {name: asked[name] for name in ranked}
    )
