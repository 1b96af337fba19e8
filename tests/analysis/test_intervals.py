"""Intervals of rationals: they hold every result, and their ends are exact."""

import datetime
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmrules.analysis.cells.intervals import Interval, back, of_function, reckon, reckoned
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.functions import FUNCTIONS, Function
from crmrules.expressions.numbers import exact
from crmrules.expressions.operators import ARITHMETIC, ArithmeticOperator
from crmrules.expressions.tree import Arithmetic, Call, Literal
from crmrules.expressions.types import Kind

NUMBERS = (
    st.fractions(max_denominator=1000)
    | st.integers(-3, 3).map(Fraction)
    | st.floats(allow_nan=False, allow_infinity=False).map(exact)
)
ENDS = st.tuples(st.booleans(), st.booleans())


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval and a number in it."""
    low, number, high = sorted(draw(st.lists(NUMBERS, min_size=3, max_size=3)))
    open_low, open_high = draw(ENDS)
    return Interval(low, high, open_low and low < number, open_high and number < high), number


@given(st.sampled_from(ARITHMETIC), intervals(), intervals())
def test_intervals_hold_every_result_and_every_operand(
    operator: ArithmeticOperator, left: tuple[Interval, Fraction], right: tuple[Interval, Fraction]
) -> None:
    result = evaluate(Arithmetic(operator, Literal(left[1]), Literal(right[1])), {})
    found, fails = reckon(operator, left[0], right[0])
    if result is None:
        assert fails
        return
    assert isinstance(result, Fraction)
    assert result in found
    first, second = back(operator, Interval(result, result), left[0], right[0])
    assert left[1] in first
    assert right[1] in second


SMALL = st.integers(-2, 2).map(Fraction)


@given(st.sampled_from(ARITHMETIC), SMALL, SMALL, SMALL, SMALL, ENDS, ENDS)
def test_ends_are_the_tightest_and_open_where_no_result_reaches_them(
    operator: ArithmeticOperator,
    low: Fraction,
    high: Fraction,
    least: Fraction,
    most: Fraction,
    ends: tuple[bool, bool],
    others: tuple[bool, bool],
) -> None:
    one, other = Interval(low, high, *ends), Interval(least, most, *others)
    found = reckoned(operator, one, other)
    steps = [Fraction(step, 16) for step in range(-33, 34)]
    lefts, rights = ([each for each in steps if each in side] for side in (one, other))
    results: list[Any] = [
        evaluate(Arithmetic(operator, Literal(left), Literal(right)), {})
        for left in lefts
        for right in rights
        if operator != "/" or right != 0
    ]
    assert all(each in found for each in results)
    for end, is_open in ((found.low, found.open_low), (found.high, found.open_high)):
        if results and not isinstance(end, float):
            assert (end in results) is not is_open


OF_NUMBERS = [(name, each.fewest) for name, each in FUNCTIONS.items() if each.strict and Kind.NUMBER in each.takes]


@given(st.sampled_from(OF_NUMBERS), intervals(), intervals(), st.integers(0, 9))
def test_intervals_hold_every_value_of_a_function(
    of: tuple[Function, int], left: tuple[Interval, Fraction], right: tuple[Interval, Fraction], places: int
) -> None:
    function, count = of
    if function == "round":
        right = Interval(places, places), Fraction(places)
    value = evaluate(
        Call(function, (Literal(left[1]), Literal(int(right[1]) if function == "round" else right[1]))[:count]), {}
    )
    assert isinstance(value, Fraction)
    assert value in of_function(function, (left[0], right[0])[:count])


OF_DAYS: tuple[Function, ...] = ("year", "month", "weekday")


@given(st.sampled_from(OF_DAYS), st.dates(max_value=LAST_DAY), st.integers(0, 40), st.integers(0, 40), ENDS)
def test_intervals_hold_every_value_of_a_function_of_days(
    function: Function, day: datetime.date, before: int, after: int, open_ends: tuple[bool, bool]
) -> None:
    open_low, open_high = open_ends
    here = day.toordinal()
    days = Interval(here - before, here + after, open_low and before > 0, open_high and after > 0)
    value = evaluate(Call(function, (Literal(day),)), {})
    assert isinstance(value, int | Fraction)
    assert Fraction(value) in of_function(function, [days])


@given(intervals())
def test_whole_numbers_of_an_interval(of: tuple[Interval, Fraction]) -> None:
    interval, number = of
    inside = [Fraction(round(number) + step) for step in range(-3, 4)]
    assert [each for each in inside if each in interval] == [each for each in inside if each in interval.whole]


def test_long_ends_move_outward() -> None:
    tiny = Interval(Fraction(1, 3**3000), Fraction(2, 3**3000))
    found = reckoned("*", tiny, tiny)
    assert Fraction(1, 3**6000) in found
    assert Fraction(4, 3**6000) in found
    assert max(each.denominator.bit_length() for each in (found.low, found.high) if isinstance(each, Fraction)) < 12_000
