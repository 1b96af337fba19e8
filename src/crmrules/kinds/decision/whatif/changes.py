"""What would change a decision: the cells of one fact at a time, all others as they are."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any

from attrs import define, field, frozen

from crmrules.analysis.cells.domain import Domain, domain_of
from crmrules.analysis.cells.intervals import Interval
from crmrules.analysis.cells.writing import shortest
from crmrules.definitions.base import Answering
from crmrules.errors import ConflictError
from crmrules.expressions.accept import is_blank
from crmrules.expressions.functions import FUNCTIONS, TEXTS
from crmrules.expressions.numbers import exact, nearest
from crmrules.expressions.tree import Call, Literal, Name, Value, walk
from crmrules.expressions.types import Kind
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import Answer, Verdict, interpret
from crmrules.kinds.decision.whatif.cell import Bound, Cell, nearest_value, others_than
from crmrules.kinds.decision.whatif.crossings import Crossings
from crmrules.kinds.decision.whatif.stretches import stretches
from crmrules.model.fact import Fact

MOST_WORK = 100_000
"""How many parts of conditions are evaluated for one fact; of more values those nearest to today's are looked at."""

_OF_A_RULE = 10
"""What a rule costs beside its conditions."""


@frozen
class Cells:
    """The values of one fact."""

    cells: tuple[Cell, ...]
    complete: bool
    """Whether they are all: false only where arithmetic is too wild to be followed, or rules are too many."""


@frozen
class Reach:
    """The nearest value of one fact for which another outcome comes, or for which the decision is open."""

    outcome: str | None
    """None where there then is no outcome, or it is open."""
    given: bool
    """Of *collect* whether it is then given; otherwise always true."""
    settled: bool
    """Whether the decision is certain then."""
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
) -> Cells:
    """What each value of a fact leads to, from the least on: exactly."""
    domain = domain_of(fact.type)
    looking = _Looking(definition, stored, as_of, fact, domain)
    if domain.few:
        return Cells(tuple(looking.few()), True)
    if fact.type.kind is Kind.TEXT:
        named, parts = _texts(definition, stored, fact), _sought(definition)
        if not parts:
            return Cells(tuple(looking.texts(named)), True)
        # what a text holds tells texts apart beyond number: only those that are looked at are told
        return Cells(tuple(looking.texts(_holding(named, parts, stored[fact.name]), has_rest=False)), False)
    crossings = Crossings(stored, as_of, fact.name)
    found, lost = stretches(domain, crossings.of(definition))
    if crossings.unsure:
        return Cells((), False)
    if crossings.near is not None:
        found = [each for each in (part & crossings.near for part in found) if not each.empty]
    most = MOST_WORK // _cost(definition)
    near = _near(found, stored[fact.name], max(most, 1))
    return Cells(tuple(looking.stretches(near)), not lost and crossings.near is None and len(near) == len(found))


@lru_cache(maxsize=256)
def _cost(definition: DecisionDefinition) -> int:
    """What one verdict costs, where evaluating a part of a condition costs one."""
    return sum(1 for each in definition.conditions for _ in walk(each)) + _OF_A_RULE * len(definition.rules)


