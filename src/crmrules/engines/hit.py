"""The verdict on one record: what the truths of a policy's rules come to, unknown ones included."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from attrs import field, frozen

from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import HitPolicy
from crmrules.engines.walk import Walk
from crmrules.errors import ConflictError

Truth: TypeAlias = bool | None
Answer: TypeAlias = str | tuple[str, ...] | None
"""An outcome; None for no outcome; for *collect* all that were given."""


@frozen
class Verdict:
    """What is settled, and what is still open."""

    possible: tuple[str | None, ...]
    """Every answer that could still come, in the order of the walk, no outcome (None) last."""
    outcome: Answer
    so_far: Answer
    """What the true rules alone give."""
    certain: bool
    fired: tuple[int, ...] = field(default=())
    """The indexes of the rules that are true and give the outcome, the deciding one first."""
    open: tuple[int, ...] = field(default=())
    """The indexes of the unknown rules that matter."""


MOST_KEPT = 4_096
"""How many verdicts are kept: customers are many, and the truths that they come to are few."""


class _Booleans:
    """The logic of one record, where everything is known beforehand."""

    def is_true(self, truth: Truth) -> bool:
        return truth is True

    def is_false(self, truth: Truth) -> bool:
        return truth is False

    def is_open(self, truth: Truth) -> bool:
        return truth is None

    def both(self, *parts: bool) -> bool:
        return False not in parts

    def either(self, *parts: bool) -> bool:
        return True in parts

    def no(self, part: bool) -> bool:
        return not part

    def kept(self, part: bool) -> bool:
        return part


_BOOLEANS = _Booleans()


def judge(definition: DecisionDefinition, truths: Sequence[Truth]) -> Verdict:
    """The verdict on a record, from the truth of every rule.

    Raises `ConflictError` where *unique* or *any* does not keep its promise.
    """
    return _judged(definition, tuple(truths))


@lru_cache(maxsize=MOST_KEPT)
def _judged(definition: DecisionDefinition, truths: tuple[Truth, ...]) -> Verdict:
    walk = Walk(definition, truths, _BOOLEANS)
    if walk.conflict:
        raise _conflict(definition, truths)
    settled = tuple(answer for answer in walk.answers if walk.settled(answer))
    fired, open_ = (tuple(index for index, where in rules if where) for rules in (walk.fired, walk.open))
    possible = tuple(answer for answer in walk.answers if walk.possible(answer))
    if definition.hit is HitPolicy.COLLECT:
        given = tuple(answer for answer in settled if answer is not None)
        return Verdict(possible, given, given, walk.certain is True, fired, open_)
    so_far = next((answer for answer, where in walk.so_far if where), None)
    return Verdict(possible, settled[0] if walk.certain else None, so_far, walk.certain is True, fired, open_)


def _conflict(definition: DecisionDefinition, truths: Sequence[Truth]) -> ConflictError:
    rules = " and ".join(f"`{rule.id}`" for rule, truth in zip(definition.rules, truths, strict=True) if truth)
    remedy = "make their conditions exclude each other, or use hit policy `first` or `priority`"
    return ConflictError.of(
        f"policy `{definition.id}`", f"rules {rules} are true at once, under hit policy `{definition.hit}`", remedy
    )
