"""How two operands compare, as a diagram: where their difference lies, as a form, beside 0."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal as Choice
from typing import TypeAlias, assert_never

from attrs import frozen

from crmrules.analysis.cells.diagram import Diagram
from crmrules.analysis.cells.forms import Form, atom, constant, form, minus, scale, scaled, split, times
from crmrules.analysis.cells.logic import AND, CHOOSE, NOT, OR
from crmrules.analysis.cells.space import SAMENESS, Constant, Space, Term, Written
from crmrules.analysis.cells.typed import is_whole, type_of
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import Function
from crmrules.expressions.numbers import exact
from crmrules.expressions.operators import MIRRORED, OPPOSITE, ComparisonOperator
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import Call, Comparison, Expression, Literal, Name
from crmrules.expressions.types import Kind, Type

Plain: TypeAlias = Choice["<", "<=", "=="]
"""The comparisons that all others are told by."""


def compare(
    space: Space, types: Mapping[str, Type], operator: ComparisonOperator, left: Constant | Term, right: Constant | Term
) -> Diagram:
    """The truth of a comparison."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return space.diagrams.leaf(evaluate(Comparison(operator, Literal(left.value), Literal(right.value)), {}))
    if isinstance(left, Constant):
        return compare(space, types, MIRRORED[operator], right, left)
    match operator:
        case "!=" | ">" | ">=":
            return space.diagrams.apply(NOT, compare(space, types, OPPOSITE[operator], left, right))
        case "<" | "<=" | "==":
            return _Comparing(space, types).compare(operator, left, right)
        case _:
            assert_never(operator)


@frozen
class _Said:
    """How a condition writes what is looked at."""

    left: str
    right: str
    mirrored: bool = False
    """Whether what is looked at grows as the left side becomes less than the right."""

    def cut(self, after: bool) -> Written:
        """How it writes what lies on either side of a number, from after or before it on."""
        ends: ComparisonOperator = "<=" if after else "<"
        shown = MIRRORED[ends] if self.mirrored else ends
        return Written(self.left, OPPOSITE[shown], shown, self.right)

    def other_way(self) -> "_Said":
        """The same, of something that grows as this becomes less."""
        return _Said(self.left, self.right, not self.mirrored)


