"""The page of a policy, in Markdown: for the documentation, and for reading in a terminal."""

import html
from collections.abc import Iterator, Sequence

from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import NO_OUTCOME, Example, Expect, HitPolicy, Parameter
from crmrules.definitions.sources import sources
from crmrules.definitions.templates import split
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type
from crmrules.model.text import Language, Text

_HIT = {
    "unique": "At most one rule may be true.",
    "any": "Several rules may be true, if they agree.",
    "first": "The first true rule decides.",
    "priority": "Of the true rules, the one whose outcome stands highest decides.",
    "collect": "Every true rule counts.",
}

_BREAK = " <br>"
"""Ends a line; the blank before it is what a terminal shows of it."""


def page(definition: DecisionDefinition) -> str:
    """The page of a policy."""
    return "\n".join(_lines(definition)) + "\n"


def index(definitions: Sequence[DecisionDefinition]) -> str:
    """The page that lists the policies."""
    rows = [
        (
            f"[{code(each.id)}]({each.id}.md)",
            each.header.kind,
            _lines_of(each.header.title),
            _listed(each.header.covers),
        )
        for each in definitions
    ]
    table = _table(("policy", "kind", "title", "source rows"), rows)
    return "\n".join(["# Policies", "", "The policies that come with the library.", "", *table]) + "\n"


def code(text: str) -> str:
    """Text as code, with whatever backticks, bars and line ends it holds made harmless."""
    flat = " ".join(text.split())
    fence = "``" if "`" in flat else "`"
    pad = " " if "`" in flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}".replace("|", "\\|")


