"""Decisions that a host has kept, decided again: whether the policy still says the same of the same facts."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from crmrules.errors import RecordError, did_you_mean
from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.tables import read_json

SAID = ("outcome", "outputs", "certain", "possible", "so_far", "missing", "fired")
"""What is compared."""

_NEEDED = ("policy", "hash", "facts", "outcome")
"""What a kept decision cannot lack."""


@frozen
class Difference:
    """One thing that is said otherwise now."""

    key: str
    kept: Any
    now: Any


@frozen
class Reproduced:
    """A kept decision, decided again."""

    policy: str
    same_policy: bool
    """Whether the policy has the content it had."""
    differences: tuple[Difference, ...]


def reproduce(kept: Mapping[str, Any], find: Callable[[str], DecisionTable]) -> Reproduced:
    """Decides again on what `Decision.to_dict` gave; `find` gives the policy of an id.

    Raises `RecordError` where it is no such mapping, and as `find` and `decide` do.
    """
    lacking = [key for key in _NEEDED if key not in kept]
    id_, facts = kept.get("policy"), kept.get("facts")
    if lacking or not isinstance(id_, str) or not isinstance(facts, Mapping):
        absent = ", ".join(f"`{key}`" for key in lacking)
        said = f"lacks {absent}" if lacking else f"is none of ours: {shown(dict(kept))}"
        raise RecordError.of("decision", said, "give what `Decision.to_dict` gave")
    policy = find(id_)
    same = kept["hash"] == policy.hash
    types = {each.name: each.type for each in policy.definition.facts.declared}
    strange = [name for name in facts if name not in types]
    if strange and same:  # a changed policy may read other facts; this one never had it
        remedy = did_you_mean(strange[0], types)
        raise RecordError.of("decision, `facts`", f"policy `{id_}` has no fact `{strange[0]}`", remedy)
    unread: dict[str, Value] = dict.fromkeys((each.name for each in policy.definition.read_facts), None)
    given = {name: _value(name, value, types[name]) for name, value in facts.items() if name in types}
    decision = policy.decide(unread | given, as_of=_day(kept.get("as_of")))
    now = decision.to_dict()
    differences = [Difference(key, kept[key], now[key]) for key in SAID if key in kept and kept[key] != now[key]]
    return Reproduced(id_, same, tuple(differences))


def _value(name: str, value: object, type_: Type) -> Value:
    try:
        return None if value is None else read_json(value, type_)
    except Refused as refused:
        raise RecordError.of(f"decision, fact `{name}`", refused.message, refused.remedy) from None


def _day(text: object) -> datetime.date | None:
    try:
        return None if text is None else datetime.date.fromisoformat(str(text))
    except ValueError:
        raise RecordError.of("decision, `as_of`", f"{shown(text)} is no day", "write it as 2026-07-01") from None
