"""Which columns could be which fact, by their names and values."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from crmrules.model.fact import Fact
from crmrules.records.proposing.fitting import Fit, by_values, fit
from crmrules.records.proposing.names import SYNONYM, likeness
from crmrules.records.proposing.seen import Seen

_BY_VALUES = 0.1
"""How much it says that a column is a fact where its values are those of the fact."""

MOST_CANDIDATES = 4
"""How many columns are named for a fact, the likeliest first."""


@frozen
class Candidate:
    """A column that could be a fact."""

    seen: Seen
    fit: Fit
    likeness: float
    """How much its name says that it is, from 0 to 1: 1 for the fact's own name or title."""
    reasons: tuple[str, ...] = field(default=())
    """Why it could be, and why it is not certain."""

    @property
    def entry(self) -> Mapping[str, Any]:
        """What a binding says of the fact that it is."""
        return {"column": self.seen.name, **self.fit.entry}


@frozen
class Proposed:
    """The columns that could be one fact."""

    fact: Fact
    bound: Candidate | None
    """The one that it certainly is."""
    others: tuple[Candidate, ...]

    @property
    def found(self) -> bool:
        """Whether there is a column that could be it."""
        return self.bound is not None or bool(self.others)

    def refused(self, why: str, unknown: Sequence[str]) -> "Proposed":
        """The same, where the column that seemed certain is not read as the fact; one of texts may be by its values."""
        if self.bound is None:
            return self
        mapped = None if self.bound.fit.entry else by_values(self.bound.seen, self.fact.type, unknown)
        other = evolve(self.bound, fit=mapped or self.bound.fit, reasons=("it is called so", why))
        return evolve(self, bound=None, others=(other,))


def propose(facts: Sequence[Fact], columns: Sequence[Seen], unknown: Sequence[str]) -> list[Proposed]:
    """The columns that could be some facts.

    A column is certain where it alone is called what the fact is called, and all its values are read as the fact's in
    one way only.
    """
    return [_proposed(fact, columns, unknown) for fact in facts]


def _proposed(fact: Fact, columns: Sequence[Seen], unknown: Sequence[str]) -> Proposed:
    found: list[Candidate] = []
    for seen in columns:
        like = likeness(fact, seen.name) or _alike(seen, fact)
        fitted = fit(seen, fact.type, unknown) if like else None
        if fitted is not None:
            found.append(Candidate(seen, fitted, like))
    found.sort(key=lambda each: (-each.likeness, bool(each.fit.doubt)))
    own = [each for each in found if each.likeness == 1]
    if len(own) == 1 and not own[0].fit.doubt:
        return Proposed(fact, own[0], ())
    others = [evolve(each, reasons=_reasons(each, len(own))) for each in found]
    return Proposed(fact, None, tuple(others[:MOST_CANDIDATES]))


def _alike(seen: Seen, fact: Fact) -> float:
    """How much the values of a column say that it is a fact: several, and all among those of the fact."""
    return _BY_VALUES if len(seen.answers) > 1 and {*seen.answers} <= {*fact.type.values} else 0.0


def _reasons(each: Candidate, own: int) -> tuple[str, ...]:
    if each.likeness == _BY_VALUES:
        named = "its values are those of the fact"
    elif each.likeness < SYNONYM:
        named = "its name is like it"
    elif each.likeness < 1:
        named = "columns that are called so often are"
    else:
        named = "it is called so" + (", as others are" if own > 1 else "")
    return (named, each.fit.doubt) if each.fit.doubt else (named,)
