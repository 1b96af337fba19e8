"""The stored facts of a case at the end of a day: told by events, reckoned from them, or bound."""

import datetime
from collections.abc import Sequence
from functools import cached_property

from attrs import define, evolve, field

from crmrules.expressions.tree import Value
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.histories import Told
from crmrules.records.binding import Binding
from crmrules.records.door import Door
from crmrules.records.history.aggregates import Aggregate
from crmrules.records.history.meaning import Customer
from crmrules.records.history.occurrences import Occurrence, in_order
from crmrules.records.history.reasons import Reason


@define(slots=False, eq=False)
class Reckoned:
    """The facts of one day, given the events that had happened by then."""

    definition: ProcessDefinition
    told: Told
    door: Door | None
    """What reads facts that the binding reckons from others, and its assumptions; None where there are none."""
    events: Sequence[Occurrence]
    day: datetime.date
    _known: dict[str, Value] = field(factory=dict, init=False)

    def fact(self, name: str) -> Value:
        """A stored fact; None where unknown."""
        if self.door is not None and name in self._bound[0]:
            return self._bound[0][name]
        if name not in self._known:
            self._known[name] = self._reckon(name)
        return self._known[name]

    @cached_property
    def stored(self) -> dict[str, Value]:
        """Every stored fact; None where unknown."""
        return {each.name: self.fact(each.name) for each in self.definition.facts.declared}

    @property
    def assumed(self) -> tuple[str, ...]:
        """The facts that were unknown and taken from the binding's assumptions."""
        return () if self.door is None else self._bound[1]

    @cached_property
    def _customer(self) -> Customer:
        return Customer(self.told.history, self.events, self.day)

    def _reckon(self, name: str) -> Value:
        return reckon(self.definition, self.told, self._customer, name)

    @cached_property
    def _bound(self) -> tuple[dict[str, Value], tuple[str, ...]]:
        """The facts that are read by the binding, and those of them that are assumed."""
        assert self.door is not None
        declared = {each.name for each in self.definition.facts.declared}
        names = [name for name in {*declared, *self.told.history.facts} if name not in self.door.binding.facts]
        return self.door.read({name: self._reckon(name) for name in names})


def reckon(definition: ProcessDefinition, told: Told, customer: Customer, name: str) -> Value:
    """A fact of a customer, without what the binding reckons from others; None where unknown."""
    aggregate = told.history.facts.get(name)
    if aggregate is None:
        return _last_told(customer.log, name, definition.told.get(name, ()))
    entry = None if name in told.bound else definition.aggregates.get(name)
    resets = () if entry is None else entry.reset_by
    reader = _since_reset(customer, resets, aggregate) if resets else customer
    found = None if reader is None else reader.fact(aggregate)
    return None if isinstance(found, Reason) else found


def door_of(definition: ProcessDefinition, bind: Binding) -> Door | None:
    """What reads the facts that a binding reckons from others, and its assumptions; None where there are none."""
    if not bind.facts and not bind.assume:
        return None
    return Door(definition, evolve(bind, history=None, spans={}))


def _since_reset(customer: Customer, kinds: Sequence[str], aggregate: Aggregate) -> Customer | None:
    """The customer with the events after the last of some kinds, as far as an aggregate reads them; None where nobody
    knows which those are."""
    span = customer.history.span_of(aggregate)
    counted = {aggregate.of} if span is None else {*span.from_, *span.to}
    read = {*counted, aggregate.after, *kinds}
    after, unclear, history = list[Occurrence](), False, customer.history
    for tie in in_order([each for each in customer.log if each.kind in read]):
        if any(each.kind in kinds for each in tie):
            after, unclear = [], any(each.kind in counted for each in tie)
            history = evolve(history, since=None)  # what came before the log began no longer counts
        else:
            after += tie
    if history is customer.history:
        return customer
    return None if unclear else evolve(customer, events=after, history=history)


def _last_told(log: Sequence[Occurrence], name: str, kinds: Sequence[str]) -> Value:
    """What the last event says that tells a fact; unknown where there is none, or several at once differ."""
    ties = in_order([each for each in log if each.kind in kinds])
    said = {each.data.get(name) for each in ties[-1]} if ties else set()
    return said.pop() if len(said) == 1 else None
