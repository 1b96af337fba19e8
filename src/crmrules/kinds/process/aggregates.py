"""Aggregates and spans as a process file writes them: as bindings do, with parameters in the place of numbers."""

from collections.abc import Mapping

import attrs
from attrs import field, frozen

from crmrules.definitions.parts import Parameter, Setting
from crmrules.errors import Problem
from crmrules.records.history.aggregates import Aggregate, AggregateFunction
from crmrules.records.history.definition import Span
from crmrules.records.history.reading_facts import read_aggregate

_NUMBERS = ("of_last", "skip", "at_least")


@frozen
class AggregateEntry:
    """A fact of the process that is reckoned from the events of the case, such as ``{ count = "order" }``.

    Each key means what it means in a binding; `within`, `of_last`, `skip` and `at_least` name parameters.
    """

    count: str = field(default="")
    days: str = field(default="")
    sum: str = field(default="")
    mean: str = field(default="")
    min: str = field(default="")
    max: str = field(default="")
    last: str = field(default="")
    first: str = field(default="")
    last_day: str = field(default="")
    first_day: str = field(default="")
    days_since: str = field(default="")
    months_since: str = field(default="")
    distinct: str = field(default="")
    open: str = field(default="")
    share_of_days: str = field(default="")
    value: str = field(default="")
    within: str = field(default="")
    of_last: str = field(default="")
    skip: str = field(default="")
    at_least: str = field(default="")
    where: str = field(default="")
    after: str = field(default="")
    reset_by: tuple[str, ...] = field(default=())
    """The kinds of events after the last of which alone events count; where there was none, all do."""

    @property
    def named(self) -> tuple[str, ...]:
        """The parameters that it names."""
        return tuple(name for name in (self.within, *(getattr(self, key) for key in _NUMBERS)) if name)

    def read(
        self, name: str, parameters: Mapping[str, Parameter], values: Mapping[str, Setting], problems: list[Problem]
    ) -> Aggregate | None:
        """The aggregate, with its parameters as they are; None, and problems, where it is none."""
        given: dict[str, object] = {
            each.name: getattr(self, each.name)
            for each in attrs.fields(AggregateEntry)
            if getattr(self, each.name) and each.name != "reset_by"
        }
        for key in _NUMBERS:
            if key in given:
                given[key] = values.get(str(given[key]))
        if self.within:
            period = parameters.get(self.within)
            given["within"] = f"{values.get(self.within)} {period.unit if period is not None else ''}"
        return read_aggregate(name, given, problems, "aggregate")


@frozen
class SpanEntry:
    """A state of things with a beginning and an end, told by events, as in a binding."""

    from_: str | tuple[str, ...] | None = field(default=None)
    to: str | tuple[str, ...] | None = field(default=None)
    initially: bool | None = field(default=None)

    @property
    def span(self) -> Span:
        """It, as histories know it."""
        return Span(listed(self.from_), listed(self.to), self.initially)


def listed(one_or_several: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """What a key says that takes a text, or a list of texts."""
    return (one_or_several,) if isinstance(one_or_several, str) else one_or_several or ()


MOVING = frozenset({"days_since", "months_since"})
"""The functions whose value changes from day to day without an event."""


def moves(aggregate: Aggregate, *, of_span: bool) -> bool:
    """Whether a fact can change on a day without an event."""
    return (
        aggregate.function in MOVING
        or (aggregate.within is not None and aggregate.within != "log")
        or bool(aggregate.after)
        or (of_span and aggregate.function is not AggregateFunction.OPEN)
        or aggregate.function is AggregateFunction.SHARE_OF_DAYS
    )
