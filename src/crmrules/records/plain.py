"""Values as those who are no Python read them."""

from fractions import Fraction

from crmrules.expressions.numbers import Exact, exact, written
from crmrules.expressions.tree import Value


def plain(value: Value) -> object:
    """A value as a cell or as JSON: blank where unknown, days as text."""
    if isinstance(value, Exact | Fraction):  # a float would lose digits
        return written(exact(value))
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat()
