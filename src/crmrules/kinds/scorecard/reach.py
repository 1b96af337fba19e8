"""Which scores a scorecard can come to, and by which cases of its items."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.expressions.tree import Expression
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.parts import Item

MOST_TRIED = 50
"""How many ways to a score are asked for a record, before it is left open whether there is one."""


@frozen
class Way:
    """What an item comes to: a case that is true while those before it are false, or none of them."""

    item: Item
    place: int
    """The place of the case; that after the last where none is true."""
    true: tuple[Expression, ...]
    false: tuple[Expression, ...]
    added: Fraction
    """What it adds to the score, its weight counted in."""


def ways(definition: ScorecardDefinition, item: Item, values: Mapping[str, object]) -> tuple[Way, ...]:
    """All that an item can come to once it is known."""
    weight, found = definition.weight_of(item, values), list[Way]()
    before: tuple[Expression, ...] = ()
    for place, case in enumerate(definition.cases[item.id]):
        found.append(Way(item, place, (case.when,), before, number(values, case.points) * weight))
        before += (case.when,)
    if not definition.is_complete(item, values):
        found.append(Way(item, len(before), (), before, definition.rest_of(item, values) * weight))
    return tuple(found)


def asked(chosen: Sequence[Way]) -> Query:
    """Whether a record comes to all of this."""
    return Query(
        true=tuple(each for way in chosen for each in way.true),
        false=tuple(each for way in chosen for each in way.false),
    )


def reached(
    definition: ScorecardDefinition, values: Mapping[str, object], most: int
) -> Mapping[Fraction, tuple[Way, ...]] | None:
    """Every total that items can add up to, with one way to each; None where there are more than `most`.

    Items are taken to be free of each other: whether a record goes that way is for the solver to say.
    """
    found: dict[Fraction, tuple[Way, ...]] = {Fraction(): ()}
    for item in definition.items:
        further: dict[Fraction, tuple[Way, ...]] = {}
        for way in ways(definition, item, values):
            for total, chosen in found.items():
                further.setdefault(total + way.added, (*chosen, way))
        found = further
        if len(found) > most:
            return None
    return found


def record_of(solver: Solver[ScorecardDefinition], ways: Iterator[tuple[Way, ...]]) -> tuple[Witness | None, bool]:
    """A record that goes one of some ways, and whether it is certain that there is none where none was found."""
    is_final = True
    for tried, chosen in enumerate(ways):
        if tried == MOST_TRIED:
            return None, False
        answer = solver.ask(asked(chosen))
        if answer.status is Status.YES:
            return answer.witness, True
        is_final = is_final and answer.status is Status.NO
    return None, is_final
