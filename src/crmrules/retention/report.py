"""The figures of retention as a report, in both languages."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Table
from crmrules.reports.sentences import filled
from crmrules.reports.wording import say
from crmrules.retention.rates import Rate
from crmrules.retention.rows import LOST, RECOVERED, SAVED

if TYPE_CHECKING:
    from crmrules.retention.bands import Churn
    from crmrules.retention.figures import RetentionFigures

_SAID = {
    "title": Text("Figures of retention", "挽留数据"),
    "as_of": Text("as of {day}", "截至 {day}"),
    "saved_rate": Text("Saved: {rate} of those who asked to leave.", "挽留：占要求销号者的 {rate}。"),
    "relapse_rate": Text("Relapsed later: {rate} of those saved.", "复发：占已挽留者的 {rate}。"),
    "early": Text("Asked again before: {count}; their retention failed.", "更早再次申请：{count}，挽留未成功。"),
    "rate": Text("{percent} ({part:,} of {whole:,})", "{percent}（{whole:,} 中的 {part:,}）"),
    "open_rate": Text(
        "{low} to {high} ({part:,} of {whole:,}, {open:,} open)",
        "{low} 至 {high}（{whole:,} 中的 {part:,}，{open:,} 未决）",
    ),
    "nothing": Text("nothing to reckon of", "无可计算"),
    "results": Text("Results", "结果"),
    "result": Text("result", "结果"),
    "cases": Text("cases", "个案"),
    "value": Text("value", "价值"),
    "unknown": Text("value unknown", "价值未知"),
    "reasons": Text("Reasons, of all requests", "原因（占全部要求）"),
    "reason": Text("reason", "原因"),
    "share": Text("share", "占比"),
    "churn": Text("Customers lost, by band: {policy}", "客户流失（按分段）：{policy}"),
    "band": Text("band", "分段"),
    "churned": Text("lost", "流失"),
    "brought": Text("what they brought", "其价值"),
    "all": Text("all", "合计"),
    "unallocated": Text("no known reason", "原因未知"),
    SAVED: Text("saved", "已挽留"),
    LOST: Text("lost", "已流失"),
    RECOVERED: Text("recovered without a request", "未申请即恢复"),
    "open": Text("open", "未结"),
}


def figures_document(figures: "RetentionFigures", language: Language) -> Document:
    """The figures, the most asked for first."""
    day = _say("as_of", language, day=figures.as_of.isoformat())
    return Document(language, _say("title", language), tuple(_blocks(figures, language)), (day,))


def rate_said(rate: Rate, language: Language) -> str:
    """A rate in words: a percentage, or the range it lies in."""
    low, high = rate.low, rate.high
    if low is None or high is None:
        return _say("nothing", language)
    counted = {"part": rate.part, "whole": rate.whole, "open": rate.open}
    if rate.open:
        return _say("open_rate", language, low=_percent(low, language), high=_percent(high, language), **counted)
    return _say("rate", language, percent=_percent(low, language), **counted)


def _say(key: str, language: Language, **words: object) -> str:
    return _SAID[key].in_language(language).format(**words)


def _percent(share: Fraction, language: Language) -> str:
    return say(share, language, ".1%")


def _blocks(figures: "RetentionFigures", language: Language) -> Iterator[Block]:
    yield from rates(figures, language)
    yield results(figures, language)
    if figures.reasons:
        yield reasons(figures, language)


def rates(figures: "RetentionFigures", language: Language) -> Iterator[Paragraph]:
    """The save rate, and of those saved how many asked again."""
    yield Paragraph(_say("saved_rate", language, rate=rate_said(figures.save_rate, language)))
    if figures.relapse is not None:
        yield Paragraph(_say("relapse_rate", language, rate=rate_said(figures.relapse, language)))
        if figures.asked_early:
            yield Paragraph(_say("early", language, count=f"{figures.asked_early:,}"))


def results(figures: "RetentionFigures", language: Language) -> Table:
    """How many cases came to each result."""
    heads = [_say(each, language) for each in ("result", "cases", *(("value", "unknown") if figures.value else ()))]
    counts = {SAVED: figures.saved, LOST: figures.lost, RECOVERED: figures.recovered, "open": figures.open}
    rows = [(_say(each, language), f"{count:,}", *_value(figures, each)) for each, count in counts.items()]
    return Table(_say("results", language), tuple(heads), tuple(rows), frozenset(range(1, len(heads))))


def _value(figures: "RetentionFigures", result: str) -> tuple[str, ...]:
    value = figures.value.get(result)
    return () if value is None else (say(value.total, "en", ",.2f"), f"{value.unknown:,}")


def reasons(figures: "RetentionFigures", language: Language) -> Table:
    """Why customers asked to leave, the most frequent reason first."""
    heads = tuple(_say(each, language) for each in ("reason", "cases", "share"))
    rows = [(each.id, f"{each.requests:,}", _percent(each.share, language)) for each in figures.reasons]
    share = Fraction(figures.unallocated, figures.requests)
    rows.append((_say("unallocated", language), f"{figures.unallocated:,}", _percent(share, language)))
    return Table(_say("reasons", language), heads, tuple(rows), frozenset({1, 2}))


def churn_table(churn: "Churn", policy: Prose, titles: Mapping[str, Prose], language: Language) -> Table:
    """How many customers of each band were lost, all of them last, and what they brought where that is told."""
    effects = [*churn.total.effects]
    heads = [_say("band", language), _say("churned", language), *(_say("brought", language) for _ in effects)]
    rows = [
        (
            titles.get(each.band, each.band) if each.band else _say("all", language),
            rate_said(each.churn, language),
            *(say(each.effects[name], language, ",.2f") for name in effects),
        )
        for each in (*churn.bands, churn.total)
    ]
    caption = filled(_SAID["churn"], language, policy=policy)
    return Table(caption, tuple(heads), tuple(rows), frozenset(range(2, len(heads))))
