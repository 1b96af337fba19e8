"""What is settled on each row of a frame or a table, as branches from which one column of outcomes is written.

Logic costs next to nothing: a column of truths takes a bit a row. A column of outcomes is written once.
"""

import itertools
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import frozen

from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.decision.meaning import truths
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.walk import Branch, Walk

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

T = TypeVar("T")
B = TypeVar("B")

_MOST_CASES = 729
"""How many combinations of values are tried to find a shorter form: those of six booleans."""


@frozen
class Settled(Generic[B]):
    """What is settled on each row."""

    certain: B | bool
    branches: tuple[Branch[B], ...]
    """The outcome, where it is certain, within `within`: an outcome, and when it is given unless a branch before it
    was."""
    within: B | bool
    """Where to look at the branches at all; true where one is taken only if it is certain."""
    so_far: tuple[Branch[B], ...]


def settle(walk: Walk[T, B]) -> Settled[B]:
    """What is settled; for every hit policy but *collect*."""
    so_far: tuple[Branch[B], ...] = tuple((answer, walk.logic.kept(where)) for answer, where in walk.so_far)
    if all(walk.logic.is_open(truth) is False for truth in walk.truths):
        return Settled(True, so_far, True, so_far)
    if is_distinct(walk):
        certain = walk.logic.kept(walk.certain)
        return Settled(certain, so_far, certain, so_far)
    branches: list[Branch[B]] = []
    for answer in walk.answers:
        only: B | bool = _only(walk, answer)
        branches.append((answer, walk.logic.kept(only)))
    return Settled(walk.logic.either(*(where for _, where in branches)), tuple(branches), True, so_far)


def is_distinct(walk: Walk[Any, Any]) -> bool:
    """Whether every step of the walk has an answer of its own: then what the true rules give is it, where any is.

    It saves a chain of logic for each answer.
    """
    definition = walk.definition
    in_order = definition.hit in (HitPolicy.FIRST, HitPolicy.PRIORITY)
    return in_order and not definition.header.complete and len(walk.answers) == len(walk.steps) + 1


def _only(walk: Walk[T, B], answer: str | None) -> B | bool:
    """Where an answer is the only one possible."""
    promised = walk.definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY)
    if promised and answer is not None and _gives_only_by_rule(walk.definition):
        return walk.given(answer)
    return walk.settled(answer)


@lru_cache(maxsize=256)
def _gives_only_by_rule(definition: "DecisionDefinition") -> bool:
    """Whether no answer is ever settled by the exclusion of all others, as far as few cases can tell."""
    domains = {each.name: _domain(each.type) for each in definition.read_facts}
    if definition.header.default is not None or math.prod(map(len, domains.values())) > _MOST_CASES:
        return False
    unread: dict[str, Value] = {each.name: None for each in definition.facts.declared}
    for case in itertools.product(*domains.values()):
        stored = unread | dict(zip(domains, case, strict=True))
        found = truths(definition, values_of(definition, stored, None))
        left = {rule.then for rule, truth in zip(definition.rules, found, strict=True) if truth is None}
        if True not in found and len(left) == 1:
            return False
    return True


def _domain(type_: Type) -> tuple[Value, ...]:
    """The values to try; a proven policy has no facts but of these types."""
    return (True, False, None) if type_.kind is Kind.BOOL else (*type_.values, None)
