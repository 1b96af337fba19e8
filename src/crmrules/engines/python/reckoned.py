"""Terms that are reckoned in float64 beside a bound, and comparisons of them, exact where the bound does not tell."""

import math
from collections.abc import Callable, Set
from fractions import Fraction

from attrs import define

from crmrules.engines.python.exactly import Exactly
from crmrules.engines.python.lower import Term
from crmrules.engines.python.names import Names
from crmrules.engines.python.reckoning import HUGE, TINY, UNIT, UNKNOWN_NUMBER, Reckoning
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import exact
from crmrules.expressions.operators import MIRRORED, ComparisonOperator
from crmrules.expressions.tree import Call, Comparison, Expression, Literal, Name, names


@define
class Reckoned:
    """Writes the pieces about reckoned terms."""

    names: Names

    def load(self, term: Term, sure: Set[str]) -> list[str]:
        """The statements that give a reckoned term its value and the bound on its error."""
        value, error, node = self.names.name(term.name), self.names.error(term.name), term.expression
        assert node is not None
        exactly = Exactly.of(node, self.names.lowered.terms)
        exact = f"{value}, {error} = {self._called(exactly.bounded, exactly.facts)}"
        match node:
            case Name(name=name):
                return [f"{value}, {error} = {self.names.name(name)}, {self.names.error(name)}"]
            case Call(function="coalesce"):
                return self._first_known(node.arguments, value, error)
            case Call(function="round"):
                lines = [exact]
            case Call(function=function, arguments=arguments):
                lines = self._picked(function, arguments, value, error)
            case _:
                lines = self._bounded(node, value, error, exact)
        guards = [self.names.known(name) for name in sorted(names(node)) if name not in sure]
        if not guards:
            return lines
        absent = f"{value}, {error} = {self.names.constant(UNKNOWN_NUMBER)}, {self.names.constant(0.0)}"
        return [f"if {' and '.join(guards)}:", *indented(lines), "else:", f"    {absent}"]

    def _bounded(self, node: Expression, value: str, error: str, exact: str) -> list[str]:
        """Arithmetic in float64; exact where its bound is none."""
        reckoning = Reckoning(
            self.names.constant, self.names.name, self.names.lowered.size_of, self.names.error, f"{value}_"
        )
        made = reckoning.number(node)
        bound = reckoning.bound(made)
        lines = [
            *reckoning.then,
            f"{value} = {made.value}",
            f"{error} = {bound}",
            f"if not {' + '.join(reckoning.huge)} < {self.names.constant(HUGE)}:",
            f"    {exact}",
        ]
        if reckoning.near_zero:
            lines = [f"if {' or '.join(reckoning.near_zero)}:", f"    {exact}", "else:", *indented(lines)]
        return [*reckoning.first, *lines]

    def _picked(self, function: Function, arguments: tuple[Expression, ...], value: str, error: str) -> list[str]:
        """One of some numbers, and the bound that holds for each of them."""
        errors = list(map(self._bound, arguments))
        most = errors[0] if len(errors) == 1 else f"max({', '.join(errors)})"
        return [f"{value} = {function}({', '.join(map(self.names.plain, arguments))})", f"{error} = {most}"]

    def _first_known(self, arguments: tuple[Expression, ...], value: str, error: str) -> list[str]:
        """The statements that give the first known of some numbers, and its bound."""
        lines: list[str] = []
        for each in arguments:
            found = f"{value}, {error} = {self.names.plain(each)}, {self._bound(each)}"
            if isinstance(each, Literal):
                return [*lines, "else:", f"    {found}"] if lines else [found]
            assert isinstance(each, Name)  # lowering leaves nothing else
            lines += [f"{'elif' if lines else 'if'} {self.names.known(each.name)}:", f"    {found}"]
        absent = f"{value}, {error} = {self.names.constant(UNKNOWN_NUMBER)}, {self.names.constant(0.0)}"
        return [*lines, "else:", f"    {absent}"]

    def compare(self, operator: ComparisonOperator, left: Expression, right: Expression) -> str:
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
                return self.names.constant(low), self.names.constant(high)
            case Name(name=name):
                value, error = self.names.name(name), self._bound(node)
                return f"{value} - ({error})", f"{value} + ({error})"
            case _:
                raise AssertionError(node)

    def _bound(self, node: Expression) -> str:
        """The bound on the error of a name or constant."""
        if isinstance(node, Name) and self.names.is_reckoned(node.name):
            return self.names.error(node.name)
        return f"{self.names.constant(UNIT)} * abs({self.names.plain(node)}) + {self.names.constant(TINY)}"

    def _exactly(self, node: Expression) -> str:
        """The call that gives the exact truth of a comparison."""
        exactly = Exactly.of(node, self.names.lowered.terms)
        return self._called(exactly.value, exactly.facts)

    def _called(self, function: Callable[..., object], facts: tuple[str, ...]) -> str:
        name = f"X{len(self.names.namespace)}"
        self.names.namespace[name] = function
        return f"{name}({', '.join(map(self.names.name, facts))})"


def indented(lines: list[str]) -> list[str]:
    """Lines one level deeper."""
    return [f"    {line}" for line in lines]
