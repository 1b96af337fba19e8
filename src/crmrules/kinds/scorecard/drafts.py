"""What the examples of a scorecard do not show, and drafts of those that would."""

import datetime
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from crmrules.analysis.cells.search import Witness
from crmrules.analysis.query import Status
from crmrules.analysis.solver import Solver
from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.drafts import Draft
from crmrules.definitions.examples import changed, stored
from crmrules.expressions.tree import Value
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.meaning import MOST_TOTALS, place
from crmrules.kinds.scorecard.parts import Item, ScoreBand, Scored, ScoreExample
from crmrules.kinds.scorecard.reach import Way, asked, known_ways, reached, record_of
from crmrules.kinds.scorecard.result import Score


@frozen
class Shown:
    """What examples show."""

    ways: frozenset[tuple[str, int]]
    """For each item the places of the cases that some example comes to."""
    bands: frozenset[str]


def shown(definition: ScorecardDefinition) -> Shown:
    """What the examples of a scorecard show."""
    found: set[tuple[str, int]] = set()
    bands: set[str] = set()
    for example in definition.examples:
        policy = changed(definition, example.with_)
        score = Score(policy, stored(policy, example.given), example.as_of)
        bands |= set() if score.band is None else {score.band}
        for item in policy.items:
            here = place(policy, item, score.values)
            found |= set() if here is None else {(item.id, here)}
    return Shown(frozenset(found), frozenset(bands))


def unshown(definition: ScorecardDefinition) -> Iterator[Finding]:
    """Cases of items and bands that no example shows."""
    seen = shown(definition)
    path = f"policy `{definition.id}`"
    for item in definition.items:
        lacking = [way for way in _ways(definition, item) if (item.id, way.place) not in seen.ways]
        if lacking:
            said = "; ".join(_said(definition, item, way) for way in lacking)
            yield Finding(Code.NO_EXAMPLE, f"{path}, item `{item.id}`", f"no example shows {said}", "add one")
    for band in definition.bands:
        if band.id not in seen.bands:
            yield Finding(Code.NO_EXAMPLE, f"{path}, band `{band.id}`", "no example shows it", "add one")


def drafts(definition: ScorecardDefinition) -> Iterator[Draft]:
    """An example for each case of an item and each band that none shows.

    What they expect is what the policy says: whoever writes it confirms it, or mends the policy.
    """
    seen, solver = shown(definition), solver_of(definition)
    for item in definition.items:
        for way in _ways(definition, item):
            if (item.id, way.place) not in seen.ways:
                answer = solver.ask(asked([way]))
                what = f"{item.id}: {_said(definition, item, way)}"
                yield _draft(definition, what, answer.witness if answer.status is Status.YES else None)
    for band in definition.bands:
        if band.id not in seen.bands:
            witness = _in_band(definition, solver, band)
            yield _draft(definition, f"a score in {band.id}", witness)


def solver_of(definition: ScorecardDefinition, **options: Any) -> Solver[ScorecardDefinition]:
    """What answers queries about what items ask; `options` are those of `Solver`."""
    return Solver(definition, tried=[Witness(dict(each.given), each.as_of) for each in definition.examples], **options)


def _ways(definition: ScorecardDefinition, item: Item) -> tuple[Way, ...]:
    return known_ways(definition, item, definition.values_on(definition.change_days[-1]))


def _said(definition: ScorecardDefinition, item: Item, way: Way) -> str:
    """What an item comes to, in the words of its file."""
    if item.when is not None:
        return "it true" if way.place == 0 else "it false"
    if item.number is not None:
        return f"step {way.place + 1}" if way.place < len(item.steps) else "a number in no step"
    return f"the answer `{list(definition.options(item))[way.place]}`"


def _in_band(definition: ScorecardDefinition, solver: Solver[ScorecardDefinition], band: ScoreBand) -> Witness | None:
    day = definition.change_days[-1]
    found = reached(solver, [_ways(definition, item) for item in definition.items], MOST_TOTALS)
    if found is None:
        return None
    where = definition.regions_on(day)
    scores = sorted(found.items(), key=lambda each: each[0].low)
    return record_of(solver, (chosen for each, chosen in scores if where.at(each.low) == band.id))[0]


def _draft(definition: ScorecardDefinition, what: str, witness: Witness | None) -> Draft:
    if witness is None:
        return Draft(what, None)
    given: dict[str, Value] = {name: value for name, value in witness.given.items() if value is not None}
    day: datetime.date | None = witness.as_of
    score = Score(definition, stored(definition, given), day)
    if score.points is not None:
        expect = Scored(points=score.points, band=score.band)
    else:
        expect = Scored(low=score.low, high=score.high, certain=score.certain)
    return Draft(what, ScoreExample(what, given, expect, as_of=day))
