"""From a path through the cells to a record: facts take values of their cells until free terms agree too."""

import datetime
import math
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from attrs import define, frozen

from crmrules.analysis.cells.diagram import Diagram, Path, Stretch
from crmrules.analysis.cells.domain import Domain
from crmrules.analysis.cells.space import Dimension, Space
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.render import literal
from crmrules.expressions.tree import AS_OF, Comparison, Value
from crmrules.expressions.types import Kind

MOST_PATHS, MOST_TRIES = 8, 24
"""How many paths are followed, and how many records are tried for each where terms of several facts are on it."""

_READABLE = (0, 1, 2, 10, 30, 50, 100, 12, 20, 1000)
"""Numbers that witnesses are made of by preference."""


@frozen
class Witness:
    """A record that shows something: what is known of it, and the day."""

    given: Mapping[str, Value]
    as_of: datetime.date | None = None


Holds = Callable[[Mapping[str, Value], datetime.date | None], bool]
"""Whether a record, with the interpreter, shows what it is to show."""


def find(space: Space, diagram: Diagram, value: Any, holds: Holds) -> tuple[Witness | None, bool]:
    """A record on which a function has a value, and whether the answer is final.

    Without a record it is final where no path leads there; otherwise records that would show it were not found.
    """
    some = False
    for path in islice(space.diagrams.paths(diagram, value), MOST_PATHS):
        some = True
        for record in _records(space, path):
            day = record.pop(AS_OF, None)
            assert day is None or isinstance(day, datetime.date)
            if holds(record, day):
                return Witness(record, day), True
            if not _is_free(space, path):
                break
    return None, not some


def _is_free(space: Space, path: Path) -> bool:
    return any(not space.dimensions[each].is_fact for each in path)


def _records(space: Space, path: Path) -> Iterator[dict[str, Value]]:
    """Records whose facts are in the path's cells, those first on which its terms agree."""
    dice = random.Random(0)
    facts: dict[str, list[Value]] = {}
    for place, stretch in path.items():
        dimension = space.dimensions[place]
        if stretch is not None and dimension.is_fact:
            facts[dimension.term.text] = list(dict.fromkeys(_candidates(dimension.domain, stretch)))
    terms = [(space.dimensions[place], each) for place, each in path.items() if not space.dimensions[place].is_fact]
    first = {name: values[0] for name, values in facts.items()}
    yield dict(first)
    if not terms:
        return
    searching = _Searching(facts, terms, dice)
    for _ in range(MOST_TRIES):
        record = searching.step()
        if record is not None:
            yield record


@define
class _Searching:
    facts: dict[str, list[Value]]
    terms: list[tuple[Dimension, Stretch | None]]
    dice: random.Random

    def step(self) -> dict[str, Value] | None:
        """A record drawn from the cells, then one fact after another moved so that the terms agree; None if not."""
        most = self.dice.choice((2, 4, None))  # the values that people write come first
        record = {name: self.dice.choice(values[:most]) for name, values in self.facts.items()}
        for dimension, stretch in self.terms:
            read = [each for each in dimension.reads if each in record]
            self.dice.shuffle(read)
            while read and not _agrees(dimension, stretch, record):
                name = read.pop()
                record[name] = self._moved(record, name, dimension, stretch)
        return dict(record) if all(_agrees(*each, record) for each in self.terms) else None

    def _moved(self, record: dict[str, Value], name: str, dimension: Dimension, stretch: Stretch | None) -> Any:
        """A value of one fact for which a term agrees, by trying its candidates and halving between them."""
        before: tuple[Value, int] | None = None
        for value in sorted(self.facts[name], key=_order):
            side = _side(dimension, stretch, {**record, name: value})
            if side == 0:
                return value
            if side is None:
                continue
            if before is not None and before[1] != side:
                found = _halved(dimension, stretch, record, name, before[0], value)
                if found is not None:
                    return found
            before = (value, side)
        return record[name]


def _halved(
    dimension: Dimension, stretch: Stretch | None, record: dict[str, Value], name: str, low: Any, high: Any
) -> Any:
    if isinstance(low, bool | str) or isinstance(high, bool | str) or low is None or high is None:
        return None
    start = _side(dimension, stretch, {**record, name: low})
    for _ in range(1100):  # a double has that many halves, all exponents told
        middle = _between(low, high)
        if middle in (low, high):
            return None
        side = _side(dimension, stretch, {**record, name: middle})
        if side == 0:
            return middle
        if side is None:
            return None
        low, high = (middle, high) if side == start else (low, middle)
    return None


def _between(low: Any, high: Any) -> Any:
    if isinstance(low, datetime.date):
        return datetime.date.fromordinal((low.toordinal() + high.toordinal()) // 2)
    return (low + high) // 2 if isinstance(low, int) and isinstance(high, int) else low / 2 + high / 2


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
    values = {name: record.get(name) for name in dimension.reads}
    if dimension.other is not None:
        return _compared(dimension, values)
    found = evaluate(dimension.term.expression, values)
    if dimension.domain.few:
        return None if found is None else dimension.domain.few.index(found)
    return found.toordinal() if isinstance(found, datetime.date) else found


def _compared(dimension: Dimension, values: Mapping[str, Value]) -> Any:
    assert dimension.other is not None  # asked of comparisons alone
    for place, operator in enumerate(dimension.domain.few):
        sign = str(operator)
        if evaluate(Comparison(sign, dimension.term.expression, dimension.other.expression), values):
            return place
    return None


def _order(value: Value) -> Any:
    return value.toordinal() if isinstance(value, datetime.date) else value


def _candidates(domain: Domain, stretch: Stretch) -> Iterator[Value]:
    """Values of a cell, those first that people write."""
    begin = domain.first if stretch.begin is None else stretch.begin
    last: Any = domain.last if stretch.end is None else domain.before(stretch.end)

    def inside(cut: Any) -> bool:
        return begin <= cut and (last is None or (cut <= last if stretch.end is None else cut < stretch.end))

    if domain.few:
        yield from (domain.few[cut] for cut in range(begin, last + 1))
    elif domain.type.kind is Kind.TEXT:
        yield from (each for each in (begin, "other", "", f"{begin}a", f"{begin}z") if inside(each))
        yield begin
    elif domain.type.kind is Kind.DATE:
        known = (datetime.date(2026, 1, 1).toordinal(), datetime.date(2025, 1, 1).toordinal(), begin, last)
        yield from (domain.value(cut) for cut in known if inside(cut))
    elif domain.type.kind is Kind.INTEGER:
        near = [begin + step for step in _READABLE[:6]] + [last - step for step in _READABLE[:6]]
        yield from (cut for cut in (*_READABLE, *near) if inside(cut))
    else:
        yield from map(_tidy, _numbers(begin, last, inside))


def _numbers(begin: float, last: float, inside: Callable[[float], bool]) -> Iterator[float]:
    yield from (float(each) for each in _READABLE if inside(float(each)))
    for edge in (begin, last):
        for step in (0, 1, -1, 0.5, -0.5, 0.1, -0.1, 10, -10):
            near = round(edge + step, 6)
            if math.isfinite(near) and inside(near):
                yield near
    middle = begin / 2 + last / 2
    yield from (each for each in (middle, begin, last) if inside(each))


def _tidy(number: float) -> Value:
    """A whole number without a point, as people write it."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def shown(witness: Witness) -> str:
    """A witness as one line: the facts that matter."""
    day = {} if witness.as_of is None else {AS_OF: witness.as_of}
    facts = {**witness.given, **day}
    return (
        ", ".join(f"{name} = {literal(value)}" for name, value in facts.items())
        or "a customer of whom nothing is known"
    )
