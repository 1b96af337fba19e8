"""A backtest in plain text, and its sweep as a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from crmrules.analysis.markers import OPEN
from crmrules.errors import EngineError
from crmrules.model.text import Language, Text
from crmrules.reports.wording import columns

if TYPE_CHECKING:
    from crmrules.kinds.decision.backtest import Backtest, Rate

_SAID = {
    "head": Text("{policy}: held against {label}", "{policy}：对照 {label}"),
    "all": Text("{happened} of {total} happened ({base}).", "{total} 例中发生 {happened} 例（{base}）。"),
    "unlabelled": Text("{count} do not say what happened, and are left out.", "{count} 例未注明是否发生，已剔除。"),
    "outcome": Text("outcome", "结论"),
    "count": Text("customers", "客户数"),
    "share": Text("share", "占比"),
    "rate": Text("rate", "发生率"),
    "interval": Text("95% interval", "95% 置信区间"),
    "lift": Text("lift", "提升度"),
    "none": Text("no outcome", "无结论"),
    "open": Text("open", "未决"),
    "ranks": Text("Rank quality {quality:.3f}{interval}: {word}.", "排序质量 {quality:.3f}{interval}：{word}。"),
    "between": Text(" ({low:.3f} - {high:.3f})", "（{low:.3f} - {high:.3f}）"),
    "well": Text(
        "of all pairs, one to whom it happened and one to whom not, {part:.0%} are in the right order, ties half",
        "在发生者与未发生者的所有配对中，{part:.0%} 次序正确（并列计一半）",
    ),
    "backwards": Text("it ranks backwards, worse than chance", "次序颠倒，劣于随机"),
    "sweep": Text("{parameter} at other values", "{parameter} 取其他值"),
    "quality": Text("rank quality", "排序质量"),
}


def explain_backtest(found: "Backtest", language: Language) -> str:
    """What came out; a line for each thing that is said."""
    return "\n".join(_lines(found, language))


def _say(key: str, language: Language, **words: object) -> str:
    return _SAID[key].in_language(language).format(**words)


def _part(number: float | None) -> str:
    return "-" if number is None else f"{number:.1%}"


def _lines(found: "Backtest", language: Language) -> Iterator[str]:
    yield _say("head", language, policy=found.definition.id, label=found.label)
    base = _part(found.base)
    yield "  " + _say("all", language, happened=f"{found.happened:,}", total=f"{found.total:,}", base=base)
    if found.unlabelled:
        yield "  " + _say("unlabelled", language, count=f"{found.unlabelled:,}")
    heads = tuple(_say(key, language) for key in ("outcome", "count", "share", "rate", "interval", "lift"))
    rows = [_row(each, found, language) for each in found.rates]
    yield from columns([heads, *rows], "    ", right={1, 2, 3, 4, 5})
    if found.rank_quality is not None:
        word = _say("backwards" if found.rank_quality < 0.5 else "well", language, part=found.rank_quality)
        ends = found.rank_interval
        interval = "" if ends is None else _say("between", language, low=ends[0], high=ends[1])
        yield "  " + _say("ranks", language, quality=found.rank_quality, interval=interval, word=word)
    for name in dict.fromkeys(each[0] for each in found.sweep):
        yield "  " + _say("sweep", language, parameter=name)
        yield from columns([_swept_heads(found, name, language), *_swept(found, name)], "    ", right={0, 1, 2, 3})


def _row(rate: "Rate", found: "Backtest", language: Language) -> tuple[str, ...]:
    name = {None: _say("none", language), OPEN: _say("open", language)}.get(rate.outcome) or str(rate.outcome)
    interval = "-" if rate.interval is None else f"{rate.interval[0]:.1%} - {rate.interval[1]:.1%}"
    lift = found.lift(rate)
    share = _part(rate.count / found.total if found.total else None)
    return name, f"{rate.count:,}", share, _part(rate.rate), interval, "-" if lift is None else f"{lift:.2f}"


def _swept_heads(found: "Backtest", name: str, language: Language) -> tuple[str, ...]:
    top = found.rates[found.top].outcome or _say("none", language)
    return name, _say("quality", language), f"{top}: {_say('share', language)}", f"{top}: {_say('rate', language)}"


def _swept(found: "Backtest", name: str) -> Iterator[tuple[str, ...]]:
    for parameter, value, each in found.sweep:
        if parameter == name:
            top = each.rates[found.top]
            quality = "-" if each.rank_quality is None else f"{each.rank_quality:.3f}"
            yield f"{value:g}", quality, _part(top.count / each.total if each.total else None), _part(top.rate)


def plot(found: "Backtest", path: Path, kind: str) -> None:
    """The sweep as a picture, "svg" or "png"; raises `EngineError` where it cannot be drawn."""
    if kind not in ("svg", "png"):
        raise EngineError.of("plot", f"`{kind}` is no kind of picture", "name the file .svg or .png")
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise EngineError.of("plot", "matplotlib is not installed", 'pip install "crmrules[report]"') from None
    names = list(dict.fromkeys(each[0] for each in found.sweep))
    if not names:
        raise EngineError.of("plot", "there is no sweep to draw", "name a parameter: --sweep parameter=0.1,0.2,0.3")
    figure = Figure(figsize=(6.4, 3.2 * len(names)), layout="constrained")
    for axes, name in zip(figure.subplots(len(names), squeeze=False)[:, 0], names, strict=True):
        here = [(value, each) for parameter, value, each in found.sweep if parameter == name]
        values = [value for value, _ in here]
        top = found.rates[found.top].outcome
        axes.plot(values, [each.rank_quality for _, each in here], marker="o", label="rank quality")
        axes.plot(values, [each.rates[found.top].rate for _, each in here], marker="s", label=f"rate of {top}")
        shares = [each.rates[found.top].count / max(each.total, 1) for _, each in here]
        axes.plot(values, shares, marker="^", label=f"share of {top}")
        axes.set(xlabel=name, ylim=(0, 1), title=f"{found.definition.id}: {name}")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(loc="best", fontsize="small")
    figure.savefig(path, format=kind)
