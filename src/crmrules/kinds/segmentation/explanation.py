"""Cuts of a population and the place of a customer as reports, in both languages."""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from crmrules.expressions.numbers import rounded
from crmrules.expressions.types import Kind
from crmrules.kinds.segmentation.amounts import share as exactly
from crmrules.kinds.segmentation.parts import Basis
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Prose, Table, named
from crmrules.reports.naming import asking, fact_named, policy_named
from crmrules.reports.sentences import filled
from crmrules.reports.wording import listed, origin_of, read_as

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition
    from crmrules.kinds.segmentation.result import Cuts, Law, Placement

_SAID = {
    "as_of": Text("As of {day}", "截至 {day}"),
    "ranked": Text(
        "{count:,} {count:customer|customers} ranked by {measure}.",
        "{count:,} 位客户按{measure}排序。",
    ),
    "unknown": Text(
        "With no known {measure}, and so in no band: {count:,}.",
        "{measure}未知、因而不归入任何级别的客户：{count:,} 位。",
    ),
    "shares": Text("Cut at shares of {basis}, the bands above counted in:", "按{basis}的占比划分，含以上各级："),
    "fixed": Text("Cut at fixed edges:", "按固定界限划分："),
    "bands": Text("Bands, with the shares that came out", "级别与实际占比"),
    "of_band": Text("band", "级别"),
    "at_least": Text("from", "下限"),
    "above": Text("above", "高于"),
    "at_most": Text("up to", "上限"),
    "below": Text("below", "低于"),
    "amount": Text("total", "总额"),
    "of_customers": Text("of customers", "客户占比"),
    "of_total": Text("of the total", "总额占比"),
    "rest": Text("the rest", "其余"),
    "sum": Text(
        "Shares of the total are of the positive total; with what some lose they add up to {sum:.2%}.",
        "总额占比以正值总额为基数，计入亏损后合计为 {sum:.2%}。",
    ),
    "customers": Text("customers", "客户数"),
    "top": Text("the top {share:.0%} of customers", "顶部 {share:.0%} 的客户"),
    "bottom": Text("the bottom {share:.0%}", "底部 {share:.0%} "),
    "wide": Text("{part}, {count} of {known} with those who tie,", "{part}（连同并列者为 {known} 位中的 {count} 位）"),
    "holds": Text(
        "{profit}/{top} holds here: {who} bring {share:.2%} of the total.",
        "{profit}/{top} 法则在此成立：{who}创造了总额的 {share:.2%}。",
    ),
    "fails": Text(
        "{profit}/{top} does not hold here: {who} bring {share:.2%} of the total, not {said_share:.0%}.",
        "{profit}/{top} 法则在此不成立：{who}创造了总额的 {share:.2%}，而非 {said_share:.0%}。",
    ),
    "fails_alone": Text(
        "{profit}/{top} does not hold here: {alone} bring {exact:.2%} of the total, not {said_share:.0%}; with all who "
        "tie, {count} of {known}, they bring {share:.2%}.",
        "{profit}/{top} 法则在此不成立：{alone}创造了总额的 {exact:.2%}，而非 {said_share:.0%}；连同并列者"
        "（{known} 位中的 {count} 位）为 {share:.2%}。",
    ),
    "no_total": Text(
        "Nobody brings a profit, so there is nothing for {profit}/{top} to be said of.",
        "没有客户盈利，{profit}/{top} 法则无从谈起。",
    ),
    "loss": Text(
        "The unprofitable among {who} lose {loss} together, {part:.1%} of what the top brings; the law says "
        "{said_loss:.0%}.",
        "{who}中的非盈利客户共亏损 {loss}，相当于顶部利润的 {part:.1%}；法则所述为 {said_loss:.0%}。",
    ),
    "loss_alone": Text(
        "The unprofitable among {who} lose {loss} together; the top brings nothing to set against it.",
        "{who}中的非盈利客户共亏损 {loss}；顶部没有利润可以抵偿。",
    ),
    "no_loss": Text(
        "Nobody among the bottom {said_bottom:.0%} loses anything; the law says they consume {said_loss:.0%} of what "
        "the top brings.",
        "底部 {said_bottom:.0%} 的客户没有亏损；法则所述为消耗顶部利润的 {said_loss:.0%}。",
    ),
    "short": Text(
        "Reaching into customers who bring no profit, and ended with the last who does: {bands}.",
        "比例延及不盈利的客户，止于最后一位盈利客户的级别：{bands}。",
    ),
    "flagged": Text(
        "Bringing no profit: {count}. Review each: potential first, then the service it gets.",
        "不盈利的客户：{count} 位，需逐一复核：先看潜力，再看服务投入。",
    ),
    "band": Text("{policy}: {id} - {title}", "{policy}：{id} - {title}"),
    "measure": Text("{measure} = {amount}", "{measure} = {amount}"),
    "at_least_met": Text("reaches the {amount} of {id}", "达到 {id} 的下限 {amount}"),
    "at_least_missed": Text("is below the {amount} of {id}", "低于 {id} 的下限 {amount}"),
    "above_met": Text("is above the {amount} of {id}", "高于 {id} 的界限 {amount}"),
    "above_missed": Text("is not above the {amount} of {id}", "不高于 {id} 的界限 {amount}"),
    "at_most_met": Text("is within the {amount} of {id}", "不超过 {id} 的上限 {amount}"),
    "at_most_missed": Text("is over the {amount} of {id}", "超过 {id} 的上限 {amount}"),
    "below_met": Text("is below the {amount} of {id}", "低于 {id} 的界限 {amount}"),
    "below_missed": Text("is not below the {amount} of {id}", "不低于 {id} 的界限 {amount}"),
    "uncut": Text("nobody brought a profit where the cuts were made", "划分时没有客户盈利，因而没有下限"),
    "no_profit": Text(
        "It brings no profit: review its potential first, then the service it gets.",
        "该客户不盈利，需复核：先看潜力，再看服务投入。",
    ),
    "open": Text("{policy}: open - {measure} is unknown", "{policy}：未决 - {measure} 未知"),
    "assumed": Text("Assumed: {facts}", "假定：{facts}"),
}
_BASES = {
    Basis.CUSTOMER_SHARE: Text("customers", "客户数"),
    Basis.PROFIT_SHARE: Text("the positive total", "正值总额"),
    Basis.RANK_SHARE: Text("customers, by rank", "客户名次"),
}


