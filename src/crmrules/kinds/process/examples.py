"""Running the examples of a process."""

import datetime
from collections.abc import Iterator
from functools import partial

from attrs import define, field

from crmrules.definitions.examples import Actual, Run, changed, differences
from crmrules.errors import Problem
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.parts import ProcessExample
from crmrules.kinds.process.policy import Process
from crmrules.kinds.process.result import Case
from crmrules.model.event import Event
from crmrules.records.binding import Binding
from crmrules.records.history.definition import History, Joined

CUSTOMER = "example"
"""Whose the events of an example are."""

JOINED = "joined"
"""The piece of data by which an example says when the customer joined."""


WITH_JOINED = Binding(history=History(joined=Joined(JOINED)))


@define
class Cases:
    """The cases of examples: those that change no parameter share a process, and what is compiled of it."""

    definition: ProcessDefinition
    _shared: dict[bool, Process] = field(factory=dict, init=False)
    """By whether an example says when the customer joined, which takes a binding."""

    def of(self, example: ProcessExample, day: datetime.date) -> Case:
        """The case of an example at the end of a day."""
        joined = example.joined is not None
        if example.with_:
            process = Process(changed(self.definition, example.with_))
        else:
            process = self._shared.setdefault(joined, Process(self.definition))
        return process.replay(events_of(example), as_of=day, bind=WITH_JOINED if joined else None)


def examples_of(definition: ProcessDefinition) -> Iterator[tuple[str, Run]]:
    """The examples by name, each with what runs it."""
    cases = Cases(definition)
    yield from ((each.name, partial(_run, cases, each)) for each in definition.examples)


def events_of(example: ProcessExample) -> list[Event]:
    """The events of an example; those of one day are in the order in which they are written."""
    joined = {} if example.joined is None else {JOINED: example.joined}
    return [
        Event(CUSTOMER, each.at, each.kind, {**each.data, **joined}, id=place)
        for place, each in enumerate(example.events)
    ]


def _run(cases: Cases, example: ProcessExample) -> list[Problem]:
    return [
        problem.under(f"on {expect.on.isoformat()}")
        for expect in example.expect
        for problem in differences(expect, _actual(cases.of(example, expect.on)))
    ]


def _actual(case: Case) -> Actual:
    return {
        "state": lambda: case.state,
        "possible": lambda: case.possible,
        "since": lambda: case.since,
        "certain": lambda: case.certain,
        "missing": lambda: case.missing,
        "duties": lambda: tuple(each.id for each in case.duties if each.certain),
        "open": lambda: {each.id: each.due for each in case.deadlines},
        "missed": lambda: tuple(each.by for each in case.missed),
    }
