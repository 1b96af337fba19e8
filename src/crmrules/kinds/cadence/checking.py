"""Whether the parts of a cadence fit each other: classes, channels, intervals, examples."""

from attrs import define, evolve

from crmrules.definitions.checking import Checking
from crmrules.definitions.parts import Parameter
from crmrules.errors import did_you_mean
from crmrules.expressions.accept import shown
from crmrules.expressions.types import BOOL, DATE, INTEGER
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel, ContactStatus, DueExample, Interval, Occasion

_MOST_TIMES = 31


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
            if not parts and key not in ("example", "occasion") and not self.left_out:
                self.report("", f"has no {key}s", f"declare them with [[{key}]]")
        for channel in definition.channels:
            self._channel(channel)
        seen: set[tuple[str, str]] = set()
        for interval in definition.intervals:
            self._interval(interval, seen)
        for occasion in definition.occasions:
            self._occasion(occasion)
        if definition.id in definition.header.over:
            self.report("`over`", "names the policy itself", "leave it out")
        self.examples = tuple(map(self._example, definition.examples))

    def _day(self, path: str, name: str) -> None:
        type_ = self.fact(path, name)
        if type_ is not None and type_ != DATE:
            self.report(path, f"`{name}` is {type_}, and no date")

    def _channel(self, channel: Channel) -> None:
        path = f"channel `{channel.id}`"
        self._day(f"{path}, `last`", channel.last)
        if channel.done:
            type_ = self.fact(f"{path}, `done`", channel.done)
            if type_ is not None and type_ != INTEGER:
                self.report(f"{path}, `done`", f"`{channel.done}` is {type_}, and no whole number")
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
            self._rhythm(path, interval, parameter)
        for name in interval.amounts:
            if name not in self.definition.parameters:
                self.fact(f"{path}, `amounts`", name)
        self.sentence(f"{path}, `because`", interval.because, self.scope())

    def _rhythm(self, path: str, interval: Interval, every: Parameter) -> None:
        """A quota is of one week or month, and a day of the month comes after months."""
        if interval.times and interval.on:
            self.report(path, "has `times` and `on`", "keep one")
        if interval.times and not (every.unit in ("weeks", "months") and set(every.all_values) == {1}):
            message = f"parameter `{interval.every}` is not one week or one month, and `times` counts in these"
            self.report(f"{path}, `every`", message, 'give it the value 1 and the unit "weeks" or "months"')
        if interval.on and every.unit != "months":
            message = f"parameter `{interval.every}` is in {every.unit}, and `on` is a day of the month"
            self.report(f"{path}, `every`", message, 'give it the unit "months"')
        times = self._whole(f"{path}, `times`", interval.times, _MOST_TIMES)
        self._whole(f"{path}, `on`", interval.on, 31)
        channel = next((each for each in self.definition.channels if each.id == interval.channel), None)
        if channel is not None and any(each != 1 for each in times) and not channel.done:
            message = f"asks for several contacts, and channel `{channel.id}` does not say how many there were"
            self.report(f"{path}, `times`", message, "name the fact that counts them in the channel's `done`")

    def _whole(self, path: str, name: str, most: int) -> tuple[object, ...]:
        """The values of a parameter that is a whole number from 1 on."""
        parameter = self.parameter(path, name) if name else None
        values = parameter.all_values if parameter is not None else ()
        for value in values:
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
                self.report(path, f"parameter `{name}` is {shown(value)}", f"give it a whole number from 1 to {most}")
        return tuple(values)

    def _occasion(self, occasion: Occasion) -> None:
        path = f"occasion `{occasion.id}` of `{occasion.class_}`"
        self._known(f"{path}, `class`", "class", occasion.class_, self._classes)
        self.sentence(f"{path}, `because`", occasion.because, self.scope())

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
