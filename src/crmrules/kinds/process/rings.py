"""Rings of transitions with `when` alone, whose conditions can be true together: a case would go round on one day."""

from collections.abc import Iterator

from crmrules.analysis.cells.search import Witness
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.parts import Transition
from crmrules.kinds.process.questions import Questions

MOST_RINGS = 500
"""How many rings of states are looked at."""

LONGEST = 8
"""How many states a ring that is looked at can have."""


def rings(definition: ProcessDefinition, questions: Questions) -> Iterator[tuple[tuple[Transition, ...], Witness]]:
    """The rings, each with facts on which all its conditions hold, the shorter ones first; none that holds another."""
    found: list[frozenset[str]] = []
    looked = 0
    for length in range(1, LONGEST + 1):
        for ring in _of_length(definition, length):
            looked += 1
            ids = frozenset(each.id for each in ring)
            if looked > MOST_RINGS:
                return
            if any(ids >= other for other in found):
                continue
            witness = questions.together(*(each.when for each in ring if each.when is not None))
            if witness is not None:
                found.append(ids)
                yield ring, witness


def _of_length(definition: ProcessDefinition, length: int) -> Iterator[tuple[Transition, ...]]:
    """The rings of so many states, each once: begun at the first of its states in the file."""
    for state in definition.states:
        yield from _onward(definition, state.id, state.id, (), (state.id,), length)


def _onward(
    definition: ProcessDefinition,
    start: str,
    here: str,
    taken: tuple[Transition, ...],
    seen: tuple[str, ...],
    length: int,
) -> Iterator[tuple[Transition, ...]]:
    for each in definition.leaving[here]:
        if each.on or each.when is None:
            continue
        if each.to == start and len(taken) + 1 == length:
            yield (*taken, each)
        elif len(taken) + 1 < length and each.to not in seen and definition.place[each.to] > definition.place[start]:
            yield from _onward(definition, start, each.to, (*taken, each), (*seen, each.to), length)
