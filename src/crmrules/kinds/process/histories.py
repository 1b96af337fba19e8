"""The history that a process reads: the events of a binding, with what the process asks of them."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, frozen

from crmrules.definitions.parts import Setting
from crmrules.errors import BindingError, Problem
from crmrules.expressions.types import Type
from crmrules.kinds.process.aggregates import moves
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.records.binding import Binding
from crmrules.records.history.aggregates import Aggregate
from crmrules.records.history.checking import checked
from crmrules.records.history.definition import History, KindColumn


@frozen
class Told:
    """What a process reads of events: a history, with the aggregates that the binding and the process define."""

    history: History
    bound: frozenset[str]
    """The facts that the binding defines."""
    moving: frozenset[str]
    """The facts that can change on a day without an event."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that aggregates read."""
        joined = self.history.joined
        opening = {joined.event} if joined is not None and joined.event else set[str]()
        return frozenset(self.history.read_kinds) | opening


def told_by(definition: ProcessDefinition, bind: Binding, values: Mapping[str, Setting]) -> Told:
    """What a process reads, its parameters as they are on a day; the binding's aggregates go before the process's.

    Raises `BindingError` where the binding does not fit the process.
    """
    base = bind.history if bind.history is not None else History()
    kind = base.kind
    if isinstance(kind, KindColumn) and kind.values:
        # texts that are kinds of the process stand for themselves
        kind = evolve(kind, values={**{name: name for name in definition.events}, **kind.values})
    own = aggregates_of(definition, values, [])
    types = carried_types(definition)
    problems = [
        Problem("binding, columns", f"`{name}` is {base.types[name]} here, and {type_} for policy `{definition.id}`")
        for name, type_ in types.items()
        if base.types.get(name) is not None and base.types[name] != type_
    ]
    facts = {**{name: each for name, each in own.items() if name not in base.facts}, **base.facts}
    spans = {**{name: each.span for name, each in definition.spans.items()}, **base.spans}
    kinds = {**{name: each.kind for name, each in types.items()}, **bind.columns}
    made = checked(evolve(base, kind=kind), spans, facts, kinds, problems)
    if problems:
        raise BindingError(problems)
    carried = tuple(sorted(types))
    # a type with `values` says more than its kind
    made = evolve(made, carried=carried, types={**made.types, **types})
    moving = {name for name, each in made.facts.items() if moves(each, of_span=made.span_of(each) is not None)}
    return Told(made, frozenset(base.facts), frozenset(moving))


def aggregates_of(
    definition: ProcessDefinition, values: Mapping[str, Setting], problems: list[Problem]
) -> dict[str, Aggregate]:
    """The aggregates of a process, with its parameters as they are."""
    read = {
        name: entry.read(name, definition.parameters, values, problems) for name, entry in definition.aggregates.items()
    }
    return {name: each for name, each in read.items() if each is not None}


def carried_types(definition: ProcessDefinition) -> dict[str, Type]:
    """The type of every piece of data that the process reads of events."""
    facts: dict[str, Type] = {name: definition.facts.types[name] for name in definition.told}
    return {**facts, **definition.event_types}


def days_of_change(definition: ProcessDefinition) -> list[datetime.date]:
    """The days on which parameters change."""
    return sorted({each.from_ for parameter in definition.parameters.values() for each in parameter.dated})


def optional_keys(columns: Iterable[Any]) -> tuple[str, ...]:
    """The columns of a history that rows may have, and these do: `id`, `recorded` and `joined`."""
    there = set(columns)
    return tuple(key for key in ("id", "recorded", "joined") if key in there)


def with_keys(bind: Binding, keys: tuple[str, ...]) -> Binding:
    """A binding whose history reads these columns of rows, where it says nothing of a history."""
    return bind if bind.history is not None or not keys else evolve(bind, history={key: key for key in keys})
