"""Coverage of a scorecard as a report, in both languages."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crmrules.kinds.scorecard.cases import ends
from crmrules.kinds.scorecard.parts import NO, YES, Item, Step
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Table, code, joined, named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import listed, say

if TYPE_CHECKING:
    from crmrules.kinds.scorecard.coverage import ScorecardCoverage
    from crmrules.kinds.scorecard.definition import ScorecardDefinition

_say = Sentences(
    {
        "cases": Text("{total:,} {total:case|cases}, {open:,} open.", "共 {total:,} 例，{open:,} 例未决。"),
        "items": Text("What items came to", "各项目所得"),
        "bands": Text("Bands", "分段"),
        "hanging": Text("What open cases hang on", "未决所系"),
        "item": Text("item", "项目"),
        "case": Text("is", "为"),
        "band": Text("band", "分段"),
        "count": Text("cases", "例数"),
        "none": Text("in no band", "不属于任何分段"),
        "no_step": Text("in no step", "不在任何区间"),
        "unknown": Text("unknown", "未知"),
        "in_open": Text("unknown in open cases", "未决例中未知数"),
        "alone": Text("settles alone", "单独即可确定"),
        "any": Text("any number", "任意数值"),
        "from": Text("from {number}", "{number} 起"),
        "to": Text("to {number}", "至 {number}"),
        "below": Text("below {number}", "小于 {number}"),
        "valueless": Text(
            "{item}: {count:,} times without a value though every fact it asks is known, such as after a division by "
            "zero.",
            "{item}：所问事实均已知，仍有 {count:,} 例无值（例如除数为零）。",
        ),
        "never_given": Text("{item}: never {cases}.", "{item}：从未出现 {cases}。"),
        "never_known": Text("Unknown in every case: {ids}.", "在所有例中均未知的项目：{ids}。"),
        "never_vary": Text(
            "Gave the same points wherever known, and told nobody apart: {ids}.",
            "凡已知时得分均相同、未能区分任何人的项目：{ids}。",
        ),
        "never_reached": Text("Bands never reached: {ids}.", "从未达到的分段：{ids}。"),
        "all": Text(
            "Every item varied and came to all it can, and every band was reached.",
            "每个项目均有变化且各种可能均曾出现，每个分段均曾达到。",
        ),
        "all_items": Text("Every item varied and came to all it can.", "每个项目均有变化，且各种可能均曾出现。"),
    }
)


def coverage_document(coverage: "ScorecardCoverage", language: Language) -> Document:
    """What came, what never did, and what stayed open."""
    header = coverage.definition.header
    return Document(
        language,
        named(header.title.in_language(language), header.id),
        tuple(_blocks(coverage, language)),
        (_say("cases", language, total=coverage.total, open=coverage.open),),
    )


def _blocks(coverage: "ScorecardCoverage", language: Language) -> Iterator[Block]:
    definition = coverage.definition
    counted: list[tuple[Prose, Prose, int]] = []
    for item in definition.items:
        titled = _titled(item, language)
        for here in range(ends(definition, item)):
            counted.append((titled, case_of(definition, item, here, language), coverage.items[item.id, here]))
            titled = ""
        if coverage.unknown[item.id]:
            counted.append((titled, _say("unknown", language), coverage.unknown[item.id]))
    yield _table("items", ("item", "case", "count"), counted, coverage.total, language)
    if definition.bands:
        bands: list[tuple[Prose, int]] = [
            (named(band.title.in_language(language), band.id), coverage.bands[band.id]) for band in definition.bands
        ]
        bands += [(_say("none", language), coverage.bands[None])] if coverage.bands[None] else []
        yield _table("bands", ("band", "count"), bands, coverage.total, language)
    if coverage.hanging:
        ranked = sorted(
            (item for item in definition.items if coverage.hanging[item.id]),
            key=lambda item: (-coverage.settling[item.id], -coverage.hanging[item.id]),
        )
        rows: list[tuple[Prose, ...]] = [
            (_titled(item, language), f"{coverage.hanging[item.id]:,}", f"{coverage.settling[item.id]:,}")
            for item in ranked
        ]
        heads = tuple(_say(head, language) for head in ("item", "in_open", "alone"))
        yield Table(_say("hanging", language), heads, tuple(rows), frozenset({1, 2}))
    yield from map(Paragraph, _sentences(coverage, language))


def _sentences(coverage: "ScorecardCoverage", language: Language) -> Iterator[Prose]:
    """What has no value, and what never came."""
    definition = coverage.definition
    for item in definition.items:
        if coverage.valueless[item.id]:
            yield _say("valueless", language, item=item.id, count=coverage.valueless[item.id])
    never = {key: getattr(coverage, key) for key in ("never_known", "never_vary", "never_reached")}
    for key, ids in never.items():
        if ids:
            yield _say(key, language, ids=listed(list(ids), language))
    for item in definition.items:
        cases = [case_of(definition, item, here, language) for id_, here in coverage.never_given if id_ == item.id]
        if cases:
            said = joined(cases, "、" if language == "zh" else ", ")
            yield _say("never_given", language, item=item.id, cases=said)
    if coverage.total and not any(never.values()) and not coverage.never_given:
        yield _say("all" if definition.bands else "all_items", language)


def case_of(definition: "ScorecardDefinition", item: Item, here: int, language: Language) -> Prose:
    """What an item comes to, in words."""
    if item.when is not None:
        return say(here == 0, language)
    if item.number is None:
        said = list(definition.options(item))[here]
        return say({YES: True, NO: False}.get(said, said), language)
    if here == len(item.steps):
        return _say("no_step", language)
    ends_ = tuple(_ends(definition, item.steps[here], language))
    return joined(ends_, "" if language == "zh" else " ") if ends_ else _say("any", language)


def _ends(definition: "ScorecardDefinition", step: Step, language: Language) -> Iterator[Prose]:
    for key, name in (("from", step.from_), ("to", step.to), ("below", step.below)):
        if name:
            yield _say(key, language, number=_number(definition, name, language))


def _number(definition: "ScorecardDefinition", name: str, language: Language) -> Prose:
    """The value of a parameter; its name where that is another one on another day."""
    value = definition.parameters[name].value
    return code(name) if value is None else say(value, language)


def _titled(item: Item, language: Language) -> Prose:
    return item.id if item.title is None else named(item.title.in_language(language), item.id)


def _table(
    caption: str,
    heads: tuple[str, ...],
    counted: Sequence[tuple[*tuple[Prose, ...], int]],
    total: int,
    language: Language,
) -> Table:
    """A table whose last column is how often each came."""
    rows = tuple((*told, f"{count:,}") for *told, count in counted)
    bars = tuple(count / max(total, 1) for *_, count in counted)
    said = tuple(_say(head, language) for head in heads)
    return Table(_say(caption, language), said, rows, frozenset({len(heads) - 1}), bars)
