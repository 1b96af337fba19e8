"""The meaning of a segmentation: where the bands of a ranked population begin, and what they come to."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate
from operator import neg
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen

from crmrules.definitions.parts import Setting
from crmrules.kinds.segmentation.amounts import share
from crmrules.kinds.segmentation.parts import BASIS, Basis

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition


class Indexed(Protocol):
    """Whole numbers by place; an engine has its own way to hold them."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> int: ...


@frozen
class Ranked:
    """Amounts in smallest units, the highest first."""

    amounts: Indexed
    sums: Indexed
    """For each place the sum of the amounts up to it."""

    @classmethod
    def of(cls, amounts: Iterable[int]) -> "Ranked":
        """Amounts in any order."""
        ranked = sorted(amounts, reverse=True)
        return cls(ranked, list(accumulate(ranked)))

    @property
    def known(self) -> int:
        """How many there are."""
        return len(self.amounts)

    @property
    def positive(self) -> int:
        """How many are above zero."""
        return self.at_least(1)

    def at(self, rank: int) -> int:
        """The amount at a rank, from 1."""
        return self.amounts[rank - 1]

    def at_least(self, amount: int) -> int:
        """How many reach an amount."""
        return bisect_right(self.amounts, -amount, key=neg)

    def sum_to(self, rank: int) -> int:
        """The sum of the amounts up to a rank."""
        return self.sums[rank - 1] if rank else 0

    def rank_reaching(self, target: int) -> int:
        """The first rank up to which the positive amounts sum to a target that they do reach."""
        return bisect_left(self.sums, target, 0, self.positive) + 1


@frozen
class LawFound:
    """What becomes of the 80/20/30 law in a population, in smallest units (row 1.11)."""

    top_customers: int
    top: int
    """What the top brings, those who tie with its last customer included."""
    exact_top: int
    """What the share of customers brings exactly, whichever of those who tie are taken."""
    bottom_customers: int
    loss: int
    """What the unprofitable customers at the bottom lose, as a positive amount."""


@frozen
class Found:
    """The bands of a population, in smallest units."""

    edges: tuple[int | None, ...]
    """The least amount of each band but the last; None where nobody brings a profit."""
    customers: tuple[int, ...]
    """How many customers each band holds."""
    amounts: tuple[int, ...]
    """What they bring together."""
    total: int
    """The positive total, of which profit shares are shares."""
    flagged: int
    """How many customers bring no profit."""
    law: LawFound | None


@frozen
class Ask:
    """What a segmentation asks of a population on one day: shares as exact fractions."""

    basis: Basis
    shares: tuple[Fraction, ...]
    """Of each band but the last, with those above it."""
    law: tuple[Fraction, Fraction] | None = field(default=None)
    """The shares of customers at the top and at the bottom."""

    @classmethod
    def of(cls, definition: "SegmentationDefinition", values: Mapping[str, Setting]) -> "Ask":
        """What a definition asks, with these values of its parameters."""
        basis = Basis(str(values[BASIS]))
        shares = tuple(share(values[band.share[basis]]) for band in definition.bands[:-1])
        law = definition.law
        return cls(basis, shares, (share(values[law.top]), share(values[law.bottom])) if law else None)


def find(ranked: Ranked, ask: Ask) -> Found:
    """Where the bands begin and what they hold: equal amounts share a band, and who brings no profit is in the last."""
    total = ranked.sum_to(ranked.positive)
    edges = tuple(_edge(ranked, ask.basis, each, total) for each in ask.shares)
    reached = [0 if edge is None else ranked.at_least(edge) for edge in edges]
    # a band below one that is as large holds nobody
    ends = [*accumulate(reached, max), ranked.known]
    begins = [0, *ends[:-1]]
    return Found(
        edges,
        tuple(end - begin for begin, end in zip(begins, ends, strict=True)),
        tuple(ranked.sum_to(end) - ranked.sum_to(begin) for begin, end in zip(begins, ends, strict=True)),
        total,
        ranked.known - ranked.positive,
        _law(ranked, *ask.law) if ask.law else None,
    )


def _edge(ranked: Ranked, basis: Basis, share: Fraction, total: int) -> int | None:
    """The greatest amount that so many reach; the least above zero, where they are not to be had without it."""
    if not ranked.positive:
        return None
    if basis is Basis.CUSTOMER_SHARE:
        return ranked.at(min(math.ceil(share * ranked.known), ranked.positive))
    return ranked.at(ranked.rank_reaching(math.ceil(share * total)))


def _law(ranked: Ranked, top: Fraction, bottom: Fraction) -> LawFound:
    if not ranked.known:
        return LawFound(0, 0, 0, 0, 0)
    count = math.ceil(top * ranked.known)
    upper = ranked.at_least(ranked.at(count))
    highest = ranked.at(ranked.known - math.ceil(bottom * ranked.known) + 1)
    above = ranked.at_least(highest + 1)
    # of the bottom only those who lose
    losing = max(above, ranked.at_least(0))
    return LawFound(
        upper,
        ranked.sum_to(upper),
        ranked.sum_to(count),
        ranked.known - above,
        ranked.sum_to(losing) - ranked.sum_to(ranked.known),
    )
