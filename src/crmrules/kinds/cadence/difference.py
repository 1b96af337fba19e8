"""Whether two cadences mean the same: for each class and channel the same interval, or a contact that moves."""

import datetime
from collections.abc import Iterator, Mapping

from crmrules.analysis.cells.candidates import SOME_DAY
from crmrules.analysis.cells.search import Witness
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Expression, Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import Contact, contacts, days_read
from crmrules.model.text import Text

_A_YEAR = 366


def compare_cadences(old: CadenceDefinition, new: CadenceDefinition) -> Compared:
    """What two cadences are to each other, class by class and channel by channel.

    Intervals in months are not intervals in days: within a year of last contacts every two that differ show it. A class
    that is reckoned is that of the customer of an example; without one of a class nothing is said of it.
    """
    facts, since = changed_facts(old, new), begun(old, new)
    read = [(each.header.class_, each.header.anchor) for each in (old, new)]
    if read[0] != read[1] or [each.last for each in old.channels if each in new.channels] != [
        each.last for each in new.channels if each in old.channels
    ]:
        return Compared(open=(Text("they read other facts", "所读事实不同"),), facts=facts, since=since)
    classes = {each: _customer(old, new, each) for each in dict.fromkeys([*old.classes, *new.classes])}
    open_ = [
        Text(f"no example has a customer of class `{each}`", f"没有示例含类别 `{each}` 的客户")
        for each, given in classes.items()
        if given is None
    ]
    if _reckoned(old) != _reckoned(new):
        open_.append(Text("classes are reckoned otherwise", "客户类别的算法不同"))
    customers = {class_: given for class_, given in classes.items() if given is not None}
    changes: dict[tuple[str, str], Change] = {}
    for day in sorted({each or SOME_DAY for each in (*old.change_days, *new.change_days)}):
        if since is None or day >= since:
            for class_, change in _changes(old, new, customers, day):
                changes.setdefault((class_, change.what), change)
    return Compared(tuple(changes.values()), tuple(open_), facts=facts, since=since)


def _customer(old: CadenceDefinition, new: CadenceDefinition, class_: str) -> dict[str, Value] | None:
    """What makes a customer one of a class, for both; None where no example does."""
    name = old.header.class_
    if all(name in [each.name for each in one.facts.declared] for one in (old, new)):
        return {name: class_}
    days = {name for one in (old, new) for name in (*days_read(one), *(each.done for each in one.channels))}
    for example in (*old.examples, *new.examples):
        given = {key: value for key, value in example.given.items() if key not in days}
        if all(_class_of(one, given, example.as_of) == class_ for one in (old, new)):
            return given
    return None


def _class_of(definition: CadenceDefinition, given: Mapping[str, Value], day: datetime.date) -> Value:
    stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **given}
    return values_of(definition, stored, day)[definition.header.class_]


def _reckoned(definition: CadenceDefinition) -> list[Expression | str | None]:
    """How the class may be reckoned: derived facts, and the content of the policies that are read."""
    return [
        *(each.expression for each in definition.facts.derived),
        *(each.hash for each in definition.policies.values()),
    ]


def _changes(
    old: CadenceDefinition,
    new: CadenceDefinition,
    customers: Mapping[str, dict[str, Value]],
    day: datetime.date,
) -> Iterator[tuple[str, Change]]:
    ids = dict.fromkeys(each.id for one in (old, new) for each in one.channels)
    last = {each.id: each.last for one in (old, new) for each in one.channels}
    before, after = (_Terms(one, day) for one in (old, new))
    same = _reckoned(old) == _reckoned(new)
    for class_, given in customers.items():
        for channel in ids:
            if same and before.of(class_, channel) == after.of(class_, channel):
                continue
            found = _change(old, new, given, channel, last[channel], day)
            if found is not None:
                yield class_, found


class _Terms:
    """What contacts hang on, on one day: where it is the same, so are they."""

    def __init__(self, definition: CadenceDefinition, day: datetime.date) -> None:
        self.definition, self.values = definition, definition.values_on(day)
        self.channels = {each.id: each for each in definition.channels}

    def of(self, class_: str, channel: str) -> object:
        """Those of the contacts with a class on a channel."""
        way, interval = self.channels.get(channel), self.definition.interval(class_, channel)
        if way is None or interval is None:
            return way is None
        numbers = [self.values[name] if name else None for name in (interval.every, interval.times, interval.on)]
        counted = [(each, self.values[flag]) for each, flag in way.counts.items()]
        lasts = [self.channels[each].last for each in way.counts]
        unit = self.definition.parameters[interval.every].unit
        return way.last, way.done, counted, lasts, numbers, unit, interval.optional, self.definition.calendar


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