def cuts_document(cuts: "Cuts", language: Language) -> Document:
    """The bands of a population, what they hold, and what becomes of the law."""
    return Document(language, policy_named(cuts.definition, language), tuple(_cuts(cuts, language)))


def placement_document(placement: "Placement", language: Language) -> Document:
    """Why a customer is in its band."""
    title, *blocks = _placement(placement, language)
    assert isinstance(title, Paragraph)  # where the customer stands comes first
    return Document(language, title.prose, tuple(blocks))


def law_said(cuts: "Cuts", language: Language) -> Iterator[str]:
    """Whether the law holds, and what the bottom loses beside what the law says; nothing where there is no law, or
    nobody whose measure is known."""
    law = cuts.law
    if law is None or not cuts.known:
        return
    words = {
        "top": rounded(law.said_top, ".0%").removesuffix("%"),
        "profit": rounded(law.said_share, ".0%").removesuffix("%"),
        "share": law.top_share,
        "said_share": law.said_share,
        "said_bottom": law.said_bottom,
        "said_loss": law.said_loss,
        "loss": amount(cuts.definition, law.bottom_loss),
        "part": law.loss_of_top,
    }
    words |= {
        "exact": law.exact_share,
        "alone": _say("top", language, share=law.said_top),
        "count": f"{law.top_customers:,}",
        "known": f"{cuts.known:,}",
    }
    top = _part("top", law.said_top, law.top_customers, cuts.known, language)
    yield _say(_verdict(cuts, law), language, who=top, **words)
    bottom = _part("bottom", law.said_bottom, law.bottom_customers, cuts.known, language)
    loss = "no_loss" if not law.bottom_loss else "loss_alone" if law.loss_of_top is None else "loss"
    yield _say(loss, language, who=bottom, **words)


