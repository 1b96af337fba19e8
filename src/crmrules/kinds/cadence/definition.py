"""The cadence kind: for each class of customers and each channel an interval between contacts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.kinds.cadence.parts import CadenceHeader, Channel, DueExample, Interval
from crmrules.model.text import Text


@frozen(slots=False, kw_only=True)
class CadenceDefinition(Definition):
    """All that a policy file of the cadence kind says."""

    header: CadenceHeader
    channels: tuple[Channel, ...]
    intervals: tuple[Interval, ...]
    examples: tuple[DueExample, ...]

    @property
    def read_names(self) -> Iterable[str]:
        """The class, the anchor, and the last contact on each channel."""
        return (self.header.class_, self.header.anchor, *(channel.last for channel in self.channels))

    @property
    def sentences(self) -> Iterable[Text | None]:
        """The reasons of its intervals."""
        return (interval.because for interval in self.intervals)

    @property
    def lists(self) -> Mapping[str, Sequence[Any]]:
        """Its channels, intervals and examples."""
        return {"channel": self.channels, "interval": self.intervals, "example": self.examples}

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes a customer can be of."""
        return self.facts.types[self.header.class_].values

    def interval(self, class_: str, channel: str) -> Interval | None:
        """How often a class is contacted on a channel; None where no contact is required."""
        return next((each for each in self.intervals if (each.class_, each.channel) == (class_, channel)), None)
