"""The page of a reference."""

from collections.abc import Iterator

from crmrules.definitions.parts import Source
from crmrules.expressions.render import literal, render
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.explanation import named_only
from crmrules.kinds.reference.parts import Entry, ReferenceExample, ReferenceFigure
from crmrules.model.text import units
from crmrules.reports.document import Document, Listing, Paragraph, Prose, Section, Table, code, joined, strong
from crmrules.reports.page import both, broken, examples, given, page_of, reading, sentence, short


def reference_page(definition: ReferenceDefinition) -> Document:
    """The page of a reference."""
    if definition.conditional:
        said: Prose = "Entries with a condition hold of a record; all are looked up by their attributes."
    else:
        said = "Its entries are looked up by their attributes."
    told = examples(_example(each) for each in definition.examples)
    sections = (*_attributes(definition), *_entries(definition), *_figures(definition), *told)
    return page_of(definition, "a reference", [said], sections)


def _attributes(definition: ReferenceDefinition) -> Iterator[Section]:
    if definition.attributes:
        rows = tuple(
            (
                code(name),
                both(each.title),
                broken(
                    *(joined((code(value), *_label(label.en, label.zh)), " ") for value, label in each.values.items())
                ),
            )
            for name, each in definition.attributes.items()
        )
        yield Section("Attributes", (Table("", ("attribute", "meaning", "values"), rows),))


def _label(en: str, zh: str) -> tuple[str, ...]:
    return (en, zh) if zh else (en,)


def _entries(definition: ReferenceDefinition) -> Iterator[Section]:
    if definition.items:
        yield Section("Entries", tuple(_entry(entry) for entry in definition.items))


def _entry(entry: Entry) -> Section:
    said: list[Prose] = [both(entry.title)]
    if entry.when is not None:
        said.append(("Holds when ", code(render(entry.when)), "."))
    # the reason comes first: whoever reads the advice has read it
    for word, text in (("Caution: ", entry.caution), ("", entry.text), ("Advice: ", entry.advice)):
        if text is not None:
            said.append(broken(joined((word, sentence(text.en)), "") if word else sentence(text.en), sentence(text.zh)))
            said += ["Given only where it is asked for."] if text is entry.caution else []
    if entry.named:
        said.append(broken(named_only("en"), named_only("zh")))
    if entry.attributes:
        said.append(joined((_attribute(name, value) for name, value in entry.attributes.items()), ", "))
    if entry.reading is not None:
        said.append(reading(entry.reading))
    said += _source(entry.source)
    return Section(code(entry.id), (Listing(tuple(said)),))


def _attribute(name: str, value: object) -> Prose:
    assert isinstance(value, bool | int | float | str)
    return joined((code(name), ": ", code(short(value) if not isinstance(value, str) else value)), "")


def _source(source: Source | None) -> Iterator[str]:
    """The document of an entry or a figure that is another one than the file's."""
    if source is not None:
        section = f", section {source.section}" if source.section else ""
        yield f"Source: document {source.document}{section}."


def _figures(definition: ReferenceDefinition) -> Iterator[Section]:
    if definition.figures:
        heads = ("figure", "of what", "value", "population", "year", "origin")
        rows = tuple(_figure(each) for each in definition.figures)
        yield Section("Figures", (Paragraph("As the source prints them."), Table("", heads, rows)))


def _figure(figure: ReferenceFigure) -> tuple[Prose, ...]:
    unit = units(figure.value, figure.unit)
    value = broken(joined((code(literal(figure.value)), unit), " "), "" if figure.certain else "inferred")
    about = broken(both(figure.title), reading(figure.reading), *_source(figure.source))
    year = "" if figure.year is None else str(figure.year)
    return code(figure.id), about, value, both(figure.population), year, figure.origin


def _example(example: ReferenceExample) -> Prose:
    asked = given({**example.given, **example.where}, example.with_, example.as_of)
    told: list[Prose] = []
    for key in ("entries", "holds", "open", "withheld", "missing"):
        names = getattr(example.expect, key)
        if names is not None:
            told.append(joined((f"{key}: ", joined(map(code, names), ", ") or "none"), ""))
    facts = joined(("given " if not example.where else "looked up by ", asked), "")
    cautioned = "cautions asked for" if example.cautioned else ""
    return broken(strong(example.name), facts, cautioned, joined(told, "; "))
