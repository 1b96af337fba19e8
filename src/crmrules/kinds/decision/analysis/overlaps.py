"""Which rules may be true together, asked of many at once: rules apart need no question for each pair."""

from collections.abc import Iterator, Sequence

from crmrules.analysis.query import Query, Status
from crmrules.analysis.solver import Solver
from crmrules.expressions.tree import Expression, Or
from crmrules.kinds.decision.definition import DecisionDefinition


def overlapping(solver: Solver[DecisionDefinition], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs among some rules that are not proven to exclude each other, as far as the solver's work reaches."""
    if len(places) < 2 or solver.is_spent:
        return
    middle = len(places) // 2
    yield from overlapping(solver, places[:middle])
    yield from overlapping(solver, places[middle:])
    yield from _between(solver, places[:middle], places[middle:])


def _between(
    solver: Solver[DecisionDefinition], some: Sequence[int], others: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The pairs of a rule among some and one among others."""
    if solver.is_spent or solver.status(Query(true=(_any(solver, some), _any(solver, others)))) is Status.NO:
        return
    if len(some) == len(others) == 1:
        yield some[0], others[0]
        return
    if len(some) < len(others):
        middle = len(others) // 2
        yield from _between(solver, some, others[:middle])
        yield from _between(solver, some, others[middle:])
    else:
        middle = len(some) // 2
        yield from _between(solver, some[:middle], others)
        yield from _between(solver, some[middle:], others)


def _any(solver: Solver[DecisionDefinition], places: Sequence[int]) -> Expression:
    conditions = tuple(solver.definition.rules[place].when for place in places)
    return conditions[0] if len(conditions) == 1 else Or(conditions)
