"""Events of one moment without ids: nobody knows their order, so that a case goes on in every one of them."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from attrs import evolve

from crmrules.kinds.process.branches import MOST_BRANCHES, Branch, merged
from crmrules.records.history.occurrences import Occurrence

On: TypeAlias = Callable[[Branch, Occurrence], Iterator[Branch]]
"""The branches after an event."""

MOST_ORDERS = 4_096
"""How many sets of events, those that came first, are looked at for one moment."""


def orders_of(branches: list[Branch], events: Sequence[Occurrence], on: On, day: datetime.date) -> list[Branch]:
    """The branches after some events, in every order; where they are too many, more than can be followed."""
    kinds = sorted(events, key=_content)
    first = [
        next(each for each in kinds if _content(each) == content) for content in dict.fromkeys(map(_content, kinds))
    ]
    counts = tuple(sum(_content(each) == _content(one) for each in kinds) for one in first)
    sets = 1
    for count in counts:
        sets *= count + 1
    frontier: dict[tuple[int, ...], list[Branch]] = {counts: branches}
    if sets > MOST_ORDERS:
        return _too_many(frontier)
    for _ in range(len(events)):
        following: dict[tuple[int, ...], list[Branch]] = {}
        for left, here in frontier.items():
            for place, event in enumerate(first):
                if left[place]:
                    rest = (*left[:place], left[place] - 1, *left[place + 1 :])
                    after = [each for branch in here for each in on(branch, event)]
                    following[rest] = merged([*following.get(rest, []), *after])
        frontier = following
        if any(len(each) > MOST_BRANCHES for each in frontier.values()):
            return _too_many(frontier)
    (found,) = frontier.values()
    in_one = branches
    for event in kinds:
        in_one = merged(each for branch in in_one for each in on(branch, event))
    if set(found) == set(in_one):
        return found
    return [evolve(each, unordered=each.unordered | {day}) for each in found]


def _too_many(frontier: dict[tuple[int, ...], list[Branch]]) -> list[Branch]:
    """Branches in such a number that nobody follows them."""
    every = [each for branches in frontier.values() for each in branches]
    return every * (MOST_BRANCHES // len(every) + 1)


def _content(event: Occurrence) -> tuple[str, str]:
    return event.kind, repr(sorted(event.data.items()))
