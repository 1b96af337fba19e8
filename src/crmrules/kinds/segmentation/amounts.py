"""Measures as exact amounts: whole numbers of a smallest unit, a hundredth or finer."""

from decimal import Context, Decimal
from fractions import Fraction

from crmrules.expressions.accept import Refused, shown
from crmrules.expressions.numbers import MAX_WHOLE
from crmrules.expressions.tree import Value

HUNDREDTHS = 2
"""The decimal places that amounts have at least: those of cents and fen."""

MOST_PLACES = 38
"""The decimal places that amounts have at most: those of the widest decimals of databases."""

_ALL_DIGITS = Context(prec=1_000)
"""Keeps the digits of any amount that passes a door; Python's own context rounds to 28."""


def exact(measure: Value | Decimal) -> Decimal | None:
    """A measure as an exact decimal: whole numbers and decimals as they are; a float times a hundred in float64, and
    what is reckoned times a hundred exactly, rounded half to even; None where it is unknown.

    Raises `Refused` beyond the whole numbers that rules know.
    """
    if measure is None:
        return None
    assert isinstance(measure, int | float | Decimal | Fraction)  # checking makes sure of it
    if not -MAX_WHOLE <= measure <= MAX_WHOLE:
        raise Refused(f"{shown(measure)} is too large", f"amounts reach to {MAX_WHOLE:,} either way")
    if isinstance(measure, float | Fraction):
        return amount(round(measure * 100), HUNDREDTHS)
    decimal = Decimal(measure)
    if places_of(decimal) > MOST_PLACES:
        raise Refused(f"{shown(measure)} has too many decimal places", f"amounts have up to {MOST_PLACES}")
    return decimal


def places_of(measure: Decimal) -> int:
    """The decimal places that a measure needs, at least two."""
    exponent = measure.normalize(_ALL_DIGITS).as_tuple().exponent
    return max(HUNDREDTHS, -exponent if isinstance(exponent, int) else 0)


def units(measure: Decimal, places: int) -> int:
    """How many smallest units a measure is."""
    return int(Fraction(measure) * 10**places)


def amount(count: int, places: int) -> Decimal:
    """So many smallest units as a decimal of two places, or of more where it needs them."""
    count, places = (count * 10 ** (HUNDREDTHS - places), HUNDREDTHS) if places < HUNDREDTHS else (count, places)
    while places > HUNDREDTHS and count % 10 == 0:
        count, places = count // 10, places - 1
    return Decimal(f"{count}e-{places}")


def share(value: object) -> Fraction:
    """A share as it is written: 0.8 is 4/5, whatever a float makes of it."""
    return Fraction(repr(value))
