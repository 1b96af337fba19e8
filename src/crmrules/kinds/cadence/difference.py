"""Whether two cadences mean the same: for each class and channel the same interval, or a contact that moves."""

import datetime
from collections.abc import Iterator, Mapping

from crmrules.analysis.cells.candidates import SOME_DAY
from crmrules.analysis.cells.search import Witness
from crmrules.assurance.difference.base import Change, Compared, begun, changed_facts
from crmrules.calendars.calendar import Calendar, Weekday
from crmrules.definitions.periods import BUSINESS_DAYS
from crmrules.engines.interpreter import values_of
from crmrules.expressions.tree import Expression, Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import Contact, contacts, days_read
from crmrules.kinds.cadence.parts import Interval
from crmrules.model.text import Text
from crmrules.reports.wording import say

_YEARS = 4 * 366
"""The days of last contacts that are looked through: four years hold a leap day."""

_MOST_FRUITLESS = 50
"""How often all these days are looked through and show nothing, before no more is looked for."""


def compare_cadences(old: CadenceDefinition, new: CadenceDefinition) -> Compared:
    """What two cadences are to each other, class by class and channel by channel.

    Equal are contacts that hang on the same; of others a last contact is looked for that shows it, and where none is
    found nothing is said of them. A class that is reckoned is that of the customer of an example; without one of a
    class nothing is said of it.
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
    unseen: dict[tuple[str, str], None] = {}
    for day in sorted({each or SOME_DAY for each in (*old.change_days, *new.change_days)}):
        if since is None or day >= since:
            for class_, channel, change in _changes(old, new, customers, day):
                if change is not None:
                    changes.setdefault((class_, channel), change)
                else:
                    unseen[class_, channel] = None
    open_ += [
        Text(
            f"class `{class_}` is contacted otherwise on channel `{channel}`, and no day was found that shows it",
            f"类别 `{class_}` 在渠道 `{channel}` 上的联系规定不同，但未找到能显示差别的日期",
        )
        for class_, channel in unseen
        if (class_, channel) not in changes
    ]
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
) -> Iterator[tuple[str, str, Change | None]]:
    """Where contacts of a class on a channel hang on something else, with what shows it, or None; and occasions."""
    ids = dict.fromkeys(each.id for one in (old, new) for each in one.channels)
    same = _reckoned(old) == _reckoned(new)
    fruitless: list[object] = []
    for class_, given in customers.items():
        before, after = (_Terms(one, given, day) for one in (old, new))
        for channel in ids:
            terms = channel, before.of(class_, channel), after.of(class_, channel)
            differs = terms[1] != terms[2]
            is_looked_for = not same  # then classes of the same terms may be reckoned otherwise
            if differs:
                is_looked_for = terms not in fruitless and len(fruitless) < _MOST_FRUITLESS
            found = _change(before, after, channel) if is_looked_for else None
            if differs and is_looked_for and found is None:
                fruitless.append(terms)
            if differs or found is not None:
                yield class_, channel, found
        calls = [{each.id for each in one.occasions if each.class_ == class_} for one in (old, new)]
        for id_ in sorted(calls[0] ^ calls[1]):
            said = [id_ if id_ in each else "" for each in calls]
            yield class_, f"occasion {id_}", Change(Witness(given, day), said[0], said[1], id_)


class _Terms:
    """What contacts with a customer hang on, on one day: where it is the same, so are they."""

    def __init__(self, definition: CadenceDefinition, given: dict[str, Value], day: datetime.date) -> None:
        self.definition, self.given, self.day = definition, given, day
        stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **given}
        self.values = values_of(definition, stored, day)
        self.channels = {each.id: each for each in definition.channels}

    def of(self, class_: str, channel: str) -> object:
        """Those of the contacts with a class on a channel."""
        way, interval = self.channels.get(channel), self.definition.interval(class_, channel)
        if way is None or interval is None:
            return way is None
        several = bool(interval.times) and self.values[interval.times] != 1
        amounts = [(name, self.values[name]) for name in interval.amounts]
        # an amount that hangs on the record may hang on any parameter
        hanging = self.definition.values_on(self.day) if any(value is None for _, value in amounts) else {}
        counted = frozenset(self.lasts(channel))
        return counted, way.done if several else "", self._rhythm(interval), interval.optional, amounts, hanging

    def lasts(self, channel: str) -> tuple[str, ...]:
        """The facts with the last contacts that count on a channel, its own first."""
        way = self.channels.get(channel)
        others = {} if way is None else way.counts
        counted = (self.channels[each].last for each, flag in others.items() if self.values[flag])
        return () if way is None else tuple(dict.fromkeys((way.last, *counted)))

    def said(self, record: dict[str, Value], channel: str) -> str:
        """What is said of the contact with a customer on a channel."""
        stored = {**dict.fromkeys((each.name for each in self.definition.facts.declared), None), **record}
        found = next((each for each in contacts(self.definition, stored, self.day) if each.channel == channel), None)
        if found is None:
            return "no channel"
        values = values_of(self.definition, stored, self.day)
        amounts = () if found.interval is None else found.interval.amounts
        return ", ".join((_words(found), *(f"{name} = {say(values[name], 'en')}" for name in amounts)))

    def _rhythm(self, interval: Interval) -> object:
        count, times, day = (
            self.values[name] if name else None for name in (interval.every, interval.times, interval.on)
        )
        unit = self.definition.parameters[interval.every].unit
        assert isinstance(count, int)  # checking makes sure of it
        # without contacts to be counted in each, a week is seven days and a year twelve months
        if not times and unit == "weeks":
            unit, count = "days", 7 * count
        elif unit == "years":
            unit, count = "months", 12 * count
        return unit, count, times, day, _worked(self.definition.calendar) if unit == BUSINESS_DAYS else None


def _worked(calendar: Calendar) -> object:
    """What business days hang on, in whatever order it is written."""
    weekend = calendar.weekend or (() if calendar.country else (Weekday.SATURDAY, Weekday.SUNDAY))
    days = frozenset(weekend), frozenset(calendar.holidays), frozenset(calendar.workdays)
    return calendar.country, calendar.subdivision, days, calendar.announced


def _change(before: _Terms, after: _Terms, channel: str) -> Change | None:
    """A last contact after which the next one is due on another day."""
    for record in _contacted(before, after, channel):
        said = [each.said(record, channel) for each in (before, after)]
        if said[0] != said[1]:
            return Change(Witness(record, before.day), said[0], said[1], channel)
    return None


def _contacted(before: _Terms, after: _Terms, channel: str) -> Iterator[dict[str, Value]]:
    """A customer with the last contacts that may show that the next one is due on another day."""
    sides, given, today = (before, after), before.given, before.day
    if all(channel in each.channels for each in sides):
        only = set(before.lasts(channel)) ^ set(after.lasts(channel))
        yield from ({**given, fact: today} for fact in sorted(only))  # a contact that counts for one of them
    last = (*after.lasts(channel), *before.lasts(channel))[0]
    counts = {each.channels[channel].done for each in sides if channel in each.channels} - {""}
    most = 1 + max((_most(each.definition, channel, today) for each in sides), default=1)
    for done in range(1, most) if counts else (1,):
        for step in range(_YEARS):
            yield {**given, last: today + datetime.timedelta(step), **dict.fromkeys(counts, done)}
    for free in sorted({day for each in sides for day in _own_days(each.definition)}):
        yield {**given, last: free - datetime.timedelta(1)}


def _own_days(definition: CadenceDefinition) -> tuple[datetime.date, ...]:
    """The days on which a company works, or does not, otherwise than its country."""
    return (*definition.calendar.holidays, *definition.calendar.workdays)


def _most(definition: CadenceDefinition, channel: str, day: datetime.date) -> int:
    """The most contacts that a week or month is to have on a channel."""
    values = definition.values_on(day)
    asked = [values[each.times] for each in definition.intervals if each.channel == channel and each.times]
    return max((each for each in asked if isinstance(each, int)), default=1)


def _words(contact: Contact) -> str:
    if contact.next_due is None:
        return contact.status.value
    optional = contact.interval is not None and contact.interval.optional
    marks = (", optional" if optional else "", ", provisional" if contact.provisional else "")
    return contact.next_due.isoformat() + "".join(marks)
