"""The days on which a span is on, as its events tell."""

import datetime
from collections.abc import Sequence
from itertools import groupby

from attrs import frozen

from crmrules.records.history.definition import Span
from crmrules.records.history.occurrences import Occurrence, in_order
from crmrules.records.history.windows import DAY, Window


@frozen
class Change:
    """A day with events of a span: whether it is on, and whether it is from the next day on; None is unknown."""

    day: datetime.date
    on: bool | None
    after: bool | None


@frozen
class Course:
    """A span over time: how it is before the first change, and each change in order."""

    before: bool | None
    changes: Sequence[Change]

    @property
    def state(self) -> bool | None:
        """Whether it is on after all of them."""
        return self.changes[-1].after if self.changes else self.before

    @property
    def unclear(self) -> datetime.date | None:
        """The last day whose events leave it open whether it is on."""
        return next((each.day for each in reversed(self.changes) if each.after is None), None)

    def days(self, window: Window) -> int | None:
        """On how many days of a window it is on; None where that is unknown for any of them."""
        stretches: list[tuple[datetime.date | None, datetime.date, bool | None]] = []
        """Each from a day (None: from ever) to a day, both included."""
        begin, state = None, self.before
        for change in self.changes:
            if change.day > datetime.date.min:
                stretches.append((begin, change.day - DAY, state))
            stretches.append((change.day, change.day, change.on))
            begin, state = change.day + DAY, change.after
        stretches.append((begin, window.end, state))
        total = 0
        for first, last, on in stretches:
            start = first if window.start is None else max(first or datetime.date.min, window.start)
            end = min(last, window.end)
            if on is False or (start is not None and start > end):
                continue
            if on is None or start is None:
                return None
            total += (end - start).days + 1
        return total


def course_of(span: Span, events: Sequence[Occurrence], without: bool | None) -> Course:
    """The course of a span, given the events of a customer, and how it is where it has none."""
    ties = in_order([each for each in events if each.kind in span.from_ or each.kind in span.to])
    if not ties:
        return Course(without, ())
    first = {each.kind in span.to for each in ties[0]}
    before = first.pop() if len(first) == 1 else None
    state, changes = before, []
    for day, ties_of_day in groupby(ties, key=lambda tie: tie[0].day):
        on, opened = state, False
        for tie in ties_of_day:
            states = {each.kind in span.from_ for each in tie}
            opened = opened or True in states
            state = states.pop() if len(states) == 1 else None
        changes.append(Change(day, True if opened else on, state))
    return Course(before, changes)
