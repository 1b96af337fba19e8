"""Occurrences: events as a history reads them, each with its day, its place in the order, and typed data."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from attrs import field, frozen

from crmrules.expressions.tree import Value

Id: TypeAlias = tuple[tuple[bool, Any], ...]
"""What an event is called, in the order of ids: whole numbers by size, before texts by code point."""


@frozen
class Occurrence:
    """An event of one customer."""

    customer: Any
    moment: Any
    """Its place in the order: a day, a local time, or an instant, alike for all events of a history."""
    day: datetime.date
    kind: str
    id: Id | None = field(default=None)
    data: Mapping[str, Value] = field(factory=dict)
    """What facts read of it; empty for kinds that none reads."""
    joined: datetime.date | None = field(default=None)
    """The day on which the customer joined, where a column says so."""
    recorded: datetime.date | None = field(default=None)
    row: str = field(default="", eq=False)
    """Where it stands, for messages."""

    @property
    def content(self) -> tuple[object, ...]:
        """What must be the same wherever its id comes again."""
        return (self.customer, self.moment, self.kind, sorted(self.data.items()), self.joined)


Tie: TypeAlias = Sequence[Occurrence]
"""Events of one moment whose order nobody knows; mostly a single one."""


def in_order(events: Sequence[Occurrence]) -> list[Tie]:
    """Events in the order of (moment, id): those of one moment together, where any of them has no id."""
    ordered: list[Tie] = []
    for _, same in groupby(sorted(events, key=_moment), key=_moment):
        group = list(same)
        ids = [each.id for each in group if each.id is not None]
        if len(ids) < len(group):
            ordered.append(group)
        else:
            ordered += [[each] for each in sorted(group, key=_id)]
    return ordered


def _moment(event: Occurrence) -> Any:
    return event.moment


def _id(event: Occurrence) -> Any:
    return event.id