@frozen
class _Comparing:
    space: Space
    types: Mapping[str, Type]

    def compare(self, operator: Plain, left: Term, right: Constant | Term) -> Diagram:
        """The truth of a comparison, unknown where an operand is."""
        diagrams = self.space.diagrams
        known = self.space.known(left, self.types)
        if isinstance(right, Constant):
            if right.value is None:
                return diagrams.leaf(None)
        else:
            known = diagrams.apply(AND, known, self.space.known(right, self.types))
        return diagrams.apply(CHOOSE, known, self._known(operator, left, right), diagrams.leaf(None))

    def _known(self, operator: Plain, left: Term, right: Constant | Term) -> Diagram:
        """The truth of a comparison of what is known."""
        if left.type.kind is Kind.TEXT:
            return self._same(left, right)
        for term, other, is_left in ((left, right, True), (right, left, False)):
            match term:
                case Term(expression=Call(function="min" | "max" as function, arguments=arguments)):
                    parts = [self._operand(each) for each in arguments]
                    return self._extreme(operator, function, parts, other, is_left)
                case _:
                    pass
        said = _Said(left.text, right.text)
        match left, right:
            case Term(expression=Name() as name), Constant(value=int() | float() | Fraction() as number):
                return self._against(operator, atom(name), exact(number), said)  # as most comparisons are
            case _:
                return self._beside_zero(operator, _difference(left, right), said)

    def _extreme(
        self,
        operator: Plain,
        function: Function,
        parts: Sequence[Constant | Term],
        other: Constant | Term,
        is_left: bool,
    ) -> Diagram:
        """The least or the greatest of some, on the left or the right of a comparison: that of any, or of all."""

        def each(sign: Plain) -> Diagram:
            any_will_do = (function == "min") is is_left
            pairs = ((part, other) if is_left else (other, part) for part in parts)
            return self.space.diagrams.joined(
                OR if any_will_do else AND, [compare(self.space, self.types, sign, *pair) for pair in pairs]
            )

        return each(operator) if operator != "==" else self._and_not(each("<="), each("<"))

    def _operand(self, node: Expression) -> Constant | Term:
        if isinstance(node, Literal):
            return Constant(node.value, literal(node.value))
        return Term(node, type_of(node, self.types), render(node))

    def _beside_zero(self, operator: ComparisonOperator, sum_: Form, said: _Said) -> Diagram:
        """How a sum compares with 0."""
        parts, rest = split(sum_)
        if not parts:
            return self.space.diagrams.leaf(evaluate(Comparison(operator, Literal(rest), Literal(0)), {}))
        size = scale(parts, is_whole(parts, self.types))
        parts, value = scaled(parts, 1 / size), -rest / size
        operator, said = (operator, said) if size > 0 else (MIRRORED[operator], said.other_way())
        two = _two_facts(parts) if value == 0 else None
        return self._against(operator, parts, value, said) if two is None else self._share(operator, *two, said)

    def _share(self, operator: ComparisonOperator, over: Name, under: Name, limit: Fraction, said: _Said) -> Diagram:
        """How one fact compares with some times another, by its share of that: then a table of shares is one of cuts.

        The share is taken of the other's size; where that is 0, the one is compared with 0.
        """
        sign, place = _Said(under.name, "0"), self.space.fact(under.name, self.types[under.name])
        share = times(atom(over), {((under, -1),): Fraction(1)})
        found = self._beside_zero(operator, atom(over), said)
        for here, size in ((self._cut("<", place, 0, sign), -1), (self._above(place, sign), 1)):
            there = self._against(operator, scaled(share, Fraction(size)), size * limit, said)
            found = self.space.diagrams.apply(CHOOSE, here, there, found)
        return found

    def _above(self, place: int, said: _Said) -> Diagram:
        return self.space.diagrams.apply(NOT, self._cut("<=", place, 0, said))

    def _against(self, operator: ComparisonOperator, sum_: Form, value: Fraction, said: _Said) -> Diagram:
        """A sum against a number."""
        match operator:
            case "!=" | ">" | ">=":
                return self.space.diagrams.apply(NOT, self._against(OPPOSITE[operator], sum_, value, said))
            case "<" | "<=" | "==":
                pass
            case _:
                assert_never(operator)
        match next(iter(sum_)) if len(sum_) == 1 else None:
            case ((Name(name=name), 1),):
                return self._cut(operator, self.space.fact(name, self.types[name]), value, said)
            case ((Call(function="abs", arguments=(inner,)), 1),):
                return self._size(operator, inner, value, said)
            case ((Call(function="min" | "max" as function, arguments=arguments), 1),):
                return self._any_or_all(operator, function, arguments, value, said)
            case ((Call(function="round", arguments=(inner, Literal(value=int() as places))), 1),):
                return self._rounded(operator, form(inner), value, places, said)
            case _:
                return self._cut(operator, self.space.sum(sum_, is_whole(sum_, self.types)), value, said)

    def _size(self, operator: Plain, inner: Expression, value: Fraction, said: _Said) -> Diagram:
        """The absolute value of a number."""
        if operator == "==" and value < 0:
            return self.space.diagrams.leaf(False)
        above = self._inner(operator, inner, value, said)
        below = self._inner(MIRRORED[operator], inner, -value, said.other_way())
        return self.space.diagrams.joined(OR if operator == "==" else AND, [above, below])

    def _any_or_all(
        self, operator: Plain, function: Function, arguments: Sequence[Expression], value: Fraction, said: _Said
    ) -> Diagram:
        """The least or the greatest of some numbers."""

        def each(sign: Plain) -> Diagram:
            return self.space.diagrams.joined(
                OR if function == "min" else AND, [self._inner(sign, part, value, said) for part in arguments]
            )

        return each(operator) if operator != "==" else self._and_not(each("<="), each("<"))

    def _rounded(self, operator: Plain, inner: Form, value: Fraction, places: int, said: _Said) -> Diagram:
        """A rounded number: it is at most so many units where the number is at most, or less than, half a unit more."""

        def at_most(units: int) -> Diagram:
            half = (units + Fraction(1, 2)) * unit
            return self._beside_zero("<=" if units % 2 == 0 else "<", minus(inner, constant(half)), said)

        unit = Fraction(1, 10**places)
        steps = value / unit
        match operator:
            case "<=":
                return at_most(math.floor(steps))
            case "<":
                return at_most(math.ceil(steps) - 1)
            case "==":
                return self._and_not(at_most(math.floor(steps)), at_most(math.ceil(steps) - 1))
            case _:
                assert_never(operator)

    def _inner(self, operator: ComparisonOperator, inner: Expression, value: Fraction, said: _Said) -> Diagram:
        """A part of a term against a number."""
        return self._beside_zero(operator, minus(form(inner), constant(value)), said)

    def _cut(self, operator: Plain, place: int, value: object, said: _Said) -> Diagram:
        dimension, unknown = self.space.dimensions[place], self.space.diagrams.leaf(None)
        domain = dimension.domain
        if domain.few and value not in domain.few:
            return self.space.diagrams.node(place, (), (self.space.diagrams.leaf(False),), unknown)
        at, after = domain.at(value), domain.after(value)
        dimension.name_cut(at, said.cut(False))
        dimension.name_cut(after, said.cut(True))
        below, up_to = self.space.below(place, at, unknown), self.space.below(place, after, unknown)
        match operator:
            case "==":
                return self._and_not(up_to, below)
            case "<":
                return below
            case "<=":
                return up_to
            case _:
                assert_never(operator)

    def _same(self, left: Term, right: Constant | Term) -> Diagram:
        """Whether two texts are the same."""
        if isinstance(right, Constant):
            return self._cut("==", self.space.term(left), right.value, _Said(left.text, right.text))
        if left.expression == right.expression:
            return self.space.diagrams.leaf(True)
        if render(left.expression) > render(right.expression):
            left, right = right, left
        place = self.space.pair(left, right)
        holds = tuple(self.space.diagrams.leaf(cell == "==") for cell in SAMENESS)
        return self.space.diagrams.node(place, (1,), holds, holds[0])

    def _and_not(self, one: Diagram, other: Diagram) -> Diagram:
        return self.space.diagrams.apply(AND, one, self.space.diagrams.apply(NOT, other))


def _two_facts(sum_: Form) -> tuple[Name, Name, Fraction] | None:
    """Of a fact less some times another the two, and how many times; None for any other sum, a difference too."""
    match sorted(sum_.items(), key=lambda each: each[1] != 1):
        case [(((Name() as over, 1),), one), (((Name() as under, 1),), by)] if one == 1 and abs(by) != 1:
            return over, under, -by
        case _:
            return None


def _difference(left: Term, right: Constant | Term) -> Form:
    """One operand less the other; of days the days between them."""
    other = Literal(right.value) if isinstance(right, Constant) else right.expression
    if left.type.kind is Kind.DATE:
        return form(Call("days_between", (left.expression, other)))
    return minus(form(left.expression), form(other))
