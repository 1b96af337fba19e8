"""Pages of policies, in Markdown: what those of all kinds tell alike, and the page that lists them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import Parameter
from crmrules.definitions.sources import sources
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type
from crmrules.model.text import Language
from crmrules.reports.markdown import BREAK, broken, code, lines_of, listed, plain, reading, short, table, titled, units


def opening(definition: Definition, what: str, said: Iterable[str]) -> Iterator[str]:
    """What every page begins with: the title, `what` the policy is, sentences of its own, and what all kinds have."""
    header = definition.header
    yield f"# {titled(header.title)}"
    yield ""
    yield f"{code(header.id)}, version {plain(header.version)}: {what}."
    yield from said
    yield ""
    yield from _origins(definition)
    yield from _facts(definition)
    yield from _parameters(definition)


def _origins(definition: Definition) -> Iterator[str]:
    """The document and the rows it comes from."""
    header = definition.header
    if header.source is not None:
        document = sources().documents.get(header.source.document)
        called = f", {titled(document)}" if document else ""
        section = f", section {plain(header.source.section)}" if header.source.section else ""
        yield f"Source: document {plain(header.source.document)}{called}{section}."
        yield ""
    for row in header.covers:
        title = sources().rows.get(row)
        yield f"- Source row {plain(row)}{f': {titled(title)}' if title else ''}"
    if header.reading is not None:
        yield f"- Reading of the source: {plain(header.reading.en)}{BREAK if header.reading.zh else ''}"
        if header.reading.zh:
            yield f"  {plain(header.reading.zh)}"
    if header.covers or header.reading is not None:
        yield ""


def _facts(definition: Definition) -> Iterator[str]:
    """The facts it reads, and those it derives."""
    yield "## Facts"
    yield ""
    if definition.header.entity:
        own = " and the policy's own" if definition.entries else ""
        yield f"Of the entity {code(definition.header.entity)}{own}. Each may be unknown."
        yield ""
    rows: list[tuple[str, ...]] = []
    for stored in definition.said_facts:
        segmentation = definition.facts.segments.get(stored.name)
        how = "" if segmentation is None else f"the band of {code(segmentation.id)}"
        rows.append((code(stored.name), _type(stored.type, stored.unit), broken(lines_of(stored.title), how)))
    for each in definition.facts.derived:
        how = ""
        if each.expression is not None:
            how = code(f"= {render(each.expression)}")
        elif each.policy is not None:
            how = f"the outcome of {code(each.policy.id)}"
        rows.append((code(each.name), _type(each.type, each.unit), broken(lines_of(each.title), how)))
    yield from table(("fact", "type", "meaning"), rows)


def _parameters(definition: Definition) -> Iterator[str]:
    """Its numbers, each with where it comes from."""
    if not definition.parameters:
        return
    yield "## Parameters"
    yield ""
    rows = [
        (
            code(name),
            _value(each),
            plain(each.origin or ""),
            broken(_said(each, "en"), _said(each, "zh"), reading(each.reading)),
        )
        for name, each in definition.parameters.items()
    ]
    yield from table(("parameter", "value", "origin", "meaning, and why this value"), rows)


def _said(parameter: Parameter, language: Language) -> str:
    """What a parameter is and why it has its value, in one language; empty where nobody has written it."""
    texts = [getattr(text, language) for text in (parameter.title, parameter.why) if text is not None]
    return plain(("：" if language == "zh" else ": ").join(filter(None, texts)))


def _value(parameter: Parameter) -> str:
    if parameter.dated:
        told = ((_with_unit(each.value, parameter.unit), each.from_.isoformat()) for each in parameter.dated)
        return broken(*(f"{value} from {day}" for value, day in told))
    return _with_unit(parameter.value, parameter.unit)


def _with_unit(value: Value, unit: str) -> str:
    return f"{code(literal(value))} {plain(units(value, unit))}".rstrip()


def _type(type_: Type, unit: str) -> str:
    return plain(str(type_) + (f" ({unit})" if unit else ""))


def given(facts: Mapping[str, Value], changed: Mapping[str, Value], as_of: datetime.date | None) -> str:
    """What an example gives."""
    told = [code(f"{name} = {short(value)}") for name, value in {**facts, **changed}.items()]
    if as_of:
        told.append(code(f"as_of = {as_of.isoformat()}"))
    return ", ".join(told) or "nothing"


def index(definitions: Sequence[Definition]) -> str:
    """The page that lists the policies."""
    rows = [
        (
            f"[{code(each.id)}]({each.id}.md)",
            each.header.kind,
            lines_of(each.header.title),
            listed(each.header.covers),
        )
        for each in definitions
    ]
    told = table(("policy", "kind", "title", "source rows"), rows)
    return "\n".join(["# Policies", "", "The policies that come with the library.", "", *told]) + "\n"
