"""From a path through the cells to a record: facts take values of their cells until free terms agree too."""

import datetime
import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, pairwise
from typing import Any

from attrs import define, field, frozen

from crmrules.analysis.cells.candidates import SOME_DAY, Cell
from crmrules.analysis.cells.contradiction import contradicts, limits_of, linear_of, meant, truths_of
from crmrules.analysis.cells.diagram import Diagram, Operation, Path, Stretch, TooManyCells, dimensions
from crmrules.analysis.cells.forms import value as value_of
from crmrules.analysis.cells.intervals import ALL, Interval
from crmrules.analysis.cells.space import Dimension, Space
from crmrules.analysis.cells.texts import candidates, is_small, written_small
from crmrules.analysis.cells.writing import as_value, as_written, between, ordinal, shortest
from crmrules.expressions.accept import is_blank
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.numbers import exact
from crmrules.expressions.render import literal
from crmrules.expressions.tree import AS_OF, Comparison, Expression, Name, Value, names
from crmrules.expressions.types import Kind

MOST_LOOKS = 400
"""How many beginnings of paths are looked at for contradictions."""

MOST_PATHS, MOST_TRIES = 8, 24
"""How many paths without one are followed, and how many records are tried for each."""

MOST_HALVES = 64
"""How often what lies between two values is halved in search of one."""

WORK = 100
"""What looking at a path or trying a record costs, in operations on nodes."""

MOST_PLACES = 5_000
"""How many places of records in a dimension are kept, before all are found anew."""

_PREFERRED = (1, 2, 4, None)
"""From how many values of a cell is drawn, one after the other: those that people write come first."""


@frozen
class Witness:
    """A record that shows something: what is known of it, and the day."""

    given: Mapping[str, Value]
    as_of: datetime.date | None = None


Holds = Callable[[Mapping[str, Value], datetime.date | None], bool]
"""Whether a record, with the interpreter, shows what it is to show."""


def find(space: Space, diagram: Diagram, value: Any, holds: Holds) -> tuple[Witness | None, bool]:
    """A record on which a function has a value, and whether the answer is final.

    Without a record it is final where no path leads there, or each contradicts itself; otherwise records that would
    show it were not found.
    """

    def is_value(each: Any) -> bool:
        return type(each) is type(value) and each == value

    reach = space.diagrams.apply(Operation(is_value), diagram)
    linked = _linked(space, reach)
    try:
        narrow = space.diagrams.some(reach, linked)
    except TooManyCells:
        return None, False
    looking = _Looking(space)
    for number, path in enumerate(space.diagrams.paths(narrow, True, looking.leave)):
        if number >= MOST_PATHS or looking.left <= 0:
            return None, False
        looking.undecided = True
        for record in _records(space, path, linked):
            whole = _completed(space, reach, linked, record)
            if whole is None:
                continue
            day = whole.pop(AS_OF, SOME_DAY if space.reads_day else None)
            assert day is None or isinstance(day, datetime.date)
            if holds(whole, day):
                return Witness(whole, day), True
    return None, not looking.undecided


@define
class _Looking:
    """Leaves out paths that contradict themselves, as long as it may look."""

    space: Space
    left: int = MOST_LOOKS
    undecided: bool = field(default=False)

    def leave(self, path: Path) -> bool:
        *_, last = path
        if self.space.dimensions[last].is_fact or self.left <= 0:
            return False
        self.left -= 1
        self.space.diagrams.work += WORK
        return contradicts(self.space, path)


def _linked(space: Space, diagram: Diagram) -> frozenset[int]:
    """The terms of several facts that a function reads, and the facts in them: all others are free of each other."""
    terms = [each for each in dimensions(diagram) if not space.dimensions[each].is_fact]
    return frozenset(terms) | {space.place_of_fact(name) for each in terms for name in space.dimensions[each].reads}


def _completed(
    space: Space, reach: Diagram, linked: frozenset[int], record: Mapping[str, Value]
) -> dict[str, Value] | None:
    """A record of linked facts with values for the others, such that a function is true of it.

    None where there are none: a sum without a value may lead elsewhere than the path on which the record was found.
    """
    places = {each: place_of(space.dimensions[each], record) for each in linked}
    path = next(space.diagrams.paths(space.diagrams.at(reach, places), True), None)
    if path is None:
        return None
    space.diagrams.work += len(path) * WORK // 10
    others = {
        space.dimensions[place].term.text: Cell(space.dimensions[place].domain, stretch).plainest
        for place, stretch in path.items()
        if stretch is not None
    }
    return others | {name: value for name, value in record.items() if value is not None}


