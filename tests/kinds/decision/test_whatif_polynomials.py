"""Roots of polynomials are told exactly where they are fractions, and otherwise lie between two."""

from fractions import Fraction
from functools import reduce

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crmrules.kinds.decision.whatif.polynomials import ONE, Polynomial, at, roots, times

FRACTIONS = st.fractions(-1000, 1000, max_denominator=1000)


@given(st.lists(FRACTIONS, min_size=1, max_size=5))
@example([Fraction(0), Fraction(15), Fraction(6821, 7), Fraction(101996, 103), Fraction(-1, 19)])
@example([Fraction(1, 999), Fraction(1, 1000), Fraction(999), Fraction(999) + Fraction(1, 1000), Fraction(-1000)])
@settings(max_examples=40)
def test_every_root_that_is_a_fraction_is_found(expected: list[Fraction]) -> None:
    factors: list[Polynomial] = [(-each, Fraction(1)) for each in expected]
    found = roots(reduce(times, factors, ONE))
    assert {(each.low, each.high) for each in found} == {(each, each) for each in expected}


@given(st.lists(FRACTIONS, min_size=2, max_size=6).filter(lambda each: each[-1] != 0))
@settings(max_examples=40)
def test_a_polynomial_changes_its_sign_at_roots_alone(coefficients: list[Fraction]) -> None:
    polynomial = tuple(coefficients)
    found = sorted(roots(polynomial))
    for each in found:
        assert each.low <= each.high
        if each.is_fraction:
            assert at(polynomial, each.low) == 0
        elif len(found) == 1:
            assert at(polynomial, each.low) != 0 != at(polynomial, each.high)
    far = Fraction(10**9)
    ends = [-far, *(end for each in found for end in (each.low, each.high)), far]
    for begin, end in zip(ends[::2], ends[1::2], strict=True):
        signs = {at(polynomial, begin + (end - begin) * Fraction(part, 7)) > 0 for part in range(1, 7)}
        assert begin >= end or len(signs) == 1
