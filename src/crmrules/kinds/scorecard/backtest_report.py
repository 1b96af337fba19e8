"""What the backtest of a scorecard tells beside its rates by band: how well the score ranks, and its calibration."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmrules.assurance.backtest.report import between, part, rates, sweeps
from crmrules.expressions.numbers import exact
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Figure, Paragraph, Prose, Series, Table, Tone
from crmrules.reports.sentences import Sentences
from crmrules.reports.text import line

if TYPE_CHECKING:
    from crmrules.kinds.scorecard.backtest import ScorecardBacktest, ScoreGroup

_say = Sentences(
    {
        "ranks": Text(
            "Rank quality of the score {quality:.3f}{interval}: of the pairs of two, one to whom it happened and one "
            "to whom not, the first has the higher score in {part:.0%}, ties half.",
            "得分的排序质量 {quality:.3f}{interval}：在发生者与未发生者的配对中，发生者得分较高的占 {part:.0%}"
            "（并列计一半）。",
        ),
        "between": Text(" ({low:.3f} - {high:.3f})", "（{low:.3f} - {high:.3f}）"),
        "seen": Text(
            "It is reckoned without the {left_out:,} of {total:,} whose score is a range: {pairs:.1%} of all pairs are "
            "seen.",
            "计算时剔除了 {total:,} 例中得分仅为区间的 {left_out:,} 例：所见配对占全部配对的 {pairs:.1%}。",
        ),
        "chance": Text(
            "The interval holds one half: the score may tell no more than chance.",
            "置信区间包含二分之一：得分所言可能并不优于随机。",
        ),
        "falls": Text(
            "Low scores go with what happened: read from the lowest score up, the rank quality is {turned:.3f}.",
            "低分与所发生之事相伴：自低分读起，排序质量为 {turned:.3f}。",
        ),
        "distances": Text(
            "Gini {gini:.3f}; the greatest distance between the two (Kolmogorov and Smirnov) is {distance:.3f}.",
            "基尼系数 {gini:.3f}；两者间的最大距离（柯尔莫哥洛夫—斯米尔诺夫）为 {distance:.3f}。",
        ),
        "calibration": Text("Rate by score", "各得分的发生率"),
        "scores": Text("scores", "得分"),
        "score": Text("score", "得分"),
        "count": Text("customers", "客户数"),
        "rate": Text("rate", "发生率"),
        "interval": Text("95% interval", "95% 置信区间"),
        "low": Text("95% interval, lower end", "95% 置信区间下限"),
        "high": Text("95% interval, upper end", "95% 置信区间上限"),
        "against": Text(
            "From {one} to {other} the rate moves against the score: {before:.1%}, then {after:.1%}.",
            "得分由 {one} 到 {other}，发生率与得分走向相反：先为 {before:.1%}，后为 {after:.1%}。",
        ),
    }
)


_TOPS = (0.05, 0.1, 0.2, 0.5, 1.0)
"""How high pictures can be: rates of one in a hundred would lie on the ground of a picture of all."""


def blocks(found: "ScorecardBacktest", language: Language) -> Iterator[Block]:
    """Rates by band, how well the score ranks, rates by score, and the sweep."""
    yield from rates(found, language)
    yield from _quality(found, language)
    if found.groups:
        heads = tuple(_say(key, language) for key in ("scores", "count", "rate", "interval"))
        rows: list[tuple[Prose, ...]] = [
            (_scores(each), f"{each.count:,}", part(each.rate), between(each.interval)) for each in found.groups
        ]
        bars = tuple(each.rate for each in found.groups)
        caption = _say("calibration", language)
        yield Table(caption, heads, tuple(rows), frozenset({1, 2, 3}), bars, _say("rate", language))
    for one, other in found.against:
        scores = {"one": _scores(one), "other": _scores(other)}
        yield Paragraph(_say("against", language, **scores, before=one.rate, after=other.rate), Tone.WARNING)
    yield from calibration(found, language)
    yield from sweeps(found, language)


def calibration(found: "ScorecardBacktest", language: Language) -> Iterator[Figure]:
    """The rate along the score, with its interval; none of a single score."""
    if len(found.groups) < 2:
        return
    ends = {
        "rate": [each.rate for each in found.groups],
        "low": [each.interval[0] for each in found.groups],
        "high": [each.interval[1] for each in found.groups],
    }
    means = [each.mean for each in found.groups]
    series = tuple(
        Series(line(_say(key, language), language), tuple(zip(means, heights, strict=True)))
        for key, heights in ends.items()
    )
    title, along = (line(_say(key, language), language) for key in ("calibration", "score"))
    yield Figure(title, along, series, min(each for each in _TOPS if each >= max(ends["high"])))


def _quality(found: "ScorecardBacktest", language: Language) -> Iterator[Paragraph]:
    """How well the score ranks, on whom that was reckoned, and which way."""
    if found.rank_quality is None:
        return
    interval = found.rank_interval
    said = "" if interval is None else _say("between", language, low=interval[0], high=interval[1])
    quality = found.rank_quality
    yield Paragraph(_say("ranks", language, quality=quality, interval=said, part=quality))
    if found.left_out and found.pairs is not None:
        yield Paragraph(_say("seen", language, left_out=found.left_out, total=found.total, pairs=found.pairs))
    if found.may_be_chance:
        yield Paragraph(_say("chance", language))
    if found.is_backwards:
        yield Paragraph(_say("falls", language, turned=float(1 - exact(quality))))
    if found.gini is not None and found.distance is not None:
        yield Paragraph(_say("distances", language, gini=found.gini, distance=found.distance))


def _scores(group: "ScoreGroup") -> str:
    return f"{group.low:g}" if group.low == group.high else f"{group.low:g} - {group.high:g}"