def flagged_said(cuts: "Cuts", language: Language) -> str:
    """How many customers bring no profit, and what to do about it; empty where all do."""
    return _say("flagged", language, count=f"{cuts.flagged:,}") if cuts.flagged else ""


def asked_block(cuts: "Cuts", language: Language) -> Group:
    """Which shares or edges were asked for, of what they are shares, and where each number comes from."""
    if cuts.basis is None:
        return Group(Paragraph(_say("fixed", language)), (Lines(tuple(_fixed(cuts, language))),))
    basis = _BASES[cuts.basis].in_language(language)
    return Group(Paragraph(_say("shares", language, basis=basis)), (Lines(tuple(_cut_at(cuts, language))),))


def short_said(cuts: "Cuts", language: Language) -> Iterator[str]:
    """Which bands reach into customers who bring no profit; nothing where none does."""
    if cuts.short:
        yield _say("short", language, bands=listed(list(cuts.short), language))


def sum_said(cuts: "Cuts", language: Language) -> Iterator[str]:
    """That the shares of the total do not add up to all of it; nothing where they do."""
    if cuts.total and sum(band.amount for band in cuts.bands) != cuts.total:
        yield _say("sum", language, sum=sum(share.profit for share in cuts.shares.values()))


def amount(definition: "SegmentationDefinition", value: Decimal) -> str:
    """A measure as people read it: days and counts, which are whole, without the hundredths of money."""
    said = f"{value:,f}"
    is_whole = definition.facts.types[definition.header.measure].kind is Kind.INTEGER
    return said.rstrip("0").rstrip(".") if is_whole and "." in said else said


def _say(key: str, language: Language, **words: object) -> str:
    # numbers are rounded as they are written, not as floats hold them
    written = {name: Decimal(repr(word)) if isinstance(word, float) else word for name, word in words.items()}
    return _SAID[key].in_language(language).format(**written)


def _verdict(cuts: "Cuts", law: "Law") -> str:
    """Whether the law holds. Where ties widen the top, its share is that of more customers than the law speaks of."""
    if not cuts.total:
        return "no_total"
    if law.holds:
        return "holds"
    return "fails" if law.top_share < law.said_share else "fails_alone"


def _part(key: str, said: float, count: int, known: int, language: Language) -> str:
    """The customers that the law speaks of, with how many they are where ties make them more than it says in whole
    per cent."""
    part = _say(key, language, share=said)
    if count <= _size(said, known) or rounded(count / known, ".0%") == rounded(said, ".0%"):
        return part
    return _say("wide", language, part=part.rstrip(), count=f"{count:,}", known=f"{known:,}")


def _size(said: float, known: int) -> int:
    """How many customers a share of them is, without ties."""
    return math.ceil(exactly(said) * known)


def _cuts(cuts: "Cuts", language: Language) -> Iterator[Block]:
    measure = fact_named(cuts.definition, cuts.definition.header.measure, language)
    if cuts.as_of is not None:
        yield Paragraph(_say("as_of", language, day=cuts.as_of.isoformat()))
    yield Paragraph(filled(_SAID["ranked"], language, count=cuts.known, measure=measure))
    yield asked_block(cuts, language)
    if cuts.unknown:
        yield Paragraph(filled(_SAID["unknown"], language, count=cuts.unknown, measure=measure))
    yield from map(Paragraph, short_said(cuts, language))
    yield bands_table(cuts, language)
    yield from map(Paragraph, (*sum_said(cuts, language), *law_said(cuts, language)))
    if cuts.flagged:
        yield Paragraph(flagged_said(cuts, language))


