"""From the flat rules of a policy to conditions on fields: what durable_rules compares, and what is reckoned for it."""

import json
from collections.abc import Iterator
from typing import assert_never

from attrs import define, field

from crmrules.engines.durable.ways import ALWAYS, NEVER, TooMany, Ways, both, either, one
from crmrules.engines.python.lower import Lowered
from crmrules.expressions.operators import MIRRORED, OPPOSITE, ComparisonOperator
from crmrules.expressions.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Membership,
    Name,
    Negative,
    Not,
    Or,
)
from crmrules.expressions.types import Kind

MOST_TEXT = 65_535
"""How many bytes a text may have; durable_rules compares longer ones by what is left of their length."""


@define
class Conditions:
    """Finds the ways of the rules of one policy, and gives names to the fields that their conditions need."""

    lowered: Lowered
    names: Iterator[str]
    """The names that fields can take."""
    fields: dict[Expression, str] = field(factory=dict)
    """Where each value of a name and each truth of a comparison stands."""

    def forms(self, rule: Expression) -> tuple[Ways, Ways]:
        """The ways in which a rule is true, and those in which it is false; raises `TooMany`."""
        try:
            return self._ways(rule, True, True), self._ways(rule, False, True)
        except TooMany:
            # `in` takes a condition or a way for every choice, and a single one once it is reckoned
            return self._ways(rule, True, False), self._ways(rule, False, False)

    def _ways(self, node: Expression, wanted: bool, choices_apart: bool) -> Ways:
        match node:
            case Literal(value=value):
                return ALWAYS if value is wanted else NEVER
            case Not(operand=operand):
                return self._ways(operand, not wanted, choices_apart)
            case And(operands=operands):
                parts = [self._ways(operand, wanted, choices_apart) for operand in operands]
                return both(parts) if wanted else either(parts)
            case Or(operands=operands):
                parts = [self._ways(operand, wanted, choices_apart) for operand in operands]
                return either(parts) if wanted else both(parts)
            case Comparison(operator=sign, left=left, right=right):
                return self._comparison(sign, left, right, wanted) or self._reckoned(node, wanted)
            case Membership(item=item, choices=choices) if choices_apart:
                found = [self._comparison("==", item, choice, wanted) for choice in choices]
                parts = [part for part in found if part is not None]
                if len(parts) < len(found):
                    return self._reckoned(node, wanted)
                return either(parts) if wanted else both(parts)
            case Name() | Membership() | Call():
                return self._reckoned(node, wanted)
            case Arithmetic() | Negative():
                raise AssertionError("a number is no condition")  # expressions are checked when they are read
            case _:
                assert_never(node)

    def _comparison(self, sign: ComparisonOperator, left: Expression, right: Expression, wanted: bool) -> Ways | None:
        """The way of a comparison that durable_rules makes as we do; None for any other."""
        if isinstance(right, Name):
            sign, left, right = MIRRORED[sign], right, left
        if not (isinstance(left, Name) and isinstance(right, Literal)):
            return None
        value = right.value
        if isinstance(value, bool):
            return one(self._field(left), "==", value is (_asks_sameness(sign) is wanted))
        sign = sign if wanted else OPPOSITE[sign]
        if isinstance(value, str):
            why = unfit(value)
            if why:
                raise TooMany(f"a text that {why}")
            return one(self._field(left), sign, value)
        # whole numbers of a term may be floats, which durable_rules reads by rules of its own
        whole = left.name in self.lowered.stored and self.lowered.type_of(left.name).kind is Kind.INTEGER
        return one(self._field(left), sign, value) if whole and isinstance(value, int) else None

    def _reckoned(self, node: Expression, wanted: bool) -> Ways:
        """The way of a truth that the interpreter finds."""
        return one(self._field(node), "==", wanted)

    def _field(self, node: Expression) -> str:
        if node not in self.fields:
            self.fields[node] = next(self.names)
        return self.fields[node]


def _asks_sameness(sign: ComparisonOperator) -> bool:
    """Whether a comparison of flags is true where they are the same."""
    match sign:
        case "==":
            return True
        case "!=":
            return False
        case "<" | "<=" | ">" | ">=":
            raise AssertionError("flags have no order")  # expressions are checked when they are read
        case _:
            assert_never(sign)


def unfit(text: str) -> str:
    """Why durable_rules cannot compare a text; empty where it can."""
    try:
        # it compares texts as they stand in JSON, where quotes and line ends take more room
        length = len(json.dumps(text, ensure_ascii=False).encode()) - 2
    except UnicodeEncodeError:
        return "has half a surrogate pair, which cannot be sent to durable_rules"
    if length > MOST_TEXT:
        return f"has {length:,} bytes, and durable_rules compares {MOST_TEXT:,}"
    return ""
