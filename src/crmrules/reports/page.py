"""The page of a policy, in Markdown: for the documentation, and for reading in a terminal."""

import html
from collections.abc import Iterator, Sequence

from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.parts import NO_OUTCOME, Example, Expect, Parameter
from crmrules.definitions.sources import sources
from crmrules.expressions.render import literal, render
from crmrules.expressions.types import Type
from crmrules.model.text import Text

_HIT = {
    "unique": "At most one rule may be true.",
    "any": "Several rules may be true, if they agree.",
    "first": "The first true rule decides.",
    "priority": "Of the true rules, the one whose outcome stands highest decides.",
    "collect": "Every true rule counts.",
}


def page(definition: DecisionDefinition) -> str:
    """The page of a policy."""
    return "\n".join(_lines(definition)) + "\n"


def index(definitions: Sequence[DecisionDefinition]) -> str:
    """The page that lists the policies."""
    rows = [
        (f"[{code(each.id)}]({each.id}.md)", each.header.kind, _both(each.header.title), ", ".join(each.header.covers))
        for each in definitions
    ]
    return "\n".join(["# Policies", "", *_table(("policy", "kind", "title", "rows"), rows)]) + "\n"


def code(text: str) -> str:
    """Text as code, with whatever backticks, bars and line ends it holds made harmless."""
    flat = " ".join(text.split())
    fence = "``" if "`" in flat else "`"
    pad = " " if "`" in flat else ""
    return f"{fence}{pad}{flat}{pad}{fence}".replace("|", "\\|")


def plain(text: str) -> str:
    """Text as prose: nothing in it is taken for Markdown or HTML."""
    flat = html.escape(" ".join(text.split()), quote=False)
    for sign in "\\`*_[]|#":
        flat = flat.replace(sign, f"\\{sign}")
    return flat


def _lines(definition: DecisionDefinition) -> Iterator[str]:
    header = definition.header
    yield f"# {_both(header.title)}"
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
        section = f", {plain(header.source.section)}" if header.source.section else ""
        yield f"Source: document {plain(header.source.document)}{f' ({_both(document)})' if document else ''}{section}."
        yield ""
    for row in header.covers:
        title = sources().rows.get(row)
        yield f"- Row {plain(row)}{f': {_both(title)}' if title else ''}"
    if header.covers:
        yield ""


def _facts(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Facts"
    yield ""
    if definition.header.entity:
        yield f"Of the entity {code(definition.header.entity)}, and of the policy's own. Each may be unknown."
        yield ""
    rows = [(code(each.name), _type(each.type, each.unit), _both(each.title)) for each in definition.said_facts]
    for each in definition.facts.derived:
        how = (
            render(each.expression)
            if each.expression is not None
            else f"the outcome of {each.policy.id}"
            if each.policy
            else ""
        )
        rows.append((code(each.name), _type(each.type, each.unit), f"{_both(each.title)}: {code(how)}"))
    yield from _table(("fact", "type", "meaning"), rows)


def _parameters(definition: DecisionDefinition) -> Iterator[str]:
    if not definition.parameters:
        return
    yield "## Parameters"
    yield ""
    rows = [
        (code(name), _value(each), plain(each.unit), plain(each.origin or ""), _both(each.title), _both(each.why))
        for name, each in definition.parameters.items()
    ]
    yield from _table(("parameter", "value", "unit", "origin", "meaning", "why"), rows)


def _outcomes(definition: DecisionDefinition) -> Iterator[str]:
    yield "## Outcomes"
    yield ""
    outputs = list(dict.fromkeys(name for outcome in definition.outcomes for name in outcome.outputs))
    rows = []
    for outcome in definition.outcomes:
        cells = []
        for name in outputs:
            declared = definition.outputs.get(name)
            label = declared.values.get(str(outcome.outputs.get(name))) if declared else None
            cells.append(f"{code(str(outcome.outputs.get(name, '')))}{f' {_both(label)}' if label else ''}")
        rows.append((code(outcome.id), _both(outcome.title), *cells))
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
                yield f"- {key}: {plain(text.en)}"
                if text.zh:
                    yield f"  {plain(text.zh)}"
        yield ""


def _examples(definition: DecisionDefinition) -> Iterator[str]:
    if not definition.examples:
        return
    yield "## Examples"
    yield ""
    rows = [(plain(each.name), _given(each), _expected(each.expect)) for each in definition.examples]
    yield from _table(("example", "given", "expected"), rows)


def _given(example: Example) -> str:
    given = [f"{name} = {literal(value)}" for name, value in example.given.items()]
    day = [f"as_of = {example.as_of.isoformat()}"] if example.as_of else []
    return code(", ".join([*given, *day])) if given or day else "nothing"


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
    if parameter.dated:
        return "; ".join(f"{code(literal(each.value))} from {each.from_.isoformat()}" for each in parameter.dated)
    return code(literal(parameter.value))


def _type(type_: Type, unit: str) -> str:
    return plain(str(type_) + (f", in {unit}" if unit else ""))


def _both(text: Text | None) -> str:
    return "" if text is None else plain(text.en) + (f" {plain(text.zh)}" if text.zh else "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
