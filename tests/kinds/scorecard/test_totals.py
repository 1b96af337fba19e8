"""All totals of items: the same whether they are listed as numbers or as bits."""

from fractions import Fraction
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.kinds.scorecard import meaning

POINTS = st.sampled_from(["0", "1", "-2", "0.1", "7.25", "-1000", "3"]).map(Fraction)


@given(st.lists(st.lists(POINTS, min_size=1, max_size=3), max_size=5))
def test_totals_are_those_of_every_choice(items: list[list[Fraction]]) -> None:
    expected = frozenset(sum(each, Fraction()) for each in product(*items))
    assert expected == meaning.totals(items)
    with patch.object(meaning, "MOST_BITS", -1):
        assert expected == meaning.totals(items)


@pytest.mark.parametrize("bits", [-1, meaning.MOST_BITS])
def test_too_many_totals_are_not_listed(bits: int) -> None:
    either = (Fraction(0), Fraction(1))
    with patch.object(meaning, "MOST_BITS", bits), patch.object(meaning, "MOST_TOTALS", 3):
        assert frozenset(map(Fraction, range(3))) == meaning.totals([either] * 2)
        assert meaning.totals([either] * 3) is None
