"""Proof by enumeration, where every fact can take few values: *complete*, and freedom from conflict."""

import itertools
from enum import StrEnum

from attrs import field, frozen

from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.engines.hit import Truth
from crmrules.engines.interpreter import truths, values_of
from crmrules.errors import ConflictError
from crmrules.expressions.render import literal
from crmrules.expressions.tree import Value, walk
from crmrules.expressions.types import Kind, Type

MOST_WORK = 1_000_000
"""How many parts of conditions are evaluated, over all combinations of values; beyond it a promise is not proven."""


class Standing(StrEnum):
    """How sure a promise is."""

    PROVEN = "proven"
    REFUTED = "refuted"
    NOT_PROVEN = "not proven"


@frozen
class Claim:
    """How sure one promise is."""

    standing: Standing
    why: str = field(default="")
    """Why it is not proven, or the case that refutes it."""

    def __str__(self) -> str:
        return f"{self.standing}: {self.why}" if self.why else str(self.standing)


@frozen
class Proof:
    """Whether some rule is always true, and whether no two contradict each other."""

    complete: Claim
    exclusive: Claim
    cases: int
    """How many combinations of values were tried."""


def prove(definition: DecisionDefinition) -> Proof:
    """Tries every combination of values, unknown included, of the facts that the rules read."""
    domains: dict[str, tuple[Value, ...]] = {}
    for each in definition.read_facts:
        values = _domain(each.type)
        if values is None:
            return _not_proven(f"`{each.name}` is {each.type}, with too many values to try")
        domains[each.name] = values
    if definition.reads_as_of or definition.is_dated:
        return _not_proven("it depends on the day")
    cases = 1
    for values in domains.values():
        cases *= len(values)
    parts = sum(1 for rule in definition.rules for _ in walk(rule.when))
    if cases * parts > MOST_WORK:
        return _not_proven(f"its facts have {cases:,} combinations, more than are tried")
    return _enumerate(definition, domains, cases)


def _domain(type_: Type) -> tuple[Value, ...] | None:
    if type_.kind is Kind.BOOL:
        return (True, False, None)
    return (*type_.values, None) if type_.values else None


def _not_proven(why: str) -> Proof:
    claim = Claim(Standing.NOT_PROVEN, why)
    return Proof(claim, claim, 0)


def _enumerate(definition: DecisionDefinition, domains: dict[str, tuple[Value, ...]], cases: int) -> Proof:
    complete = exclusive = Claim(Standing.PROVEN)
    unread: dict[str, Value] = {each.name: None for each in definition.facts.declared}
    for combination in itertools.product(*domains.values()):
        stored = dict(zip(domains, combination, strict=True))
        try:
            found = truths(definition, values_of(definition, unread | stored, None))
        except ConflictError as error:
            return _not_proven(f"a policy it reads contradicts itself: {error}")
        case = ", ".join(f"{name} = {literal(value)}" for name, value in stored.items())
        # an unknown rule may yet become true, unless all facts are known: then it never will, as when dividing by zero
        passed = {False} if None in combination else {False, None}
        if not complete.why and passed.issuperset(found):
            complete = Claim(Standing.REFUTED, f"no rule is true for {case}")
        if not exclusive.why and _conflict(definition, found):
            rules = " and ".join(f"`{rule.id}`" for rule, truth in zip(definition.rules, found, strict=True) if truth)
            exclusive = Claim(Standing.REFUTED, f"{rules} are true at once for {case}")
    return Proof(complete, exclusive, cases)


def _conflict(definition: DecisionDefinition, found: list[Truth]) -> bool:
    true = [rule for rule, truth in zip(definition.rules, found, strict=True) if truth]
    if definition.hit is HitPolicy.ANY:
        return len({rule.then for rule in true}) > 1
    return len(true) > 1
