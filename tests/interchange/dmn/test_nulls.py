"""Cells beside what FEEL says they come to, nulls being values: equal to null alone, and in no order."""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.tree import Name
from crmrules.expressions.types import Kind
from crmrules.interchange.feel.names import Names
from crmrules.interchange.feel.reading import read_tests
from crmrules.interchange.tables.nulls import as_values

Number: TypeAlias = Fraction | None
Truth: TypeAlias = bool | None
Values: TypeAlias = tuple[Number, Number]
"""The value of the column, and that of another input."""
Reckoned: TypeAlias = tuple[str, Callable[[Values], Number]]
Test: TypeAlias = tuple[str, Callable[[Values], Truth]]

NAMES = Names({"x": Kind.NUMBER, "y": Kind.NUMBER})
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
numbers = st.sampled_from([None, -2, -1, 0, 0.5, 1, 2, 3])


def of(reckon: Callable[..., Number], *parts: Reckoned) -> Callable[[Values], Number]:
    """What is reckoned of values, and null where one of them is."""

    def reckoned(values: Values) -> Number:
        given = [part(values) for _, part in parts]
        return None if None in given else reckon(*given)

    return reckoned


def divided(one: Fraction, other: Fraction) -> Number:
    return one / other if other else None


constants: st.SearchStrategy[Reckoned] = st.sampled_from([-2, -1, 0, 0.5, 1, 2, 3]).map(
    lambda number: (str(number), lambda _: Fraction(number))
)
INPUTS: tuple[Reckoned, ...] = (("?", lambda values: values[0]), ("y", lambda values: values[1]))


def reckonings(parts: st.SearchStrategy[Reckoned]) -> st.SearchStrategy[Reckoned]:
    return st.one_of(
        st.tuples(parts, parts).map(lambda each: (f"({each[0][0]} + {each[1][0]})", of(operator.add, *each))),
        st.tuples(parts, parts).map(lambda each: (f"({each[0][0]} / {each[1][0]})", of(divided, *each))),
        st.tuples(parts, parts).map(lambda each: (f"min({each[0][0]}, {each[1][0]})", of(min, *each))),
        parts.map(lambda each: (f"abs({each[0]})", of(Fraction.__abs__, each))),
    )


values: st.SearchStrategy[Reckoned] = st.recursive(
    st.one_of(constants, st.sampled_from(INPUTS)), reckonings, max_leaves=3
)


def compared(sign: str, one: Number, other: Number) -> Truth:
    if sign in ("=", "!="):
        return (one == other) is (sign == "=")
    return None if one is None or other is None else bool(COMPARED[sign](one, other))


def negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def any_of(truths: list[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def all_of(truths: list[Truth]) -> Truth:
    return negated(any_of([negated(each) for each in truths]))


def comparison(sign: str, other: Reckoned) -> Test:
    return f"{sign} {other[0]}", lambda given: compared(sign, given[0], other[1](given))


def interval(opening: str, low: Reckoned, high: Reckoned, closing: str) -> Test:
    def within(given: Values) -> Truth:
        above = compared("<=" if opening == "[" else "<", low[1](given), given[0])
        return all_of([above, compared("<=" if closing == "]" else "<", given[0], high[1](given))])

    return f"{opening}{low[0]}..{high[0]}{closing}", within


def both(sign: str, one: Reckoned, word: str, other_sign: str, other: Reckoned) -> Test:
    def combined(given: Values) -> Truth:
        truths = [compared(sign, given[0], one[1](given)), compared(other_sign, given[1], other[1](given))]
        return all_of(truths) if word == "and" else any_of(truths)

    return f"? {sign} {one[0]} {word} y {other_sign} {other[0]}", combined


def listed(choices: list[Reckoned]) -> Test:
    text = ", ".join(text for text, _ in choices)
    return f"list contains([{text}], ?)", lambda given: any_of(
        [compared("=", given[0], each(given)) for _, each in choices]
    )


def several(tests: list[Test]) -> Test:
    return ", ".join(text for text, _ in tests), lambda given: any_of([each(given) for _, each in tests])


def none_of(test: Test) -> Test:
    return f"not({test[0]})", lambda given: negated(test[1](given))


signs = st.sampled_from(["=", "!=", *COMPARED])
tests: st.SearchStrategy[Test] = st.one_of(
    st.builds(comparison, signs, values),
    values.map(lambda each: (each[0], lambda given: compared("=", given[0], each[1](given)))),
    st.builds(interval, st.sampled_from("[("), values, values, st.sampled_from("])")),
    st.builds(both, signs, values, st.sampled_from(["and", "or"]), signs, values),
    st.builds(listed, st.lists(values, min_size=1, max_size=3)),
    st.just(("null", lambda given: given[0] is None)),
)
cells = st.lists(tests, min_size=1, max_size=3).map(several)


@settings(max_examples=200)
@given(st.one_of(cells, cells.map(none_of)), numbers, numbers)
def test_a_condition_is_true_where_the_cell_is_and_false_elsewhere(
    cell: Test, x: float | None, y: float | None
) -> None:
    text, means = cell
    exact = (None if x is None else Fraction(x), None if y is None else Fraction(y))
    condition = as_values(read_tests(text, NAMES, Name("x"), Kind.NUMBER))
    assert (means(exact) is True) is evaluate(condition, {"x": x, "y": y}), text