def _near(found: Sequence[Interval], now: Value, most: int) -> Sequence[Interval]:
    """At most so many stretches, those around the value of today."""
    number = now.toordinal() if isinstance(now, datetime.date) else now
    known = exact(number) if isinstance(number, int | float) else None
    place = next((place for place, each in enumerate(found) if known is not None and known in each), 0)
    begin = max(0, min(place - most // 2, len(found) - most))
    return found[begin : begin + most]


def reaches(
    definition: DecisionDefinition, stored: Mapping[str, Value], as_of: datetime.date | None
) -> tuple[tuple[Reach, ...], bool]:
    """For each other outcome the facts that alone reach it, each with its nearest value; the smallest change first.

    And whether none can have been missed. A fact that only opens the decision is told as well.
    """
    now = interpret(definition, stored, as_of)
    found: list[Reach] = []
    complete = True

    def is_so(reach: Reach) -> bool:
        return _is_so(definition, stored, as_of, reach)

    for fact in definition.read_facts:
        cells = cells_of(definition, stored, as_of, fact)
        complete = complete and cells.complete
        here = [each for cell in cells.cells for each in _reaches(now, cell, stored[fact.name], fact)]
        settled = _nearest_each((each for each in here if each.settled), is_so)
        found += settled or _nearest_each((each for each in here if not each.settled), is_so)
    order = [each.id for each in definition.outcomes]
    return tuple(sorted(found, key=lambda each: _rank(order, each))), complete


def _is_so(
    definition: DecisionDefinition, stored: Mapping[str, Value], as_of: datetime.date | None, reach: Reach
) -> bool:
    """Whether the interpreter says of the value that is told what is told of it."""
    verdict = interpret(definition, {**stored, reach.fact: reach.value}, as_of)
    return _answer(verdict) == (reach.cell.outcome, reach.cell.certain, reach.cell.possible)


def _reaches(now: Verdict, cell: Cell, value: Value, fact: Fact) -> Iterator[Reach]:
    told = nearest_value(cell, value, fact.type)
    if told is None:
        return
    distance = _distance(value, told)
    if not cell.certain:
        if now.certain:
            yield Reach(None, True, False, cell.fact, value, told, cell, distance)
        return
    for outcome, given in _others(now, cell):
        yield Reach(outcome, given, True, cell.fact, value, told, cell, distance)


def _others(now: Verdict, cell: Cell) -> Iterator[tuple[str | None, bool]]:
    """The outcomes that a cell settles otherwise than now."""
    if isinstance(cell.outcome, tuple):
        before = now.outcome if isinstance(now.outcome, tuple) else ()
        yield from ((each, True) for each in cell.outcome if each not in before)
        yield from ((each, False) for each in before if each not in cell.outcome)
    elif not now.certain or cell.outcome != now.outcome:
        yield cell.outcome, True


def _nearest_each(found: Iterable[Reach], is_so: Callable[[Reach], bool]) -> list[Reach]:
    """Of each outcome the nearest that is so."""
    nearest: dict[tuple[str | None, bool], Reach] = {}
    for each in sorted(found, key=lambda each: each.distance):
        if (each.outcome, each.given) not in nearest and is_so(each):
            nearest[each.outcome, each.given] = each
    return list(nearest.values())


def _rank(order: list[str], reach: Reach) -> tuple[Any, ...]:
    place = order.index(reach.outcome) if reach.outcome in order else len(order)
    return not reach.settled, place, not reach.given, reach.distance


def _texts(definition: DecisionDefinition, stored: Mapping[str, Value], fact: Fact) -> list[str]:
    """The texts that a fact may be compared with: those of parameters, conditions and other facts."""
    policies: list[Answering] = [definition]
    for policy in policies:
        policies += policy.policies.values()
    found: list[Value] = [value for name, value in stored.items() if name != fact.name]
    for policy in policies:
        found += [value for each in policy.parameters.values() for value in each.all_values]
        found += [part.value for node in policy.conditions for part in walk(node) if isinstance(part, Literal)]
        found += [value for type_ in policy.facts.types.values() for value in type_.values]
    return list(dict.fromkeys(each for each in found if isinstance(each, str)))


def _sought(definition: DecisionDefinition) -> list[str]:
    """What texts are asked for by conditions; a blank where only other facts are looked for."""
    policies: list[Answering] = [definition]
    found: list[str] = []
    for policy in policies:
        policies += policy.policies.values()
        values = {name: each.all_values for name, each in policy.parameters.items()}
        parts = (part for node in policy.conditions for part in walk(node))
        for call in (part for part in parts if isinstance(part, Call) and FUNCTIONS[part.function].takes == TEXTS):
            given = [
                (each.value,) if isinstance(each, Literal) else values.get(each.name, ())
                for each in call.arguments[1:]
                if isinstance(each, Literal | Name)
            ]
            found += [" ", *(each for some in given for each in some if isinstance(each, str))]
    return list(dict.fromkeys(found))


def _holding(named: Sequence[str], parts: Sequence[str], now: Value) -> list[str]:
    """Texts that hold what conditions look for, or do not: those of the record come first."""
    own = [now, *(now.replace(each, "").strip() for each in parts)] if isinstance(now, str) else []
    own += [text for each in parts for text in (f"{now} {each}", f"{each} {now}") if isinstance(now, str)]
    found = [*own, *named, *parts, " ".join(each for each in parts if not is_blank(each)), next(others_than(named))]
    return [each for each in dict.fromkeys(found) if not is_blank(each)]


@define
class _Looking:
    definition: DecisionDefinition
    stored: Mapping[str, Value]
    as_of: datetime.date | None
    fact: Fact
    domain: Domain
    _seen: dict[Value, Verdict | None] = field(factory=dict, init=False)

    def _at(self, value: Value) -> Verdict | None:
        """What is said at a value; None where rules contradict each other."""
        if value not in self._seen:
            try:
                self._seen[value] = interpret(self.definition, {**self.stored, self.fact.name: value}, self.as_of)
            except ConflictError:
                self._seen[value] = None
        return self._seen[value]

    def few(self) -> Iterator[Cell]:
        """The cells of a flag or a choice: its values by what they lead to."""
        by_answer: dict[Any, list[Value]] = {}
        for value in self.domain.few:
            verdict = self._at(value)
            if verdict is not None:
                by_answer.setdefault(_answer(verdict), []).append(value)
        for (outcome, certain, possible), values in by_answer.items():
            yield Cell(self.fact.name, None, None, tuple(values), (), outcome, certain, possible)

    def texts(self, named: list[str], has_rest: bool = True) -> Iterator[Cell]:
        """The cells of a text: those it is compared with, and all others together unless they differ."""
        rest = self._answer_at(next(others_than(named))) if has_rest else None
        by_answer: dict[Any, list[str]] = {}
        for value in named:
            by_answer.setdefault(self._answer_at(value), []).append(value)
        for answer, values in by_answer.items():
            if answer not in (None, rest):
                yield Cell(self.fact.name, None, None, tuple(values), (), *answer)
        if rest is not None:
            apart = [each for each in named if self._answer_at(each) != rest]
            yield Cell(self.fact.name, None, None, (), tuple(apart), *rest)

    def stretches(self, found: Sequence[Interval]) -> Iterator[Cell]:
        """The cells of numbers and days: stretches side by side that lead to the same are one."""
        for answer, alike in groupby(found, key=lambda each: self._answer_at(self._value(shortest(each)))):
            if answer is not None:
                parts = list(alike)
                yield Cell(self.fact.name, self._low(parts[0]), self._high(parts[-1]), (), (), *answer)

    def _answer_at(self, value: Value) -> Any:
        verdict = self._at(value)
        return None if verdict is None else _answer(verdict)

    def _low(self, limits: Interval) -> Bound | None:
        whole = self.domain.limits(None, None)
        return None if limits.low <= whole.low else Bound(self._value(exact(limits.low)), not limits.open_low)

    def _high(self, limits: Interval) -> Bound | None:
        whole = self.domain.limits(None, None)
        return None if limits.high >= whole.high else Bound(self._value(exact(limits.high)), not limits.open_high)

    def _value(self, number: Fraction) -> Value:
        """A number of a stretch as a value of the fact."""
        return self.domain.value(int(number)) if self.domain.is_whole else nearest(number)


def _answer(verdict: Verdict) -> tuple[Answer, bool, tuple[str | None, ...]]:
    return verdict.outcome, verdict.certain, verdict.possible


def _distance(now: Value, value: Value) -> float:
    if isinstance(now, datetime.date) and isinstance(value, datetime.date):
        return abs((value - now).days) / 365.25
    if isinstance(now, bool | str) or isinstance(value, bool | str) or now is None or value is None:
        return 1.0
    assert isinstance(now, int | float)
    assert isinstance(value, int | float)
    return abs(value - now) / max(abs(now), 1.0)
