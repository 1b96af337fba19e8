"""What is known of a case at the end of a day: facts are reckoned when they are first asked for, and kept while they
cannot have become others."""

import datetime
from collections.abc import Mapping, Sequence

from attrs import define, field

from crmrules.expressions.tree import EVENT, Value
from crmrules.kinds.process.python.steady import steady_until
from crmrules.kinds.process.reckoned import reckon
from crmrules.kinds.process.sources import Sources
from crmrules.records.history.meaning import Customer
from crmrules.records.history.occurrences import Occurrence

_LEDGER = " ledger"
"""Where the ledger stands among the facts: no fact has a blank in its name."""


class Known:
    """The values of names, as attributes."""

    def __init__(self, ledger: "Ledger") -> None:
        self.__dict__[_LEDGER] = ledger

    def __getattr__(self, name: str) -> Value:
        ledger: Ledger = self.__dict__[_LEDGER]
        value = self.__dict__[name] = ledger.fact(name)
        return value


@define(eq=False)
class Ledger:
    """The events of a case up to a day, and the facts that were reckoned from them."""

    sources: Sources
    known: Known = field(init=False)
    day: datetime.date = field(default=datetime.date.min, init=False)
    every: list[Occurrence] = field(factory=list, init=False)
    """The events up to the day, in the order of days."""
    event: Occurrence | None = field(default=None, init=False)
    """The event at hand."""
    _by_kind: dict[str, list[Occurrence]] = field(factory=dict, init=False)
    _reckoned: dict[str, Value] = field(factory=dict, init=False)
    """Facts without what the binding reckons from others."""
    _until: dict[str, datetime.date] = field(factory=dict, init=False)
    """The day on which a reckoned fact that moves may be another."""

    def __attrs_post_init__(self) -> None:
        self.known = Known(self)
        vars(self.known).update(dict.fromkeys(self.sources.definition.event_scope))

    def turn(self, day: datetime.date, events: Sequence[Occurrence]) -> None:
        """Go on to a day, with the events that have happened since the last one."""
        self.day = day
        sources = self.sources
        for event in events:
            self.every.append(event)
            self._by_kind.setdefault(event.kind, []).append(event)
            self._forget(sources.changed_by.get(event.kind, ()))
        if events:
            self._forget(sources.changed_by_any)
        for name in [name for name, until in self._until.items() if until <= day]:
            self._forget(sources.reading[name])

    def at(self, event: Occurrence | None) -> None:
        """Take an event at hand, whose data conditions read, or none."""
        if event is not self.event:
            self.event = event
            values = vars(self.known)
            for name in self.sources.definition.event_scope:
                values[name] = None if event is None else event.data.get(name[len(EVENT) :])

    def count(self, counts: Mapping[str, int]) -> None:
        """Note how often the case has come to each state."""
        for name, each in self.sources.definition.counts.items():
            vars(self.known)[name] = counts.get(each.state, 0)

    def fact(self, name: str) -> Value:
        """A stored fact; None where unknown, and where a policy that is read has it for itself alone."""
        if name not in self.sources.kinds:
            return None
        door = self.sources.doors.get(name)
        if door is None:
            return self._reckon(name)
        return door.read({each: self._reckon(each) for each in self.sources.inputs[name]})[0][name]

    def until(self, name: str) -> datetime.date:
        """The first day after this one on which a fact can be another without an event; the last of all for none."""
        found = self._until.get(name)
        if found is None:
            found = steady_until(self.sources.told, name, self._events_of(name), self.day) or datetime.date.max
            self._until[name] = found
        return found

    def _reckon(self, name: str) -> Value:
        """A fact without what the binding reckons from others."""
        if name not in self._reckoned:
            customer = Customer(self.sources.told.history, self._events_of(name), self.day)
            self._reckoned[name] = reckon(self.sources.definition, self.sources.told, customer, name)
            if name in self.sources.told.moving:
                self.until(name)
        return self._reckoned[name]

    def _events_of(self, name: str) -> Sequence[Occurrence]:
        """The events that a fact hangs on."""
        kinds = self.sources.kinds[name]
        if kinds is None:
            return self.every
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], ())
        return [event for kind in kinds for event in self._by_kind.get(kind, ())]

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            vars(self.known).pop(name, None)
            self._reckoned.pop(name, None)
            self._until.pop(name, None)