def _records(space: Space, path: Path, linked: frozenset[int]) -> Iterator[Mapping[str, Value]]:
    """Records of the linked facts in the path's cells for which its terms agree."""
    facts = [(each, space.dimensions[each]) for each in sorted(linked) if space.dimensions[each].is_fact]
    cells = {
        fact.term.text: Cell(fact.domain, stretch)
        for each, fact in facts
        if (stretch := path.get(each, Stretch(None, None))) is not None
    }
    terms = [each for each in meant(space, path) if not each[0].is_fact]
    if not terms:
        yield {name: cell.plainest for name, cell in cells.items()}
        return
    space.diagrams.work += WORK * len(cells)
    dice = random.Random(0)
    texts = _texts(space, path, cells)
    for most in _PREFERRED:
        for solved in _solved(space, path, cells, texts, most, dice):
            space.diagrams.work += WORK * len(cells)
            if all(_agrees(*each, solved) for each in terms):
                yield solved
    limits = limits_of(space, path)
    cells = {name: cell.within(limits.get(name, ALL)) for name, cell in cells.items()}
    values = {name: [*texts.get(name, ()), *cell.values()] for name, cell in cells.items()}
    searching = _Searching(cells, values, terms, dice)
    for number in range(MOST_TRIES):
        record = searching.step(_PREFERRED[number * len(_PREFERRED) // MOST_TRIES])
        space.diagrams.work += WORK * len(cells) + searching.looked
        searching.looked = 0
        if record is not None:
            yield record


def _texts(space: Space, path: Path, cells: Mapping[str, Cell]) -> Mapping[str, list[Value]]:
    """For each text of which something is said, texts of which it is so: what they hold, and what they are in small
    letters."""
    truths, found = truths_of(space, path), dict[str, list[Value]]()
    smalls = [
        (dimension, stretch)
        for place, stretch in path.items()
        if stretch is not None and is_small((dimension := space.dimensions[place]).term.expression)
    ]
    asked = {*(name for call in truths for name in names(call)), *(name for each, _ in smalls for name in each.reads)}
    for name in sorted(asked):
        cell = cells[name]
        own = [each for each in smalls if each[0].reads == (name,)]
        alone = {call: truth for call, truth in truths.items() if names(call) == frozenset({name})}
        drawn = chain(
            (each for dimension, stretch in own for each in written_small(Cell(dimension.domain, stretch).plainest)),
            candidates(Name(name), truths, cell.stretch.begin or "") if truths else (),
        )
        there = [each for each in dict.fromkeys(cell.domain.few or drawn) if each in cell and not is_blank(each)]
        found[name] = [
            each
            for each in there
            if all(evaluate(call, {name: each}) is truth for call, truth in alone.items())
            and all(_agrees(dimension, stretch, {name: each}) for dimension, stretch in own)
        ]
    return found


def _solved(
    space: Space,
    path: Path,
    cells: Mapping[str, Cell],
    texts: Mapping[str, list[Value]],
    most: int | None,
    dice: random.Random,
) -> Iterator[Mapping[str, Value]]:
    """Records in the cells for which what is said of sums is so; each value is drawn from so many plain ones."""

    def choose(name: str, limits: Interval) -> Fraction | None:
        cell = cells[name].within(limits)
        value = None if cell.limits.empty else dice.choice(cell.values(most))
        return None if value is None else ordinal(value)

    def otherwise(limits: Interval) -> Fraction | None:
        within = limits & ALL
        return None if within.empty else shortest(within)

    for solution in linear_of(space, path).solutions(choose, otherwise):
        found = {name: as_value(cells[name].domain.type, number) for name, number in solution.items()}
        yield {name: found.get(name, next(iter(texts.get(name, ())), cell.plainest)) for name, cell in cells.items()}


@define
class _Searching:
    cells: Mapping[str, Cell]
    values: Mapping[str, list[Value]]
    terms: list[tuple[Dimension, Stretch | None]]
    dice: random.Random
    looked: int = 0
    """How often it was looked where a value lies, each as dear as an operation on nodes: of days many are tried."""

    def step(self, most: int | None) -> Mapping[str, Value] | None:
        """A record drawn from the cells, then one fact after another moved so that the terms agree; None if not."""
        record = {name: self.dice.choice(values[:most]) for name, values in self.values.items()}
        for dimension, stretch in self.terms:
            read = [each for each in dimension.reads if each in record]
            self.dice.shuffle(read)
            while read and not _agrees(dimension, stretch, record):
                name = read.pop()
                record[name] = self._moved(record, name, dimension, stretch)
        return record if all(_agrees(*each, record) for each in self.terms) else None

    def _moved(self, record: dict[str, Value], name: str, dimension: Dimension, stretch: Stretch | None) -> Any:
        """A value of one fact for which a term agrees, by trying its candidates and halving between them."""
        tried: dict[Value, int | None] = {}
        fitting: list[Value] = []
        others = [each for each in self.terms if name in each[0].reads]
        for value in self._candidates(record, name, dimension):
            tried[value] = _side(dimension, stretch, {**record, name: value})
            self.looked += 1 if tried[value] else 1 + len(others)
            if tried[value] == 0:
                if all(_agrees(*each, {**record, name: value}) for each in others):
                    return value
                fitting.append(value)
        if fitting:
            return fitting[0]
        there = sorted((value for value, side in tried.items() if side is not None), key=_order)
        for low, high in pairwise(there):
            if tried[low] != tried[high]:
                found = _halved(dimension, stretch, record, name, low, high, self.cells[name].domain.is_whole)
                if found is not None:
                    return found
        return record[name]

    def _candidates(self, record: Mapping[str, Value], name: str, dimension: Dimension) -> Iterator[Value]:
        """Values of a fact's cell, those first that people write; and those that make a term what another one is."""
        near: list[Value] = []
        for term in (dimension.term, dimension.other) if dimension.other is not None else ():
            value = evaluate(term.expression, {each: record.get(each) for each in dimension.reads})
            near += [] if value is None else self.cells[name].near(value)
        if dimension.asks:
            near += [each for other in dimension.reads if (each := record[other]) in self.cells[name]]
        days = self.cells[name].domain.type.kind is Kind.DATE  # of which the neighbours are as readable as any
        yield from near if days else ()
        yield from self.values[name]
        yield from near


def _halved(
    dimension: Dimension, stretch: Stretch | None, record: dict[str, Value], name: str, low: Any, high: Any, whole: bool
) -> Any:
    if isinstance(low, bool | str) or isinstance(high, bool | str) or low is None or high is None:
        return None
    start = _side(dimension, stretch, {**record, name: low})
    for _ in range(MOST_HALVES):
        middle = _between(low, high, whole)
        if middle in (low, high):
            return None
        side = _side(dimension, stretch, {**record, name: middle})
        if side == 0:
            return middle
        if side is None:
            return None
        low, high = (middle, high) if side == start else (low, middle)
    return None


def _between(low: Any, high: Any, whole: bool) -> Any:
    if isinstance(low, datetime.date):
        return datetime.date.fromordinal((low.toordinal() + high.toordinal()) // 2)
    if whole:
        return (low + high) // 2
    return as_written(between(exact(low), exact(high)))


def _agrees(dimension: Dimension, stretch: Stretch | None, record: Mapping[str, Value]) -> bool:
    return _side(dimension, stretch, record) == 0


def _side(dimension: Dimension, stretch: Stretch | None, record: Mapping[str, Value]) -> int | None:
    """On which side of its cell a term lies: 0 inside, None where it is unknown and should not be."""
    place = place_of(dimension, record)
    if place is None or stretch is None:
        return 0 if place is None and stretch is None else None
    if stretch.begin is not None and place < stretch.begin:
        return -1
    return 1 if stretch.end is not None and place >= stretch.end else 0


def place_of(dimension: Dimension, record: Mapping[str, Value]) -> Any:
    """Where a record lies in a dimension; None where it is unknown."""
    key = tuple(map(record.get, dimension.reads))
    if key not in dimension.places:
        if len(dimension.places) >= MOST_PLACES:
            dimension.places.clear()
        dimension.places[key] = _place(dimension, dict(zip(dimension.reads, key, strict=True)))
    return dimension.places[key]


def _place(dimension: Dimension, values: Mapping[str, Value]) -> Any:
    """The same, found anew."""
    if dimension.other is not None:
        return _same(dimension.term.expression, dimension.other.expression, values)
    form = dimension.form
    found = evaluate(dimension.term.expression, values) if form is None else value_of(form, values)
    return None if found is None else dimension.domain.at(found)


def _same(left: Expression, right: Expression, values: Mapping[str, Value]) -> int | None:
    """The place in `SAMENESS`."""
    same = evaluate(Comparison("==", left, right), values)
    return None if same is None else int(not same)


def _order(value: Value) -> Any:
    return value if isinstance(value, str) else ordinal(value)


def shown(witness: Witness) -> str:
    """A witness as one line: the facts that matter."""
    day = {} if witness.as_of is None else {AS_OF: witness.as_of}
    facts = {**witness.given, **day}
    return (
        ", ".join(f"{name} = {literal(value)}" for name, value in facts.items())
        or "a customer of whom nothing is known"
    )
