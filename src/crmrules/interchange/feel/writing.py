"""From trees of the rule language to FEEL: expressions, and where a condition is about one fact, its unary tests."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from crmrules.definitions.parts import Setting
from crmrules.errors import ExpressionError
from crmrules.expressions.numbers import written
from crmrules.expressions.operators import MIRRORED
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
)

_CALLS = {
    **{"contains": "contains", "starts_with": "starts with", "ends_with": "ends with", "lower": "lower case"},
    **{"min": "min", "max": "max", "abs": "abs", "round": "decimal"},
}


@frozen
class Test:
    """A unary test of one fact."""

    fact: str
    said: str


@frozen
class FeelWriter:
    """Writes expressions; parameters stand as what they are on the day."""

    parameters: Mapping[str, Setting]
    names: Mapping[str, str]
    """What facts are called where that is not their own name."""

    def expression(self, node: Expression) -> str:
        """The text of an expression; raises `ExpressionError` for what FEEL has no words for."""
        match node:
            case Literal(value=value):
                return constant(value)
            case Name(name=name):
                return constant(self.parameters[name]) if name in self.parameters else self.names.get(name, name)
            case Negative(operand=operand):
                return f"-{self._inner(operand)}"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"{self._inner(left)} {operator} {self._inner(right)}"
            case Comparison(operator=operator, left=left, right=right):
                return f"{self._inner(left)} {_sign(operator)} {self._inner(right)}"
            case Membership(item=item, choices=choices) if not all(map(self._is_constant, choices)):
                return self.expression(Or(tuple(Comparison("==", item, each) for each in choices)))
            case Membership(item=item, choices=choices):
                return f"{self._inner(item)} in ({', '.join(map(self.expression, choices))})"
            case And(operands=operands):
                return " and ".join(map(self._inner, operands))
            case Or(operands=operands):
                return " or ".join(map(self._inner, operands))
            case Not(operand=operand):
                return f"not({self.expression(operand)})"
            case Call():
                return self._call(node)
            case _:
                assert_never(node)

    def test(self, node: Expression) -> Test | None:
        """The unary test that a condition is; None where it is none of one fact."""
        match node:
            case Name(name=name) if name not in self.parameters:
                return self._of(name, "true")
            case Not(operand=Name(name=name)) if name not in self.parameters:
                return self._of(name, "false")
            case Call(function="known", arguments=(Name(name=name),)):
                return self._of(name, "not(null)")
            case Not(operand=Call(function="known", arguments=(Name(name=name),))):
                return self._of(name, "null")
            case Comparison(operator=operator, left=Name(name=name), right=right) if self._is_fact(name, right):
                said = constant(self._value(right))
                return self._of(
                    name, said if operator == "==" else f"not({said})" if operator == "!=" else f"{operator} {said}"
                )
            case Comparison(operator=operator, left=left, right=Name(name=name)) if self._is_fact(name, left):
                return self.test(Comparison(MIRRORED[operator], Name(name), left))
            case Membership(item=Name(name=name), choices=choices) if all(
                self._is_fact(name, each) for each in choices
            ):
                return self._of(name, ", ".join(constant(self._value(each)) for each in choices))
            case Not(operand=Membership() as inner):
                found = self.test(inner)
                return Test(found.fact, f"not({found.said})") if found is not None else None
            case And(operands=(Comparison() as low, Comparison() as high)):
                return self._interval(low, high)
            case Or(operands=operands):
                return self._alternatives(operands)
            case _:
                return None

    def _interval(self, low: Comparison, high: Comparison) -> Test | None:
        """``low <= x < high`` as an interval."""
        if low.right != high.left or not isinstance(low.right, Name) or {low.operator, high.operator} - {"<", "<="}:
            return None
        name = low.right.name
        if not self._is_fact(name, low.left) or not self._is_fact(name, high.right):
            return None
        begins, ends = "[" if low.operator == "<=" else "(", "]" if high.operator == "<=" else ")"
        return self._of(name, f"{begins}{constant(self._value(low.left))}..{constant(self._value(high.right))}{ends}")

    def _alternatives(self, operands: tuple[Expression, ...]) -> Test | None:
        tests = [self.test(each) for each in operands]
        found = [each for each in tests if each is not None and not each.said.startswith("not(")]
        if len(found) < len(operands) or len({each.fact for each in found}) > 1:
            return None
        return Test(found[0].fact, ", ".join(each.said for each in found))

    def _of(self, name: str, said: str) -> Test | None:
        return Test(name, said) if name not in self.parameters else None

    def _is_fact(self, name: str, other: Expression) -> bool:
        """Whether a name is a fact that is held against a constant."""
        return name not in self.parameters and self._is_constant(other)

    def _is_constant(self, node: Expression) -> bool:
        return isinstance(node, Literal) or (isinstance(node, Name) and node.name in self.parameters)

    def _value(self, node: Expression) -> Value:
        return (
            self.parameters[node.name] if isinstance(node, Name) else node.value if isinstance(node, Literal) else None
        )

    def _inner(self, node: Expression) -> str:
        said = self.expression(node)
        return said if isinstance(node, Name | Call | Not | Literal) and said[0] != "-" else f"({said})"

    def _call(self, node: Call) -> str:
        said = [self.expression(each) for each in node.arguments]
        match node.function:
            case "known":
                return f"({self._inner(node.arguments[0])} != null)"
            case "coalesce":
                made = said[-1]
                for each in reversed([self._inner(part) for part in node.arguments[:-1]]):
                    made = f"if {each} != null then {each} else {made}"
                return f"({made})"
            case "year" | "month" | "weekday":
                return f"{self._inner(node.arguments[0])}.{node.function}"
            case function if function in _CALLS:
                return f"{_CALLS[function]}({', '.join(said)})"
            case function:
                raise ExpressionError.of("", f"`{function}` has no words in S-FEEL")


def constant(value: Value) -> str:
    """A constant as FEEL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
            return f'"{escaped}"'
        case int():
            return str(value)
        case float():
            return format(Decimal(repr(value)), "f")
        case Fraction():
            return written(value)
        case datetime.date():
            return f'date("{value.isoformat()}")'


def _sign(operator: str) -> str:
    return "=" if operator == "==" else operator
