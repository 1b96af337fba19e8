"""What a cadence says: of one customer the next contacts, of a population the work of a year."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from crmrules.definitions.periods import A_YEAR
from crmrules.engines.interpreter import values_of
from crmrules.errors import EngineError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.tree import Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import Contact, contacts, future, missing
from crmrules.kinds.cadence.parts import ContactStatus, Occasion
from crmrules.model.text import Language, checked
from crmrules.records.plain import plain

if TYPE_CHECKING:
    from crmrules.reports.document import Document


@frozen(slots=False, eq=False, repr=False)
class Schedule:
    """The contacts with one customer on one day: for each channel what is due, and when.

    ``schedule["call"].status``; iterating gives the contacts in the order of the policy's channels.
    """

    definition: CadenceDefinition
    stored: Mapping[str, Value]
    """Every fact the policy declares, None where unknown."""
    as_of: datetime.date
    assumed: tuple[str, ...] = ()
    """The facts that were unknown and taken from the binding's assumptions."""

    @property
    def policy(self) -> str:
        """The id of the policy."""
        return self.definition.id

    @cached_property
    def contacts(self) -> Mapping[str, Contact]:
        """How the customer stands with each channel."""
        return {each.channel: each for each in contacts(self.definition, self.stored, self.as_of)}

    def __getitem__(self, channel: str) -> Contact:
        return self.contacts[channel]

    def __iter__(self) -> Iterator[Contact]:
        return iter(self.contacts.values())

    @property
    def occasions(self) -> tuple[Occasion, ...]:
        """What calls for a contact with a customer of this class whenever it happens."""
        class_ = values_of(self.definition, self.stored, self.as_of)[self.definition.header.class_]
        return tuple(each for each in self.definition.occasions if each.class_ == class_)

    def amounts(self, channel: str) -> dict[str, Value]:
        """How much of what comes with the contact on a channel, by the name of the fact or parameter that says so.

        Raises `EngineError` for a channel that the policy does not have.
        """
        asked: object = channel
        if not isinstance(asked, str) or asked not in self.contacts:
            raise EngineError.of("`amounts`", f"there is no channel {shown(asked)}", did_you_mean(asked, self.contacts))
        values, interval = values_of(self.definition, self.stored, self.as_of), self[channel].interval
        return {} if interval is None else {name: values[name] for name in interval.amounts}

    @property
    def overdue(self) -> tuple[str, ...]:
        """The channels on which a contact is overdue."""
        return tuple(each.channel for each in self if each.status is ContactStatus.OVERDUE)

    @property
    def next_due(self) -> datetime.date | None:
        """The earliest day on which a contact that is required is due."""
        required = (each.next_due for each in self if each.status is not ContactStatus.OPTIONAL)
        return min((day for day in required if day is not None), default=None)

    @property
    def certain(self) -> bool:
        """Whether no channel's status is unknown, and no day provisional."""
        return all(each.status is not ContactStatus.UNKNOWN and each.provisional is None for each in self)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The unknown stored facts that would settle what is unknown, in the order of declaration."""
        return missing(self.definition, self.stored, self.as_of)

    @cached_property
    def future(self) -> Mapping[str, datetime.date]:
        """The facts whose day lies after `as_of`, with that day: it cannot have been known then."""
        return future(self.definition, self.stored, self.as_of)

    def explain(self, language: Language = "en") -> str:
        """Why: for each channel the interval, what it counts from, and what comes of it.

        Raises `LanguageError` for any other language than "en" and "zh".
        """
        from crmrules.reports.text import text

        return text(self.document(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as text, as a page, in a terminal. Raises as `explain` does."""
        from crmrules.kinds.cadence.explanation import schedule_document

        return schedule_document(self, checked(language))

    @property
    def columns(self) -> dict[str, Value]:
        """The values that `Cadence.due` gives a row of a frame, by column."""
        columns: dict[str, Value] = {}
        for each in self:
            said = (each.next_due, each.overdue_days, each.status.value, each.never_contacted)
            columns |= dict(zip(columns_of(each.channel), said, strict=True))
            if self.definition.counts_business_days(each.channel):
                columns[provisional_column(each.channel)] = each.provisional is not None
        return columns

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        return {
            "policy": self.policy,
            "version": self.definition.header.version,
            "hash": self.definition.hash,
            "as_of": plain(self.as_of),
            "facts": {each.name: plain(self.stored.get(each.name)) for each in self.definition.read_facts},
            "assumed": list(self.assumed),
            **{name: plain(value) for name, value in self.columns.items()},
            **({"amounts": amounts} if (amounts := self._amounts()) else {}),
            **({"occasions": [each.id for each in self.occasions]} if self.definition.occasions else {}),
            "missing": list(self.missing),
            "future": {name: plain(day) for name, day in self.future.items()},
        }

    def _amounts(self) -> dict[str, dict[str, Any]]:
        found = {each.channel: self.amounts(each.channel) for each in self}
        return {id_: {name: plain(value) for name, value in each.items()} for id_, each in found.items() if each}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schedule) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.policy, self.as_of, tuple(self.stored.items())))

    def __repr__(self) -> str:
        said = ", ".join(f"{each.channel}={each.status}" for each in self)
        return f"<Schedule {self.policy}: {said}>"


