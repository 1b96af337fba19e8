"""What a policy said of many records, counted: outcomes, what is open, and which facts would settle most."""

from collections import Counter

from attrs import define, field

from crmrules.engines.interpreter import Lacking
from crmrules.kinds.decision.result import Decision


@define
class Tally:
    """Counts decisions as they come."""

    total: int = 0
    open: int = 0
    """Decisions that are open."""
    valueless: int = 0
    """Of these, those that miss no fact: they are open for want of a value, such as after a division by zero."""
    outcomes: Counter[str | None] = field(factory=lambda: Counter[str | None]())
    """Settled outcomes; None counts decisions that are certain and have none."""
    missing: Counter[str] = field(factory=lambda: Counter[str]())
    """For each fact, the open decisions it is missing from."""
    alone: Counter[str] = field(factory=lambda: Counter[str]())
    """For each fact, the open decisions it would settle alone."""
    undefined: Counter[str] = field(factory=lambda: Counter[str]())
    """For each operation without a value, as it is written, the open decisions that hang on it."""
    assumed: Counter[str] = field(factory=lambda: Counter[str]())
    """For each fact, the decisions it was assumed for."""

    def add(self, decision: Decision) -> tuple[str, ...]:
        """Count a decision; gives the facts it misses."""
        self.total += 1
        self.assumed.update(decision.assumed)
        outcome = decision.outcome
        if isinstance(outcome, tuple):
            self.outcomes.update(outcome)
        elif outcome is not None:
            self.outcomes[outcome] += 1
        if (outcome is not None and not isinstance(outcome, tuple)) or decision.certain:
            if not outcome:
                self.outcomes[None] += 1
            return ()
        lacking = decision.lacking
        self.add_open(lacking)
        return lacking.facts

    def add_open(self, lacking: Lacking, count: int = 1) -> None:
        """Count open decisions by what they hang on."""
        self.open += count
        self.missing.update(dict.fromkeys(lacking.facts, count))
        self.undefined.update(dict.fromkeys(lacking.undefined, count))
        if not lacking.facts:
            self.valueless += count
        elif len(lacking.facts) == 1 and not lacking.undefined:
            self.alone[lacking.facts[0]] += count
