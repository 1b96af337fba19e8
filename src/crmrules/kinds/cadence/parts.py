"""The parts of a cadence's file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from crmrules.calendars.calendar import Calendar
from crmrules.definitions.layout import Layout, ListOf
from crmrules.definitions.parts import Header, Setting
from crmrules.expressions.tree import Value
from crmrules.model.text import Text


class ContactStatus(StrEnum):
    """How a customer stands with the contacts of a channel on one day."""

    NOT_REQUIRED = "not-required"
    """No contact is planned for the class."""
    OPTIONAL = "optional"
    """A contact may be made and may be left out; it is never overdue."""
    AHEAD = "ahead"
    """The next contact is due later."""
    DUE_TODAY = "due-today"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    """The class is unknown, or both the last contact and the anchor are."""


@frozen
class Channel:
    """A way to reach customers."""

    id: str
    title: Text
    last: str
    """The fact that holds the day of the last contact."""
    counts: Mapping[str, str] = field(factory=dict)
    """Other channels whose contacts count here as well, each with the flag that says whether they do."""
    done: str = field(default="")
    """The fact that holds how many contacts there were in the present calendar week or month; for `times` alone."""


@frozen
class Interval:
    """How often customers of a class are contacted on a channel."""

    class_: str
    channel: str
    every: str
    """The parameter that holds the interval; its unit is days, weeks, months, years or business days."""
    because: Text
    optional: bool = field(default=False)
    """Whether the contact may be left out; then it is never overdue."""
    reading: Text | None = field(default=None)
    """How the interval reads its source, where the source leaves it open."""
    times: str = field(default="")
    """The parameter that holds how many contacts each calendar week, from Monday, or each calendar month is to have;
    `every` is then one of them."""
    on: str = field(default="")
    """The parameter that holds the day of the month on which a contact is due, the end of a shorter month standing for
    a day that it lacks; `every` is then in months."""
    amounts: tuple[str, ...] = field(default=())
    """Facts and parameters that say how much of something comes with the contact."""


@frozen
class Occasion:
    """Something that calls for a contact whenever it happens, on no day of its own; `because` says for which."""

    id: str
    class_: str
    title: Text
    because: Text
    reading: Text | None = field(default=None)


@frozen
class Due:
    """What an example expects of a channel; what is not stated is not compared."""

    status: str | None = field(default=None)
    next_due: datetime.date | None = field(default=None)
    overdue_days: int | None = field(default=None)
    never_contacted: bool | None = field(default=None)
    provisional: bool | None = field(default=None)


@frozen
class DueExample:
    """A customer that shows what a cadence says; run by `check`."""

    name: str
    given: Mapping[str, Value]
    as_of: datetime.date
    expect: Mapping[str, Due]
    """By channel."""
    with_: Mapping[str, Setting] = field(factory=dict)
    """Parameters with other values."""


@frozen(kw_only=True)
class CadenceHeader(Header):
    """What a cadence says of itself."""

    class_: str
    """The fact that holds the class of a customer."""
    anchor: str
    """The fact that holds the day from which intervals count while there was no contact."""
    over: tuple[str, ...] = field(default=())
    """The cadences that this one goes before, where somebody is in both."""
    calendar: Calendar | None = field(default=None)
    """The business days that intervals in business days count; Mondays to Fridays where there is none."""


LAYOUT = Layout(
    "cadence",
    CadenceHeader,
    CadenceHeader(id="", version="", title=Text(""), kind="cadence", class_="", anchor=""),
    lists={
        "channel": ListOf(Channel, "channels", removable=False),
        "interval": ListOf(Interval, "intervals", ("class", "channel")),
        "occasion": ListOf(Occasion, "occasions", ("id", "class")),
        "example": ListOf(DueExample, "examples", ("name",)),
    },
)
