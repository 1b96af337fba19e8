"""A scorecard held against what happened: rates by band and by score, and how well the score ranks."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from crmrules.assurance.backtest.rates import CHANCE, wilson
from crmrules.assurance.backtest.result import Backtest
from crmrules.expressions.numbers import exact
from crmrules.model.text import Language, checked

if TYPE_CHECKING:
    from crmrules.reports.document import Block, Figure


@frozen
class ScoreGroup:
    """Customers of scores next to each other."""

    low: float
    high: float
    """The lowest and the highest of their scores."""
    mean: float
    """The mean of their scores."""
    count: int
    happened: int

    @property
    def rate(self) -> float:
        """The part to whom it happened."""
        return self.happened / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of the rate, with 95% confidence."""
        found = wilson(self.happened, self.count)
        assert found is not None  # a group is never empty
        return found


@frozen
class ScorecardBacktest(Backtest):
    """A scorecard held against what happened.

    Its rates are those of bands. Its rank quality is that of the score, the highest first, and leaves out those whose
    score is a range; below 0.5 it is low scores that go with what happened, which is no fault of a scorecard.
    """

    answer: ClassVar[str] = "band"

    groups: tuple[ScoreGroup, ...] = ()
    """At most ten groups of customers by their score, the lowest first, about equally many in each; equal scores are
    together."""
    distance: float | None = None
    """The greatest distance between the parts of the two, those to whom it happened and those to whom not, that have a
    score or a higher one (Kolmogorov and Smirnov); None where one of the two is missing or scores are no ranking."""

    @property
    def gini(self) -> float | None:
        """Twice the rank quality, less one: 0 is chance, 1 is perfect, below 0 low scores go with what happened."""
        return None if self.rank_quality is None else float(2 * exact(self.rank_quality) - 1)

    @property
    def rises(self) -> bool | None:
        """Whether high scores go with what happened; None where that may be chance or is not told."""
        if self.rank_quality is None or self.rank_interval is None or self.may_be_chance:
            return None
        return self.rank_quality > CHANCE

    @property
    def against(self) -> tuple[tuple[ScoreGroup, ScoreGroup], ...]:
        """Groups next to each other between which the rate moves against the score as a whole: the intervals of the
        two have no rate in common."""
        if self.rises is None:
            return ()
        found = ((one, other) for one, other in pairwise(self.groups))
        return tuple(
            (one, other)
            for one, other in found
            if (one.interval[0] > other.interval[1] if self.rises else other.interval[0] > one.interval[1])
        )

    def blocks(self, language: Language) -> Iterator["Block"]:
        """What its report says, after the title."""
        from crmrules.kinds.scorecard.backtest_report import blocks

        return blocks(self, language)

    def figures(self, language: Language = "en") -> "tuple[Figure, ...]":
        """Its pictures: the rate along the score, and one for each parameter that was swept. Raises as `explain`."""
        from crmrules.kinds.scorecard.backtest_report import calibration

        return (*calibration(self, checked(language)), *super().figures(language))

    def to_dict(self) -> dict[str, Any]:
        """The numbers as plain values."""
        groups = [
            {
                "low": each.low,
                "high": each.high,
                "mean": each.mean,
                "count": each.count,
                "happened": each.happened,
                "rate": each.rate,
                "interval": each.interval,
            }
            for each in self.groups
        ]
        return {**super().to_dict(), "gini": self.gini, "distance": self.distance, "groups": groups}
