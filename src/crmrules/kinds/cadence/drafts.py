"""Drafts of the examples that a cadence lacks: the day on which each contact is due, and the day before."""

import datetime
from collections.abc import Iterator

from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.definitions.drafts import Draft
from crmrules.expressions.tree import Comparison, Literal, Name, Value
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import contacts, days_read
from crmrules.kinds.cadence.parts import Due, DueExample, Interval

_LAST = datetime.date(2026, 1, 15)
"""The day of the last contact in drafts; of no month is it the end."""


def shown(definition: CadenceDefinition) -> dict[tuple[str, str], set[bool]]:
    """For each class and channel whether examples show the contact ahead, and not ahead any more."""
    sides: dict[tuple[str, str], set[bool]] = {(each.class_, each.channel): set() for each in definition.intervals}
    for example in definition.examples:
        stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **example.given}
        for contact in contacts(definition, stored, example.as_of):
            if contact.channel in example.expect and contact.next_due is not None and contact.interval is not None:
                sides[contact.interval.class_, contact.channel].add(contact.next_due > example.as_of)
    return sides


def drafts(definition: CadenceDefinition) -> Iterator[Draft]:
    """An example for each side of the day on which a contact is due that none shows.

    What they expect is what the policy says: whoever writes it confirms it, or mends the policy.
    """
    sides = shown(definition)
    for interval in definition.intervals:
        for ahead in (True, False):
            if ahead not in sides[interval.class_, interval.channel]:
                yield _draft(definition, interval, ahead)


def _draft(definition: CadenceDefinition, interval: Interval, ahead: bool) -> Draft:
    name = f"{interval.class_}: {interval.channel}, {'the day before' if ahead else 'the day'} it is due"
    given = _given(definition, interval)
    if given is None:
        return Draft(name, None)
    unknown: dict[str, Value] = dict.fromkeys((each.name for each in definition.facts.declared), None)
    stored = {**unknown, **given}
    due = next(each.next_due for each in contacts(definition, stored, _LAST) if each.channel == interval.channel)
    if due is None:
        return Draft(name, None)
    day = due - datetime.timedelta(1) if ahead else due
    contact = next(each for each in contacts(definition, stored, day) if each.channel == interval.channel)
    expect = {interval.channel: Due(contact.status.value, contact.next_due)}
    return Draft(name, DueExample(name, given, day, expect))


def _given(definition: CadenceDefinition, interval: Interval) -> dict[str, Value] | None:
    """A customer of the class of an interval, with the last contact; None where none is found."""
    channel = next(each for each in definition.channels if each.id == interval.channel)
    declared = [each.name for each in definition.facts.declared]
    class_ = _of_class(definition, interval.class_)
    if class_ is None or channel.last not in declared:
        return None
    given = {**class_, channel.last: _LAST}
    if interval.times and channel.done in declared:
        # as many as a period asks for: the next is one of the period after it
        given[channel.done] = definition.values_on(_LAST)[interval.times]
    return given


def _of_class(definition: CadenceDefinition, class_: str) -> dict[str, Value] | None:
    """What makes a customer one of a class: the fact that holds it, or those by which another policy gives it."""
    name = definition.header.class_
    if name in [each.name for each in definition.facts.declared]:
        return {name: class_}
    answer = Solver(definition).ask(Query(true=(Comparison("==", Name(name), Literal(value=class_)),)))
    if answer.status is not Status.YES or answer.witness is None:
        return None
    days = days_read(definition)
    return {fact: value for fact, value in answer.witness.given.items() if value is not None and fact not in days}
