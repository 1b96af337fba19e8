"""Coverage as a report, in both languages."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Table, code, named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import listed

if TYPE_CHECKING:
    from crmrules.kinds.decision.coverage import Coverage

_say = Sentences(
    {
        "cases": Text("{total:,} {total:case|cases}, {open:,} open.", "共 {total:,} 例，{open:,} 例未决。"),
        "rules": Text("Rules", "规则"),
        "outcomes": Text("Outcomes", "结论"),
        "facts": Text("What open cases lack", "未决所缺"),
        "rule": Text("rule", "规则"),
        "outcome": Text("outcome", "结论"),
        "count": Text("cases", "例数"),
        "none": Text("no outcome", "无结论"),
        "never_fired": Text("Never fired: {ids}.", "从未成立的规则：{ids}。"),
        "never_given": Text("Never given: {ids}.", "从未得出的结论：{ids}。"),
        "all": Text("Every rule fired, and every outcome was given.", "每条规则均曾成立，每个结论均曾得出。"),
        "fact": Text("missing fact", "缺少的事实"),
        "in_open": Text("in open cases", "所涉未决例数"),
        "alone": Text("settles alone", "单独即可确定"),
        "undefined": Text("Operations without a value: no fact would settle them", "无值的运算：任何事实都无法确定"),
        "operation": Text("operation", "运算"),
    }
)


def coverage_document(coverage: "Coverage", language: Language) -> Document:
    """What came, what never did, and what stayed open."""
    header = coverage.definition.header
    return Document(
        language,
        named(header.title.in_language(language), header.id),
        tuple(_blocks(coverage, language)),
        (_say("cases", language, total=coverage.total, open=coverage.open),),
    )


def _blocks(coverage: "Coverage", language: Language) -> Iterator[Block]:
    definition, total = coverage.definition, max(coverage.total, 1)
    titles = {each.id: named(each.title.in_language(language), each.id) for each in definition.outcomes}
    rules: list[tuple[Prose, ...]] = [
        (rule.id, titles[rule.then], f"{coverage.rules[rule.id]:,}") for rule in definition.rules
    ]
    bars = tuple(coverage.rules[rule.id] / total for rule in definition.rules)
    yield _table("rules", ("rule", "outcome", "count"), rules, language, bars)
    outcomes: list[tuple[Prose, ...]] = [(titles[id_], f"{coverage.outcomes[id_]:,}") for id_ in titles]
    bars = tuple(coverage.outcomes[id_] / total for id_ in titles)
    if coverage.outcomes[None]:
        outcomes.append((_say("none", language), f"{coverage.outcomes[None]:,}"))
        bars = (*bars, coverage.outcomes[None] / total)
    yield _table("outcomes", ("outcome", "count"), outcomes, language, bars)
    rows: list[tuple[Prose, ...]]
    if coverage.missing:
        facts = {each.name: named(each.title.in_language(language), each.name) for each in definition.facts.declared}
        places = {name: place for place, name in enumerate(facts)}
        ranked = sorted(
            coverage.missing.items(), key=lambda item: (-item[1], -coverage.alone[item[0]], places[item[0]])
        )
        rows = [(facts[name], f"{count:,}", f"{coverage.alone[name]:,}") for name, count in ranked]
        yield _table("facts", ("fact", "in_open", "alone"), rows, language)
    if coverage.undefined:
        rows = [(code(text), f"{count:,}") for text, count in coverage.undefined.most_common()]
        yield _table("undefined", ("operation", "in_open"), rows, language)
    never = {"never_fired": coverage.never_fired, "never_given": coverage.never_given}
    for key, ids in never.items():
        if ids:
            yield Paragraph(_say(key, language, ids=listed(list(ids), language)))
    if not any(never.values()):
        yield Paragraph(_say("all", language))


def _table(
    caption: str,
    heads: tuple[str, ...],
    rows: Sequence[tuple[Prose, ...]],
    language: Language,
    bars: tuple[float, ...] = (),
) -> Table:
    """A table whose columns of numbers are those headed so."""
    numbers = frozenset(place for place, head in enumerate(heads) if head in ("count", "in_open", "alone"))
    return Table(_say(caption, language), tuple(_say(head, language) for head in heads), tuple(rows), numbers, bars)
