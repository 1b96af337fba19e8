"""What would change a decision: the cells of one fact at a time, all others as they are."""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, count, pairwise
from typing import Any

from attrs import define, field, frozen

from crmrules.analysis.cells.diagram import TooManyCells
from crmrules.analysis.cells.domain import Cut, Domain, domain_of
from crmrules.analysis.cells.space import Dimension, Space
from crmrules.analysis.cells.verdicts import Contradicts, Verdicts
from crmrules.definitions.decision import DecisionDefinition
from crmrules.engines.hit import Answer, Verdict
from crmrules.engines.interpreter import interpret
from crmrules.errors import ConflictError
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Kind
from crmrules.model.fact import Fact

_READABLE = (0, 1, 2, 5, 10, 20, 50, 100, 1000)


@frozen
class Bound:
    """Where a stretch of values begins or ends."""

    value: Value
    closed: bool
    """Whether the value itself belongs to the stretch."""


@frozen
class Cell:
    """Values of one fact for which the decision is the same, all other facts as they are."""

    fact: str
    low: Bound | None
    """None where there is no limit; flags and choices have none, but `values`."""
    high: Bound | None
    values: tuple[Value, ...]
    """The values of a flag, a choice or a text; empty for numbers and days, and for all texts but some."""
    apart: tuple[str, ...]
    """The texts it is all but; empty for everything else."""
    outcome: Answer
    """The settled outcome; None where there is none or it is open."""
    certain: bool
    possible: tuple[str | None, ...]


@frozen
class Reach:
    """The nearest value of one fact for which another outcome comes."""

    outcome: str | None
    """None where there then is no outcome."""
    given: bool
    """Of *collect* whether it is then given; otherwise always true."""
    fact: str
    now: Value
    """The value of today; None where it is unknown."""
    value: Value
    """The nearest value that reaches it."""
    cell: Cell
    distance: float
    """How far that is, as a part of the value of today: 0.1 is a tenth more or less; 1 for a flag or choice."""


def cells_of(
    definition: DecisionDefinition, stored: Mapping[str, Value], as_of: datetime.date | None, fact: Fact
) -> tuple[Cell, ...]:
    """What each value of a fact leads to, from the least on.

    Exact where the fact is compared alone; where it enters arithmetic the limits are found by halving, exact to the
    last float64, between values that were tried.
    """
    domain = domain_of(fact.type)
    looking = _Looking(definition, stored, as_of, fact, domain)
    if domain.few:
        return tuple(looking.few())
    if fact.type.kind is Kind.TEXT:
        return tuple(looking.texts(_texts(definition, stored, as_of, fact)))
    return tuple(looking.stretches(sorted(set(_starts(definition, stored, as_of, fact, domain)))))


def reaches(
    definition: DecisionDefinition, stored: Mapping[str, Value], as_of: datetime.date | None
) -> tuple[Reach, ...]:
    """For each other outcome the facts that alone reach it, each with its nearest value; the smallest change first."""
    now = interpret(definition, stored, as_of)
    found: dict[tuple[str | None, bool, str], Reach] = {}
    for fact in definition.read_facts:
        value = stored[fact.name]
        if value is None:
            continue
        for cell in cells_of(definition, stored, as_of, fact):
            for outcome, given in _others(now, cell):
                nearest = _nearest(cell, value)
                reach = Reach(outcome, given, fact.name, value, nearest, cell, _distance(value, nearest))
                key = (outcome, given, fact.name)
                if key not in found or found[key].distance > reach.distance:
                    found[key] = reach
    order = [each.id for each in definition.outcomes]
    return tuple(sorted(found.values(), key=lambda each: (_place(order, each.outcome), not each.given, each.distance)))


def _place(order: list[str], outcome: str | None) -> int:
    return order.index(outcome) if outcome in order else len(order)


