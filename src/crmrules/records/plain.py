"""Values as those who are no Python read them."""

from crmrules.expressions.tree import Value


def plain(value: Value) -> object:
    """A value as a cell or as JSON: blank where unknown, days as text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat()
