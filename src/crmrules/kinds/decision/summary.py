"""What a policy said of many records, counted: outcomes, what is open, and which facts would settle most."""

from collections import Counter

from attrs import define, field

from crmrules.kinds.decision.result import Decision


@define
class Tally:
    """Counts decisions as they come."""

    total: int = 0
    open: int = 0
    """Decisions that unknown facts leave open."""
    outcomes: Counter[str | None] = field(factory=lambda: Counter[str | None]())
    """Settled outcomes; None counts decisions that are certain and have none."""
    missing: Counter[str] = field(factory=lambda: Counter[str]())
    """For each fact, the open decisions it is missing from."""
    alone: Counter[str] = field(factory=lambda: Counter[str]())
    """For each fact, the open decisions it would settle alone."""
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
        missing = decision.missing
        self.open += 1
        self.missing.update(missing)
        if len(missing) == 1:
            self.alone[missing[0]] += 1
        return missing
