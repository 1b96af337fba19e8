"""Findings about a scorecard: bands, gaps, items and weights that can hardly be meant."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.check.finding import Code, Finding
from crmrules.expressions.numbers import written
from crmrules.kinds.scorecard.definition import ScorecardDefinition, number
from crmrules.kinds.scorecard.drafts import solver_of
from crmrules.kinds.scorecard.meaning import totals
from crmrules.kinds.scorecard.parts import Item
from crmrules.kinds.scorecard.regions import Regions

MOST_APART = 50
"""Of how many items that give something else each it is looked at whether they can matter: of more some are not."""

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
    for band in definition.bands:
        if among is None:
            low, high = _ends(definition, day)
            is_reached = band.id in where.among(low, high)
        else:
            is_reached = any(where.at(each) == band.id for each in among)
        if not is_reached:
            path = f"policy `{definition.id}`, band `{band.id}`"
            yield Finding(Code.UNREACHABLE, path, f"no score lies in it: {_range(definition, day)}", "move its ends")


def gaps(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Scores in no band, and numbers in no step of an item."""
    path, values = f"policy `{definition.id}`", definition.values_on(day)
    if definition.bands:
        among, where = _scores(definition, day), definition.regions_on(day)
        outside = [] if among is None else sorted(each for each in among if where.at(each) is None)
        low, high = _ends(definition, day)
        if outside or (among is None and None in where.among(low, high)):
            said = f"the score {written(outside[0])}" if outside else "some score"
            yield Finding(Code.GAP, f"{path}, bands", f"{said} lies in no band", "let each band begin where one ends")
    for item in definition.items:
        where = definition.steps_of(item, values)
        if item.steps and None in where.ids:
            said = _stretch(where, where.ids.index(None))
            remedy = "let each step begin where one ends, the first without `from`, the last without an end"
            yield Finding(
                Code.GAP, f"{path}, item `{item.id}`", f"a number {said} lies in no step, and gives 0", remedy
            )


def idle_items(definition: ScorecardDefinition, day: datetime.date | None) -> Iterator[Finding]:
    """Items that give the same whatever they turn out to be, or that never change the band."""
    values = definition.values_on(day)
    given = _given(definition, day)
    where = definition.regions_on(day) if definition.bands else None
    changes: dict[tuple[Fraction, ...], bool] = {}  # of items that give the same the others add up to the same, too
    for place, item in enumerate(definition.items):
        path = f"policy `{definition.id}`, item `{item.id}`"
        if len(set(given[place])) == 1:
            weight = definition.weight_of(item, values)
            why = "its weight is 0" if not weight else f"it always gives {written(given[place][0])}"
            yield Finding(Code.IDLE_ITEM, path, f"cannot matter: {why}", "take it out, or let it give something else")
            continue
        if where is None:
            continue
        if given[place] not in changes:
            changes[given[place]] = len(changes) >= MOST_APART or _changes_band(where, given, place)
        if not changes[given[place]]:
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
        for code, query, said in (
            (Code.ALWAYS_FALSE, Query(true=(item.when,)), "false"),
            (Code.ALWAYS_TRUE, Query(not_true=(item.when,), all_known=True), "true"),
        ):
            if solver.ask(query).status is Status.NO:
                yield Finding(code, f"{path}, `when`", f"is always {said}", "correct the condition")


def _given(definition: ScorecardDefinition, day: datetime.date | None) -> list[tuple[Fraction, ...]]:
    """All that each item can add to the score."""
    values = definition.values_on(day)

    def added(item: Item) -> tuple[Fraction, ...]:
        unknown = (number(values, item.unknown),) if item.unknown else ()
        points = dict.fromkeys((*definition.points_of(item, values), *unknown))
        return tuple(each * definition.weight_of(item, values) for each in points)

    return [added(item) for item in definition.items]


def _scores(definition: ScorecardDefinition, day: datetime.date | None) -> frozenset[Fraction] | None:
    return totals(_given(definition, day))


def _ends(definition: ScorecardDefinition, day: datetime.date | None) -> tuple[Fraction, Fraction]:
    given = _given(definition, day)
    return sum(map(min, given), Fraction()), sum(map(max, given), Fraction())


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


def _changes_band(where: Regions, given: Sequence[tuple[Fraction, ...]], place: int) -> bool:
    """Whether for some totals of the others the band hangs on an item."""
    others = totals([*given[:place], *given[place + 1 :]])
    if others is None:
        return True
    return any(len({where.at(total + each) for each in given[place]}) > 1 for total in others)
