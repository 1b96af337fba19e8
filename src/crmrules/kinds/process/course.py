"""Where a case stands at the end of a day, in all the ways it may have gone."""

import datetime
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from crmrules.kinds.process.branches import Branch, Path, shared
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.records.history.occurrences import Occurrence


@frozen
class Course:
    """A case at the end of a day."""

    day: datetime.date
    begun: datetime.date | None = field(default=None)
    """The day on which it began; None where it has not."""
    branches: tuple[Branch, ...] = field(default=())
    """The ways it may have gone; none where it has not begun, or is too open."""
    lost: "Lost | None" = field(default=None)
    """Where there were too many ways to follow."""
    ignored: tuple[tuple[str, int], ...] = field(default=())
    """The events that nobody listened to, by kind; a kind that no part of the process names is among them. Before the
    case has begun those of such kinds alone."""

    def first_of(self, days: Iterable[datetime.date]) -> datetime.date | None:
        """The first day on which it may begin, if it has not; a new one has seen none, not even the first of all."""
        return next((each for each in days if each > self.day or self.day == datetime.date.min), None)


@frozen
class Lost:
    """A case of which too many ways were open."""

    since: datetime.date
    """The day on which they were too many."""
    possible: tuple[str, ...]
    """Every state that could be reached from where they stood, in file order."""
    path: Path
    """The steps that all of them shared."""
    missing: frozenset[str]
    unordered: frozenset[datetime.date]


def opening_of(
    definition: ProcessDefinition, events: Sequence[Occurrence], joined: datetime.date | None, day: datetime.date
) -> str | None:
    """The kind of event by which a case begins on a day, empty where it begins by joining; or None."""
    opens = definition.header.opens
    kinds = sorted(each.kind for each in events if not opens or each.kind in opens)
    if kinds:
        return kinds[0] if opens else ""
    return "" if not opens and joined == day else None


def lost(definition: ProcessDefinition, branches: Iterable[Branch], day: datetime.date) -> Lost:
    """What is left of so many branches."""
    every = list(branches)
    reached, new = set[str](), {each.state for each in every}
    while new:
        reached |= new
        following = {each.to for state in new for each in definition.leaving[state]}
        following |= {each.then for state in new for each in definition.clocks_of[state] if each.then}
        new = following - reached
    return Lost(
        day,
        tuple(each.id for each in definition.states if each.id in reached),
        shared(path for each in every for path in each.paths),
        frozenset().union(*(each.missing for each in every)),
        frozenset().union(*(each.unordered for each in every)),
    )
