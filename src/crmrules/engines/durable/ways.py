"""Ways: the combinations of conditions under which a formula holds, of which each becomes one rule of durable_rules."""

from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from crmrules.expressions.operators import ComparisonOperator

MOST_CONDITIONS = 15
"""How many conditions a way may have; a rule of durable_rules takes 16, and the mark of a record is one of them."""

MOST_WAYS = 256
"""How many ways a rule of a policy may be true, or false."""

MOST_PRODUCTS = 2_048
"""How many combinations are looked at on the way; most of them turn out to be the same or never to hold."""


@frozen
class Condition:
    """A comparison of a field with a constant; it does not hold where the record lacks the field."""

    field: str
    sign: ComparisonOperator
    value: bool | int | str


Way: TypeAlias = frozenset[Condition]
"""Conditions that hold together."""

Ways: TypeAlias = tuple[Way, ...]
"""Any one is enough: there is none for what never holds, and one without conditions for what always does."""

ALWAYS: Ways = (frozenset(),)
NEVER: Ways = ()


class TooMany(Exception):
    """A formula is beyond what a ruleset takes; says what there is too much of."""


def one(field: str, sign: ComparisonOperator, value: bool | int | str) -> Ways:
    """The way of a single condition."""
    return (frozenset({Condition(field, sign, value)}),)


def either(parts: Iterable[Ways]) -> Ways:
    """The ways of *or*; raises `TooMany`."""
    return _distinct([way for part in parts for way in part])


def both(parts: Iterable[Ways]) -> Ways:
    """The ways of *and*, multiplied out; raises `TooMany`."""
    found = ALWAYS
    for part in parts:
        # counted before it is done, so that no policy takes for ever
        if len(found) * len(part) > MOST_PRODUCTS:
            raise TooMany(f"more than {MOST_WAYS} combinations of conditions")
        found = _distinct([left | right for left in found for right in part])
    return found


def _distinct(ways: Iterable[Way]) -> Ways:
    """The ways that can hold, without those that ask for all that another one does."""
    kept: list[Way] = []
    for way in sorted(dict.fromkeys(ways), key=len):
        if _consistent(way) and not any(other <= way for other in kept):
            kept.append(way)
    if len(kept) > MOST_WAYS:
        raise TooMany(f"more than {MOST_WAYS} combinations of conditions")
    if kept and len(kept[-1]) > MOST_CONDITIONS:
        raise TooMany(f"{len(kept[-1])} conditions at once, of which durable_rules takes {MOST_CONDITIONS}")
    return tuple(kept)


def _consistent(way: Way) -> bool:
    """Whether no field equals two constants."""
    equal = [condition.field for condition in way if condition.sign == "=="]
    return len(equal) == len(set(equal))
