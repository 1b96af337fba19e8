"""Whether two cadences mean the same: for each class and channel the same interval, or a contact that moves."""

import datetime
from collections.abc import Iterator

from crmrules.analysis.cells.candidates import SOME_DAY
from crmrules.analysis.cells.search import Witness
from crmrules.analysis.days import days_of
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.expressions.tree import Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import Contact, contacts
from crmrules.model.text import Text

_A_YEAR = 366


def compare_cadences(old: CadenceDefinition, new: CadenceDefinition) -> Compared:
    """What two cadences are to each other, class by class and channel by channel.

    Intervals in months are not intervals in days: within a year of last contacts every two that differ show it.
    """
    facts, since = changed_facts(old, new), begun(old, new)
    read = [(each.header.class_, each.header.anchor) for each in (old, new)]
    if read[0] != read[1] or [each.last for each in old.channels if each in new.channels] != [
        each.last for each in new.channels if each in old.channels
    ]:
        return Compared(open=(Text("they read other facts", "所读事实不同"),), facts=facts, since=since)
    changes: dict[tuple[str, str], Change] = {}
    for day in sorted({each or SOME_DAY for each in (*days_of(old), *days_of(new))}):
        if since is None or day >= since:
            for class_, change in _changes(old, new, day):
                changes.setdefault((class_, change.what), change)
    return Compared(tuple(changes.values()), facts=facts, since=since)


def _changes(old: CadenceDefinition, new: CadenceDefinition, day: datetime.date) -> Iterator[tuple[str, Change]]:
    ids = dict.fromkeys(each.id for one in (old, new) for each in one.channels)
    last = {each.id: each.last for one in (old, new) for each in one.channels}
    for class_ in dict.fromkeys([*old.classes, *new.classes]):
        for channel in ids:
            found = _change(old, new, {old.header.class_: class_}, channel, last[channel], day)
            if found is not None:
                yield class_, found


def _change(
    old: CadenceDefinition,
    new: CadenceDefinition,
    given: dict[str, Value],
    channel: str,
    last: str,
    day: datetime.date,
) -> Change | None:
    """A last contact after which the next one is due on another day."""
    counts = {each.done for one in (old, new) for each in one.channels if each.id == channel and each.done}
    most = 1 + max((_most(one, channel, day) for one in (old, new)), default=1)
    for done in range(1, most) if counts else (1,):
        for step in range(_A_YEAR):
            record = {**given, last: day + datetime.timedelta(step), **dict.fromkeys(counts, done)}
            before, after = (_said(each, record, channel, day) for each in (old, new))
            if before != after:
                return Change(Witness(record, day), before, after, channel)
    return None


def _most(definition: CadenceDefinition, channel: str, day: datetime.date) -> int:
    """The most contacts that a week or month is to have on a channel."""
    values = definition.values_on(day)
    asked = [values[each.times] for each in definition.intervals if each.channel == channel and each.times]
    return max((each for each in asked if isinstance(each, int)), default=1)


def _said(definition: CadenceDefinition, given: dict[str, Value], channel: str, day: datetime.date) -> str:
    stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **given}
    found = next((each for each in contacts(definition, stored, day) if each.channel == channel), None)
    return "no channel" if found is None else _words(found)


def _words(contact: Contact) -> str:
    if contact.next_due is None:
        return contact.status.value
    optional = contact.interval is not None and contact.interval.optional
    return f"{contact.next_due.isoformat()}{', optional' if optional else ''}"
