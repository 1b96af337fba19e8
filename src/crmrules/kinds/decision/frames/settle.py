"""Hit policies over the truths of rules as columns: what is settled, by two-valued logic alone.

Logic costs next to nothing: a column of truths takes a bit a row. A column of outcomes is written once.
"""

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from crmrules.engines.frames.logic import Bool, both, either, is_false, is_open, is_true
from crmrules.engines.frames.parts import Part, level_of
from crmrules.engines.frames.stages import Stages
from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.decision.meaning import truths
from crmrules.kinds.decision.parts import HitPolicy

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

_MOST_CASES = 729
"""How many combinations of values are tried to find a shorter form: those of six booleans."""

_DEEP = 12
"""How many steps of logic are nested before they get a column of their own."""

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


@define
class _Group:
    """Rules of one outcome that are looked at together."""

    outcome: str | None
    true: Bool
    false: Bool
    is_known: bool
    """Whether it is unknown on no row."""


def settle(definition: "DecisionDefinition", parts: Sequence[Part], stages: Stages) -> Settled:
    """What is settled, from the truth of every rule; for every hit policy but *collect*."""
    level = level_of(parts)
    groups = _groups(definition, parts)
    for group in groups:
        # read again and again: written once
        if not isinstance(group.true, bool):
            group.true = stages.place(group.true, level)
    return _Settling(definition, stages, level + 1, groups).settle()


def _groups(definition: "DecisionDefinition", parts: Sequence[Part]) -> list[_Group]:
    """The rules in the order of the walk, those of one outcome together where no other stands between them."""
    grouped: list[tuple[str, list[Part]]] = []
    in_order = definition.hit is HitPolicy.FIRST
    for place in definition.walk:
        outcome = definition.rules[place].then
        near = grouped[-1:] if in_order else grouped
        same = next((parts for other, parts in near if other == outcome), None)
        if same is None:
            grouped.append((outcome, [parts[place]]))
        else:
            same.append(parts[place])
    return [
        _Group(
            outcome,
            either(*map(is_true, same)),
            both(*map(is_false, same)),
            all(is_open(each) is False for each in same),
        )
        for outcome, same in grouped
    ]


@frozen(eq=False)
class _ByContent:
    """A definition that is equal to another by what it says."""

    definition: "DecisionDefinition"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByContent) and self.definition.hash == other.definition.hash

    def __hash__(self) -> int:
        return hash(self.definition.hash)


@lru_cache(maxsize=256)
def _gives_only_by_rule(policy: _ByContent) -> bool:
    """Whether no answer is ever settled by the exclusion of all others, as far as few cases can tell."""
    definition = policy.definition
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


@define
class _Settling:
    definition: "DecisionDefinition"
    stages: Stages
    level: int
    groups: list[_Group]
    _answers: list[str | None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        default = [] if self.definition.header.complete else [self.definition.header.default]
        self._answers = list(dict.fromkeys([*(group.outcome for group in self.groups), *default]))

    def settle(self) -> Settled:
        if all(group.is_known for group in self.groups):
            return Settled(True, (*self._true, (self.definition.header.default, True)), True, self._so_far, self.level)
        if self.definition.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
            return self._chosen([(answer, self._only(answer)) for answer in self._answers])
        if self._is_distinct:
            certain = self._placed(self._first_known())
            return Settled(
                certain, (*self._true, (self.definition.header.default, True)), certain, self._so_far, self.level
            )
        return self._chosen([(answer, self._walked(answer)) for answer in self._answers])

    @property
    def _is_distinct(self) -> bool:
        """Whether every step of the walk has an answer of its own, so that one unknown step leaves two possible."""
        steps = len(self.groups) + (not self.definition.header.complete)
        return len(self._answers) == steps and not self.definition.header.complete

    @property
    def _true(self) -> tuple[Branch, ...]:
        return tuple((group.outcome, group.true) for group in self.groups)

    @property
    def _so_far(self) -> tuple[Branch, ...]:
        return (*self._true, (self.definition.header.default, both(*(group.false for group in self.groups))))

    def _chosen(self, branches: list[Branch]) -> Settled:
        placed: list[Branch] = [
            (answer, where if isinstance(where, bool) else self.stages.place(where, self.level))
            for answer, where in branches
        ]
        return Settled(either(*(where for _, where in placed)), tuple(placed), True, self._so_far, self.level + 1)

    def _base(self, answer: str | None) -> bool:
        """Whether a walk that has passed every rule leaves no other answer."""
        return self.definition.header.complete or answer == self.definition.header.default

    def _only(self, answer: str | None) -> Bool:
        """Whether an answer is the only possible one: a rule gives it, or no rule can give another."""
        given = either(*(group.true for group in self.groups if group.outcome == answer))
        if answer is not None and _gives_only_by_rule(_ByContent(self.definition)):
            return given
        others = both(*(group.false for group in self.groups if group.outcome != answer))
        return either(given, both(self._base(answer), others))

    def _walked(self, answer: str | None) -> Bool:
        """The same for rules in order, from the last one backwards."""
        found: Bool = self._base(answer)
        for step, group in enumerate(reversed(self.groups), 1):
            found = either(group.true, found) if group.outcome == answer else both(group.false, found)
            found = self._broken(found, step)
        return found

    def _first_known(self) -> Bool:
        """Whether no rule is unknown before the first true one."""
        found: Bool = True
        for step, group in enumerate(reversed(self.groups), 1):
            passed = found if group.is_known else both(group.false, found)
            found = self._broken(either(group.true, passed), step)
        return found

    def _broken(self, found: Bool, step: int) -> Bool:
        return self._placed(found) if step % _DEEP == 0 else found

    def _placed(self, where: Bool) -> Bool:
        if isinstance(where, bool):
            return where
        placed = self.stages.place(where, self.level)
        self.level += 1
        return placed
