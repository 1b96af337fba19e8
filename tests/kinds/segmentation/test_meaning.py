"""The cut rule: an oracle written from its statement alone, laws, and the cases at its edges."""

import math
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.kinds.segmentation.meaning import Ask, Ranked, find
from crmrules.kinds.segmentation.parts import Basis

AMOUNTS = st.lists(st.one_of(st.integers(-9, 9), st.integers(-(10**15), 10**15)), max_size=40)
SHARES = st.lists(st.fractions(Fraction(1, 100), 1), min_size=1, max_size=4).map(sorted).map(tuple)
LAW = (Fraction(1, 5), Fraction(3, 10))
PROFIT = [Basis.CUSTOMER_SHARE, Basis.PROFIT_SHARE]


def asking(basis: Basis, shares: Sequence[Fraction]) -> Ask:
    return Ask(basis, tuple(shares), LAW)


def oracle(amounts: list[int], basis: Basis, share: Fraction) -> int | None:
    """The greatest amount such that customers with it or more reach the target, tried one by one."""
    positive = [each for each in amounts if each > 0]
    target = math.ceil(share * (len(amounts) if basis is Basis.CUSTOMER_SHARE else sum(positive)))
    for candidate in sorted(set(positive), reverse=True):
        there = [each for each in positive if each >= candidate]
        if (len(there) if basis is Basis.CUSTOMER_SHARE else sum(there)) >= target:
            return candidate
    return min(positive, default=None)  # all who bring a profit, and still too few


@given(AMOUNTS, st.sampled_from(PROFIT), SHARES)
def test_edges_are_those_of_the_rule_as_it_is_stated(
    amounts: list[int], basis: Basis, shares: tuple[Fraction, ...]
) -> None:
    found = find(Ranked.of(amounts), asking(basis, shares))
    assert tuple(oracle(amounts, basis, share) for share in shares) == found.edges


@given(AMOUNTS, st.sampled_from(PROFIT), SHARES)
def test_counts_and_sums_are_those_of_the_customers_in_the_bands(
    amounts: list[int], basis: Basis, shares: tuple[Fraction, ...]
) -> None:
    found = find(Ranked.of(amounts), asking(basis, shares))
    bands: list[list[int]] = [[] for _ in range(len(shares) + 1)]
    for amount in amounts:
        reached = [place for place, edge in enumerate(found.edges) if edge is not None and amount >= edge]
        bands[min(reached, default=len(shares))].append(amount)
    assert tuple(map(len, bands)) == found.customers
    assert tuple(map(sum, bands)) == found.amounts
    assert sum(each for each in amounts if each > 0) == found.total
    assert len([each for each in amounts if each <= 0]) == found.flagged


@given(AMOUNTS)
def test_the_figures_of_the_law_are_those_of_the_customers_at_both_ends(amounts: list[int]) -> None:
    found = find(Ranked.of(amounts), asking(Basis.CUSTOMER_SHARE, (Fraction(1, 2),))).law
    assert found is not None
    ranked = sorted(amounts, reverse=True)
    top = [each for each in ranked if ranked and each >= ranked[math.ceil(len(ranked) / 5) - 1]]
    bottom = [each for each in ranked if ranked and each <= ranked[-math.ceil(Fraction(3, 10) * len(ranked))]]
    assert (len(top), sum(top)) == (found.top_customers, found.top)
    assert sum(ranked[: math.ceil(len(ranked) / 5)]) == found.exact_top
    assert len(bottom) == found.bottom_customers
    assert -sum(each for each in bottom if each < 0) == found.loss


@given(AMOUNTS, st.sampled_from(PROFIT), SHARES, st.integers(1, 1000))
def test_the_unit_of_the_measure_does_not_matter(
    amounts: list[int], basis: Basis, shares: tuple[Fraction, ...], factor: int
) -> None:
    found = find(Ranked.of(amounts), asking(basis, shares))
    other = find(Ranked.of(each * factor for each in amounts), asking(basis, shares))
    assert found.customers == other.customers


@pytest.mark.parametrize("basis", PROFIT)
def test_nobody_and_nobody_who_brings_a_profit(basis: Basis) -> None:
    nobody = find(Ranked.of([]), asking(basis, (Fraction(1, 5),)))
    assert ((None,), (0, 0), (0, 0), 0) == (nobody.edges, nobody.customers, nobody.amounts, nobody.flagged)
    poor = find(Ranked.of([0, -5, -5]), asking(basis, (Fraction(1, 5),)))
    assert ((None,), (0, 3), (0, -10), 3) == (poor.edges, poor.customers, poor.amounts, poor.flagged)


def test_a_share_is_what_is_written_and_not_what_a_float_makes_of_it() -> None:
    # 0.7 * 10 is 7.000000000000001 as a float, whose ceiling would be 8
    found = find(Ranked.of(range(1, 11)), asking(Basis.CUSTOMER_SHARE, (Fraction(7, 10),)))
    assert (7, 3) == found.customers