def bands_table(cuts: "Cuts", language: Language) -> Table:
    """The bands, with what each holds."""
    shares = cuts.shares
    rows = tuple(
        (
            named(band.title.in_language(language), band.id),
            _say("rest", language) if band.edge is None else amount(cuts.definition, band.edge),
            f"{band.customers:,}",
            rounded(shares[band.id].customers, ".1%"),
            amount(cuts.definition, band.amount),
            rounded(shares[band.id].profit, ".2%"),
        )
        for band in cuts.bands
    )
    keys = ("of_band", cuts.definition.sense.value, "customers", "of_customers", "amount", "of_total")
    heads = tuple(_say(key, language) for key in keys)
    bars = tuple(max(0.0, min(1.0, shares[band.id].profit)) for band in cuts.bands)
    return Table(
        _say("bands", language), heads, rows, frozenset(range(1, len(heads))), bars, _say("of_total", language)
    )


def _cut_at(cuts: "Cuts", language: Language) -> Iterator[tuple[Prose, ...]]:
    """The share of each band but the last, and where the number comes from."""
    definition = cuts.definition
    values = definition.values_on(cuts.as_of)
    assert cuts.basis is not None  # else they are fixed
    for band in definition.bands[:-1]:
        name = band.share[cuts.basis]
        share = f"{float(exactly(values[name]) * 100):g}%"
        origin = origin_of(definition.parameters[name], language)
        yield named(band.title.in_language(language), band.id), share, name, origin


def _fixed(cuts: "Cuts", language: Language) -> Iterator[tuple[Prose, ...]]:
    """The edge of each band but the last, and where the number comes from."""
    definition = cuts.definition
    for band, found in zip(definition.bands[:-1], cuts.bands, strict=False):
        assert found.edge is not None  # which is fixed
        origin = origin_of(definition.parameters[band.from_], language)
        yield named(band.title.in_language(language), band.id), amount(definition, found.edge), band.from_, origin


def edges_said(cuts: "Cuts", place: int, language: Language) -> str:
    """Between which cuts the customers of a band are, the bands by their titles."""
    names = {band.id: band.title.in_language(language) or band.id for band in cuts.bands}
    return _listed(_edges(cuts, place, names, language), language)


def no_profit_said(language: Language) -> str:
    """What is to be done about a customer who brings no profit."""
    return _say("no_profit", language)


def _listed(parts: list[str], language: Language) -> str:
    return ("，" if language == "zh" else ", ").join(parts)


def _edges(cuts: "Cuts", place: int, names: Mapping[str, str], language: Language) -> list[str]:
    band, found = cuts.bands[place], list[str]()
    if cuts.definition.flags and not cuts.total:
        found.append(_say("uncut", language))
    sense = cuts.definition.sense.value
    if band.edge is not None:
        found.append(_say(f"{sense}_met", language, amount=amount(cuts.definition, band.edge), id=names[band.id]))
    above = next((each for each in reversed(cuts.bands[:place]) if each.edge is not None), None)
    if above is not None and above.edge is not None:
        found.append(_say(f"{sense}_missed", language, amount=amount(cuts.definition, above.edge), id=names[above.id]))
    return found


def _placement(placement: "Placement", language: Language) -> Iterator[Block]:
    cuts, measure = placement.cuts, placement.cuts.definition.header.measure
    if placement.measure is None:
        yield Paragraph(_say("open", language, policy=placement.policy, measure=measure))
        yield from asking(cuts.definition, placement.missing, language)
        return
    place, band = next((place, band) for place, band in enumerate(cuts.bands) if band.id == placement.outcome)
    yield Paragraph(_say("band", language, policy=placement.policy, id=band.id, title=band.title.in_language(language)))
    said = _say("measure", language, measure=measure, amount=amount(cuts.definition, placement.measure))
    yield Paragraph(
        _listed([said, *_edges(cuts, place, {each.id: each.id for each in cuts.bands}, language)], language)
    )
    yield from map(Paragraph, read_as(cuts.definition.bands[place].reading, language))
    if placement.flagged:
        yield Paragraph(no_profit_said(language))
    if placement.assumed:
        yield Paragraph(_say("assumed", language, facts=listed(list(placement.assumed), language)))