def _others(now: Verdict, cell: Cell) -> Iterator[tuple[str | None, bool]]:
    """The outcomes that a cell settles otherwise than now."""
    if not cell.certain:
        return
    if isinstance(cell.outcome, tuple):
        before = now.outcome if isinstance(now.outcome, tuple) else ()
        yield from ((each, True) for each in cell.outcome if each not in before)
        yield from ((each, False) for each in before if each not in cell.outcome)
    elif not now.certain or cell.outcome != now.outcome:
        yield cell.outcome, True


def _starts(
    definition: DecisionDefinition, stored: Mapping[str, Value], as_of: datetime.date | None, fact: Fact, domain: Domain
) -> Iterator[Cut]:
    """Where stretches may begin: at the numbers the fact is compared with, and at values worth trying between them."""
    yield domain.first
    dimension = _dimension(definition, as_of, fact)
    yield from (cut for cut in (dimension.signs if dimension is not None else ()) if cut is not None)
    tried = [each for name, each in stored.items() if name != fact.name]
    tried += [*_READABLE, *(-each for each in _READABLE), stored[fact.name]]
    if fact.type.numeric:
        numbers = [each for each in tried if isinstance(each, int | float) and not isinstance(each, bool)]
        near = [part * each for each in numbers for part in (0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 4)]
        yield from (cut for each in near if math.isfinite(each) and (cut := domain.at(each)) is not None)
    if fact.type.kind is Kind.DATE:
        days = [each for each in (*tried, as_of) if isinstance(each, datetime.date)]
        near_days = (each.toordinal() + step for each in days for step in (-366, -92, -31, 0, 31, 92, 366))
        yield from (each for each in near_days if domain.first <= each <= domain.last)


def _texts(
    definition: DecisionDefinition, stored: Mapping[str, Value], as_of: datetime.date | None, fact: Fact
) -> list[str]:
    """The texts that a fact may be compared with: those of parameters and conditions, and of other facts."""
    dimension = _dimension(definition, as_of, fact)
    cuts = [cut for cut in (dimension.signs if dimension is not None else ()) if isinstance(cut, str)]
    others = [value for name, value in stored.items() if name != fact.name and isinstance(value, str)]
    return list(dict.fromkeys([*(cut for cut in cuts if not cut.endswith("\0")), *others]))


def _others_than(texts: Sequence[str]) -> Iterator[str]:
    """Texts that are none of some."""
    return (each for each in chain(("other",), (f"other {number}" for number in count(2))) if each not in texts)


def _dimension(definition: DecisionDefinition, as_of: datetime.date | None, fact: Fact) -> Dimension | None:
    """Where a fact is cut by the conditions; None where it is not compared alone."""
    space = Space()
    with suppress(TooManyCells, Contradicts):  # then the values that are tried have to do
        _ = Verdicts(definition, space, as_of).truths
    return next((each for each in space.dimensions if each.is_fact and each.term.text == fact.name), None)


