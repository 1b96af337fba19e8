"""Whether the parts of a cadence fit each other: classes, channels, intervals, examples."""

from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.errors import did_you_mean
from crmrules.expressions.types import BOOL, DATE
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel, ContactStatus, DueExample, Interval


@define
class CadenceChecking(Checking[CadenceDefinition]):
    """Checks intervals, and the facts they count from."""

    def run(self) -> None:
        """Check everything."""
        self.stale_after()
        self.calendar(self.definition.header.calendar)
        definition = self.definition
        if definition.header.class_:
            type_ = self.fact("`class`", definition.header.class_)
            if type_ is not None and not type_.values:
                message = f"`{definition.header.class_}` is {type_}, and not one of a few texts"
                self.report("`class`", message, "give it `values`, or read it `from` a segmentation")
        if definition.header.anchor:
            self._day("`anchor`", definition.header.anchor)
        for key, parts in definition.lists.items():
            if not parts and key != "example" and not self.left_out:
                self.report("", f"has no {key}s", f"declare them with [[{key}]]")
        for channel in definition.channels:
            self._channel(channel)
        seen: set[tuple[str, str]] = set()
        for interval in definition.intervals:
            self._interval(interval, seen)
        self.examples = tuple(map(self._example, definition.examples))

    def _day(self, path: str, name: str) -> None:
        type_ = self.fact(path, name)
        if type_ is not None and type_ != DATE:
            self.report(path, f"`{name}` is {type_}, and no date")

    def _channel(self, channel: Channel) -> None:
        path = f"channel `{channel.id}`"
        self._day(f"{path}, `last`", channel.last)
        for other, flag in channel.counts.items():
            self._known(f"{path}, `counts`", "channel", other, self._channels)
            parameter = self.parameter(f"{path}, `counts`, `{other}`", flag)
            if parameter is not None and parameter.type != BOOL:
                self.report(f"{path}, `counts`, `{other}`", f"parameter `{flag}` is neither true nor false")
        if channel.id in channel.counts:
            self.report(f"{path}, `counts`", "counts itself", "leave it out")

    @property
    def _channels(self) -> tuple[str, ...]:
        return tuple(channel.id for channel in self.definition.channels)

    @property
    def _classes(self) -> tuple[str, ...]:
        found = self.definition.facts.types.get(self.definition.header.class_)
        return found.values if found is not None else ()

    def _known(self, path: str, word: str, name: str, known: tuple[str, ...]) -> None:
        if known and name not in known and name not in self.left_out:
            self.report(path, f"unknown {word} `{name}`", did_you_mean(name, known))

    def _interval(self, interval: Interval, seen: set[tuple[str, str]]) -> None:
        path = f"interval of `{interval.class_}` and `{interval.channel}`"
        self._known(f"{path}, `class`", "class", interval.class_, self._classes)
        self._known(f"{path}, `channel`", "channel", interval.channel, self._channels)
        if (interval.class_, interval.channel) in seen:
            self.report(path, "is there twice", "keep one")
        seen.add((interval.class_, interval.channel))
        parameter = self.parameter(f"{path}, `every`", interval.every)
        if parameter is not None:
            self.period(f"parameter `{interval.every}`", parameter, business_days=True)
        self.sentence(f"{path}, `because`", interval.because, self.scope())

    def _example(self, example: DueExample) -> DueExample:
        path = f"example `{example.name}`"
        given = self.given(f"{path}, `given`", example.given)
        self.changed(f"{path}, `with`", example.with_)
        for channel, due in example.expect.items():
            self._known(f"{path}, `expect`", "channel", channel, self._channels)
            if due.status is not None and due.status not in tuple(ContactStatus):
                remedy = did_you_mean(due.status, tuple(ContactStatus))
                self.report(f"{path}, `expect`, `{channel}`", f"unknown status `{due.status}`", remedy)
        return evolve(example, given=given)
