"""Days as an iCalendar file: what people import into the calendar they use."""

import datetime
from collections.abc import Iterable
from pathlib import Path

from attrs import field, frozen

from crmrules.errors import printable
from crmrules.extras import needed


@frozen
class DayEntry:
    """Something that ends on a day."""

    uid: str
    """What tells it from all others, the same whenever it is written: a calendar then replaces what it has."""
    day: datetime.date
    summary: str
    description: str = field(default="")
    tentative: bool = field(default=False)
    """Whether it may not be so, or its day may change."""


def write_calendar(entries: Iterable[DayEntry], made: Path, written: datetime.date) -> None:
    """Write entries as all-day events; `written` is the day they are as of, since no clock is read.

    Raises `EngineError` where icalendar is not installed.
    """
    with needed("calendar"):
        from icalendar import Calendar, Event
    calendar = Calendar()
    calendar.add("prodid", "-//crmrules//cases//EN")
    calendar.add("version", "2.0")
    stamp = datetime.datetime.combine(written, datetime.time(), datetime.UTC)
    for each in entries:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", each.day)
        event.add("summary", printable(each.summary))
        if each.description:
            event.add("description", printable(each.description))
        event.add("status", "TENTATIVE" if each.tentative else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    made.write_bytes(calendar.to_ical())
