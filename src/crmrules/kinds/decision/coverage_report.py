"""Coverage in plain text, in both languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmrules.model.text import Language, Text
from crmrules.reports.wording import columns, listed

if TYPE_CHECKING:
    from crmrules.kinds.decision.coverage import Coverage

_SAID = {
    "head": Text("{policy}: {title}", "{policy}：{title}"),
    "cases": Text("{total} cases, {open} open.", "共 {total} 例，{open} 例未决。"),
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
}


def explain_coverage(coverage: "Coverage", language: Language) -> str:
    """What came, what never did, and what stayed open; a line for each thing that is said."""
    return "\n".join(_lines(coverage, language))


def _say(key: str, language: Language, **words: str) -> str:
    return _SAID[key].in_language(language).format(**words)


def _lines(coverage: "Coverage", language: Language) -> Iterator[str]:
    definition = coverage.definition
    yield _say("head", language, policy=definition.id, title=definition.header.title.in_language(language))
    yield "  " + _say("cases", language, total=f"{coverage.total:,}", open=f"{coverage.open:,}")
    rules = [(rule.id, rule.then, f"{coverage.rules[rule.id]:,}") for rule in definition.rules]
    yield from columns([_heads(("rule", "outcome", "count"), language), *rules], "    ", right={2})
    yield ""
    outcomes = [
        (outcome.id, outcome.title.in_language(language), f"{coverage.outcomes[outcome.id]:,}")
        for outcome in definition.outcomes
    ]
    if coverage.outcomes[None]:
        outcomes.append(("-", _say("none", language), f"{coverage.outcomes[None]:,}"))
    yield from columns([(*_heads(("outcome",), language), "", *_heads(("count",), language)), *outcomes], "    ", {2})
    if coverage.missing:
        yield ""
        places = {each.name: place for place, each in enumerate(definition.facts.declared)}
        ranked = sorted(
            coverage.missing.items(), key=lambda item: (-item[1], -coverage.alone[item[0]], places[item[0]])
        )
        facts = [(name, f"{count:,}", f"{coverage.alone[name]:,}") for name, count in ranked]
        yield from columns([_heads(("fact", "in_open", "alone"), language), *facts], "    ", right={1, 2})
    yield ""
    never = {"never_fired": coverage.never_fired, "never_given": coverage.never_given}
    for key, ids in never.items():
        if ids:
            yield "  " + _say(key, language, ids=listed(list(ids), language))
    if not any(never.values()):
        yield "  " + _say("all", language)


def _heads(keys: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(_say(key, language) for key in keys)
