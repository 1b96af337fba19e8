"""The parts of a process's file, as frozen data. Attribute names are the file's keys."""

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from attrs import field, frozen

from crmrules.calendars.calendar import Calendar
from crmrules.definitions.layout import REST, Layout, ListOf, TableOf
from crmrules.definitions.parts import Header, Setting
from crmrules.expressions.tree import Expression, Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.process.aggregates import AggregateEntry, SpanEntry
from crmrules.model.text import Text

States: TypeAlias = str | tuple[str, ...] | None
"""One state, several, or None: any that is not final."""


@frozen
class Datum:
    """A piece of an event's data that conditions read as ``event.<name>``: of a type, or one of a few `values`."""

    type: Kind | None = field(default=None)
    values: tuple[str, ...] = field(default=())
    unit: str = field(default="")
    title: Text | None = field(default=None)

    @property
    def known(self) -> Type:
        """Its type."""
        return Type(self.type or Kind.TEXT, self.values)


@frozen
class EventEntry:
    """A kind of event that the process knows."""

    title: Text
    tells: tuple[str, ...] = field(default=())
    """The facts that such an event tells: from then on each is what the last event that tells it says, and unknown
    where that one does not say."""
    data: Mapping[str, Datum] = field(factory=dict)
    """What else it carries."""


@frozen
class StateCount:
    """A number that conditions and sentences read: how often the case has come to a state so far."""

    state: str
    title: Text


@frozen
class Owner:
    """Who has duties."""

    title: Text


class Retention(StrEnum):
    """What it is to the retention of customers that a case comes to a state."""

    ASKED = "asked"
    """The customer has asked to leave."""
    SAVED = "saved"
    """The customer stays after all."""
    LOST = "lost"
    """The customer is gone."""
    RECOVERED = "recovered"
    """The signals went away without a request."""


@frozen
class RetentionFacts:
    """The facts of a case that figures of retention count by, as they are on the day."""

    reason: str = field(default="")
    """Why the customer asks to leave: a text."""
    value: str = field(default="")
    """What the customer brings in a period, such as a monthly bill: a number."""


@frozen
class State:
    """Where a case can be."""

    id: str
    title: Text
    final: bool = field(default=False)
    """Whether the case ends here: it takes no more events."""
    retention: Retention | None = field(default=None)
    """What figures of retention count it as; None where they do not count it."""
    owner: str = field(default="")
    """Who has its duties that name no owner of their own."""
    text: Text | None = field(default=None)
    """What being in it means."""
    caution: Text | None = field(default=None)
    reading: Text | None = field(default=None)


@frozen
class Transition:
    """From a state to another: `on` an event, `when` a condition holds, or on an event when it holds."""

    id: str
    to: str
    because: Text
    """A sentence; ``{name}`` or ``{name:.0%}`` stands for the value of a fact or parameter on that day."""
    from_: States = field(default=None)
    on: str = field(default="")
    when: Expression | None = field(default=None)
    """Over the facts of the end of the day, and with `on` the data of the event: ``event.<name>``."""
    caution: Text | None = field(default=None)
    reading: Text | None = field(default=None)


@frozen
class Deadline:
    """Until when something is to happen while a case is in a state.

    It runs from the day on which the state was entered; with `after` from the first of these events that comes while it
    does not run, in the state to which that event brings the case, and on through every state that it belongs to. It
    passes at the end of its last day.
    """

    id: str
    title: Text
    within: str
    """The parameter that holds its length, in days, business days, weeks, months or years."""
    state: States = field(default=None)
    then: str = field(default="")
    """The state that the case comes to where it passes; empty where the miss is noted, and no more."""
    because: Text | None = field(default=None)
    """Why the case moves where it passes."""
    met_by: tuple[str, ...] = field(default=())
    """The events that meet it."""
    after: tuple[str, ...] = field(default=())
    caution: Text | None = field(default=None)
    reading: Text | None = field(default=None)


@frozen
class Duty:
    """What is to be done while a case is in a state."""

    id: str
    title: Text
    state: States = field(default=None)
    owner: str = field(default="")
    when: Expression | None = field(default=None)
    """Whether there is such a duty, by the facts of the day."""
    within: str = field(default="")
    """The parameter that says how long there is time, from the day on which the state was entered."""
    met_by: tuple[str, ...] = field(default=())
    """The events by which it is done; without any it stays while the state does."""
    text: Text | None = field(default=None)
    """How it is done."""
    caution: Text | None = field(default=None)
    reading: Text | None = field(default=None)


@frozen
class ExampleEvent:
    """An event of an example; those of one day come in the order in which they are written."""

    at: datetime.date
    kind: str
    data: Mapping[str, Value] = field(factory=dict, metadata={REST: True})
    """Whatever else stands in its table."""


@frozen
class Standing:
    """What an example expects of a case at the end of a day; what is not stated is not compared."""

    on: datetime.date
    state: str | None = field(default=None)
    possible: tuple[str, ...] | None = field(default=None)
    since: datetime.date | None = field(default=None)
    certain: bool | None = field(default=None)
    missing: tuple[str, ...] | None = field(default=None)
    duties: tuple[str, ...] | None = field(default=None)
    """The duties that there are for certain."""
    open: Mapping[str, datetime.date] | None = field(default=None)
    """The deadlines that run, each with its last day."""
    missed: tuple[str, ...] | None = field(default=None)
    """The deadlines that were missed, each as often as it was."""


@frozen
class ProcessExample:
    """A short history that shows what a process says; run by `check`."""

    name: str
    events: tuple[ExampleEvent, ...]
    expect: tuple[Standing, ...]
    joined: datetime.date | None = field(default=None)
    """The day on which the customer joined, where that is known."""
    with_: Mapping[str, Setting] = field(factory=dict)
    """Parameters with other values."""


@frozen(kw_only=True)
class ProcessHeader(Header):
    """What a process says of itself."""

    start: str
    """The state in which every case begins."""
    opens: tuple[str, ...] = field(default=())
    """The events on whose first a case begins; without any it begins with the customer: the day of joining, or of the
    first event."""
    calendar: Calendar | None = field(default=None)
    """Which days are business days; without it Mondays to Fridays."""
    retention: RetentionFacts | None = field(default=None)
    """By which facts figures of retention count cases; for states that say what they are to it."""


LAYOUT = Layout(
    "process",
    ProcessHeader,
    ProcessHeader(id="", version="", title=Text(""), kind="process", start=""),
    tables={
        "events": TableOf(EventEntry, "event"),
        "aggregates": TableOf(AggregateEntry, "aggregate"),
        "spans": TableOf(SpanEntry, "span"),
        "counts": TableOf(StateCount, "count"),
        "owners": TableOf(Owner, "owner"),
    },
    lists={
        "state": ListOf(State, "states", removable=False),
        "transition": ListOf(Transition, "transitions"),
        "deadline": ListOf(Deadline, "deadlines"),
        "duty": ListOf(Duty, "duties"),
        "example": ListOf(ProcessExample, "examples", ("name",)),
    },
)
