"""Holding a scorecard against what happened to the customers of a frame."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from crmrules.analysis.markers import Marker, Said
from crmrules.assurance.backtest.counting import pairs, with_sweep
from crmrules.assurance.backtest.rates import Rate, distance
from crmrules.definitions.columns import column_name
from crmrules.kinds.scorecard.backtest import ScorecardBacktest, ScoreGroup
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.kinds.scorecard.transitions import bands_of
from crmrules.records.binding import Binding
from crmrules.reviews.frames import Frame

MOST_GROUPS = 10
"""How many groups by score there are at most."""

Scores = Sequence[tuple[float, int, int]]
"""Each score that came, the lowest first, with how many have it and to how many of them it happened."""


def backtest(
    policy: Scorecard,
    frame: Frame,
    label: str,
    happened: pl.Series,
    bind: Binding,
    as_of: datetime.date | None,
    sweep: Mapping[str, Sequence[float]],
    ranks: bool | None = None,
) -> ScorecardBacktest:
    """How well a scorecard would have told what happened; `happened` is a boolean for each row, null where unknown.

    `ranks` says whether scores are a ranking; they are, where nothing is said.
    """
    is_ranking = True if ranks is None else ranks
    return with_sweep(policy, sweep, lambda each: _held(each, frame, happened, label, bind, as_of, is_ranking))


def _held(
    policy: Scorecard,
    frame: Frame,
    happened: pl.Series,
    label: str,
    bind: Binding,
    day: datetime.date | None,
    ranks: bool,
) -> ScorecardBacktest:
    found = policy.apply(frame, bind=bind, as_of=day, look=True).lazy().collect()
    scores = _scores(found[f"{column_name(policy.id)}_points"], happened)
    ranked = [(with_, count - with_) for _, count, with_ in reversed(scores)]
    return ScorecardBacktest.of(
        policy.definition,
        label,
        _rates(policy, found, happened) if policy.bands else (),
        ranked,
        happened,
        ranks=ranks,
        groups=tuple(groups(scores)),
        distance=distance(ranked) if ranks else None,
    )


def _rates(policy: Scorecard, found: pl.DataFrame, happened: pl.Series) -> list[Rate]:
    column = bands_of(policy, found.lazy())
    counts = Counter[tuple[Said, bool]]()
    for code, label, count in pairs(column.codes, happened):
        counts[column.labels[code], label] += count
    rates = [Rate(id_, counts[id_, True] + counts[id_, False], counts[id_, True]) for id_ in column.labels]
    return [each for each in rates if each.count or each.outcome not in (None, Marker.OPEN)]


def _scores(points: pl.Series, happened: pl.Series) -> Scores:
    counts: dict[float, list[int]] = {}
    for score, label, count in pairs(points, happened):
        if score is not None:
            both = counts.setdefault(score, [0, 0])
            both[0] += count
            both[1] += count * label
    return [(score, count, with_) for score, (count, with_) in sorted(counts.items())]


def groups(scores: Scores, most: int = MOST_GROUPS) -> list[ScoreGroup]:
    """Scores next to each other, about equally many customers in each group; a group for each score where they are few.

    A score belongs to the group in which the middle one of those who have it stands.
    """
    total, before = sum(count for _, count, _ in scores), 0
    parts: dict[int, list[tuple[float, int, int]]] = {}
    for place, (score, count, with_) in enumerate(scores):
        middle = (2 * before + count) * most // (2 * total)
        parts.setdefault(place if len(scores) <= most else middle, []).append((score, count, with_))
        before += count
    return [_group(each) for each in parts.values()]


def _group(scores: Scores) -> ScoreGroup:
    count = sum(each for _, each, _ in scores)
    mean = sum(Fraction(score) * each for score, each, _ in scores) / count
    return ScoreGroup(scores[0][0], scores[-1][0], float(mean), count, sum(with_ for *_, with_ in scores))
