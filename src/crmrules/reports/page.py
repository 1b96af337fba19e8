"""Pages of policies, in both languages: what those of all kinds tell alike, and the page that lists them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import Parameter
from crmrules.definitions.sources import sources
from crmrules.definitions.templates import split
from crmrules.expressions.render import literal, render
from crmrules.expressions.tree import Value
from crmrules.expressions.types import Type
from crmrules.model.text import Language, Text, units
from crmrules.reports.document import (
    BREAK,
    Block,
    Document,
    Listing,
    Paragraph,
    Prose,
    Section,
    Style,
    Table,
    Word,
    code,
    joined,
)


def page_of(definition: Definition, what: Prose, said: Iterable[Prose], sections: Iterable[Section]) -> Document:
    """A page: the title, `what` the policy is, sentences of its own, what all kinds have, and the kind's sections."""
    header = definition.header
    begins = joined((joined((code(header.id), f", version {header.version}: ", what, "."), ""), *said), " ")
    blocks: list[Block] = [Paragraph(begins), *_origins(definition), *_facts(definition), *_parameters(definition)]
    return Document("en", titled(header.title), (*blocks, *sections))


def _origins(definition: Definition) -> Iterator[Block]:
    """The document and the rows it comes from."""
    header = definition.header
    if header.source is not None:
        document = sources().documents.get(header.source.document)
        called = f", {titled(document)}" if document else ""
        section = f", section {header.source.section}" if header.source.section else ""
        yield Paragraph(f"Source: document {header.source.document}{called}{section}.")
    items: list[Prose] = []
    for row in header.covers:
        title = sources().rows.get(row)
        items.append(f"Source row {row}{f': {titled(title)}' if title else ''}")
    items += [reading(header.reading)] if header.reading is not None else []
    if items:
        yield Listing(tuple(items))


def _facts(definition: Definition) -> Iterator[Section]:
    """The facts it reads, and those it derives."""
    blocks: list[Block] = []
    if definition.header.entity:
        own = " and the policy's own" if definition.entries else ""
        blocks.append(Paragraph(("Of the entity ", code(definition.header.entity), f"{own}. Each may be unknown.")))
    rows: list[tuple[Prose, ...]] = []
    for stored in definition.said_facts:
        segmentation = definition.facts.segments.get(stored.name)
        how: Prose = "" if segmentation is None else ("the band of ", code(segmentation.id))
        rows.append((code(stored.name), _type(stored.type, stored.unit), broken(both(stored.title), how)))
    for each in definition.facts.derived:
        how = ""
        if each.expression is not None:
            how = code(f"= {render(each.expression)}")
        elif each.policy is not None:
            how = ("the outcome of ", code(each.policy.id))
        rows.append((code(each.name), _type(each.type, each.unit), broken(both(each.title), how)))
    if rows:
        blocks.append(Table("", ("fact", "type", "meaning"), tuple(rows)))
        yield Section("Facts", tuple(blocks))


def _parameters(definition: Definition) -> Iterator[Section]:
    """Its numbers, each with where it comes from."""
    if definition.parameters:
        rows = tuple(
            (
                code(name),
                _value(each),
                each.origin or "",
                broken(_said(each, "en"), _said(each, "zh"), reading(each.reading)),
            )
            for name, each in definition.parameters.items()
        )
        heads = ("parameter", "value", "origin", "meaning, and why this value")
        yield Section("Parameters", (Table("", heads, rows),))


def _said(parameter: Parameter, language: Language) -> str:
    """What a parameter is and why it has its value, in one language; empty where nobody has written it."""
    texts = [getattr(text, language) for text in (parameter.title, parameter.why) if text is not None]
    return ("：" if language == "zh" else ": ").join(filter(None, texts))


def _value(parameter: Parameter) -> Prose:
    if parameter.dated:
        told = ((_with_unit(each.value, parameter.unit), each.from_.isoformat()) for each in parameter.dated)
        return broken(*(joined((value, f" from {day}"), "") for value, day in told))
    return _with_unit(parameter.value, parameter.unit)


def _with_unit(value: Value, unit: str) -> Prose:
    said = units(value, unit)
    return (code(literal(value)), f" {said}") if said else code(literal(value))


def _type(type_: Type, unit: str) -> str:
    return str(type_) + (f" ({unit})" if unit else "")


def given(facts: Mapping[str, Value], changed: Mapping[str, Value], as_of: datetime.date | None) -> Prose:
    """What an example gives."""
    told = [code(f"{name} = {short(value)}") for name, value in {**facts, **changed}.items()]
    if as_of:
        told.append(code(f"as_of = {as_of.isoformat()}"))
    return joined(told, ", ") if told else "nothing"


def examples(items: Iterable[Prose]) -> Iterator[Section]:
    """The examples of a policy; nothing where it has none."""
    told = tuple(items)
    if told:
        yield Section("Examples", (Listing(told),))


def index(definitions: Sequence[Definition]) -> Document:
    """The page that lists the policies."""
    rows = tuple(
        (
            Word(each.id, Style.CODE, f"{each.id}.md"),
            each.header.kind,
            both(each.header.title),
            ", ".join(each.header.covers),
        )
        for each in definitions
    )
    said = Paragraph("The policies that come with the library.")
    return Document("en", "Policies", (said, Table("", ("policy", "kind", "title", "source rows"), rows)))


def reading(text: Text | None) -> Prose:
    """How a part reads its source; empty where it says nothing of it."""
    return "" if text is None else broken(f"Reading of the source: {text.en}", text.zh)


def both(text: Text | None) -> Prose:
    """A text in a cell, each language on a line of its own."""
    return "" if text is None else broken(text.en, text.zh)


def broken(*parts: Prose) -> Prose:
    """Parts, each on a line of its own."""
    return joined(filter(None, parts), BREAK)


def titled(text: Text) -> str:
    """A title in a running line, the Chinese in parentheses."""
    return text.en + (f" ({text.zh})" if text.zh else "")


def sentence(text: str) -> Prose:
    """A sentence with the names of its facts and parameters in their places."""
    pieces = split(" ".join(text.split()))
    found: list[str | Word] = []
    for piece in pieces:
        found += [piece.text] if piece.text else []
        found += [code(f"{{{piece.name}}}")] if piece.name else []
    return tuple(found)


def short(value: Value) -> str:
    """A constant, a whole number without its point."""
    return literal(int(value) if isinstance(value, float) and value.is_integer() else value)