def foremost(schedules: Iterable[Schedule]) -> tuple[Schedule, ...]:
    """The schedules of one party by several cadences: the one that goes before the others first, the rest as given.

    The first one is to be kept to, and the others are told beside it.
    """
    left, found = list(schedules), list[Schedule]()
    while left:
        over = {id_: each.policy for each in left for id_ in each.definition.header.over}
        first = next((each for each in left if over.get(each.policy, each.policy) == each.policy), left[0])
        found.append(first)
        left.remove(first)
    return tuple(found)


def columns_of(channel: str) -> tuple[str, str, str, str]:
    """The columns that a channel has: the next day, the days overdue, the status, whether there was no contact yet."""
    return f"next_{channel}_due", f"{channel}_overdue_days", f"{channel}_status", f"{channel}_never_contacted"


def provisional_column(channel: str) -> str:
    """The column that says whether the day may still change, of a channel with intervals in business days."""
    return f"{channel}_provisional"


@frozen
class Load:
    """The contacts that one class of customers needs on one channel in a year of 365 days, or 12 months."""

    class_: str
    channel: str
    customers: int
    at_least: Fraction
    """How many contacts are required."""
    at_most: Fraction
    """How many there are with the optional ones."""


@frozen
class Workload:
    """The yearly work that a cadence implies for a population."""

    loads: tuple[Load, ...]
    """For each class and channel, in the order of the policy."""
    unknown: int
    """How many customers are of no known class; their work is not counted."""

    def at_least(self, channel: str) -> float:
        """How many contacts a year a channel requires."""
        return float(sum(load.at_least for load in self.loads if load.channel == channel))

    def at_most(self, channel: str) -> float:
        """How many contacts a year a channel comes to, the optional ones included."""
        return float(sum(load.at_most for load in self.loads if load.channel == channel))

    def to_dict(self) -> dict[str, Any]:
        """What a host may want to keep, as plain values."""
        rows = [
            {
                "class": load.class_,
                "channel": load.channel,
                "customers": load.customers,
                "at_least": float(load.at_least),
                "at_most": float(load.at_most),
            }
            for load in self.loads
        ]
        return {"loads": rows, "unknown": self.unknown}


def workload(
    definition: CadenceDefinition, customers: Mapping[str, int], unknown: int, as_of: datetime.date | None
) -> Workload:
    """The yearly work for so many customers of each class."""
    values = definition.values_on(as_of)
    loads: list[Load] = []
    for class_ in definition.classes:
        for channel in definition.channels:
            interval = definition.interval(class_, channel.id)
            count = customers.get(class_, 0)
            yearly = Fraction(0)
            if interval is not None:
                every = values[interval.every]
                assert isinstance(every, int)  # checking makes sure of it
                times = values[interval.times] if interval.times else 1
                assert isinstance(times, int)
                yearly = count * times * A_YEAR[definition.parameters[interval.every].unit] / every
            required = Fraction(0) if interval is None or interval.optional else yearly
            loads.append(Load(class_, channel.id, count, required, yearly))
    return Workload(tuple(loads), unknown)
