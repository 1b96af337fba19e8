"""Records made plainer: without what they can do without, and with values that people write."""

import datetime
from collections.abc import Callable, Iterator, Mapping

from crmrules.expressions.tree import Value

Holds = Callable[[Mapping[str, Value]], bool]
"""Whether a record shows what it is to show."""

_PLAIN = (0, 1, *(sign * digit * 10**zeros for sign in (1, -1) for zeros in range(5) for digit in (1, 2, 5)))
"""Numbers that people write, the plainest first."""


def plainer(given: Mapping[str, Value], holds: Holds) -> dict[str, Value]:
    """A record of the fewest facts that still shows what it is to show, with the plainest values that do.

    A record that shows it not is left as it is.
    """
    once = _once(holds)
    made = plainest(fewest(given, once), once)
    while len(less := fewest(made, once)) < len(made):  # a plainer value may make another fact needless
        made = plainest(less, once)
    return made


def _once(holds: Holds) -> Holds:
    """The same, asked of each record once: going through the facts again comes to many a second time."""
    asked: dict[frozenset[tuple[str, Value]], bool] = {}

    def known(given: Mapping[str, Value]) -> bool:
        key = frozenset(given.items())
        if key not in asked:
            asked[key] = holds(given)
        return asked[key]

    return known


def fewest(given: Mapping[str, Value], holds: Holds) -> dict[str, Value]:
    """The facts of a record that it needs, one left out after the other from the last; each that is left is needed.

    One that was needed beside another may not be without it, so that it is gone through again until all are.
    """
    left: dict[str, Value] = {name: value for name, value in given.items() if value is not None}
    asked: dict[str, Value] = {}
    while len(asked) != len(left):
        asked = left
        for name in reversed(list(left)):
            without = {other: value for other, value in left.items() if other != name}
            if holds(without):
                left = without
    return left


def plainest(given: Mapping[str, Value], holds: Holds) -> dict[str, Value]:
    """The same facts, each with the plainest number that will do; flags, texts and days as they are."""
    made = dict(given)
    for name, value in given.items():
        for each in _plainer_than(value):
            if holds({**made, name: each}):
                made[name] = each
                break
    return made


def _plainer_than(value: Value) -> Iterator[Value]:
    """Numbers plainer than one, the plainest first."""
    if isinstance(value, bool | str | datetime.date) or value is None or value in _PLAIN:
        return
    yield from _PLAIN
    if isinstance(value, float):
        yield from (rounded for places in (0, 1, 2) if len(repr(rounded := round(value, places))) < len(repr(value)))
