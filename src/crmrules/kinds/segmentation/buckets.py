"""The ranks of a population that is too large to be ranked: found by counts and sums of ever smaller ranges.

A range is parted only where a rank, an amount or a sum that is asked for lies within it, and what was found is kept. So
a cut takes a few rounds of one aggregation each, whatever the number of customers, and none of them sorts anything.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from attrs import define, field

from crmrules.engines.frames.ranges import Range

Part: TypeAlias = Callable[[Range], Sequence[Range]]
"""Parts a range of several amounts into two or more, the highest first."""


@define
class Bucketed:
    """Ranks, by the ranges of a population; none of them holds amounts of both sides of zero."""

    ranges: list[Range]
    """The highest first."""
    part: Part = field(repr=False)

    @property
    def known(self) -> int:
        """How many amounts there are."""
        return sum(each.count for each in self.ranges)

    @property
    def positive(self) -> int:
        """How many are above zero."""
        return sum(each.count for each in self.ranges if each.least > 0)

    def at(self, rank: int) -> int:
        """The amount at a rank, from 1."""
        return self._one(lambda above, _, each: above + each.count >= rank)[2].least

    def at_least(self, amount: int) -> int:
        """How many reach an amount."""
        while split := [each for each in self.ranges if each.least < amount <= each.most]:
            self._part(split[0])
        return sum(each.count for each in self.ranges if each.least >= amount)

    def sum_to(self, rank: int) -> int:
        """The sum of the amounts up to a rank."""
        if not rank:
            return 0
        for above, total, each in self._walk():
            if above + each.count == rank:
                return total + each.total
        above, total, found = self._one(lambda above, _, each: above + each.count >= rank)
        return total + (rank - above) * found.least

    def rank_reaching(self, target: int) -> int:
        """The first rank up to which the positive amounts sum to a target that they do reach."""
        above, total, found = self._one(lambda _, total, each: total + each.total >= target)
        # so many of the same amount that they come to what is wanting, rounded up
        return above + max(1, -((total - target) // found.least))

    def _one(self, holds: Callable[[int, int, Range], bool]) -> tuple[int, int, Range]:
        """The first range for which something holds, once all of its amounts are the same, and what lies above it."""
        while True:
            found = next(at for at in self._walk() if holds(*at))
            if found[2].is_one:
                return found
            self._part(found[2])

    def _walk(self) -> Iterator[tuple[int, int, Range]]:
        """Each range, with the count and the sum of the amounts above it."""
        above, total = 0, 0
        for each in self.ranges:
            yield above, total, each
            above, total = above + each.count, total + each.total

    def _part(self, wide: Range) -> None:
        place = self.ranges.index(wide)
        self.ranges[place : place + 1] = self.part(wide)
