"""Deadlines that never pass: in every state that they belong to another one takes the case away before."""

from collections.abc import Iterator

from crmrules.definitions.parts import number_of
from crmrules.kinds.process.definition import Clock, ProcessDefinition
from crmrules.kinds.process.parts import Deadline

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}


def outrun(definition: ProcessDefinition) -> Iterator[tuple[Deadline, str]]:
    """Such deadlines, each with what takes the case away."""
    places = {each.id: place for place, each in enumerate(definition.clocks)}
    for deadline in definition.deadlines:
        clock = definition.clock[deadline.id]
        if clock.after:
            continue  # it runs on through other states
        by = [_by(definition, clock, state, places) for state in clock.states]
        if by and all(by):
            yield deadline, " or ".join(f"`{id_}`" for id_ in dict.fromkeys(filter(None, by)))


def _by(definition: ProcessDefinition, clock: Clock, state: str, places: dict[str, int]) -> str:
    """What takes a case out of a state, or into it anew, before a deadline passes; empty where nothing surely does."""
    for each in definition.leaving[state]:
        if not each.on and each.when is None:
            return each.id
    for other in definition.clocks_of[state]:
        sure = other.then and not other.met_by and not other.after and other.id != clock.id
        if sure and _ends_before(definition, other, clock, places):
            return other.id
    return ""


def _ends_before(definition: ProcessDefinition, other: Clock, clock: Clock, places: dict[str, int]) -> bool:
    """Whether one that runs from the same day on ends first, whatever day that is; on one day the first in the file."""
    lengths = [definition.parameters[each.within] for each in (other, clock)]
    if any(each.dated for each in lengths):
        return False
    theirs, ours = lengths
    for unit in (_DAYS, _MONTHS, {ours.unit: 1}):
        if theirs.unit in unit and ours.unit in unit:
            one = number_of(theirs.value or 0) * unit[theirs.unit]
            two = number_of(ours.value or 0) * unit[ours.unit]
            return one < two or (one == two and places[other.id] < places[clock.id])
    return False
