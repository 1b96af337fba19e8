"""From conditions to the expression language of zen-engine: where a condition is true, and where it is false.

In zen a comparison with null is an error, and an error in a cell is no match; so every comparison asks first whether
what it reads is there. Numbers are decimals of 28 digits there.
"""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from crmrules.definitions.parts import Setting
from crmrules.errors import ExpressionError
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import MAX_WHOLE, written
from crmrules.expressions.operators import OPPOSITE
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
    Value,
    is_partial,
    walk,
)
from crmrules.expressions.types import Kind

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORDS = frozenset(("and", "or", "not", "in", "true", "false", "null", "if", "then", "else", "for", "as"))
"""Words of zen that no plain name can be."""
CALLS: Mapping[Function, str] = {
    **{"contains": "contains", "starts_with": "startsWith", "ends_with": "endsWith", "abs": "abs"},
    **{"year": "year", "month": "monthOfYear", "weekday": "dayOfWeek"},
}
"""The functions that mean in zen what they mean here, by our name."""
MOST_DIGITS = 28


def name(said: str) -> str:
    """A name as zen reads it: one that is no plain word, by the record that holds it."""
    return said if is_plain(said) else f"$root[{text(said)}]"


def is_plain(said: str) -> bool:
    """Whether a name is a plain word of zen."""
    return _PLAIN.fullmatch(said) is not None and said not in _WORDS


def text(said: str) -> str:
    """A text as zen writes it; raises `ExpressionError` for one with quotes of both kinds, since it escapes none."""
    for quote in "'\"":
        if quote not in said:
            return f"{quote}{said}{quote}"
    raise ExpressionError.of("", f"zen cannot write the text {said!r}, which holds quotes of both kinds")


@frozen
class ZenWriter:
    """Writes conditions; parameters stand as what they are on the day, derived facts as what they are reckoned by."""

    parameters: Mapping[str, Setting]
    derived: Mapping[str, Expression]
    kinds: Mapping[str, Kind]
    """The kinds of stored facts, and of the answers of other tables."""
    fields: Mapping[str, str]
    """Where the answers of other tables stand, by the facts that they are."""

    def true(self, node: Expression) -> str:
        """Where a condition is true."""
        return self._truth(node, True)

    def _truth(self, node: Expression, wanted: bool) -> str:
        match node:
            case Literal(value=value):
                return "true" if value is wanted else "false"
            case Name(name=known) if known in self.derived:
                return self._truth(self.derived[known], wanted)
            case Name():
                return f"{self.value(node)} == {'true' if wanted else 'false'}"
            case Comparison(operator=operator):
                return self._asked(node, self._compared(node, operator if wanted else OPPOSITE[operator]))
            case Membership(item=item, choices=choices):
                return self._truth(Or(tuple(Comparison("==", item, each) for each in choices)), wanted)
            case Call(function="known", arguments=(asked,)):
                return self._known(asked, wanted)
            case Call(function="contains" | "starts_with" | "ends_with"):
                said = self.value(node)
                return self._asked(node, said if wanted else f"not ({said})")
            case Not(operand=operand):
                return self._truth(operand, not wanted)
            case And(operands=operands) | Or(operands=operands):
                word = " and " if isinstance(node, And) is wanted else " or "
                return word.join(f"({self._truth(each, wanted)})" for each in operands)
            case _:
                raise ExpressionError.of("", "is no condition that zen can be asked")

    def _known(self, node: Expression, wanted: bool) -> str:
        """That all is there that a number, a text or a day hangs on, or not all; a parameter always is."""
        if isinstance(node, Name) and node.name in self.derived:
            return self._known(self.derived[node.name], wanted)
        self.value(node)  # raises for a condition, which can be known before all is there
        needed = dict.fromkeys(map(self._raw, self._needed(node)))
        if not needed:
            return "true" if wanted else "false"
        sign, word = ("!=", " and ") if wanted else ("==", " or ")
        return word.join(f"{each} {sign} null" for each in needed)

    def _asked(self, node: Expression, said: str) -> str:
        """A comparison that is asked only where all it reads is there."""
        needed = dict.fromkeys(map(self._raw, self._needed(node)))
        return " and ".join([*(f"{each} != null" for each in needed), f"({said})"])

    def _needed(self, node: Expression) -> list[Expression]:
        """The stored facts below a node, and whatever may have no value even so, the innermost first."""
        found: list[Expression] = []
        for each in reversed(list(walk(node))):
            if isinstance(each, Name) and each.name in self.derived:
                found += self._needed(self.derived[each.name])
            elif each.name not in self.parameters if isinstance(each, Name) else _divides(each):
                found.append(each)
            elif is_partial(each) and not isinstance(each, Arithmetic):
                raise ExpressionError.of("", f"zen has no words for `{getattr(each, 'function', '')}`")
            elif isinstance(each, Call) and each.function == "coalesce":
                raise ExpressionError.of("", "zen has no words for `coalesce`")
        return found

    def _raw(self, node: Expression) -> str:
        """What is asked for null: a day as the text that it is given as."""
        return name(self.fields.get(node.name, node.name)) if isinstance(node, Name) else self.value(node)

    def _compared(self, node: Comparison, operator: str) -> str:
        left, right = self.value(node.left), self.value(node.right)
        return f"{left} {operator} {right}"

    def value(self, node: Expression) -> str:
        """The text of an expression that has a value."""
        match node:
            case Literal(value=value):
                return constant(value)
            case Name(name=known) if known in self.parameters:
                return constant(self.parameters[known])
            case Name(name=known) if known in self.derived:
                return f"({self.value(self.derived[known])})"
            case Name(name=known):
                said = name(self.fields.get(known, known))
                return f"date({said})" if self.kinds.get(known) is Kind.DATE else said
            case Negative(operand=operand):
                return f"(0 - {self.value(operand)})"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self.value(left)} {operator} {self.value(right)})"
            case Call(function="min" | "max" as function, arguments=arguments):
                return f"{function}([{', '.join(map(self.value, arguments))}])"
            case Call(function=function, arguments=arguments) if function in CALLS:
                return f"{CALLS[function]}({', '.join(map(self.value, arguments))})"
            case Call(function=function):
                raise ExpressionError.of("", f"zen has no words for `{function}` that mean the same")
            case Comparison() | Membership() | And() | Or() | Not():
                raise ExpressionError.of("", "zen cannot be asked for a condition as a value")
            case _:
                assert_never(node)


def _divides(node: Expression) -> bool:
    return isinstance(node, Arithmetic) and node.operator == "/"


def constant(value: Value) -> str:
    """A constant as zen writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case int():
            return f"({value})" if str(value).startswith("-") else str(value)
        case float() | Fraction():
            said = format(Decimal(repr(value)), "f") if isinstance(value, float) else written(value)
            if len(said.replace("-", "").replace(".", "")) > MOST_DIGITS or not -MAX_WHOLE <= value <= MAX_WHOLE:
                raise ExpressionError.of("", f"zen cannot write {said}, which has more than {MOST_DIGITS} digits")
            return said if not said.startswith("-") else f"({said})"
        case datetime.date():
            return f"date('{value.isoformat()}')"
