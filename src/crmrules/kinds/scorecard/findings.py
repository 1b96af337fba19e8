"""Findings about a scorecard: bands, gaps, items and weights that can hardly be meant."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from attrs import evolve

from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.examples import stored
from crmrules.expressions.numbers import written
from crmrules.expressions.tree import names
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.drafts import solver_of
from crmrules.kinds.scorecard.meaning import MOST_TOTALS, totals
from crmrules.kinds.scorecard.parts import Item, Missing
from crmrules.kinds.scorecard.reach import Way, all_ways, reached, record_of
from crmrules.kinds.scorecard.regions import Regions
from crmrules.kinds.scorecard.result import Score

MOST_APART = 50
"""Of how many items that give something else each it is looked at whether they can matter: of more some are not."""

Share: TypeAlias = tuple[Fraction, Fraction]
"""What an item adds, and its weight."""

_LEFT_OUT: Share = (Fraction(), Fraction())

_SUMS = {"ratio": 1, "percent": 100}
"""What weights add up to, by their unit; of other units nothing is expected."""


def findings_of(definition: ScorecardDefinition, verify: bool) -> Iterator[Finding]:
    """All that is found, on any day on which parameters change; each once."""
    checks: list[Callable[[ScorecardDefinition, datetime.date | None], Iterator[Finding]]] = [
        unreachable_bands,
        gaps,
        idle_items,
        points_out_of_order,
        weights_that_do_not_sum,
    ]
    found = (each for day in definition.change_days for check in checks for each in check(definition, day))
    yield from {(each.code, each.path): each for each in found}.values()
    yield from impossible_cases(definition, verify)


def unreachable_bands(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Bands in which no score lies."""
    among, where = _scores(definition, day), definition.regions_on(day)
    together = _ways_to_scores(definition, day)[1] if definition.bands and _share_facts(definition) else None
    for band in definition.bands:
        if among is None:
            low, high = _ends(definition, day)
            is_reached = band.id in where.among(low, high)
        else:
            is_reached = any(where.at(each) == band.id for each in among)
        path = f"policy `{definition.id}`, band `{band.id}`"
        if not is_reached:
            yield Finding(Code.UNREACHABLE, path, f"no score lies in it: {_range(definition, day)}", "move its ends")
        elif together is not None and all(where.at(each) != band.id for each, _ in together):
            message = "no score lies in it: items that ask about the same facts never add up to one"
            yield Finding(Code.UNREACHABLE, path, message, "move its ends")


