"""Hit policies: what the truths of a policy's rules come to, unknown ones included (design: Kleene and DMN)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import field, frozen

from crmrules.engines.interpreter import unknown_facts, values_of
from crmrules.errors import ConflictError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.parts import HitPolicy

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
    """The places of the rules that are true and give the outcome, the deciding one first."""
    open: tuple[int, ...] = field(default=())
    """The places of the unknown rules on which it depends."""


def judge(definition: "DecisionDefinition", truths: Sequence[Truth]) -> Verdict:
    """The verdict on a record, from the truth of every rule.

    Raises `ConflictError` where *unique* or *any* does not keep its promise.
    """
    match definition.hit:
        case HitPolicy.COLLECT:
            return _collect(definition, truths)
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            true = [place for place, truth in enumerate(truths) if truth]
            if true:
                return _agreed(definition, true)
        case _:
            pass
    return _walk(definition, truths)


def _collect(definition: "DecisionDefinition", truths: Sequence[Truth]) -> Verdict:
    true = tuple(place for place, truth in enumerate(truths) if truth)
    unknown = tuple(place for place, truth in enumerate(truths) if truth is None)
    given = _outcomes(definition, true)
    possible = _outcomes(definition, [place for place, truth in enumerate(truths) if truth is not False])
    return Verdict(possible, given, given, not unknown, true, unknown)


def _agreed(definition: "DecisionDefinition", true: list[int]) -> Verdict:
    first = definition.rules[true[0]].then
    outcomes = _outcomes(definition, true)
    if len(outcomes) > 1 or (definition.hit is HitPolicy.UNIQUE and len(true) > 1):
        rules = " and ".join(f"`{definition.rules[place].id}`" for place in true)
        remedy = "make their conditions exclude each other, or use hit policy `first` or `priority`"
        raise ConflictError.of(
            f"policy `{definition.id}`", f"rules {rules} are true at once, under hit policy `{definition.hit}`", remedy
        )
    return Verdict((first,), first, first, True, tuple(true))


def _walk(definition: "DecisionDefinition", truths: Sequence[Truth]) -> Verdict:
    possible: dict[str | None, None] = {}
    unknown: list[int] = []
    decided: int | None = None
    for place in definition.walk:
        if truths[place] is False:
            continue
        possible[definition.rules[place].then] = None
        if truths[place]:
            decided = place
            break
        unknown.append(place)
    else:
        if not definition.header.complete:
            possible[definition.header.default] = None
    certain = len(possible) == 1
    return Verdict(
        tuple(possible),
        next(iter(possible)) if certain else None,
        _so_far(definition, truths, decided, bool(unknown)),
        certain,
        _fired(definition, truths, decided) if certain and decided is not None else (),
        () if certain else tuple(unknown),
    )


def _so_far(
    definition: "DecisionDefinition", truths: Sequence[Truth], decided: int | None, is_open: bool
) -> str | None:
    if decided is not None:
        return definition.rules[decided].then
    return None if is_open else definition.header.default


def _fired(definition: "DecisionDefinition", truths: Sequence[Truth], decided: int) -> tuple[int, ...]:
    if definition.hit is not HitPolicy.PRIORITY:
        return (decided,)
    return tuple(place for place in definition.walk if truths[place])


def _outcomes(definition: "DecisionDefinition", places: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(definition.rules[place].then for place in places))


def truths(definition: "DecisionDefinition", values: Mapping[str, Value]) -> list[Truth]:
    """The truth of every rule."""
    return [cast("Truth", evaluate(rule.when, values)) for rule in definition.rules]


def interpret(definition: "DecisionDefinition", stored: Mapping[str, Value], as_of: datetime.date | None) -> Verdict:
    """The verdict on a record, whose `stored` gives every declared fact."""
    return judge(definition, truths(definition, values_of(definition, stored, as_of)))


def missing(
    definition: "DecisionDefinition", stored: Mapping[str, Value], as_of: datetime.date | None, rules: Sequence[int]
) -> tuple[str, ...]:
    """The unknown stored facts on which open rules hang, in the order of declaration."""
    return unknown_facts(definition, stored, as_of, [definition.rules[place].when for place in rules])
