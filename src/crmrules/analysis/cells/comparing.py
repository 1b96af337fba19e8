"""How two operands compare, as a diagram: cuts of one dimension against a constant, or the dimension of a pair."""

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Literal as Choice
from typing import TypeAlias, assert_never

from crmrules.analysis.cells.diagram import Diagram
from crmrules.analysis.cells.logic import AND, CHOOSE, NOT, OR
from crmrules.analysis.cells.space import Constant, Space, Term
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import Function
from crmrules.expressions.operators import MIRRORED, OPPOSITE, ComparisonOperator
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import Arithmetic, Call, Comparison, Expression, Literal, Name, Negative
from crmrules.expressions.types import NUMBER, Type

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
            return _compare(space, types, operator, left, right)
        case _:
            assert_never(operator)


def _compare(space: Space, types: Mapping[str, Type], operator: Plain, left: Term, right: Constant | Term) -> Diagram:
    known = space.known(left, types)
    if isinstance(right, Constant):
        if right.value is None:
            return space.diagrams.leaf(None)
    else:
        known = space.diagrams.apply(AND, known, space.known(right, types))
    found = _known(space, types, operator, left, right)
    return space.diagrams.apply(CHOOSE, known, found, space.diagrams.leaf(None))


def _known(space: Space, types: Mapping[str, Type], operator: Plain, left: Term, right: Constant | Term) -> Diagram:
    """The truth of a comparison of what is known."""
    for term, other, is_left in ((left, right, True), (right, left, False)):
        match term:
            case Term(expression=Call(function="min" | "max" as function, arguments=arguments)):
                parts = [_operand(each, types) for each in arguments]
                return _extreme(space, types, operator, function, parts, other, is_left)
            case _:
                pass
    if isinstance(right, Constant):
        return _with_constant(space, types, operator, left, right)
    match left.expression, right.expression:
        case Negative(operand=one), Negative(operand=other_):
            return compare(space, types, MIRRORED[operator], _operand(one, types), _operand(other_, types))
        case _:
            return _pair(space, operator, left, right)


def _extreme(
    space: Space,
    types: Mapping[str, Type],
    operator: Plain,
    function: Function,
    parts: list[Constant | Term],
    other: Constant | Term,
    is_left: bool,
) -> Diagram:
    """The least or the greatest of some, on the left or the right of a comparison: that of any, or of all of them."""

    def each(sign: Plain) -> Diagram:
        any_will_do = (function == "min") is is_left
        pairs = ((part, other) if is_left else (other, part) for part in parts)
        truths = [compare(space, types, sign, *pair) for pair in pairs]
        return reduce(lambda one, two: space.diagrams.apply(OR if any_will_do else AND, one, two), truths)

    if operator != "==":
        return each(operator)
    return space.diagrams.apply(AND, each("<="), space.diagrams.apply(NOT, each("<")))


def _with_constant(space: Space, types: Mapping[str, Type], operator: Plain, left: Term, right: Constant) -> Diagram:
    match left.expression:
        case Negative(operand=inner):
            text = f"-{left.text}" if left.text.isidentifier() else render(inner)
            return compare(space, types, MIRRORED[operator], Term(inner, left.type, text), _minus(right))
        case Call(function="abs", arguments=(inner,)):
            term = Term(inner, left.type, render(inner))
            return space.diagrams.apply(
                OR if operator == "==" else AND,
                compare(space, types, operator, term, right),
                compare(space, types, MIRRORED[operator], term, _minus(right)),
            )
        case (
            Arithmetic(operator="-", left=one, right=other) | Call(function="days_between", arguments=(one, other))
        ) if right.value == 0:
            # a difference has the sign that the order of its parts says, to the last bit
            return compare(space, types, operator, _operand(one, types), _operand(other, types))
        case _:
            return _cut(space, operator, left, right)


def _operand(node: Expression, types: Mapping[str, Type]) -> Constant | Term:
    match node:
        case Literal(value=value):
            return Constant(value, literal(value))
        case Name(name=name):
            return Term(node, types[name], name)
        case _:
            return Term(node, NUMBER, render(node))


def _cut(space: Space, operator: Plain, left: Term, right: Constant) -> Diagram:
    place = space.term(left)
    dimension, value = space.dimensions[place], right.value
    unknown = space.diagrams.leaf(None)
    domain = dimension.domain
    if domain.few and value not in domain.few:
        return space.diagrams.node(place, (), (space.diagrams.leaf(False),), unknown)
    at, after = domain.at(value), domain.after(value)
    dimension.name_cut(at, ">=", "<", right.text)
    dimension.name_cut(after, ">", "<=", right.text)
    below, up_to = space.below(place, at, unknown), space.below(place, after, unknown)
    match operator:
        case "==":
            return space.diagrams.apply(AND, up_to, space.diagrams.apply(NOT, below))
        case "<":
            return below
        case "<=":
            return up_to
        case _:
            assert_never(operator)


def _pair(space: Space, operator: ComparisonOperator, left: Term, right: Term) -> Diagram:
    if left.expression == right.expression:
        return space.diagrams.leaf(operator in ("==", "<="))
    if render(left.expression) > render(right.expression):
        left, right, operator = right, left, MIRRORED[operator]
    place = space.pair(left, right)
    cells = space.dimensions[place].domain.few
    holds = [space.diagrams.leaf(cell in _cells(operator)) for cell in cells]
    return space.diagrams.node(place, tuple(range(1, len(cells))), tuple(holds), holds[0])


def _cells(operator: ComparisonOperator) -> tuple[str, ...]:
    """The cells of `ORDERS` or `SAMENESS` in which a comparison is true."""
    match operator:
        case "==" | "<" | ">":
            return (operator,)
        case "!=":
            return ("!=", "<", ">")
        case "<=":
            return ("<", "==")
        case ">=":
            return ("==", ">")
        case _:
            assert_never(operator)


def _minus(constant: Constant) -> Constant:
    value = constant.value
    assert isinstance(value, int | float | Fraction)  # it is compared with a number
    text = constant.text.removeprefix("-") if constant.text.startswith("-") else f"-{constant.text}"
    return Constant(-value, text)
