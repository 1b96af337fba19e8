"""Normal forms: the same value for every record, and one dimension for what is equal to the last bit."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules import diff, from_dict
from crmrules.analysis.cells.normal import normal
from crmrules.analysis.markers import Marker
from crmrules.expressions.evaluate import comparable, evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.operators import ARITHMETIC, ArithmeticOperator
from crmrules.expressions.tree import Arithmetic, Call, Expression, Literal, Name, Negative
from crmrules.expressions.types import Kind
from crmrules.kinds.decision.policy import DecisionTable
from tests.policies import table

NUMBERS = st.sampled_from((0.0, -0.0, 1.0, -1.0, 0.1, 3.0, 1e308, -1e308, 5e-324)) | st.floats(-100, 100)

OF_NUMBERS: list[tuple[Function, int]] = [
    (name, each.fewest) for name, each in FUNCTIONS.items() if each.strict and Kind.NUMBER in each.takes
]


def called(function: Function, parts: tuple[Expression, Expression], count: int) -> Call:
    """A call of numbers; how many places are kept is written as a number."""
    return Call(function, (parts[0], Literal(2)) if function == "round" else parts[:count])


def trees() -> st.SearchStrategy[Expression]:
    leaves: st.SearchStrategy[Expression] = st.sampled_from("abc").map(lambda name: Name(name)) | st.sampled_from(
        (0, 1, -1, 2, 0.5)
    ).map(lambda number: Literal(number))

    def grown(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        pairs = st.tuples(parts, parts)
        return (
            parts.map(lambda part: normal(Negative(part)))
            | st.builds(lambda of, pair: normal(called(of[0], pair, of[1])), st.sampled_from(OF_NUMBERS), pairs)
            | st.builds(lambda sign, pair: normal(Arithmetic(sign, *pair)), st.sampled_from(ARITHMETIC), pairs)
        )

    return st.recursive(leaves, grown, max_leaves=8)


@given(trees(), trees(), st.sampled_from(ARITHMETIC), st.fixed_dictionaries(dict.fromkeys("abc", NUMBERS)))
def test_a_normal_form_has_the_same_value(
    left: Expression, right: Expression, sign: ArithmeticOperator, values: dict[str, Any]
) -> None:
    calls: list[Expression] = [called(function, (left, right), count) for function, count in OF_NUMBERS]
    for node in [Arithmetic(sign, left, right), Negative(left), *calls]:
        assert comparable(evaluate(normal(node), values)) == comparable(evaluate(node, values))


def made(condition: str) -> DecisionTable:
    facts = {"k": {"type": "integer"}, "d": {"type": "date"}, "e": {"type": "date"}}
    parameters = {"limit": {"value": 20}, "share": {"value": 0.3}}
    outcomes = [{"id": each, "title": each} for each in "xy"]
    rule = (condition, "x")
    return from_dict(
        table("first", rule, default="y", outcome=outcomes, facts=facts, parameters=parameters), DecisionTable
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("n + m > limit", "m + n > limit"),
        ("n * 1 > limit", "n > limit"),
        ("k + 1 > limit", "k >= limit"),
        ("d < as_of", "days_between(as_of, d) > 0"),
        ("d < e", "days_between(e, d) > 0"),
        ("(n - m) / m <= -share", "(m - n) / m >= share"),
        ("n - m > 0", "n > m"),
        ("-n < -m", "n > m"),
        ("not n >= m", "n < m"),
        ("n > m or n == m", "n >= m"),
        ("max(n, m) <= limit and known(n) and known(m)", "n <= limit and m <= limit and known(n) and known(m)"),
        ("abs(n - m) > limit", "n - m > limit or m - n > limit"),
    ],
)
def test_two_ways_to_write_the_same_are_equivalent(one: str, other: str) -> None:
    assert diff(made(one), made(other)).equivalent is True


def test_the_least_of_two_asks_for_both() -> None:
    # with n unknown and m small, the second is false already
    found = diff(made("min(n, m) > limit"), made("n > limit and m > limit"))
    assert {(each.before, each.after) for each in found.witnesses} == {(Marker.OPEN, "y")}
