"""What is settled on each row of a frame, as branches from which one column of outcomes is written.

Logic costs next to nothing: a column of truths takes a bit a row. A column of outcomes is written once.
"""

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from crmrules.engines.frames.logic import Bool
from crmrules.engines.frames.parts import Part
from crmrules.engines.frames.rows import Rows, Where, bool_of, level_of_rows
from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.decision.meaning import truths
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.walk import Walk

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

_MOST_CASES = 729
"""How many combinations of values are tried to find a shorter form: those of six booleans."""

Branch = tuple[str | None, Bool]
"""An outcome, and when it is given unless a branch before it was."""


@frozen
class Settled:
    """What is settled on each row."""

    certain: Bool
    branches: tuple[Branch, ...]
    """The outcome, where it is certain, within `within`."""
    within: Bool
    """Where to look at the branches at all; true where one is taken only if it is certain."""
    so_far: tuple[Branch, ...]
    level: int


Walked: TypeAlias = Walk[Part, Where]
"""The walk of a policy on a frame."""


def settle(walk: Walked) -> Settled:
    """What is settled; for every hit policy but *collect*."""
    so_far = [(answer, walk.logic.kept(where)) for answer, where in walk.so_far]
    if all(walk.logic.is_open(truth) is False for truth in walk.truths):
        return _settled(True, so_far, True, so_far)
    if _is_distinct(walk):
        certain = walk.logic.kept(walk.certain)
        return _settled(certain, so_far, certain, so_far)
    branches = [(answer, walk.logic.kept(_only(walk, answer))) for answer in walk.answers]
    return _settled(walk.logic.either(*(where for _, where in branches)), branches, True, so_far)


def _settled(
    certain: Rows, branches: Sequence[tuple[str | None, Rows]], within: Rows, so_far: Sequence[tuple[str | None, Rows]]
) -> Settled:
    every = [certain, within, *(where for _, where in (*branches, *so_far))]
    given, true = (tuple((answer, bool_of(where)) for answer, where in each) for each in (branches, so_far))
    return Settled(bool_of(certain), given, bool_of(within), true, level_of_rows(*every))


def _is_distinct(walk: Walked) -> bool:
    """Whether every step of the walk has an answer of its own: then what the true rules give is it, where any is.

    It saves a chain of logic for each answer.
    """
    definition = walk.definition
    in_order = definition.hit in (HitPolicy.FIRST, HitPolicy.PRIORITY)
    return in_order and not definition.header.complete and len(walk.answers) == len(walk.steps) + 1


def _only(walk: Walked, answer: str | None) -> Rows:
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
