"""Values as those who are no Python read them."""

from fractions import Fraction

from crmrules.expressions.numbers import written
from crmrules.expressions.tree import Value


def plain(value: Value) -> object:
    """A value as a cell or as JSON: blank where unknown, days as text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):  # a float would lose digits
        return written(value)
    return value.isoformat()
