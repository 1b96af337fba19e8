"""Measures as exact amounts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules.expressions.accept import Refused
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.kinds.segmentation.amounts import MOST_PLACES, amount, exact, places_of, share, units

SLIGHTLY_MORE = Decimal("1.000000000000000000000000000001")


@pytest.mark.parametrize(
    ("measure", "decimal"),
    [
        (None, None),
        (3, "3"),
        (2.5, "2.5"),
        (0.125, "0.12"),  # 12.5 hundredths, half to even
        (0.375, "0.38"),
        (1.005, "1.00"),  # which in float64 is 100.49999999999999 hundredths
        (-0.125, "-0.12"),
        (float(MAX_WHOLE), "9007199254740990.72"),  # beyond 2**53 hundredths float64 has no cents
        (Decimal("0.125"), "0.125"),
    ],
)
def test_a_measure_is_exact(measure: float | Decimal | None, decimal: str | None) -> None:
    assert (None if decimal is None else Decimal(decimal)) == exact(measure)


@pytest.mark.parametrize(
    "measure", [MAX_WHOLE + 1, 2.0**53, -1e300, Decimal(10) ** 20, Decimal(1).scaleb(-MOST_PLACES - 1)]
)
def test_what_cannot_be_ranked_exactly_is_refused(measure: float | Decimal) -> None:
    with pytest.raises(Refused):
        exact(measure)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_units_and_places_give_the_amount_back(measure: Decimal) -> None:
    places = places_of(measure)
    assert 2 <= places <= 4
    assert measure == amount(units(measure, places), places)


def test_amounts_of_more_than_28_digits_keep_them_and_are_ranked_by_them() -> None:
    assert (30, 20) == (places_of(SLIGHTLY_MORE), places_of(Decimal("123456789012345.12345678901234567891")))
    cuts = crmrules.policy("tiers").cut([{"profit": each} for each in (1, SLIGHTLY_MORE, 1, 1, 1)])
    assert (SLIGHTLY_MORE, 1) == (cuts.bands[0].at_least, cuts.bands[0].customers)


def test_a_share_is_the_fraction_that_is_written() -> None:
    assert (Fraction(4, 5), Fraction(1), Fraction(1, 100_000)) == (share(0.8), share(1), share(1e-05))
