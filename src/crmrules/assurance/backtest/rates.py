"""Rates of what happened, and how well an order of groups ranks: each with its interval."""

from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist

from attrs import frozen

from crmrules.analysis.markers import Said

CONFIDENCE = 0.95
"""Of the intervals."""

CHANCE = 0.5
"""The rank quality of an order that says nothing."""

_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


@frozen
class Rate:
    """How often what was looked for happened to the customers of one outcome, or of one band of a scorecard."""

    outcome: Said
    """The id of the outcome or band; None where there was none; `Marker.OPEN` where it was open."""
    count: int
    happened: int

    @property
    def rate(self) -> float | None:
        """The part to whom it happened; None where there is nobody."""
        return self.happened / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the rate, with 95% confidence; None where there is nobody."""
        return wilson(self.happened, self.count)


def wilson(happened: int, count: int) -> tuple[float, float] | None:
    """Wilson's interval of a rate, with 95% confidence; None where there is nobody."""
    if not count:
        return None
    part = happened / count
    middle = (part + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z * (part * (1 - part) / count + _Z**2 / (4 * count**2)) ** 0.5 / (1 + _Z**2 / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def pairs_seen(ranked: Sequence[tuple[int, int]], happened: int, total: int) -> float | None:
    """The part of all pairs, one to whom it happened and one to whom it did not, that some groups hold."""
    with_, without = (sum(each[side] for each in ranked) for side in (0, 1))
    pairs = happened * (total - happened)
    return with_ * without / pairs if pairs else None


def rank_quality(ranked: Sequence[tuple[int, int]]) -> float | None:
    """How well an order of groups ranks, from how many there are in each, the highest first: (happened, did not)."""
    happened, others = (sum(each[side] for each in ranked) for side in (0, 1))
    if not happened or not others:
        return None
    right = sum(with_ * twice for (with_, _), twice in zip(ranked, _twice_below(ranked), strict=True))
    return right / (2 * happened * others)


def rank_interval(ranked: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """The interval of a rank quality: by DeLong, DeLong and Clarke-Pearson (1988), with 95% confidence."""
    quality = rank_quality(ranked)
    happened, others = (sum(each[side] for each in ranked) for side in (0, 1))
    if quality is None or happened < 2 or others < 2:
        return None
    turned = [(without, with_) for with_, without in reversed(ranked)]
    variance = sum(
        sum(group[0] * (part - quality) ** 2 for group, part in zip(side, _others_below(side), strict=True))
        / (count - 1)
        / count
        for side, count in ((ranked, happened), (turned, others))
    )
    half = _Z * variance**0.5
    return max(0.0, quality - half), min(1.0, quality + half)


def distance(ranked: Sequence[tuple[int, int]]) -> float | None:
    """The greatest distance between the parts of the one and of the other that stand so high or higher (Kolmogorov and
    Smirnov); None where one of the two is missing."""
    happened, others = (sum(each[side] for each in ranked) for side in (0, 1))
    if not happened or not others:
        return None
    with_, without = accumulate(each[0] for each in ranked), accumulate(each[1] for each in ranked)
    return max(abs(one * others - other * happened) for one, other in zip(with_, without, strict=True)) / (
        happened * others
    )


def _others_below(ranked: Sequence[tuple[int, int]]) -> list[float]:
    """For each group the part of the others that stand below it, those who tie counted half."""
    total = sum(without for _, without in ranked)
    return [twice / (2 * total) for twice in _twice_below(ranked)]


def _twice_below(ranked: Sequence[tuple[int, int]]) -> list[int]:
    """For each group how many of the others stand below it, those who tie counted half; twice that, as it is whole."""
    below = sum(without for _, without in ranked)
    found: list[int] = []
    for _, without in ranked:
        below -= without
        found.append(2 * below + without)
    return found
