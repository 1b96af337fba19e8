"""Pieces of Python source for flat expressions. Names are ours; constants and attributes are put in afterwards."""

from collections.abc import Set
from typing import assert_never

from attrs import define

from crmrules.engines.python.lower import Term
from crmrules.engines.python.names import Names
from crmrules.engines.python.reckoned import Reckoned
from crmrules.expressions.days import add_days, add_months
from crmrules.expressions.evaluate import lowered
from crmrules.expressions.functions import Function
from crmrules.expressions.operators import OPPOSITE, ArithmeticOperator, ComparisonOperator
from crmrules.expressions.tree import (
    AS_OF,
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
    walk,
)
from crmrules.expressions.types import Kind


@define(eq=False, repr=False)
class Source(Names):
    """Writes the pieces, and remembers what the placeholders in them stand for."""

    def load(self, name: str, sure: Set[str] = frozenset()) -> list[str]:
        """The statements that give a fact or term its value; its inputs must have theirs, and some surely are known."""
        if name == AS_OF:
            return []
        if name not in self.lowered.terms:
            return [f"{self.name(name)} = r.{self.attribute(name)}"]
        term = self.lowered.terms[name]
        if term.size.reckoned:
            return Reckoned(self).load(term, sure)
        return [f"{self.name(name)} = {self._term(term, sure)}"]

    def atom(self, node: Expression, negated: bool = False) -> str:
        """The test of a comparison or membership whose parts are known."""
        match node:
            case Comparison(operator=operator, left=left, right=right):
                operator = OPPOSITE[operator] if negated else operator
                if self._needs_bound(left, right):
                    return Reckoned(self).compare(operator, left, right)
                return f"{self._beside(left, right)} {_sign(operator)} {self._beside(right, left)}"
            case Membership(item=Name(name=name) as item, choices=choices) if self.is_reckoned(name):
                parts = [self.atom(Comparison("==", item, choice), negated) for choice in choices]
                return f"({(' and ' if negated else ' or ').join(parts)})"
            case Membership(item=item, choices=choices):
                values = tuple(choice.value for choice in choices if isinstance(choice, Literal))
                return f"{self.plain(item)} {'not in' if negated else 'in'} {self.constant(values)}"
            case _:
                raise AssertionError(node)

    def _needs_bound(self, *compared: Expression) -> bool:
        """Whether Python, which compares a float by its binary value, may be wrong about two numbers."""
        sizes = [self.lowered.size_of(each.name) for each in compared if isinstance(each, Name)]
        return not all(each.is_float for each in sizes) and not all(each.whole for each in sizes)

    def region(self, node: Comparison, answer: bool) -> str:
        """The test whether a reckoned number is known, and compares with a constant as asked."""
        operator = node.operator if answer else OPPOSITE[node.operator]
        test = Reckoned(self).compare(operator, node.left, node.right)
        match operator:
            case "<" | "<=":  # what an unknown number holds is greater than any
                return test
            case ">" | ">=":
                assert isinstance(node.left, Name)
                return f"({self.known(node.left.name)} and {test})"
            case "==" | "!=":
                raise AssertionError(node)  # whether it is known is asked before
            case _:
                assert_never(operator)

    def true(self, node: Expression) -> str:
        """The two-valued test whether a flat condition is true."""
        return self._is(node, True)

    def false(self, node: Expression) -> str:
        """The two-valued test whether a flat condition is false."""
        return self._is(node, False)

    def truth(self, node: Expression) -> str:
        """The three-valued value of a flat condition."""
        return f"True if {self.true(node)} else False if {self.false(node)} else None"

    def _is(self, node: Expression, wanted: bool) -> str:
        match node:
            case Literal(value=value):
                return str(value is wanted)
            case Name(name=name):
                return f"{self.name(name)} is {wanted}"
            case Not(operand=operand):
                return self._is(operand, not wanted)
            case And(operands=operands) | Or(operands=operands):
                word = " and " if isinstance(node, And) is wanted else " or "
                return "(" + word.join(self._is(operand, wanted) for operand in operands) + ")"
            case Call(function="known", arguments=(Name(name=name),)):
                return self.known(name) if wanted else self.unknown(name)
            case _:
                read = dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name))
                return "(" + " and ".join([*map(self.known, read), self.atom(node, not wanted)]) + ")"

    def _beside(self, node: Expression, other: Expression) -> str:
        """A name or constant compared with another; Python compares a float fastest with a float."""
        if isinstance(node, Literal) and type(node.value) is int and not self._is_whole(other):
            return self.constant(float(node.value))
        return self.plain(node)

    def _is_whole(self, node: Expression) -> bool:
        return not isinstance(node, Name) or self.lowered.type_of(node.name).kind is Kind.INTEGER

    def _term(self, term: Term, sure: Set[str]) -> str:
        node = term.expression
        if term.policy is not None:
            function = f"P{len(self.namespace)}"
            self.namespace[function] = self.policy_function(term.policy)
            return f"{function}(r, {AS_OF if term.policy.reads_as_of else None})"
        assert node is not None
        match node:
            case Literal(value=None):
                return "None"
            case Literal():
                return self.plain(node)
            case Name(name=name):
                return self.name(name)
            case Arithmetic() | Negative():
                return self._guarded(self._whole(node), node, sure)
            case Call(function=function, arguments=arguments):
                return self._call(node, function, arguments, sure)
            case Comparison() | Membership() | And() | Or() | Not():
                return self.truth(node)
            case _:
                assert_never(node)

    def _call(self, node: Call, function: Function, arguments: tuple[Expression, ...], sure: Set[str]) -> str:
        plain = [self.plain(each) for each in arguments]
        match function:
            case "known":
                return self.truth(node)
            case "coalesce":
                given = [f"{self.plain(each)} if {self._is_known(each)} else" for each in arguments]
                return " ".join([*given, "None"])
            case "min" | "max":
                return self._guarded(f"{function}({', '.join(plain)})", node, sure)
            case "abs":  # no call: it costs most
                zero = self.constant(0 if self._is_whole(arguments[0]) else 0.0)
                return self._guarded(f"({plain[0]} if {plain[0]} >= {zero} else -{plain[0]})", node, sure)
            case "round":
                raise AssertionError(node)  # it is reckoned
            case "days_between":
                return self._guarded(f"({plain[0]} - {plain[1]}).days", node, sure)
            case "add_days":
                self.namespace[function] = add_days
                return self._guarded(f"{function}({', '.join(plain)})", node, sure)
            case "add_months":
                self.namespace[function] = add_months
                return self._guarded(f"{function}({', '.join(plain)})", node, sure)
            case "year" | "month":
                return self._guarded(f"{plain[0]}.{function}", node, sure)
            case "weekday":
                return self._guarded(f"{plain[0]}.isoweekday()", node, sure)
            case "contains":
                return self._guarded(f"{plain[1]} in {plain[0]}", node, sure)
            case "starts_with":
                return self._guarded(f"{plain[0]}.startswith({plain[1]})", node, sure)
            case "ends_with":
                return self._guarded(f"{plain[0]}.endswith({plain[1]})", node, sure)
            case "lower":
                self.namespace[function] = lowered
                return self._guarded(f"{function}({plain[0]})", node, sure)
            case _:
                assert_never(function)

    def _guarded(self, value: str, node: Expression, sure: Set[str]) -> str:
        """A value, where all inputs of the operation are known."""
        read = dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name) and part.name not in sure)
        tests = [self.known(name) for name in read]
        return f"{value} if {' and '.join(tests)} else None" if tests else value

    def _is_known(self, node: Expression) -> str:
        return self.known(node.name) if isinstance(node, Name) else "True"

    def _whole(self, node: Expression) -> str:
        """Arithmetic of whole numbers, which Python does exactly; of others only the sign changes."""
        match node:
            case Literal() | Name():
                return self.plain(node)
            case Negative(operand=operand):
                return f"(-{self._whole(operand)})"
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self._whole(left)} {_sign(operator)} {self._whole(right)})"
            case _:
                raise AssertionError(node)


def _sign(operator: ArithmeticOperator | ComparisonOperator) -> str:
    """An operator as Python writes it, of two values that are known and no divisor that is zero."""
    match operator:
        case "+" | "-" | "*" | "/" | "==" | "!=" | "<" | "<=" | ">" | ">=":
            return operator
        case _:
            assert_never(operator)