def plain(text: str) -> str:
    """Text as prose: nothing in it is taken for Markdown or HTML."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    safe = html.escape(text, quote=False)
    for sign in "\\`*_[]|#":
        safe = safe.replace(sign, f"\\{sign}")
    return safe


def _lines(definition: DecisionDefinition) -> Iterator[str]:
    header = definition.header
    yield f"# {_titled(header.title)}"
    yield ""
    yield f"{code(header.id)}, version {plain(header.version)}: a {header.kind} policy with hit policy *{header.hit}*."
    yield _HIT[header.hit]
    if header.complete:
        yield "Some rule is always true: that is proven when the policy is read."
    if header.default is not None:
        yield f"Where no rule is true the outcome is {code(header.default)}."
    yield ""
    yield from _origins(definition)
    yield from _facts(definition)
    yield from _parameters(definition)
    yield from _outcomes(definition)
    yield from _rules(definition)
    yield from _examples(definition)


def _origins(definition: DecisionDefinition) -> Iterator[str]:
    header = definition.header
    if header.source is not None:
        document = sources().documents.get(header.source.document)
        titled = f", {_titled(document)}" if document else ""
        section = f", section {plain(header.source.section)}" if header.source.section else ""
        yield f"Source: document {plain(header.source.document)}{titled}{section}."
        yield ""
    for row in header.covers:
        title = sources().rows.get(row)
        yield f"- Source row {plain(row)}{f': {_titled(title)}' if title else ''}"
    if header.covers:
        yield ""


def _facts(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Facts"
    yield ""
    if definition.header.entity:
        own = " and the policy's own" if definition.entries else ""
        yield f"Of the entity {code(definition.header.entity)}{own}. Each may be unknown."
        yield ""
    rows = [(code(each.name), _type(each.type, each.unit), _lines_of(each.title)) for each in definition.said_facts]
    for each in definition.facts.derived:
        how = ""
        if each.expression is not None:
            how = code(f"= {render(each.expression)}")
        elif each.policy is not None:
            how = f"the outcome of {code(each.policy.id)}"
        rows.append((code(each.name), _type(each.type, each.unit), _broken(_lines_of(each.title), how)))
    yield from _table(("fact", "type", "meaning"), rows)


def _parameters(definition: DecisionDefinition) -> Iterator[str]:
    if not definition.parameters:
        return
    yield "## Parameters"
    yield ""
    rows = [
        (code(name), _value(each), plain(each.origin or ""), _broken(_said(each, "en"), _said(each, "zh")))
        for name, each in definition.parameters.items()
    ]
    yield from _table(("parameter", "value", "origin", "meaning, and why this value"), rows)


def _said(parameter: Parameter, language: Language) -> str:
    """What a parameter is and why it has its value, in one language; empty where nobody has written it."""
    texts = [getattr(text, language) for text in (parameter.title, parameter.why) if text is not None]
    return plain(("：" if language == "zh" else ": ").join(filter(None, texts)))


def _outcomes(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Outcomes"
    yield ""
    if definition.hit is HitPolicy.PRIORITY:
        yield "The highest first."
        yield ""
    outputs = list(dict.fromkeys(name for outcome in definition.outcomes for name in outcome.outputs))
    rows = []
    for outcome in definition.outcomes:
        cells = []
        for name in outputs:
            declared = definition.outputs.get(name)
            label = declared.values.get(str(outcome.outputs.get(name))) if declared else None
            cells.append(_broken(code(str(outcome.outputs.get(name, ""))), _lines_of(label)))
        rows.append((code(outcome.id), _lines_of(outcome.title), *cells))
    yield from _table(("outcome", "title", *map(plain, outputs)), rows)


def _rules(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Rules"
    yield ""
    for rule in definition.rules:
        yield f"### {code(rule.id)}"
        yield ""
        yield f"When {code(render(rule.when))}, then {code(rule.then)}."
        yield ""
        for key, text in (
            ("Because", rule.because),
            ("Caution", rule.caution),
            ("Reading of the source", rule.reading),
        ):
            if text is not None:
                said = _sentence if text is not rule.reading else plain
                yield f"- {key}: {said(text.en)}{_BREAK if text.zh else ''}"
                if text.zh:
                    yield f"  {said(text.zh)}"
        yield ""


def _sentence(text: str) -> str:
    """A sentence with the names of its facts and parameters in their places."""
    pieces = split(" ".join(text.split()))
    return "".join(_escaped(piece.text) + (code(f"{{{piece.name}}}") if piece.name else "") for piece in pieces)


def _examples(definition: DecisionDefinition) -> Iterator[str]:
    if not definition.examples:
        return
    yield "## Examples"
    yield ""
    for each in definition.examples:
        yield f"- **{plain(each.name)}**{_BREAK}"
        yield f"  given {_given(each)}{_BREAK}"
        yield f"  {_expected(each.expect)}"
    yield ""


def _given(example: Example) -> str:
    given = [code(f"{name} = {_short(value)}") for name, value in example.given.items()]
    if example.as_of:
        given.append(code(f"as_of = {example.as_of.isoformat()}"))
    return ", ".join(given) or "nothing"


def _short(value: Value) -> str:
    """A constant, a whole number without its point."""
    return literal(int(value) if isinstance(value, float) and value.is_integer() else value)


def _expected(expect: Expect) -> str:
    said = []
    for key in ("outcome", "so_far", "possible", "certain", "missing", "fired"):
        value = getattr(expect, key)
        if isinstance(value, bool):
            said.append(f"certain: {'yes' if value else 'no'}")
        elif value is not None:
            words = (value,) if isinstance(value, str) else value
            named = ", ".join("no outcome" if word == NO_OUTCOME else code(word) for word in words)
            said.append(f"{key.replace('_', ' ')}: {named or 'none'}")
    return "; ".join(said)


def _value(parameter: Parameter) -> str:
    unit = f" {plain(parameter.unit)}" if parameter.unit else ""
    if parameter.dated:
        return _broken(
            *(f"{code(literal(each.value))}{unit} from {each.from_.isoformat()}" for each in parameter.dated)
        )
    return f"{code(literal(parameter.value))}{unit}"


def _type(type_: Type, unit: str) -> str:
    return plain(str(type_) + (f" ({unit})" if unit else ""))


def _titled(text: Text) -> str:
    """A title in a running line, the Chinese in parentheses."""
    return plain(text.en) + (f" ({plain(text.zh)})" if text.zh else "")


def _lines_of(text: Text | None) -> str:
    """A text in a cell, each language on a line of its own."""
    return "" if text is None else _broken(plain(text.en), plain(text.zh))


def _broken(*parts: str) -> str:
    return f"{_BREAK} ".join(part for part in parts if part)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(map(plain, words))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
