"""The meaning of a cadence: when the next contact on each channel is due, counted from the last one."""

import datetime
from collections.abc import Mapping

from attrs import field, frozen

from crmrules.calendars.calendar import Reached
from crmrules.definitions.periods import later
from crmrules.engines.interpreter import unknown_facts, values_of
from crmrules.expressions.tree import Name, Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel, ContactStatus, Interval
from crmrules.kinds.cadence.rhythms import on_day, quota_day, whole, whole_or_unknown
from crmrules.model.text import Text


@frozen
class Contact:
    """How a customer stands with the contacts of one channel."""

    channel: str
    status: ContactStatus
    next_due: datetime.date | None
    """The day of the next contact; None where none is required, or it is unknown."""
    overdue_days: int | None
    """The days since the contact was due; 0 on that day and before, and where it is never overdue."""
    never_contacted: bool | None
    """Whether there was no contact yet, so that the interval counts from the anchor; None where that is unknown."""
    interval: Interval | None
    """What the contact follows; None where none is required, or the class is unknown."""
    provisional: Text | None = field(default=None)
    """Why the day, and with it the status, may still change: business days past the horizon of the calendar."""


def contacts(definition: CadenceDefinition, stored: Mapping[str, Value], as_of: datetime.date) -> tuple[Contact, ...]:
    """The contacts with a customer, whose `stored` gives every declared fact, in the order of channels."""
    values = values_of(definition, stored, as_of)
    return tuple(_contact(definition, channel, values, as_of) for channel in definition.channels)


def missing(definition: CadenceDefinition, stored: Mapping[str, Value], as_of: datetime.date) -> tuple[str, ...]:
    """The unknown stored facts that would settle what is unknown, in the order of declaration."""
    values = values_of(definition, stored, as_of)
    names: list[str] = []
    for channel in definition.channels:
        contact = _contact(definition, channel, values, as_of)
        if contact.status is not ContactStatus.UNKNOWN:
            continue
        if contact.interval is None:
            names.append(definition.header.class_)
        else:
            # of a quota the day may be there, and how many there were not; without a day either may settle it
            if contact.never_contacted is None:
                names += [each.last for each in _counted(definition, channel, values)]
                names.append(definition.header.anchor)
            if contact.interval.times and values[contact.interval.times] != 1:
                names.append(channel.done)
    return unknown_facts(definition, stored, as_of, [Name(name) for name in names])


def days_read(definition: CadenceDefinition) -> tuple[str, ...]:
    """The facts that hold days on which something happened: the last contacts, and what intervals count from."""
    return tuple(dict.fromkeys([*(channel.last for channel in definition.channels), definition.header.anchor]))


def future(
    definition: CadenceDefinition, stored: Mapping[str, Value], as_of: datetime.date
) -> dict[str, datetime.date]:
    """The facts whose day lies after `as_of`, with that day: nobody can have known it then."""
    values = values_of(definition, stored, as_of)
    days = {name: _day(values[name]) for name in days_read(definition)}
    return {name: day for name, day in days.items() if day is not None and day > as_of}


def _contact(
    definition: CadenceDefinition, channel: Channel, values: Mapping[str, Value], as_of: datetime.date
) -> Contact:
    last, anchor = _last(definition, channel, values), _day(values[definition.header.anchor])
    never = False if last is not None else True if anchor is not None else None
    class_ = values[definition.header.class_]
    if class_ is None:
        return Contact(channel.id, ContactStatus.UNKNOWN, None, None, never, None)
    interval = definition.interval(str(class_), channel.id)
    if interval is None:
        return Contact(channel.id, ContactStatus.NOT_REQUIRED, None, 0, never, None)
    begin = last if last is not None else anchor
    reached = None if begin is None else _next(definition, channel, interval, values, begin, as_of, never is True)
    due, provisional = (None, None) if reached is None else (reached.day, reached.provisional)
    if interval.optional:
        return Contact(channel.id, ContactStatus.OPTIONAL, due, 0, never, interval, provisional)
    if due is None:
        return Contact(channel.id, ContactStatus.UNKNOWN, None, None, never, interval)
    days = (as_of - due).days
    status = ContactStatus.OVERDUE if days > 0 else ContactStatus.AHEAD if days < 0 else ContactStatus.DUE_TODAY
    return Contact(channel.id, status, due, max(days, 0), never, interval, provisional)


def _last(definition: CadenceDefinition, channel: Channel, values: Mapping[str, Value]) -> datetime.date | None:
    """The last contact that counts on a channel."""
    days = [_day(values[each.last]) for each in _counted(definition, channel, values)]
    return max((day for day in days if day is not None), default=None)


def _counted(definition: CadenceDefinition, channel: Channel, values: Mapping[str, Value]) -> tuple[Channel, ...]:
    """The channels whose contacts count on a channel, itself among them."""
    others = (each for each in definition.channels if each.id in channel.counts and values[channel.counts[each.id]])
    return channel, *others


def _next(
    definition: CadenceDefinition,
    channel: Channel,
    interval: Interval,
    values: Mapping[str, Value],
    begin: datetime.date,
    as_of: datetime.date,
    never: bool,
) -> Reached | None:
    count = values[interval.every]
    assert isinstance(count, int)  # checking makes sure of it
    if interval.on:
        return Reached(on_day(begin, count, whole(values[interval.on])), None)
    if interval.times:
        times = whole(values[interval.times])
        done = 0 if never else 1 if times == 1 else whole_or_unknown(values[channel.done])
        day = quota_day(begin, as_of, definition.parameters[interval.every].unit, times, done)
        return None if day is None else Reached(day, None)
    return later(begin, count, definition.parameters[interval.every].unit, definition.calendar)


def _day(value: Value) -> datetime.date | None:
    assert value is None or isinstance(value, datetime.date)  # checking makes sure of it
    return value
