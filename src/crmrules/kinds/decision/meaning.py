"""The verdict on one record: what the truths of a policy's rules come to, unknown ones included."""

import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import field, frozen

from crmrules.engines.interpreter import Lacking, lacking, values_of
from crmrules.errors import ConflictError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.walk import Walk

if TYPE_CHECKING:
    from crmrules.kinds.decision.definition import DecisionDefinition

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
    """The indexes of the unknown rules that may decide; none where it is certain."""
    asked: tuple[int, ...] = field(default=())
    """Those of them that matter: all that could follow the others gives their outcome anyway."""


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


def judge(definition: "DecisionDefinition", truths: Sequence[Truth]) -> Verdict:
    """The verdict on a record, from the truth of every rule.

    Raises `ConflictError` where *unique* or *any* does not keep its promise.
    """
    return _judged(definition, tuple(truths))


@lru_cache(maxsize=MOST_KEPT)
def _judged(definition: "DecisionDefinition", truths: tuple[Truth, ...]) -> Verdict:
    return judged_anew(definition, truths)


def judged_anew(definition: "DecisionDefinition", truths: Sequence[Truth]) -> Verdict:
    """The same, neither kept nor looked up: to look one up takes the hash of the policy."""
    walk: Walk[Truth, bool] = Walk(definition, truths, _BOOLEANS)
    if walk.conflict:
        raise _conflict(definition, truths)
    rules = [tuple(index for index, where in each if where) for each in (walk.fired, walk.open, walk.asked)]
    # each answer where the walk comes to it on this record: a false rule does not count
    passed = [step.outcome for step in walk.steps if not step.false]
    possible = tuple(answer for answer in dict.fromkeys((*passed, *walk.answers)) if walk.possible(answer))
    if definition.hit is HitPolicy.COLLECT:
        given = tuple(dict.fromkeys(step.outcome for step in walk.steps if step.true))
        return Verdict(possible, given, given, walk.certain is True, *rules)
    settled = tuple(answer for answer in walk.answers if walk.settled(answer))
    so_far = next((answer for answer, where in walk.so_far if where), None)
    return Verdict(possible, settled[0] if walk.certain else None, so_far, walk.certain is True, *rules)


def _conflict(definition: "DecisionDefinition", truths: Sequence[Truth]) -> ConflictError:
    rules = " and ".join(f"`{rule.id}`" for rule, truth in zip(definition.rules, truths, strict=True) if truth)
    remedy = "make their conditions exclude each other, or use hit policy `first` or `priority`"
    return ConflictError.of(
        f"policy `{definition.id}`", f"rules {rules} are true at once, under hit policy `{definition.hit}`", remedy
    )


def truths(definition: "DecisionDefinition", values: Mapping[str, Value]) -> list[Truth]:
    """The truth of every rule."""
    return [cast("Truth", evaluate(rule.when, values)) for rule in definition.rules]


def interpret(definition: "DecisionDefinition", stored: Mapping[str, Value], as_of: datetime.date | None) -> Verdict:
    """The verdict on a record, whose `stored` gives every declared fact."""
    return judge(definition, truths(definition, values_of(definition, stored, as_of)))


def lacking_on(definition: "DecisionDefinition", stored: Mapping[str, Value], as_of: datetime.date | None) -> Lacking:
    """What a decision hangs on where it is open."""
    return lacking_by(definition, stored, as_of, interpret(definition, stored, as_of))


def lacking_by(
    definition: "DecisionDefinition", stored: Mapping[str, Value], as_of: datetime.date | None, verdict: Verdict
) -> Lacking:
    """The same, where the verdict is at hand: what the unknown rules that matter hang on."""
    return lacking(definition, stored, as_of, [definition.rules[index].when for index in verdict.asked])


def missing(
    definition: "DecisionDefinition", stored: Mapping[str, Value], as_of: datetime.date | None, verdict: Verdict
) -> tuple[str, ...]:
    """The unknown stored facts that matter to a verdict, in the order of declaration."""
    return lacking_by(definition, stored, as_of, verdict).facts
