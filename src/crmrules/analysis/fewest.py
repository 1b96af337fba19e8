"""Records without what they can do without."""

from collections.abc import Callable, Mapping

from crmrules.expressions.tree import Value


def fewest(given: Mapping[str, Value], holds: Callable[[Mapping[str, Value]], bool]) -> dict[str, Value]:
    """The facts of a record that it needs to show what it is to show, one left out after the other from the last.

    Each fact that is left is needed with the others. A record that shows it not is left as it is.
    """
    left = {name: value for name, value in given.items() if value is not None}
    for name in reversed(list(left)):
        without = {other: value for other, value in left.items() if other != name}
        if holds(without):
            left = without
    return left
