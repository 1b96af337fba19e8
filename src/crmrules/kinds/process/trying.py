"""Short histories to try two processes on: their events, with the values that tell them apart, at telling distances."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, product

from crmrules.definitions.parts import number_of
from crmrules.expressions.days import LAST_DAY
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind, Type
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.model.event import Event

FIRST = datetime.date(2026, 1, 5)
"""The day of the first event, a Monday."""

MOST_VARIANTS = 6
"""How many variants of one kind of event are tried."""

_MOST_CHANGES = 3
"""On how many of the days on which a parameter changes histories begin, too."""

_LATEST = LAST_DAY - datetime.timedelta(100_000)
"""Before which they do: from there on the longest periods might lead past the last day."""

_DAYS = {"days": 1, "weeks": 7, "months": 31, "years": 366, "business days": 1.5}


def histories(
    old: ProcessDefinition, new: ProcessDefinition, since: datetime.date | None
) -> Iterator[tuple[Sequence[Event], datetime.date]]:
    """Histories of one event, of two, and so on, without end, each with a day on which to look at the case.

    They begin on one day, and on those on which a parameter changes.
    """
    first = FIRST if since is None else max(since, FIRST)
    changing = {day for each in (old, new) for day in each.change_days if day is not None and first < day < _LATEST}
    firsts = [first, *sorted(changing)[:_MOST_CHANGES]]
    variants = _variants(old, new)
    openings = {*old.header.opens, *new.header.opens}
    opening = [each for each in variants if not openings or each[0] in openings]
    waits = _waits(old, new)
    for length in count(1):
        for parts in product(opening, *[variants] * (length - 1)):
            for gaps, begin in product(product((0, 1), repeat=length - 1), firsts):
                days = [begin]
                for gap in gaps:
                    days.append(days[-1] + datetime.timedelta(gap))
                events = [
                    Event("tried", day, kind, data, id=place)
                    for place, (day, (kind, data)) in enumerate(zip(days, parts, strict=True))
                ]
                for wait in waits if length < 3 else waits[:3]:
                    yield events, days[-1] + datetime.timedelta(wait)


def _waits(old: ProcessDefinition, new: ProcessDefinition) -> list[int]:
    """How many days after the last event a case is looked at: at once, and around the ends of deadlines."""
    found = {0, 1}
    for definition in (old, new):
        for clock in definition.clocks:
            if clock.within:
                parameter = definition.parameters[clock.within]
                for value in parameter.all_values:
                    length = int(number_of(value) * _DAYS[parameter.unit])
                    found |= {max(length - 1, 0), length, length + 1}
    return sorted(found)[:12]


def _variants(old: ProcessDefinition, new: ProcessDefinition) -> list[tuple[str, Mapping[str, Value]]]:
    """The kinds of events that move either, each with a few values of what it carries."""
    found: list[tuple[str, Mapping[str, Value]]] = []
    for kind in dict.fromkeys([*old.events, *new.events]):
        types: dict[str, Type] = {}
        for definition in (old, new):
            event = definition.events.get(kind)
            if event is not None:
                types |= {name: definition.facts.types[name] for name in event.tells}
                types |= {name: datum.known for name, datum in event.data.items()}
        values = [[(name, each) for each in _values(type_, new)] for name, type_ in types.items()]
        for data in list(product(*values))[:MOST_VARIANTS]:
            found.append((kind, dict(data)))
    return found


def _values(type_: Type, definition: ProcessDefinition) -> list[Value]:
    if type_.kind is Kind.BOOL:
        return [True, False]
    if type_.values:
        return list(type_.values[:3])
    if type_.numeric:
        parameters = [each for each in definition.parameters.values() if each.type.numeric]
        return [0, *(int(number_of(each.all_values[0])) for each in parameters[:2])]
    return [None]