def gaps(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Scores in no band, and numbers in no step of an item."""
    path, values = f"policy `{definition.id}`", definition.values_on(day)
    if definition.bands:
        among, where = _scores(definition, day), definition.regions_on(day)
        if None in (where.among(*_ends(definition, day)) if among is None else map(where.at, among)):
            yield from _outside(definition, day, f"{path}, bands")
    for item in definition.items:
        where = definition.steps_of(item, values)
        if item.steps and None in where.ids:
            said = _stretch(where, where.ids.index(None))
            remedy = "let each step begin where one ends, the first without `from`, the last without an end"
            yield Finding(
                Code.GAP, f"{path}, item `{item.id}`", f"a number {said} lies in no step, and gives 0", remedy
            )


def _outside(definition: ScorecardDefinition, day: datetime.date | None, path: str) -> Iterator[Finding]:
    """A score in no band that some record comes to: items that ask about the same facts do not come to all sums."""
    pinned = definition if day is None else definition.at(day)
    where = pinned.regions_on(day)
    solver, scores = _ways_to_scores(definition, day)
    outside = sorted((each for each in scores or () if where.at(each[0]) is None), key=lambda each: each[0])
    witness, is_final = record_of(solver, (chosen for _, chosen in outside))
    if witness is not None:
        score = Score(pinned, stored(pinned, witness.given), witness.as_of).total.points
        assert score is not None
        remedy = "let each band begin where one ends"
        shown = witness if witness.as_of is not None else evolve(witness, as_of=day)
        yield Finding(Code.GAP, path, f"the score {written(score)} lies in no band", remedy, shown)
    elif scores is None or not is_final:
        yield Finding(Code.NOT_DECIDED, path, "whether some score lies in no band is not decided: there are too many")


def _share_facts(definition: ScorecardDefinition) -> bool:
    """Whether two items ask about the same facts: then not all they can come to goes together."""
    asked = [
        definition.facts.behind(name for case in definition.cases[item.id] for name in names(case.when))
        for item in definition.items
    ]
    return len(frozenset[str]().union(*asked)) < sum(map(len, asked))


def _ways_to_scores(
    definition: ScorecardDefinition, day: datetime.date | None
) -> tuple[Solver[ScorecardDefinition], list[tuple[Fraction, tuple[Way, ...]]] | None]:
    """Every score that is not proven to come of no record, with ways to it; None where there are too many."""
    pinned = definition if day is None else definition.at(day)
    solver, values = solver_of(pinned), pinned.values_on(day)
    ways = [
        all_ways(solver, pinned, item, values, [case.when for case in pinned.cases[item.id]]) for item in pinned.items
    ]
    found = None if None in ways else reached(solver, [each for each in ways if each is not None], MOST_TOTALS)
    if found is None:
        return solver, None
    return solver, [(each.points, chosen) for each, chosen in found.items() if each.points is not None]


def idle_items(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Items that give the same whatever they turn out to be, or that never change the band."""
    values = definition.values_on(day)
    given, shares = _given(definition, day), _shares(definition, day)
    where = definition.regions_on(day) if definition.bands else None
    changes: dict[tuple[Share, ...], bool] = {}  # of items that give the same the others add up to the same, too
    for place, item in enumerate(definition.items):
        path = f"policy `{definition.id}`, item `{item.id}`"
        if len(set(given[place])) == 1:
            weight = definition.weight_of(item, values)
            why = "its weight is 0" if not weight else f"it always gives {written(given[place][0])}"
            yield Finding(Code.IDLE_ITEM, path, f"cannot matter: {why}", "take it out, or let it give something else")
            continue
        if where is None:
            continue
        if shares[place] not in changes:
            changes[shares[place]] = len(changes) >= MOST_APART or _changes_band(definition, where, shares, place)
        if not changes[shares[place]]:
            message = "cannot matter: whatever it gives, the band is that of the other items"
            yield Finding(Code.IDLE_ITEM, path, message, "give it more weight, or move the bands")


def points_out_of_order(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Steps of a number whose points neither rise nor fall along it."""
    values = definition.values_on(day)
    for item in definition.items:
        where = definition.steps_of(item, values)
        along = [number(values, item.steps[int(id_)].points) for id_ in where.ids if id_ is not None]
        rises = {low < high for low, high in pairwise(along) if low != high}
        if len(rises) > 1:
            said = ", ".join(map(written, along))
            path = f"policy `{definition.id}`, item `{item.id}`"
            remedy = "let points rise or fall along the number, or say with a `reading` why not"
            if item.reading is None:
                yield Finding(Code.OUT_OF_ORDER, path, f"its points go up and down along the number: {said}", remedy)


def weights_that_do_not_sum(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Weights in a unit of shares that are not all of it."""
    units = {definition.parameters[item.weight].unit if item.weight else "" for item in definition.items}
    wanted = _SUMS.get(next(iter(units))) if len(units) == 1 else None
    if wanted is None:
        return
    values = definition.values_on(day)
    found = sum((definition.weight_of(item, values) for item in definition.items), Fraction())
    if found != wanted:
        message = f"the weights add up to {written(found)}, and not to {wanted}"
        yield Finding(
            Code.WEIGHT_SUM, f"policy `{definition.id}`, weights", message, "correct one, or give another unit"
        )


def impossible_cases(definition: ScorecardDefinition, verify: bool) -> Iterator[Finding]:
    """Conditions of items that are always true, or always false."""
    solver: Solver[ScorecardDefinition] = solver_of(definition, verify=verify)
    for item in definition.items:
        if item.when is None:
            continue
        path = f"policy `{definition.id}`, item `{item.id}`"
        if solver.ask(Query(true=(item.when,))).status is Status.NO:
            yield Finding(Code.ALWAYS_FALSE, f"{path}, `when`", "is always false", "correct the condition")
        elif solver.always(item.when):
            yield Finding(Code.ALWAYS_TRUE, f"{path}, `when`", "is always true", "correct the condition")


def _given(definition: ScorecardDefinition, day: datetime.date | None) -> list[tuple[Fraction, ...]]:
    """All that each item can add to the score."""
    values = definition.values_on(day)

    def added(item: Item) -> tuple[Fraction, ...]:
        unknown = (number(values, item.unknown),) if item.unknown else ()
        points = dict.fromkeys((*definition.points_of(item, values), *unknown))
        return tuple(each * definition.weight_of(item, values) for each in points)

    return [added(item) for item in definition.items]


def _shares(definition: ScorecardDefinition, day: datetime.date | None) -> list[tuple[Share, ...]]:
    """What each item can add to the score, with its weight; where it may be left out, nothing without any."""
    values = definition.values_on(day)
    weights = [definition.weight_of(item, values) for item in definition.items]
    found = [
        tuple((each, weight) for each in some) for some, weight in zip(_given(definition, day), weights, strict=True)
    ]
    if definition.header.missing is Missing.INTERVAL:
        return found
    may_lack = [not item.unknown and len(some) > 1 for item, some in zip(definition.items, found, strict=True)]
    return [(*some, _LEFT_OUT) if lacks else some for some, lacks in zip(found, may_lack, strict=True)]


def _scores(definition: ScorecardDefinition, day: datetime.date | None) -> frozenset[Fraction] | None:
    """All scores that there can be, were items free of each other; None where there are too many."""
    if definition.header.missing is Missing.INTERVAL:
        return totals(_given(definition, day))
    shares = _shares(definition, day)
    found = _sums(shares)
    if found is None:
        return None
    weight = _weight(shares)
    # where nothing is known there is no score, unless nothing weighs anything
    return frozenset(_score(each, weight) for each in found if each[1] or not weight)


def _ends(definition: ScorecardDefinition, day: datetime.date | None) -> tuple[Fraction, Fraction]:
    """The least and the greatest score."""
    given, shares = _given(definition, day), _shares(definition, day)
    low, high = sum(map(min, given), Fraction()), sum(map(max, given), Fraction())
    if definition.header.missing is Missing.INTERVAL:
        return low, high
    # renormalised it is a mean of what some items give, as many times as all weigh
    scaled = [added * _weight(shares) / weight for each in shares for added, weight in each if weight]
    return min([low, *scaled]), max([high, *scaled])


def _range(definition: ScorecardDefinition, day: datetime.date | None) -> str:
    low, high = _ends(definition, day)
    return f"scores run from {written(low)} to {written(high)}"


def _stretch(where: Regions, place: int) -> str:
    """The numbers of a region in words."""
    low = where.boundaries[place - 1] if place else None
    high = where.boundaries[place] if place < len(where.boundaries) else None
    begins = "" if low is None else f"{'above' if low[1] else 'from'} {written(low[0])}"
    ends = "" if high is None else f"{'up to' if high[1] else 'below'} {written(high[0])}"
    return " and ".join(filter(None, (begins, ends)))


def _changes_band(
    definition: ScorecardDefinition, where: Regions, shares: Sequence[tuple[Share, ...]], place: int
) -> bool:
    """Whether for some totals of the others the band hangs on an item."""
    rest = [*shares[:place], *shares[place + 1 :]]
    if definition.header.missing is Missing.INTERVAL:
        others = totals([added for added, _ in each] for each in rest)
        return others is None or any(
            len({where.at(total + added) for added, _ in shares[place]}) > 1 for total in others
        )
    sums = _sums(rest)
    if sums is None:
        return True
    weight = _weight(shares)
    together = ([(one[0] + added, one[1] + more) for added, more in shares[place]] for one in sums)
    return any(len({where.at(_score(each, weight)) for each in some if each[1]}) > 1 for some in together)


def _sums(shares: Sequence[tuple[Share, ...]]) -> set[Share] | None:
    """What items add up to, with the weight of those that are not left out; None where there are too many."""
    found: set[Share] = {_LEFT_OUT}
    for each in shares:
        found = {(total + added, weight + more) for total, weight in found for added, more in each}
        if len(found) > MOST_TOTALS:
            return None
    return found


def _weight(shares: Sequence[tuple[Share, ...]]) -> Fraction:
    """The weight of all items."""
    return sum((max(weight for _, weight in each) for each in shares), Fraction())


def _score(total: Share, weights: Fraction) -> Fraction:
    """A total renormalised to the weight of all items."""
    return total[0] * weights / total[1] if total[1] else total[0]