@define
class _Looking:
    definition: DecisionDefinition
    stored: Mapping[str, Value]
    as_of: datetime.date | None
    fact: Fact
    domain: Domain
    _seen: dict[Cut, Verdict | None] = field(factory=dict, init=False)

    def _at(self, cut: Cut) -> Verdict | None:
        """What is said at a value; None where rules contradict each other."""
        if cut not in self._seen:
            record = {**self.stored, self.fact.name: self.domain.value(cut)}
            try:
                self._seen[cut] = interpret(self.definition, record, self.as_of)
            except ConflictError:
                self._seen[cut] = None
        return self._seen[cut]

    def few(self) -> Iterator[Cell]:
        """The cells of a flag or a choice: its values by what they lead to."""
        by_answer: dict[Any, list[Value]] = {}
        for cut, value in enumerate(self.domain.few):
            verdict = self._at(cut)
            if verdict is not None:
                by_answer.setdefault(_answer(verdict), []).append(value)
        for (outcome, certain, possible), values in by_answer.items():
            yield Cell(self.fact.name, None, None, tuple(values), (), outcome, certain, possible)

    def texts(self, named: list[str]) -> Iterator[Cell]:
        """The cells of a text: those it is compared with, and all others together."""
        other = next(_others_than(named))
        rest = self._answer_at(other)
        by_answer: dict[Any, list[str]] = {}
        for value in named:
            by_answer.setdefault(self._answer_at(value), []).append(value)
        for answer, values in by_answer.items():
            if answer not in (None, rest):
                yield Cell(self.fact.name, None, None, tuple(values), (), *answer)
        if rest is not None:
            apart = [each for each in named if self._answer_at(each) != rest]
            yield Cell(self.fact.name, None, None, (), tuple(apart), *rest)

    def stretches(self, starts: list[Cut]) -> Iterator[Cell]:
        """The cells of numbers and days, limits found by halving where they lie between two starts."""
        begins = [starts[0]]
        for one, two in pairwise(starts):
            begins += [*self._between(one, two), two]
        kept: list[Cut] = []
        for begin in begins:
            if not kept or self._answer_at(begin) != self._answer_at(kept[-1]):
                kept.append(begin)
        for begin, end in zip(kept, [*kept[1:], None], strict=True):
            verdict = self._at(begin)
            if verdict is not None:
                low = None if begin == self.domain.first else self._low(begin)
                high = None if end is None else self._high(end)
                yield Cell(self.fact.name, low, high, (), (), verdict.outcome, verdict.certain, verdict.possible)

    def _answer_at(self, cut: Cut) -> Any:
        verdict = self._at(cut)
        return None if verdict is None else _answer(verdict)

    def _between(self, low: Cut, high: Cut) -> list[Cut]:
        """Where the answer changes between two starts that differ."""
        if self._answer_at(low) == self._answer_at(self.domain.before(high)):
            return []
        first, high = self._answer_at(low), self.domain.before(high)
        while True:
            middle = (low + high) // 2 if isinstance(low, int) else low / 2 + high / 2
            if middle in (low, high):
                return [high]
            if self._answer_at(middle) == first:
                low = middle
            else:
                high = middle

    def _low(self, cut: Cut) -> Bound:
        """The limit a stretch begins with: a value that people write, if there is one at hand."""
        before = self.domain.before(cut)
        open_ = isinstance(cut, float) and len(repr(before)) < len(repr(cut))
        return Bound(self.domain.value(before if open_ else cut), not open_)

    def _high(self, cut: Cut) -> Bound:
        """The limit a stretch ends with."""
        low = self._low(cut)
        if self.domain.type.kind in (Kind.INTEGER, Kind.DATE):
            return Bound(self.domain.value(self.domain.before(cut)), True)
        return Bound(low.value, not low.closed)


def _answer(verdict: Verdict) -> tuple[Answer, bool, tuple[str | None, ...]]:
    return verdict.outcome, verdict.certain, verdict.possible


def _nearest(cell: Cell, now: Value) -> Value:
    """The value of a cell that is nearest to the one of today, itself inside."""
    if cell.values:
        return now if now in cell.values else cell.values[0]
    if isinstance(now, str):
        return now if now not in cell.apart else next(_others_than(cell.apart))
    comparable: Any = now
    if cell.low is not None and comparable <= cell.low.value:
        return cell.low.value if cell.low.closed else _step(cell.low.value, 1)
    if cell.high is not None and comparable >= cell.high.value:
        return cell.high.value if cell.high.closed else _step(cell.high.value, -1)
    return now


def _step(value: Value, sign: int) -> Value:
    return math.nextafter(value, sign * math.inf) if isinstance(value, float) else value


def _distance(now: Value, value: Value) -> float:
    if isinstance(now, datetime.date) and isinstance(value, datetime.date):
        return abs((value - now).days) / 365.25
    if isinstance(now, bool | str) or isinstance(value, bool | str) or now is None or value is None:
        return 1.0
    assert isinstance(now, int | float)
    assert isinstance(value, int | float)
    return abs(value - now) / max(abs(now), 1.0)
