"""The cadence kind: for each class of customers and each channel an interval between contacts."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar

from attrs import frozen

from crmrules.calendars.calendar import Calendar
from crmrules.definitions.base import Definition
from crmrules.definitions.layout import Layout
from crmrules.definitions.periods import BUSINESS_DAYS
from crmrules.expressions.tree import Expression
from crmrules.kinds.cadence.parts import LAYOUT, CadenceHeader, Channel, DueExample, Interval, Occasion
from crmrules.model.text import Text


@frozen(slots=False, kw_only=True, eq=False)
class CadenceDefinition(Definition):
    """All that a policy file of the cadence kind says."""

    layout: ClassVar[Layout] = LAYOUT

    header: CadenceHeader
    channels: tuple[Channel, ...]
    intervals: tuple[Interval, ...]
    occasions: tuple[Occasion, ...]
    examples: tuple[DueExample, ...]

    @property
    def read_names(self) -> Iterable[str]:
        """The class, the anchor, the last contact on each channel and how many there were, and amounts."""
        days = (name for channel in self.channels for name in (channel.last, channel.done) if name)
        amounts = (name for each in self.intervals for name in each.amounts if name not in self.parameters)
        return (self.header.class_, self.header.anchor, *days, *amounts)

    @property
    def own_conditions(self) -> Iterable[Expression]:
        """None: its tables hold no conditions."""
        return ()

    @property
    def named_parameters(self) -> Iterable[str]:
        """What intervals name, and the flags that say whether one channel counts for another."""
        flags = (flag for channel in self.channels for flag in channel.counts.values())
        named = (name for each in self.intervals for name in (each.every, each.times, each.on) if name)
        amounts = (name for each in self.intervals for name in each.amounts if name in self.parameters)
        return (*named, *flags, *amounts)

    @property
    def needs_day(self) -> bool:
        """Always: a contact is due on a day."""
        return True

    @property
    def sentences(self) -> Iterable[Text | None]:
        """The reasons of its intervals, and of occasions."""
        return (*(each.because for each in self.intervals), *(each.because for each in self.occasions))

    @cached_property
    def calendar(self) -> Calendar:
        """The business days that its intervals count."""
        return self.header.calendar or Calendar()

    def counts_business_days(self, channel: str) -> bool:
        """Whether contacts on a channel are due after so many business days, in some class."""
        intervals = (each for each in self.intervals if each.channel == channel)
        return any(self.parameters[each.every].unit == BUSINESS_DAYS for each in intervals)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes a customer can be of."""
        return self.facts.types[self.header.class_].values

    def interval(self, class_: str, channel: str) -> Interval | None:
        """How often a class is contacted on a channel; None where no contact is required."""
        return self._intervals.get((class_, channel))

    @cached_property
    def _intervals(self) -> Mapping[tuple[str, str], Interval]:
        return {(each.class_, each.channel): each for each in reversed(self.intervals)}
