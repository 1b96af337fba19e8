"""Rulesets: ways in the JSON form of durable_rules, as many in one as stay within its limits."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from attrs import define, field, frozen

from crmrules.engines.durable.ways import Condition, Way
from crmrules.expressions.operators import ComparisonOperator

MOST_FIELDS = 240
"""How many fields a record may have; durable_rules takes 251, of which its own names and our mark are three."""

MOST_NEXT = 400
"""How many conditions may be first in their rules, or follow the same ones; at 512 durable_rules hangs."""

MOST_TRUE = 60
"""How many conditions may wait at once while a record goes through a ruleset; durable_rules takes 64."""

MARK = "in_"
"""The field that tells a record from the facts durable_rules keeps for itself."""

LAST = 30_000
"""The priority of the rule that fires for every record, after all others; priorities have 16 bits."""

_SIGNS: Mapping[ComparisonOperator, str] = {"==": "", "!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_TAKEN = (MARK, "id", "sid", "$s", "$m", "m", "exception", "name", "all", "any", "pri", "count", "cap", "dist", "run")
_WORDS = ("and", "or", "not", "eq", "neq", "lt", "lte", "gt", "gte", "ex", "nex", "mt", "imt", "all", "any", "iall")
_MORE_WORDS = ("iany", "add", "sub", "mul", "div", "l", "r", "forward", "s", "m", "type")


def field_names() -> Iterator[str]:
    """Names for fields: ours, since durable_rules tells names apart by a hash of 32 bits only."""
    seen = {name_hash(name) for name in (*_TAKEN, *(f"${word}" for word in (*_WORDS, *_MORE_WORDS)))}
    for number in count():
        name = f"f{number}"
        if name_hash(name) not in seen:
            seen.add(name_hash(name))
            yield name


def name_hash(name: str) -> int:
    """The hash of a name in durable_rules: FNV-1a."""
    value = 2_166_136_261
    for byte in name.encode():
        value = (value ^ byte) * 16_777_619 & 0xFFFF_FFFF
    return value


@frozen
class Ruleset:
    """Some ways of a policy's rules."""

    ways: tuple[Way, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields it asks for."""
        return frozenset(condition.field for way in self.ways for condition in way)

    def document(self) -> dict[str, Any]:
        """Its rules in JSON form, without what they do; the last one fires for every record."""
        rules: dict[str, Any] = {}
        for number, way in enumerate(self.ways):
            conditions = [{MARK: 1}, *(_written(condition) for condition in _ordered(way))]
            rules[f"r{number}"] = {"all": [{"m": {"$and": conditions}}], "pri": number}
        rules["rest"] = {"all": [{"m": {MARK: 1}}], "pri": LAST}
        return rules


def divide(ways: Sequence[Way]) -> list[Ruleset]:
    """The rulesets of some ways."""
    if not ways:
        return []
    if _fits(ways):
        return [Ruleset(tuple(ways))]
    middle = len(ways) // 2
    return divide(ways[:middle]) + divide(ways[middle:])


def _written(condition: Condition) -> dict[str, Any]:
    plain = {condition.field: condition.value}
    return {_SIGNS[condition.sign]: plain} if _SIGNS[condition.sign] else plain


def _ordered(way: Way) -> list[Condition]:
    return sorted(way, key=lambda each: (len(each.field), each.field, each.sign, str(each.value)))


@define
class _Node:
    """Where durable_rules is after some conditions; rules that begin alike share their beginning."""

    next: dict[Condition, "_Node"] = field(factory=dict)

    def add(self, conditions: Sequence[Condition]) -> None:
        node = self
        for condition in conditions:
            node = node.next.setdefault(condition, _Node())

    @property
    def waiting(self) -> int:
        """How many conditions can wait at once: siblings are looked at one after the other, the last one first."""
        deepest = max((node.waiting for node in self.next.values()), default=0)
        return max(self._true, self._true - 1 + deepest)

    @property
    def widest(self) -> int:
        """The most conditions that follow the same ones."""
        return max([len(self.next), *(node.widest for node in self.next.values())])

    @property
    def _true(self) -> int:
        """How many of the next conditions can be true at once; a field equals one constant only."""
        fields: Mapping[str, list[str]] = {condition.field: [] for condition in self.next}
        for condition in self.next:
            fields[condition.field].append(condition.sign)
        return sum(min(1, signs.count("==")) + len(signs) - signs.count("==") for signs in fields.values())


def _fits(ways: Sequence[Way]) -> bool:
    if len(ways) == 1:
        return True
    start = _Node()
    for way in ways:
        start.add(_ordered(way))
    fields = {condition.field for way in ways for condition in way}
    return len(fields) <= MOST_FIELDS and start.waiting <= MOST_TRUE and start.widest <= MOST_NEXT
