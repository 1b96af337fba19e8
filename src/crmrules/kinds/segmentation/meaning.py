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
from crmrules.kinds.segmentation.amounts import HUNDREDTHS, share
from crmrules.kinds.segmentation.parts import BASIS, Basis, Better, Ties

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition


class Indexed(Protocol):
    """Whole numbers by place; an engine has its own way to hold them."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> int: ...


class Ranks(Protocol):
    """Amounts in smallest units, the highest first, as they are asked for; an engine has its own way to find them."""

    @property
    def known(self) -> int:
        """How many there are."""
        ...

    @property
    def positive(self) -> int:
        """How many are above zero."""
        ...

    def at(self, rank: int) -> int:
        """The amount at a rank, from 1."""
        ...

    def at_least(self, amount: int) -> int:
        """How many reach an amount."""
        ...

    def sum_to(self, rank: int) -> int:
        """The sum of the amounts up to a rank."""
        ...

    def rank_reaching(self, target: int) -> int:
        """The first rank up to which the positive amounts sum to a target that they do reach."""
        ...


@frozen
class Ranked:
    """Amounts that are held in order."""

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
    """The amount at which each band but the last begins; None where nobody brings a profit, and where it is fixed."""
    customers: tuple[int, ...]
    """How many customers each band holds."""
    amounts: tuple[int, ...]
    """What they bring together."""
    total: int
    """The positive total, of which profit shares are shares."""
    flagged: int
    """How many customers bring no profit; none where bands are no shares of a profit."""
    law: LawFound | None


@frozen
class Ask:
    """What a segmentation asks of a population on one day: shares and fixed edges as exact fractions."""

    basis: Basis | None
    """What shares are shares of; None where edges are fixed."""
    shares: tuple[Fraction, ...]
    """Of each band but the last, with those above it."""
    law: tuple[Fraction, Fraction] | None = field(default=None)
    """The shares of customers at the top and at the bottom."""
    edges: tuple[Fraction, ...] = field(default=())
    """The measure from which each band but the last begins, where edges are fixed."""
    better: Better = field(default=Better.HIGHER)
    ties: Ties = field(default=Ties.UP)

    @classmethod
    def of(cls, definition: "SegmentationDefinition", values: Mapping[str, Setting]) -> "Ask":
        """What a definition asks, with these values of its parameters."""
        law = definition.law
        shares_of_law = (share(values[law.top]), share(values[law.bottom])) if law else None
        better, ties, bands = definition.header.better, definition.header.ties, definition.bands[:-1]
        if definition.is_fixed:
            edges = tuple(share(values[band.from_]) for band in bands)
            return cls(None, (), shares_of_law, edges, better, ties)
        # several measures are cut by rank alone, and have no basis to choose
        basis = Basis(str(values[BASIS])) if BASIS in values else Basis.RANK_SHARE
        shares = tuple(share(values[band.share[basis]]) for band in bands)
        return cls(basis, shares, shares_of_law, (), better, ties)

    @property
    def sign(self) -> int:
        """What measures are multiplied by, so that the best is the highest."""
        return 1 if self.better is Better.HIGHER else -1

    @property
    def counts_profit(self) -> bool:
        """Whether shares are of those who bring a profit, or of the profit."""
        return self.basis in (Basis.CUSTOMER_SHARE, Basis.PROFIT_SHARE)


def find(ranked: Ranks, ask: Ask, places: int = HUNDREDTHS) -> Found:
    """Where the bands begin and what they hold: equal amounts share a band, and who brings no profit is in the last.

    Amounts are measures times the sign of what is asked, in smallest units of so many decimal places.
    """
    positive = ranked.sum_to(ranked.positive)
    edges: tuple[int | None, ...] = tuple(_edge(ranked, ask, each, positive) for each in ask.shares)
    fixed = tuple(ask.sign * each * 10**places for each in ask.edges)
    reached = [0 if edge is None else ranked.at_least(_first(edge, ask.ties)) for edge in fixed or edges]
    total = positive if ask.sign == 1 else ranked.sum_to(ranked.at_least(0)) - ranked.sum_to(ranked.known)
    # a band below one that is as large holds nobody
    ends = [*accumulate(reached, max), ranked.known]
    begins = [0, *ends[:-1]]
    return Found(
        tuple(None if edge is None else ask.sign * edge for edge in edges) or (None,) * len(fixed),
        tuple(end - begin for begin, end in zip(begins, ends, strict=True)),
        tuple(ask.sign * (ranked.sum_to(end) - ranked.sum_to(begin)) for begin, end in zip(begins, ends, strict=True)),
        total,
        ranked.known - ranked.positive if ask.counts_profit else 0,
        _law(ranked, *ask.law) if ask.law else None,
    )


def _first(edge: int | Fraction, ties: Ties) -> int:
    """The least whole amount that reaches an edge."""
    return math.ceil(edge) if ties is Ties.UP else math.floor(edge) + 1


def _edge(ranked: Ranks, ask: Ask, share: Fraction, total: int) -> int | None:
    """The greatest amount that so many reach; the least above zero, where they are not to be had without it.

    By rank alone, with ties down: the least amount that the others do not exceed.
    """
    if ask.basis is Basis.RANK_SHARE:
        count = math.ceil(share * ranked.known)
        rank = count if ask.ties is Ties.UP else ranked.known - math.ceil((1 - share) * ranked.known) + 1
        return ranked.at(rank) if ranked.known else None
    if not ranked.positive:
        return None
    if ask.basis is Basis.CUSTOMER_SHARE:
        return ranked.at(min(math.ceil(share * ranked.known), ranked.positive))
    return ranked.at(ranked.rank_reaching(math.ceil(share * total)))


def _law(ranked: Ranks, top: Fraction, bottom: Fraction) -> LawFound:
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
