"""Stretches of numbers: which of several holds a number, and whether a whole range lies in one."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from attrs import frozen

Boundary: TypeAlias = tuple[Fraction, bool]
"""Where one stretch ends and another begins: a number, and whether it still belongs to what lies below."""


@frozen
class Stretch:
    """The numbers from one to another."""

    id: str
    begins: Fraction | None
    """The first number; None where it has no beginning."""
    ends: Fraction | None
    """Where it ends; None where it has no end."""
    is_closed: bool
    """Whether the number at which it ends belongs to it."""

    @property
    def lower(self) -> Boundary | None:
        """Where it begins."""
        return None if self.begins is None else (self.begins, False)

    @property
    def upper(self) -> Boundary | None:
        """Where it ends."""
        return None if self.ends is None else (self.ends, self.is_closed)

    @property
    def of_whole(self) -> "Stretch":
        """The same whole numbers, from the first of them to below the one after the last."""
        begins = None if self.begins is None else Fraction(math.ceil(self.begins))
        if self.ends is None:
            return Stretch(self.id, begins, None, is_closed=False)
        after = math.floor(self.ends) + 1 if self.is_closed else math.ceil(self.ends)
        return Stretch(self.id, begins, Fraction(after), is_closed=False)


@frozen
class Regions:
    """All numbers, divided by boundaries: the numbers between two have one stretch, or none."""

    boundaries: tuple[Boundary, ...]
    """In order."""
    ids: tuple[str | None, ...]
    """What each region between boundaries belongs to, the lowest first; None where no stretch holds it."""

    @classmethod
    def of(cls, stretches: Iterable[Stretch]) -> "Regions":
        """The regions of some stretches, of which the first that holds a number counts."""
        each = list(stretches)
        ends = {end for one in each for end in (one.lower, one.upper) if end is not None}
        boundaries = sorted(ends)
        cells = pairwise([None, *boundaries, None])
        ids = [next((one.id for one in each if _covers(one, low, high)), None) for low, high in cells]
        kept = [place for place, (one, other) in enumerate(pairwise(ids)) if one != other]
        return cls(tuple(boundaries[place] for place in kept), tuple(ids[place] for place in (*kept, len(boundaries))))

    def place(self, number: Fraction) -> int:
        """The place of the region that a number lies in."""
        return bisect_right(self.boundaries, (number, False))

    def at(self, number: Fraction) -> str | None:
        """What a number belongs to."""
        return self.ids[self.place(number)]

    def is_one(self, low: Fraction, high: Fraction) -> bool:
        """Whether a whole range lies in one region."""
        return self.place(low) == self.place(high)

    def among(self, low: Fraction, high: Fraction) -> tuple[str | None, ...]:
        """What the numbers of a range belong to, from low to high, each once."""
        return tuple(dict.fromkeys(self.ids[self.place(low) : self.place(high) + 1]))


def _covers(stretch: Stretch, low: Boundary | None, high: Boundary | None) -> bool:
    """Whether a stretch holds all numbers between two boundaries."""
    begins = stretch.lower is None or (low is not None and stretch.lower <= low)
    ends = stretch.upper is None or (high is not None and high <= stretch.upper)
    return begins and ends
