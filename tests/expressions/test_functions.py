"""The tables of functions and operators are whole, and all that stands in them comes in the agreement tests."""

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import Phase, find, settings

from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.operators import ARITHMETIC, COMPARISONS, MIRRORED, OPPOSITE, ComparisonOperator
from crmrules.expressions.parse import parse
from crmrules.expressions.tree import Arithmetic, Call, Comparison, Expression, Literal, Membership, Name, walk
from tests.strategies import PARAMETERS, SCHEMA, expressions

A, B = Literal(1), Literal(2)


def test_every_function_has_a_signature() -> None:
    assert list(FUNCTIONS) == list(get_args(Function))


@pytest.mark.parametrize("operator", COMPARISONS)
def test_opposite_and_mirrored_comparisons_say_what_they_should(operator: ComparisonOperator) -> None:
    for left in (A, B):
        for right in (A, B):
            truth = evaluate(Comparison(operator, left, right), {})
            assert evaluate(Comparison(OPPOSITE[operator], left, right), {}) is not truth
            assert evaluate(Comparison(MIRRORED[operator], right, left), {}) is truth


@pytest.mark.parametrize("operator", [*ARITHMETIC, *COMPARISONS])
def test_every_operator_is_read_and_means_something(operator: str) -> None:
    tree = parse(f"1 {operator} 1")
    assert isinstance(tree, Arithmetic | Comparison)
    assert operator == tree.operator
    assert evaluate(tree, {}) is not None


def drawn(part: Expression) -> tuple[str, str | None]:
    return type(part).__name__, getattr(part, "operator", getattr(part, "function", None))


WANTED = [
    *(("Arithmetic", operator) for operator in ARITHMETIC),
    *(("Comparison", operator) for operator in COMPARISONS),
    *(("Call", function) for function in FUNCTIONS),
]


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_agreement_tests_draw_every_operator_and_function(wanted: tuple[str, str | None]) -> None:
    find(
        expressions(SCHEMA, PARAMETERS),
        lambda tree: any(drawn(part) == wanted for part in walk(tree)),
        settings=settings(max_examples=5_000, database=None, phases=[Phase.generate]),
    )


def is_nothing(part: Expression) -> bool:
    """Whether it is a division by a parameter that is zero."""
    return isinstance(part, Arithmetic) and part.operator == "/" and part.right == Name("zero")


STANDS: dict[str, Callable[[Expression], bool]] = {
    "on the left": lambda part: isinstance(part, Comparison) and is_nothing(part.left),
    "on the right": lambda part: isinstance(part, Comparison) and is_nothing(part.right),
    "before in": lambda part: isinstance(part, Membership) and is_nothing(part.item),
    "after in": lambda part: isinstance(part, Membership) and any(map(is_nothing, part.choices)),
    "in a function": lambda part: isinstance(part, Call) and any(map(is_nothing, part.arguments)),
    "in a sum": lambda part: isinstance(part, Arithmetic) and is_nothing(part.right),
}


@pytest.mark.parametrize("stands", STANDS.values(), ids=STANDS)
def test_agreement_tests_draw_a_constant_without_a_value_wherever_one_can_stand(
    stands: Callable[[Expression], bool],
) -> None:
    find(
        expressions(SCHEMA, PARAMETERS),
        lambda tree: any(map(stands, walk(tree))),
        settings=settings(max_examples=5_000, database=None, phases=[Phase.generate]),
    )
