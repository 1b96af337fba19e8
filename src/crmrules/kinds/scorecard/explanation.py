"""Why a score is as it is, item by item, in both languages."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.render import render
from crmrules.expressions.tree import Value, names
from crmrules.kinds.scorecard.parts import Item
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Lines, Paragraph, Prose, Tone
from crmrules.reports.naming import asking, listing, policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import fill, read_as, say, stale

if TYPE_CHECKING:
    from crmrules.kinds.scorecard.result import Contribution, Score

_say = Sentences(
    {
        "points": Text("{policy}: {points}", "{policy}：{points}"),
        "range": Text("{policy}: {low} to {high}", "{policy}：{low} 至 {high}"),
        "band": Text("{said} - {id}, {title}", "{said} - {id}，{title}"),
        "open": Text("{said} - open, it could still be {bands}", "{said} - 未决，可能为 {bands}"),
        "no_band": Text("{said} - in no band", "{said} - 不属于任何分段"),
        "none": Text("no band", "无分段"),
        "as_of": Text("As of {day}", "截至 {day}"),
        "assumed": Text("Assumed: {facts}", "假定：{facts}"),
        "renormalised": Text(
            "Scaled up by the weights of the items that are known; left out: {items}. All items counted in, the score "
            "is {low} to {high}.",
            "按已知项目的权重放大，未计入：{items}。若计入全部项目，得分为 {low} 至 {high}。",
        ),
        "provisional": Text(
            "The band is not certain: with what was left out it could be {bands}.",
            "分段尚不确定：计入缺失项目后可能为 {bands}。",
        ),
        "items": Text("What each item gives:", "各项得分："),
        "unknown": Text("unknown, {low} to {high}", "未知，{low} 至 {high}"),
        "by_unknown": Text("{points}, which an unknown gives", "{points}（未知时的分值）"),
        "times": Text("{points} times {weight} = {sum}", "{points} × {weight} = {sum}"),
        "slot": Text("{id} (the question is the host's)", "{id}（题目由使用者提供）"),
        "item": Text("{title} ({id})", "{title}（{id}）"),
        "because": Text("{id}: {because}", "{id}：{because}"),
        "advice": Text("Advice: {advice}", "建议：{advice}"),
        "caution": Text("Caution: {caution}", "注意：{caution}"),
        "withheld": Text(
            "There is an advice that is given only where it is asked for. Caution: {caution}",
            "另有一条建议，需明确索取方可给出。注意：{caution}",
        ),
        "settling": Text(
            "Would settle the band alone, whatever it turns out to be: {items}", "单独一项即可确定分段：{items}"
        ),
        "may_settle": Text(
            "Could settle the band alone, by what it turns out to be: {items}", "单独一项视其结果可能确定分段：{items}"
        ),
        "operation": Text("Has no value, whatever is found out: {part}", "无论如何都没有值：{part}"),
    }
)


def score_document(score: "Score", language: Language, cautioned: bool) -> Document:
    """The report on a score; advice that a caution holds back is in it where that is asked for."""
    return Document(language, _title(score, language), tuple(_blocks(score, language, cautioned)))


def item_named(item: Item, language: Language) -> Prose:
    """An item by its title; a slot by its id."""
    if item.title is None:
        return _say("slot", language, id=item.id)
    return _say("item", language, title=item.title.in_language(language), id=item.id)


def _title(score: "Score", language: Language) -> Prose:
    policy = policy_named(score.definition, language)
    if score.points is not None:
        said = _say("points", language, policy=policy, points=say(score.points, language))
    else:
        low, high = say(score.low, language), say(score.high, language)
        said = _say("range", language, policy=policy, low=low, high=high)
    if not score.definition.bands:
        return said
    band = score.banded
    if band is not None:
        return _say("band", language, said=said, id=band.id, title=band.title.in_language(language))
    return _say("no_band" if score.certain else "open", language, said=said, bands=_bands(score, language))


def _bands(score: "Score", language: Language) -> Prose:
    return listing((id_ or _say("none", language) for id_ in score.possible), language)


def _blocks(score: "Score", language: Language, cautioned: bool) -> Iterator[Block]:
    definition = score.definition
    if score.as_of is not None:
        yield Paragraph(_say("as_of", language, day=score.as_of.isoformat()))
    if score.assumed:
        facts = (f"{name} = {say(score.values[name], language)}" for name in score.assumed)
        yield Paragraph(_say("assumed", language, facts=listing(facts, language)), Tone.WARNING)
    for warning in stale(definition, score.as_of, language):
        yield Paragraph(warning, Tone.WARNING)
    if score.renormalised:
        low, high = say(score.low, language), say(score.high, language)
        items = listing(score.renormalised, language)
        yield Paragraph(_say("renormalised", language, items=items, low=low, high=high), Tone.WARNING)
        if definition.bands and not score.certain:
            yield Paragraph(_say("provisional", language, bands=_bands(score, language)), Tone.WARNING)
    yield from _of_band(score, language, cautioned)
    rows = tuple(
        _row(score, item, given, language) for item, given in zip(definition.items, score.contributions, strict=True)
    )
    yield Group(Paragraph(_say("items", language)), (Lines(rows),))
    yield from _reasons(score, language)
    yield from _open(score, language)


def _of_band(score: "Score", language: Language, cautioned: bool) -> Iterator[Block]:
    """How the band reads its source, and what to do by it."""
    band = score.banded
    if band is None:
        return
    yield from map(Paragraph, read_as(band.reading, language))
    if band.advice is None:
        return
    if band.caution is None or cautioned:
        yield Paragraph(_say("advice", language, advice=fill(band.advice, score.values, language)))
    if band.caution is not None:
        caution = fill(band.caution, score.values, language)
        yield Paragraph(_say("caution" if cautioned else "withheld", language, caution=caution), Tone.WARNING)


def _row(score: "Score", item: Item, given: "Contribution", language: Language) -> tuple[Prose, ...]:
    """An item, what it asks, and what that gives."""
    return item_named(item, language), _asked(item, score.values, language), _given(given, language)


def _asked(item: Item, values: Mapping[str, Value], language: Language) -> str:
    asked = item.when or item.number
    if asked is None:
        return f"{item.answer} = {say(values[item.answer], language)}"
    value = evaluate(asked, values)
    told = f"{render(asked)} = {say(value, language)}"
    facts = [name for name in sorted(names(asked)) if name != told.partition(" = ")[0]]
    return told if not facts or item.number is not None else f"{told} ({_facts(facts, values, language)})"


def _facts(facts: list[str], values: Mapping[str, Value], language: Language) -> str:
    return ", ".join(f"{name} = {say(values[name], language)}" for name in facts)


def _given(given: "Contribution", language: Language) -> Prose:
    if given.points is None:
        return _say("unknown", language, low=say(given.low, language), high=say(given.high, language))
    points = say(given.points, language)
    if given.weight != 1:
        weight, total = say(given.weight, language), say(given.low, language)
        points = str(_say("times", language, points=points, weight=weight, sum=total))
    return _say("by_unknown", language, points=points) if given.by_unknown else points


def titled(item: Item, language: Language) -> str:
    """What an item is called where there is little room."""
    return item.id if item.title is None else item.title.in_language(language)


def added_said(item: Item, points: Fraction, language: Language) -> str:
    """What an item adds to a score, or takes from it; empty where that is nothing."""
    return f"{titled(item, language)} ({float(points):+g})" if points else ""


def between_items(language: Language) -> str:
    """What stands between two items that are said one after the other."""
    return "；" if language == "zh" else "; "


def _reasons(score: "Score", language: Language) -> Iterator[Block]:
    """What items say of themselves, and how they read their source."""
    for item, given in zip(score.definition.items, score.contributions, strict=True):
        told = [*read_as(item.reading, language)]
        if item.because is not None and given.points is not None and not given.by_unknown:
            told.insert(0, fill(item.because, score.values, language))
        for text in told:
            yield Paragraph(_say("because", language, id=item.id, because=text))


def _open(score: "Score", language: Language) -> Iterator[Block]:
    """What to find out, and which item would settle the band."""
    settling = score.settling
    for key, ids in (("settling", settling), ("may_settle", [i for i in score.may_settle if i not in settling])):
        if ids:
            yield Paragraph(_say(key, language, items=listing(ids, language)))
    yield from asking(score.definition, score.missing, language)
    for text in score.undefined:
        yield Paragraph(_say("operation", language, part=text))
