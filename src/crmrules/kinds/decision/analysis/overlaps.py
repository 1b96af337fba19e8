"""Which rules may be true together, asked of many at once: rules apart need no question for each pair, and a record on
which many are true shows all pairs of them."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import define, field

from crmrules.analysis.query import Query, Status
from crmrules.analysis.shown import Kept
from crmrules.analysis.solver import Solver
from crmrules.expressions.tree import Expression, Or
from crmrules.kinds.decision.definition import DecisionDefinition


@define(slots=False)
class Overlaps:
    """What is found of pairs among the rules of a policy; sets of rules are numbers, of which each bit is one."""

    solver: Solver[DecisionDefinition]
    _together: list[int] = field(init=False)
    """For each rule those that a record shows true together with it."""
    _without: list[int] = field(init=False)
    """For each rule those that a record shows not true where it is."""
    _looked: set[Kept] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        self._together, self._without = [0] * len(self._rules), [0] * len(self._rules)

    @cached_property
    def _rules(self) -> Sequence[Expression]:
        return [rule.when for rule in self.solver.definition.rules]

    def pairs(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The pairs among some rules that are not proven to exclude each other, as far as the solver's work reaches."""
        if len(places) < 2 or self.solver.is_spent:
            return
        middle = len(places) // 2
        yield from self.pairs(places[:middle])
        yield from self.pairs(places[middle:])
        yield from self._between(places[:middle], places[middle:])

    def neither_covers(self, one: int, other: int) -> bool:
        """Whether records show of two rules that each is true where the other is not."""
        self._look()
        return bool(self._without[one] >> other & self._without[other] >> one & 1)

    def _between(self, some: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The pairs of a rule among some and one among others."""
        if self.solver.is_spent:
            return
        these = sum(1 << place for place in others)
        shown = [these & self._together[place] for place in some]
        if all(each == these for each in shown):
            yield from ((one, other) for one in some for other in others)
        elif any(shown) or self._may_be_together(some, others):
            yield from self._halves(some, others)

    def _halves(self, some: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
        if len(some) == len(others) == 1:
            yield some[0], others[0]
        elif len(some) < len(others):
            middle = len(others) // 2
            yield from self._between(some, others[:middle])
            yield from self._between(some, others[middle:])
        else:
            middle = len(some) // 2
            yield from self._between(some[:middle], others)
            yield from self._between(some[middle:], others)

    def _may_be_together(self, some: Sequence[int], others: Sequence[int]) -> bool:
        either = [any_true([self._rules[place] for place in places]) for places in (some, others)]
        status = self.solver.ask(Query(true=tuple(either))).status
        self._look()
        return status is not Status.NO

    def _look(self) -> None:
        """Keep what the records show that were found since."""
        found = self.solver.found
        for record in found.kept:
            if record not in self._looked:
                self._looked.add(record)
                self._keep(found.true_on(record, self._rules))

    def _keep(self, true: Sequence[int]) -> None:
        these = sum(1 << place for place in true)
        others = (1 << len(self._rules)) - 1 - these
        for place in true:
            self._together[place] |= these
            self._without[place] |= others


def any_true(conditions: Sequence[Expression]) -> Expression:
    """That one of some conditions is true."""
    return conditions[0] if len(conditions) == 1 else Or(tuple(conditions))
