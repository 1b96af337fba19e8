"""Which scores a scorecard can come to, and by which cases of its items, unknown ones included."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.expressions.tree import Expression, Not, names
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.meaning import Given, Sum, given_by, summed
from crmrules.kinds.scorecard.parts import Item, Missing

MOST_TRIED = 50
"""How many ways to a score are asked for a record, before it is left open whether there is one."""

MOST_WAYS = 200
"""How many ways of an item, and of items that ask about the same facts, are followed."""


@frozen
class Way:
    """What an item comes to: its cases are looked at until one is true; None is an unknown one."""

    conditions: tuple[Expression, ...]
    truths: tuple[bool | None, ...]
    given: Given

    @property
    def place(self) -> int:
        """Of a way on which all is known the place of the case that is true; that after the last where none is."""
        return len(self.truths) - (True in self.truths)

    @property
    def parts(self) -> Iterable[tuple[Expression, bool | None]]:
        """What is asked, and what it comes to."""
        return zip(self.conditions, self.truths, strict=False)


def known_ways(definition: ScorecardDefinition, item: Item, values: Mapping[str, object]) -> tuple[Way, ...]:
    """All that an item can come to once it is known."""
    conditions = tuple(case.when for case in definition.cases[item.id])
    courses = [(*(False,) * place, True) for place in range(len(conditions))]
    courses += [] if definition.is_complete(item, values) else [(False,) * len(conditions)]
    return tuple(Way(conditions, each, given_by(definition, item, values, each)) for each in courses)


def all_ways(
    solver: Solver[ScorecardDefinition],
    definition: ScorecardDefinition,
    item: Item,
    values: Mapping[str, object],
    conditions: Sequence[Expression],
) -> tuple[Way, ...] | None:
    """All that an item can come to, unknown or not, without what no record comes to; None where that is too much."""
    found, waiting = list[Way](), [Way(tuple(conditions), (), given_by(definition, item, values, ()))]
    for place in range(len(conditions)):
        longer = [(*way.truths, truth) for way in waiting for truth in (True, False, None)]
        waiting = []
        for truths in longer:
            way = Way(tuple(conditions), truths, given_by(definition, item, values, truths))
            if solver.ask(asked([way])).status is not Status.NO:
                (found if truths[place] else waiting).append(way)
        if len(found) + len(waiting) > MOST_WAYS:
            return None
    return (*found, *waiting)


def asked(chosen: Sequence[Way]) -> Query:
    """Whether a record comes to all of this."""
    parts = [part for way in chosen for part in way.parts]
    return Query(
        true=tuple(each for each, truth in parts if truth is True),
        false=tuple(each for each, truth in parts if truth is False),
        not_true=tuple(each for part, truth in parts if truth is None for each in (part, Not(part))),
    )


def reached(
    solver: Solver[ScorecardDefinition], items: Sequence[Sequence[Way]], most: int
) -> Mapping[Sum, tuple[Way, ...]] | None:
    """Every sum that items can come to, with ways to it that some record goes; None where there are more than `most`.

    Items that ask about the same facts are looked at together, since not all of their ways go with each other. Where
    it is not decided whether they do, and no other ways lead to a sum, they are told: asking for a record says so.
    """
    blocks: list[tuple[list[tuple[Way, ...]], list[tuple[Way, ...]]]] = []
    for block in _blocks(solver.definition, items):
        together = _together(solver, block)
        if together is None:
            return None
        blocks.append(together)
    missing = solver.definition.header.missing
    sure = _sums([sure for sure, _ in blocks], missing, most)
    if all(not open_ for _, open_ in blocks) or sure is None:
        return sure
    everything = _sums([[*sure, *open_] for sure, open_ in blocks], missing, most)
    return None if everything is None else {**everything, **sure}


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


def _blocks(definition: ScorecardDefinition, items: Sequence[Sequence[Way]]) -> list[list[Sequence[Way]]]:
    """The items, those together that ask about the same facts, directly or by others between them."""
    blocks: list[tuple[frozenset[str], list[Sequence[Way]]]] = []
    for ways in items:
        read = definition.facts.behind(name for each in ways[0].conditions for name in names(each))
        linked = [each for each in blocks if each[0] & read]
        blocks = [each for each in blocks if not each[0] & read]
        blocks.append((read.union(*(each[0] for each in linked)), [*(one for each in linked for one in each[1]), ways]))
    return [block for _, block in blocks]


def _together(
    solver: Solver[ScorecardDefinition], block: Sequence[Sequence[Way]]
) -> tuple[list[tuple[Way, ...]], list[tuple[Way, ...]]] | None:
    """The ways of some items that a record goes, and those of which that is not decided; None where it is too much."""
    chosen: list[tuple[Way, ...]] = [()]
    statuses: dict[tuple[Way, ...], Status] = {}
    for ways in block:
        longer = [(*each, way) for each in chosen for way in ways]
        statuses = {each: solver.ask(asked(each)).status for each in longer}
        chosen = [each for each in longer if statuses[each] is not Status.NO]
        if len(chosen) > MOST_WAYS:
            return None
    sure = [each for each in chosen if statuses[each] is Status.YES]
    return sure, [each for each in chosen if statuses[each] is Status.OPEN]


def _sums(
    blocks: Sequence[Sequence[tuple[Way, ...]]], missing: Missing, most: int
) -> dict[Sum, tuple[Way, ...]] | None:
    """The sums of one choice from each block, with ways to each; None where there are more than `most`."""
    found: dict[Sum, tuple[Way, ...]] = {Sum(): ()}
    for block in blocks:
        further: dict[Sum, tuple[Way, ...]] = {}
        for chosen in block:
            added = summed([way.given for way in chosen], missing)
            for before, ways in found.items():
                further.setdefault(before + added, (*ways, *chosen))
        found = further
        if len(found) > most:
            return None
    return found
