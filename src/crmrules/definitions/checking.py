"""What checking is alike for all kinds: names in scope, sentences, parameters, the facts of examples."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import define, field

from crmrules.definitions import templates
from crmrules.definitions.base import Definition
from crmrules.definitions.parts import Parameter, Setting
from crmrules.definitions.periods import A_YEAR, BUSINESS_DAYS, LONGEST_YEARS, UNITS
from crmrules.errors import Problem, did_you_mean
from crmrules.expressions.accept import Refused, accept, is_blank, shown
from crmrules.expressions.tree import AS_OF, Value
from crmrules.expressions.types import DATE, NUMBER, Type
from crmrules.model.text import Text

if TYPE_CHECKING:
    from crmrules.calendars.calendar import Calendar

D = TypeVar("D", bound=Definition)


@define(eq=False, repr=False)
class Checking(ABC, Generic[D]):
    """Checks a definition; what refers to a part that could not be read is passed over."""

    definition: D
    left_out: frozenset[str]
    problems: list[Problem] = field(factory=list, kw_only=True)
    examples: tuple[Any, ...] = field(default=(), kw_only=True)
    """The examples, their values as rules know them."""
    _scope: Mapping[str, Type | None] | None = field(default=None, init=False)

    @abstractmethod
    def run(self) -> None:
        """Check everything."""

    def report(self, path: str, message: str, remedy: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message, remedy))

    def scope(self) -> Mapping[str, Type | None]:
        """What names can stand for; None where a part could not be read. Found out once: sentences are many."""
        if self._scope is None:
            self._scope = self.names()
        return self._scope

    def names(self) -> dict[str, Type | None]:
        """What names can stand for; kinds add their own."""
        parameters = {name: each.type for name, each in self.definition.parameters.items() if name not in self.left_out}
        return {AS_OF: DATE, **dict.fromkeys(sorted(self.left_out)), **parameters, **self.definition.facts.types}

    def sentence(self, path: str, text: Text | None, scope: Mapping[str, Type | None]) -> None:
        """Check the placeholders of a sentence in both languages."""
        for language, said in (("en", text.en), ("zh", text.zh)) if text is not None else ():
            for problem in templates.check(said, scope):
                self.problems.append(problem.under(f"{path}, `{language}`"))

    def fact(self, path: str, name: str) -> Type | None:
        """The type of a fact that is named; None, and a problem, where there is none."""
        types = self.definition.facts.types
        if name not in types and name not in self.left_out:
            self.report(path, f"unknown fact `{name}`", did_you_mean(name, types))
        return types.get(name)

    def parameter(self, path: str, name: str) -> Parameter | None:
        """A parameter that is named; None, and a problem, where there is none."""
        parameters = self.definition.parameters
        if name not in parameters and name not in self.left_out:
            self.report(path, f"unknown parameter `{name}`", did_you_mean(name, parameters))
        return parameters.get(name) if name not in self.left_out else None

    def period(self, path: str, parameter: Parameter, *, business_days: bool = False) -> None:
        """Check that a parameter is a period of time; `business_days` says whether it may be counted in them."""
        units = (*UNITS, BUSINESS_DAYS) if business_days else UNITS
        if parameter.unit not in units:
            remedy = did_you_mean(parameter.unit, units)
            self.report(f"{path}, `unit`", f"`{parameter.unit}` is no unit of time", remedy)
            return
        longest = int(LONGEST_YEARS * A_YEAR[parameter.unit])
        for value in parameter.all_values:
            if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= longest:
                remedy = f"give whole {parameter.unit}, from 1 to {longest:,}"
                self.report(path, f"is {shown(value)}, and no interval", remedy)

    def stale_after(self) -> None:
        """Check the period after which a dated value is called stale."""
        name = self.definition.header.stale_after
        parameter = self.parameter("`stale_after`", name) if name else None
        if parameter is not None and parameter.dated:
            self.report("`stale_after`", f"parameter `{name}` is dated itself", "give it one `value`")
        elif parameter is not None:
            self.period(f"parameter `{name}`", parameter)

    def calendar(self, calendar: "Calendar | None") -> None:
        """Check the calendar by which business days are counted."""
        self.problems += [] if calendar is None else [each.under("`calendar`") for each in calendar.problems()]

    def days(self) -> tuple[datetime.date | None, ...]:
        """The days on which parameters change; no day where none is dated."""
        dated = [each.dated for each in self.definition.parameters.values() if each.dated]
        begun = max((values[0].from_ for values in dated), default=None)
        days = {each.from_ for values in dated for each in values if begun is not None and each.from_ >= begun}
        return tuple(sorted(days)) or (None,)

    def given(self, path: str, facts: Mapping[str, Value]) -> dict[str, Value]:
        """The facts of an example, as rules know them."""
        stored = {each.name: each.type for each in self.definition.facts.declared}
        given: dict[str, Value] = {}
        for name, value in facts.items():
            if name in stored and is_blank(value):
                self.report(f"{path}, `{name}`", "a blank text is unknown", "leave it out")
            elif name in stored:
                try:
                    given[name] = accept(value, stored[name])
                except Refused as refused:
                    self.report(f"{path}, `{name}`", refused.message, refused.remedy)
            elif name in self.definition.facts.types:
                self.report(f"{path}, `{name}`", "is derived", "give the facts it is derived from")
            elif name not in self.left_out:
                self.report(path, f"unknown fact `{name}`", did_you_mean(name, stored))
        return given

    def changed(self, path: str, values: Mapping[str, Setting]) -> None:
        """Check the parameters that an example changes."""
        for name, value in values.items():
            parameter = self.parameter(path, name)
            if parameter is None:
                continue
            try:
                accept(value, NUMBER if parameter.type.numeric else parameter.type)
            except Refused as refused:
                self.report(f"{path}, `{name}`", refused.message, refused.remedy)
