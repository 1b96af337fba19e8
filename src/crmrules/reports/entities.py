"""The page of the entities: their facts, the policies that read them, and a picture of both."""

import inspect
from collections.abc import Iterator, Sequence

from crmrules.definitions.base import Definition
from crmrules.model.fact import Fact, facts_of
from crmrules.model.schema import ENTITIES, entity
from crmrules.reports.document import Diagram, Document, Paragraph, Prose, Section, Table, Word, code, joined
from crmrules.reports.page import both

TITLE = "The entities (实体)"


def entities_page(definitions: Sequence[Definition], policies_at: str) -> Document:
    """Every entity, with where each of its facts is read; `policies_at` is where the pages of policies are."""
    said = (
        "An entity brings the facts that it stores, so that policies share them by name, type and unit. A policy that "
        "names none, or needs more, declares facts of its own: the questions of a quiz, the points of a checklist, and "
        "what the house alone can tell, such as a minimum fee."
    )
    sections = tuple(_section(name, definitions, policies_at) for name in ENTITIES)
    return Document("en", TITLE, (Paragraph(said), Diagram("\n".join(_diagram(definitions))), *sections))


def _diagram(definitions: Sequence[Definition]) -> Iterator[str]:
    """Each entity with how many facts it has, and the policies that read them: the tables below name the facts."""
    yield "flowchart LR"
    for name in ENTITIES:
        facts = len(facts_of(entity(name)))
        yield f'  {name}["{name}, {facts} facts"]'
    for definition in definitions:
        if definition.header.entity:
            yield f'  {definition.header.entity} --> {definition.id}["{definition.id}"]'


def _section(name: str, definitions: Sequence[Definition], policies_at: str) -> Section:
    reading = [each for each in definitions if each.header.entity == name]
    rows = tuple(_row(fact, reading, policies_at) for fact in facts_of(entity(name)))
    heads = ("fact", "type", "meaning", "read by")
    meant = inspect.cleandoc(entity(name).__doc__ or "").partition("\n\nRaises")[0]
    return Section(name, (Paragraph(" ".join(meant.split())), Table("", heads, rows)))


def _row(fact: Fact, reading: Sequence[Definition], policies_at: str) -> tuple[Prose, ...]:
    unit = f" ({fact.unit})" if fact.unit else ""
    links = (
        Word(each.id, link=f"{policies_at}{each.id}.md")
        for each in reading
        if fact.name in [read.name for read in each.read_facts]
    )
    return code(fact.name), f"{fact.type}{unit}", both(fact.title), joined(links, ", ")
