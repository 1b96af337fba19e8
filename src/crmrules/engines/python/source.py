"""Pieces of Python source for flat expressions. Names are ours; constants and attributes are put in afterwards."""

import ast
import math
from collections.abc import Callable, Mapping, Set
from fractions import Fraction
from typing import Any, assert_never, cast

from attrs import define, field

from crmrules.engines.python.exactly import Exactly
from crmrules.engines.python.lower import Lowered, Term
from crmrules.engines.python.reckoning import HUGE, TINY, UNIT, UNKNOWN_NUMBER, Reckoning
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import MOST_BITS, exact
from crmrules.expressions.operators import MIRRORED, OPPOSITE, ArithmeticOperator, ComparisonOperator
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
    names,
    walk,
)
from crmrules.expressions.types import Kind


@define
class Source:
    """Writes the pieces, and remembers what the placeholders in them stand for.

    A stored fact and most terms hold None when unknown. A term that is reckoned in float64 holds infinity instead, so
    that one comparison tells whether it is known, and has a second variable for the bound on its error.
    """

    lowered: Lowered
    policy_function: Callable[[Any], Callable[..., Any]]
    constants: list[object] = field(factory=list)
    attributes: list[str] = field(factory=list)
    namespace: dict[str, object] = field(factory=dict)
    _names: dict[str, str] = field(factory=dict)

    def constant(self, value: object) -> str:
        """A placeholder for a constant."""
        self.constants.append(value)
        return f"K{len(self.constants) - 1}"

    def name(self, name: str) -> str:
        """The local variable of a fact or term."""
        return AS_OF if name == AS_OF else self._names.setdefault(name, f"v{len(self._names)}")

    def load(self, name: str, sure: Set[str] = frozenset()) -> list[str]:
        """The statements that give a fact or term its value; its inputs must have theirs, and some surely are known."""
        if name == AS_OF:
            return []
        if name not in self.lowered.terms:
            self.attributes.append(name)
            return [f"{self.name(name)} = r.F{len(self.attributes) - 1}"]
        term = self.lowered.terms[name]
        if term.size.reckoned:
            return self._reckoned(term, sure)
        return [f"{self.name(name)} = {self._term(term, sure)}"]

    def known(self, name: str) -> str:
        """Whether a fact or term is known."""
        if self._is_reckoned(name):
            return f"{self.name(name)} < {self.constant(UNKNOWN_NUMBER)}"
        return f"{self.name(name)} is not None"

    def unknown(self, name: str) -> str:
        """Whether a fact or term is unknown."""
        if self._is_reckoned(name):
            return f"{self.name(name)} == {self.constant(UNKNOWN_NUMBER)}"
        return f"{self.name(name)} is None"

    def atom(self, node: Expression, negated: bool = False) -> str:
        """The test of a comparison or membership whose parts are known."""
        match node:
            case Comparison(operator=operator, left=left, right=right):
                operator = OPPOSITE[operator] if negated else operator
                if any(isinstance(each, Name) and self._is_reckoned(each.name) for each in (left, right)):
                    return self._filtered(operator, left, right)
                return f"{self._beside(left, right)} {_sign(operator)} {self._beside(right, left)}"
            case Membership(item=Name(name=name) as item, choices=choices) if self._is_reckoned(name):
                parts = [self.atom(Comparison("==", item, choice), negated) for choice in choices]
                return f"({(' and ' if negated else ' or ').join(parts)})"
            case Membership(item=item, choices=choices):
                values = tuple(choice.value for choice in choices if isinstance(choice, Literal))
                return f"{self._plain(item)} {'not in' if negated else 'in'} {self.constant(values)}"
            case _:
                raise AssertionError(node)

    def region(self, node: Comparison, answer: bool) -> str:
        """The test whether a reckoned number is known, and compares with a constant as asked."""
        operator = node.operator if answer else OPPOSITE[node.operator]
        test = self._filtered(operator, node.left, node.right)
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

    def _filtered(self, operator: ComparisonOperator, left: Expression, right: Expression) -> str:
        """A comparison where one side is reckoned: by float64 where it can tell, else exactly."""
        if operator in (">", ">="):
            operator, left, right = MIRRORED[operator], right, left
        (left_low, left_high), (right_low, right_high) = self._limits(left), self._limits(right)
        exactly = self._exactly(Comparison(operator, left, right))
        match operator:
            case "<" | "<=":
                return f"({left_high} < {right_low} or {left_low} <= {right_high} and {exactly})"
            case "==":
                return f"({left_low} <= {right_high} and {left_high} >= {right_low} and {exactly})"
            case "!=":
                return f"({left_low} > {right_high} or {left_high} < {right_low} or {exactly})"
            case _:
                raise AssertionError(operator)  # it was turned around

    def _limits(self, node: Expression) -> tuple[str, str]:
        """The floats between which the number behind a name or constant lies."""
        match node:
            case Literal(value=int() | float() as number):
                near = float(number)
                low = near if exact(number) >= Fraction(near) else math.nextafter(near, -math.inf)
                high = near if exact(number) <= Fraction(near) else math.nextafter(near, math.inf)
                return self.constant(low), self.constant(high)
            case Name(name=name):
                value, error = self.name(name), self._error(node)
                return f"{value} - ({error})", f"{value} + ({error})"
            case _:
                raise AssertionError(node)

    def _exactly(self, node: Expression) -> str:
        """The call that gives the exact truth of a comparison."""
        exactly = Exactly.of(node, self.lowered.terms)
        return self._called(exactly.value, exactly.facts)

    def _called(self, function: Callable[..., object], facts: tuple[str, ...]) -> str:
        name = f"X{len(self.namespace)}"
        self.namespace[name] = function
        return f"{name}({', '.join(map(self.name, facts))})"

    def _reckoned(self, term: Term, sure: Set[str]) -> list[str]:
        """The statements that give a reckoned term its value and the bound on its error."""
        value, error, node = self.name(term.name), self.error(term.name), term.expression
        assert node is not None
        exactly = Exactly.of(node, self.lowered.terms)
        exact = f"{value}, {error} = {self._called(exactly.bounded, exactly.facts)}"
        match node:
            case Name(name=name):
                return [f"{value}, {error} = {self.name(name)}, {self.error(name)}"]
            case Call(function="coalesce"):
                return self._first_known(node.arguments, value, error)
            case Call(function="round"):
                lines = [exact]
            case _ if term.size.bits > MOST_BITS:  # it may have more digits than are carried
                lines = [exact]
            case Call(function=function, arguments=arguments):
                lines = self._picked(function, arguments, value, error)
            case _:
                lines = self._bounded(node, value, error, exact)
        guards = [self.known(name) for name in sorted(names(node)) if name not in sure]
        if not guards:
            return lines
        absent = f"{value}, {error} = {self.constant(UNKNOWN_NUMBER)}, {self.constant(0.0)}"
        return [f"if {' and '.join(guards)}:", *_indented(lines), "else:", f"    {absent}"]

    def _bounded(self, node: Expression, value: str, error: str, exact: str) -> list[str]:
        """Arithmetic in float64; exact where its bound is none."""
        reckoning = Reckoning(self.constant, self.name, self.lowered.size_of, self.error, f"{value}_")
        made = reckoning.number(node)
        bound = reckoning.bound(made)
        lines = [
            *reckoning.then,
            f"{value} = {made.value}",
            f"{error} = {bound}",
            f"if not {' + '.join(reckoning.huge)} < {self.constant(HUGE)}:",
            f"    {exact}",
        ]
        if reckoning.near_zero:
            lines = [f"if {' or '.join(reckoning.near_zero)}:", f"    {exact}", "else:", *_indented(lines)]
        return [*reckoning.first, *lines]

    def _picked(self, function: Function, arguments: tuple[Expression, ...], value: str, error: str) -> list[str]:
        """One of some numbers, and the bound that holds for each of them."""
        errors = list(map(self._error, arguments))
        most = errors[0] if len(errors) == 1 else f"max({', '.join(errors)})"
        return [f"{value} = {function}({', '.join(map(self._plain, arguments))})", f"{error} = {most}"]

    def _first_known(self, arguments: tuple[Expression, ...], value: str, error: str) -> list[str]:
        """The statements that give the first known of some numbers, and its bound."""
        lines: list[str] = []
        for each in arguments:
            found = f"{value}, {error} = {self._plain(each)}, {self._error(each)}"
            if isinstance(each, Literal):
                return [*lines, "else:", f"    {found}"] if lines else [found]
            assert isinstance(each, Name)  # lowering leaves nothing else
            lines += [f"{'elif' if lines else 'if'} {self.known(each.name)}:", f"    {found}"]
        absent = f"{value}, {error} = {self.constant(UNKNOWN_NUMBER)}, {self.constant(0.0)}"
        return [*lines, "else:", f"    {absent}"]

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

    def _is_reckoned(self, name: str) -> bool:
        return name in self.lowered.terms and self.lowered.terms[name].size.reckoned

    def error(self, name: str) -> str:
        """The local variable of the bound on the error of a reckoned term."""
        return f"e{self.name(name)}"

    def _error(self, node: Expression) -> str:
        """The bound on the error of a name or constant."""
        if isinstance(node, Name) and self._is_reckoned(node.name):
            return self.error(node.name)
        return f"{self.constant(UNIT)} * abs({self._plain(node)}) + {self.constant(TINY)}"

    def _plain(self, node: Expression) -> str:
        if isinstance(node, Name):
            return self.name(node.name)
        assert isinstance(node, Literal)  # lowering leaves nothing else
        return self.constant(node.value)

    def _beside(self, node: Expression, other: Expression) -> str:
        """A name or constant compared with another; Python compares a float fastest with a float."""
        if isinstance(node, Literal) and type(node.value) is int and not self._is_whole(other):
            return self.constant(float(node.value))
        return self._plain(node)

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
                return self._plain(node)
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
        plain = [self._plain(each) for each in arguments]
        match function:
            case "known":
                return self.truth(node)
            case "coalesce":
                given = [f"{self._plain(each)} if {self._is_known(each)} else" for each in arguments]
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
                return self._plain(node)
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


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def build(source: str, names: Source) -> dict[str, Any]:
    """The functions that the source defines, with constants and attributes in place of their placeholders."""
    tree = _Fill(names.constants, names.attributes).visit(ast.parse(source))
    namespace: dict[str, Any] = dict(names.namespace)
    exec(compile(tree, "<crmrules>", "exec"), namespace)
    return namespace


class _Fill(ast.NodeTransformer):
    """Puts constants and attribute names where their placeholders stand."""

    def __init__(self, constants: list[object], attributes: list[str]) -> None:
        self.constants: Mapping[str, object] = {f"K{place}": value for place, value in enumerate(constants)}
        self.attributes = {f"F{place}": name for place, name in enumerate(attributes)}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.constants:
            # a tuple of values and infinity have no literal, and yet are constants
            return ast.copy_location(ast.Constant(cast("Any", self.constants[node.id])), node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        node.attr = self.attributes.get(node.attr, node.attr)
        return node
