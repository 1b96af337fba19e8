"""A backtest as a report, in both languages, and the figures of its sweep."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crmrules.analysis.markers import Marker, Said
from crmrules.errors import EngineError
from crmrules.expressions.numbers import rounded
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Figure, Paragraph, Prose, Series, Table, Tone, named
from crmrules.reports.figures import draw
from crmrules.reports.sentences import Sentences
from crmrules.reports.text import line

if TYPE_CHECKING:
    from crmrules.assurance.backtest.rates import Rate
    from crmrules.assurance.backtest.result import Backtest

_say = Sentences(
    {
        "head": Text("{policy}: held against {label}", "{policy}：对照 {label}"),
        "all": Text("{happened:,} of {total:,} happened ({base}).", "{total:,} 例中发生 {happened:,} 例（{base}）。"),
        "unlabelled": Text(
            "{count:,} {count:does|do} not say what happened, and {count:is|are} left out.",
            "{count:,} 例未注明是否发生，已剔除。",
        ),
        "outcome": Text("outcome", "结论"),
        "band": Text("band", "分段"),
        "count": Text("customers", "客户数"),
        "share": Text("share", "占比"),
        "rate": Text("rate", "发生率"),
        "interval": Text("95% interval", "95% 置信区间"),
        "lift": Text("lift", "提升度"),
        "none_outcome": Text("no outcome", "无结论"),
        "none_band": Text("in no band", "不属于任何分段"),
        "open": Text("open", "未决"),
        "rates_outcome": Text("Rates by outcome", "各结论的发生率"),
        "rates_band": Text("Rates by band", "各分段的发生率"),
        "ranks": Text("Rank quality {quality:.3f}{interval}: {word}.", "排序质量 {quality:.3f}{interval}：{word}。"),
        "between": Text(" ({low:.3f} - {high:.3f})", "（{low:.3f} - {high:.3f}）"),
        "well": Text(
            "of all pairs, one to whom it happened and one to whom not, {part:.0%} are in the right order, ties half",
            "在发生者与未发生者的所有配对中，{part:.0%} 次序正确（并列计一半）",
        ),
        "well_of": Text(
            "of the pairs seen, one to whom it happened and one to whom not, {part:.0%} are in the right order, ties "
            "half",
            "在所见的发生者与未发生者配对中，{part:.0%} 次序正确（并列计一半）",
        ),
        "seen": Text(
            "It is reckoned without the {left_out:,} of {total:,} that {left_out:is|are} open: {pairs:.1%} of all "
            "pairs are seen.",
            "计算时剔除了 {total:,} 例中未决的 {left_out:,} 例：所见配对占全部配对的 {pairs:.1%}。",
        ),
        "chance": Text(
            "The interval holds one half: it may be no better, and no worse, than chance.",
            "置信区间包含二分之一：可能并不优于、也不劣于随机。",
        ),
        "backwards": Text("it ranks backwards, worse than chance", "次序颠倒，劣于随机"),
        "sweep": Text("{parameter} at other values", "{parameter} 取其他值"),
        "quality": Text("rank quality", "排序质量"),
        "left_out": Text("open, left out", "未决、已剔除"),
        "pairs": Text("pairs seen", "所见配对"),
        "share_of": Text("share of {outcome}", "占比：{outcome}"),
        "rate_of": Text("rate of {outcome}", "发生率：{outcome}"),
        "still_outcome": Text("No outcome moves, whichever value it has.", "无论取何值，各结论均不变。"),
        "still_band": Text("No band moves, whichever value it has.", "无论取何值，各分段均不变。"),
    }
)


def backtest_document(found: "Backtest", language: Language) -> Document:
    """What came out."""
    header = found.definition.header
    policy = named(header.title.in_language(language), header.id)
    facts: list[Prose] = [
        _say("all", language, happened=found.happened, total=found.total, base=part(found.base)),
        *([_say("unlabelled", language, count=found.unlabelled)] if found.unlabelled else []),
    ]
    title = _say("head", language, policy=policy, label=found.label)
    return Document(language, title, tuple(found.blocks(language)), tuple(facts))


def blocks(found: "Backtest", language: Language) -> Iterator[Block]:
    """Rates, how well it ranks, and the sweep."""
    yield from rates(found, language)
    yield from _quality(found, language)
    yield from sweeps(found, language)


def rates(found: "Backtest", language: Language) -> Iterator[Table]:
    """The rate of each outcome or band, where there are any."""
    if not found.rates:
        return
    heads = tuple(_say(key, language) for key in (found.answer, "count", "share", "rate", "interval", "lift"))
    names = _names(found, language)
    rows = tuple(_row(each, names, found) for each in found.rates)
    bars = tuple(each.rate or 0.0 for each in found.rates)
    caption = _say(f"rates_{found.answer}", language)
    yield Table(caption, heads, rows, frozenset(range(1, len(heads))), bars, _say("rate", language))


def sweeps(found: "Backtest", language: Language) -> Iterator[Block]:
    """What each parameter that was swept moves."""
    for name in dict.fromkeys(each[0] for each in found.sweep):
        yield from _sweep(found, name, language)


def _quality(found: "Backtest", language: Language) -> Iterator[Paragraph]:
    """How well it ranks, and on whom that was reckoned."""
    if found.rank_quality is None:
        return
    key = "backwards" if found.is_backwards else "well_of" if found.left_out else "well"
    word = _say(key, language, part=found.rank_quality)
    ends = found.rank_interval
    interval = "" if ends is None else _say("between", language, low=ends[0], high=ends[1])
    tone = Tone.WARNING if found.is_backwards else Tone.PLAIN
    yield Paragraph(_say("ranks", language, quality=found.rank_quality, interval=interval, word=word), tone)
    if found.left_out and found.pairs is not None:
        yield Paragraph(_say("seen", language, left_out=found.left_out, total=found.total, pairs=found.pairs))
    if found.may_be_chance:
        yield Paragraph(_say("chance", language))


def _names(found: "Backtest", language: Language) -> Mapping[Said, Prose]:
    names: dict[Said, Prose] = {None: _say(f"none_{found.answer}", language), Marker.OPEN: _say("open", language)}
    return names | {id_: named(title.in_language(language), id_) for id_, title in found.definition.answers.items()}


def part(number: float | None) -> str:
    """A part of all in percent, and a dash where there is none."""
    return "-" if number is None else rounded(number, ".1%")


def _row(rate: "Rate", names: Mapping[Said, Prose], found: "Backtest") -> tuple[Prose, ...]:
    interval = between(rate.interval)
    lift = found.lift(rate)
    said = "-" if lift is None else rounded(lift, ".2f")
    return names[rate.outcome], f"{rate.count:,}", part(_share(rate, found)), part(rate.rate), interval, said


def between(ends: tuple[float, float] | None) -> str:
    """An interval in percent, and a dash where there is none."""
    return "-" if ends is None else " - ".join(map(part, ends))


def _share(rate: "Rate", found: "Backtest") -> float | None:
    return rate.count / found.total if found.total else None


def _sweep(found: "Backtest", name: str, language: Language) -> Iterator[Block]:
    """The figures that move, each in a row, with a column for each value of a parameter."""
    tried = [(value, each) for parameter, value, each in found.sweep if parameter == name]
    rows: list[tuple[Prose, ...]] = []
    if found.rank_quality is not None:
        qualities = (each.rank_quality for _, each in tried)
        rows.append((_say("quality", language), *("-" if each is None else rounded(each, ".3f") for each in qualities)))
        if any(each.left_out for _, each in tried):
            rows.append((_say("left_out", language), *(f"{each.left_out:,}" for _, each in tried)))
            rows.append((_say("pairs", language), *(part(each.pairs) for _, each in tried)))
    names, moving = _names(found, language), _moving(found, name)
    for outcome in moving:
        rates = [(each.rate_of(outcome), each) for _, each in tried]
        shares = (part(_share(rate, each)) for rate, each in rates)
        rows.append((_say("share_of", language, outcome=names[outcome]), *shares))
        rows.append((_say("rate_of", language, outcome=names[outcome]), *(part(rate.rate) for rate, _ in rates)))
    caption = _say("sweep", language, parameter=_titled(found, name, language))
    heads = ("", *(f"{value:g}" for value, _ in tried))
    yield Table(caption, heads, tuple(rows), frozenset(range(1, len(heads))))
    if found.rates and not moving:
        yield Paragraph(_say(f"still_{found.answer}", language))
    yield from _figure(found, name, language)


def _moving(found: "Backtest", name: str) -> list[Said]:
    """The outcomes that other customers have at some value of a parameter, in their order."""
    tried = [each for parameter, _, each in found.sweep if parameter == name]
    outcomes = dict.fromkeys(rate.outcome for each in (found, *tried) for rate in each.rates)
    return [each for each in outcomes if len({one.rate_of(each) for one in tried}) > 1]


def _titled(found: "Backtest", name: str, language: Language) -> Prose:
    """A parameter with its title, where it has one."""
    title = found.definition.parameters[name].title
    return name if title is None else named(title.in_language(language), name)


def _figure(found: "Backtest", name: str, language: Language) -> Iterator[Figure]:
    """How well it ranks, and the outcome or band that moves most, over the values of a parameter."""
    tried = sorted(
        ((value, each) for parameter, value, each in found.sweep if parameter == name), key=lambda item: item[0]
    )
    series: list[Series] = []
    if found.rank_quality is not None:
        points = tuple((value, each.rank_quality) for value, each in tried)
        series.append(Series(line(_say("quality", language), language), points))
    moving = _moving(found, name)
    if moving or (found.rates and not series):
        most = max(moving or [each.outcome for each in found.rates], key=lambda each: _span(tried, each))
        outcome = _names(found, language)[most]
        rates = [(value, each.rate_of(most), each) for value, each in tried]
        for key, points in (
            ("share_of", tuple((value, _share(rate, each)) for value, rate, each in rates)),
            ("rate_of", tuple((value, rate.rate) for value, rate, _ in rates)),
        ):
            series.append(Series(line(_say(key, language, outcome=outcome), language), points))
    title = line(_say("sweep", language, parameter=_titled(found, name, language)), language)
    if series:
        yield Figure(title, name, tuple(series))


def _span(tried: list[tuple[float, "Backtest"]], outcome: Said) -> int:
    counts = [each.rate_of(outcome).count for _, each in tried]
    return max(counts) - min(counts)


def swept(found: "Backtest", language: Language) -> tuple[Figure, ...]:
    """The picture of each parameter that was swept."""
    names = dict.fromkeys(each[0] for each in found.sweep)
    return tuple(figure for name in names for figure in _figure(found, name, language))


def plot(found: "Backtest", path: Path, kind: str, language: Language = "en") -> None:
    """Its pictures below each other, "svg" or "png"; raises `EngineError` where it cannot be drawn."""
    figures = found.figures(language)
    if not figures:
        raise EngineError.of("plot", "there is no sweep to draw", "name a parameter: --sweep parameter=0.1,0.2,0.3")
    draw(figures, path, kind)
