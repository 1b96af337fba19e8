"""Systems of linear inequalities over the rationals: whether they have a solution, and one (Fourier and Motzkin).

A variable is eliminated by adding each inequality that limits it from above to each that limits it from below; what is
left when all are gone says whether there is a solution, and going back, each variable takes a value within its limits.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from attrs import define, field

from crmrules.analysis.cells.intervals import Interval

Sum: TypeAlias = tuple[tuple[int, Fraction], ...]
"""Variables, by number, each with what it is taken times."""

Bound: TypeAlias = tuple[Fraction, bool]
"""What a sum is at most, and whether it can be just that: the smaller bound says more."""

MOST_INEQUALITIES = 240
"""How many there may be at once; beyond it nothing is proven."""


class Unsolvable(Exception):
    """There is no solution."""


class TooMany(Exception):
    """There are too many inequalities to tell."""


@define
class System:
    """Inequalities, of those with the same sum only the tightest."""

    bounds: dict[Sum, Bound] = field(factory=dict)

    def keep(self, parts: Mapping[int, Fraction], limits: Interval) -> None:
        """Add that a sum lies within limits."""
        if isinstance(limits.high, Fraction):
            self.at_most(parts, limits.high, not limits.open_high)
        if isinstance(limits.low, Fraction):
            self.at_most({each: -number for each, number in parts.items()}, -limits.low, not limits.open_low)

    def at_most(self, parts: Mapping[int, Fraction], bound: Fraction, reached: bool) -> None:
        """Add that a sum is at most a bound, or less; raises `Unsolvable` where it says so by itself."""
        kept = sorted(((each, number) for each, number in parts.items() if number))
        if not kept:
            if bound < 0 or (bound == 0 and not reached):
                raise Unsolvable
            return
        size = abs(kept[0][1])
        key = tuple((each, number / size) for each, number in kept)
        tightest = (bound / size, reached)
        if key not in self.bounds or tightest < self.bounds[key]:
            self.bounds[key] = tightest

    def without(self, variable: int) -> "System":
        """What the inequalities say of the other variables."""
        made = System()
        above: list[tuple[Sum, Bound, Fraction]] = []
        below: list[tuple[Sum, Bound, Fraction]] = []
        for parts, limit in self.bounds.items():
            taken = dict(parts).get(variable)
            if taken is None:
                made.bounds[parts] = limit
            else:
                (above if taken > 0 else below).append((parts, limit, abs(taken)))
        if len(made.bounds) + len(above) * len(below) > MOST_INEQUALITIES:
            raise TooMany
        for parts, (bound, reached), size in above:
            for others, (other, also), by in below:
                total = {each: number / size for each, number in parts}
                for each, number in others:
                    total[each] = total.get(each, Fraction(0)) + number / by
                total[variable] = Fraction(0)
                made.at_most(total, bound / size + other / by, reached and also)
        return made

    def pairs(self) -> Mapping[int, int]:
        """For each variable how many inequalities come of it when it is eliminated."""
        above: Counter[int] = Counter()
        below: Counter[int] = Counter()
        for parts in self.bounds:
            for each, number in parts:
                (above if number.numerator > 0 else below)[each] += 1
        return {each: above[each] * below[each] - above[each] - below[each] for each in above | below}

    def limits(self, variable: int, known: Mapping[int, Fraction]) -> Interval:
        """Within which limits a variable lies where all others are known."""
        found = Interval()
        for parts, (bound, reached) in self.bounds.items():
            here = dict(parts)
            taken = here.pop(variable, None)
            if taken is not None:
                end = (bound - sum((by * known[each] for each, by in here.items()), Fraction(0))) / taken
                side = Interval(high=end, open_high=not reached)
                found &= side if taken > 0 else Interval(low=end, open_low=not reached)
        return found


def eliminated(system: System, last: Callable[[int], int]) -> list[tuple[int, System]]:
    """The variables in the order in which they are eliminated, each with the system that it was eliminated from.

    Those of which `last` says more go later. Raises `Unsolvable`, or `TooMany`.
    """
    steps: list[tuple[int, System]] = []
    left = {each for parts in system.bounds for each, _ in parts}
    while left:
        rank = min(map(last, left))
        pairs = system.pairs()
        variable = min((each for each in sorted(left) if last(each) == rank), key=lambda each: pairs.get(each, 0))
        steps.append((variable, system))
        system = system.without(variable)
        left.discard(variable)
    return steps


def solution(
    steps: Sequence[tuple[int, System]], choose: Callable[[int, Interval], Fraction | None]
) -> dict[int, Fraction] | None:
    """A solution, each value within its limits as it is chosen; None where nothing in them is."""
    known: dict[int, Fraction] = {}
    for variable, system in reversed(steps):
        found = choose(variable, system.limits(variable, known))
        if found is None:
            return None
        known[variable] = found
    return known
