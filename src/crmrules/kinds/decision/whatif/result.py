"""What would change a decision, as callers see it."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.model.text import Language, checked
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.kinds.decision.result import Decision
    from crmrules.kinds.decision.whatif.cell import Cell
    from crmrules.kinds.decision.whatif.changes import Reach
    from crmrules.reports.document import Document


@frozen(eq=False)
class WhatIf:
    """What would change a decision, one fact at a time."""

    decision: "Decision"
    reaches: tuple["Reach", ...]
    """For each other outcome the facts that alone reach it, the smallest change first; then those that only open it."""
    complete: bool
    """Whether none can have been missed: false only where arithmetic is too wild to be followed to its end."""
    questions: Mapping[str, tuple["Cell", ...]]
    """For an open decision the facts to find out, the one to ask first first, and what each answer leads to."""

    @property
    def ask_first(self) -> str | None:
        """The fact to find out first: the one whose answers leave the fewest outcomes possible, on average.

        None where the decision is certain.
        """
        return next(iter(self.questions), None)

    def smallest(self, outcome: str | None) -> "Reach | None":
        """The smallest change of one fact that reaches an outcome; None where no one fact does."""
        return next((each for each in self.reaches if each.settled and each.outcome == outcome and each.given), None)

    def explain(self, language: Language = "en") -> str:
        """What would change it, in words. Raises `LanguageError` for any other language than "en" and "zh"."""
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.decision.whatif.report import what_if_document

        return what_if_document(self, checked(language))

    def to_dict(self) -> dict[str, Any]:
        """What was found, as plain values."""
        return {
            "policy": self.decision.policy,
            "complete": self.complete,
            "reaches": [
                {
                    "outcome": each.outcome,
                    "given": each.given,
                    "settled": each.settled,
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
                    {
                        **_limits(cell),
                        "outcome": plain_answer(cell.outcome),
                        "certain": cell.certain,
                        "possible": list(cell.possible),
                    }
                    for cell in cells
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
    told = cell.plain or cell
    limits = {"low": told.low, "high": told.high}
    return {
        name: None if bound is None else {"value": plain(bound.value), "closed": bound.closed}
        for name, bound in limits.items()
    }


def what_if(decision: "Decision") -> WhatIf:
    """What would change a decision."""
    from crmrules.kinds.decision.whatif.changes import cells_of, reaches

    definition, stored, as_of = decision.definition, decision.stored, decision.as_of
    facts = {each.name: each for each in definition.read_facts}
    missing = decision.missing
    asked = {name: cells_of(definition, stored, as_of, facts[name]) for name in missing}
    answers = {name: tuple(each for each in found.cells if each.plain) for name, found in asked.items()}
    ranked = sorted(answers, key=lambda name: _left_open(answers[name]))
    complete = all(each.complete for each in asked.values())
    found: tuple[Reach, ...] = ()
    if not missing:  # an open decision is first to be asked about; what no fact would settle can only be changed
        found, complete = reaches(definition, stored, as_of)
    return WhatIf(decision, found, complete, {name: answers[name] for name in ranked})


def _left_open(cells: "Sequence[Cell]") -> float:
    """How many outcomes stay possible, on average over the answers there are; without an answer it comes last."""
    return sum(len(each.possible) for each in cells) / len(cells) if cells else math.inf
