"""Pages of the whole model: the map, a page for each capability, and a glossary both ways."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.capabilities import Capability, Flow, capabilities
from crmrules.definitions.sources import sources
from crmrules.errors import PolicyError
from crmrules.reports.document import Block, Document, Listing, Paragraph, Prose, Section, Table, Word, joined
from crmrules.reports.entities import TITLE as ENTITIES_TITLE
from crmrules.reports.entities import entities_page
from crmrules.reports.glossary import TITLES, glossary
from crmrules.reports.page import both, broken
from crmrules.reports.rows import Rows


@frozen
class Overview:
    """What the pages tell of."""

    definitions: Sequence[Definition]
    folders: Mapping[str, str]
    """For each policy the folder of the catalogue it lies in."""
    policies_at: str = field(default="../policies/")
    """Where the pages of policies are, seen from these."""

    def pages(self) -> dict[str, Document]:
        """Every page by its name; raises `PolicyError` for a policy that serves no capability."""
        served = self._served()
        pages = {"index": self._map(served)}
        row = capabilities().capabilities
        for before, each, after in zip((None, *row), row, (*row[1:], None), strict=False):
            pages[each.id] = self._capability(each, served[each.id], before, after)
        rows = Rows.of([each.header for each in self.definitions], self.policies_at).document("en")
        entities = entities_page(self.definitions, self.policies_at)
        return pages | {"rows": rows, "entities": entities} | glossary(self.definitions, self.policies_at)

    def _served(self) -> dict[str, list[Definition]]:
        served: dict[str, list[Definition]] = {each.id: [] for each in capabilities().capabilities}
        for each in self.definitions:
            capability = capabilities().of(each.id, self.folders[each.id])
            if capability is None:
                remedy = "name it, or its folder, in definitions/capabilities.toml"
                raise PolicyError.of(f"policy `{each.id}`", "serves no capability", remedy)
            served[capability.id].append(each)
        return served

    def _map(self, served: Mapping[str, Sequence[Definition]]) -> Document:
        rows = tuple(
            (
                Word(each.title.en, link=f"{each.id}.md"),
                each.title.zh,
                both(each.text),
                str(len(served[each.id])),
            )
            for each in capabilities().capabilities
        )
        said = (
            f"What {len(self.definitions)} policies are for, together. Each capability has a page that leads to its "
            "policies; the last one serves all others. A row is a system that the sources describe."
        )
        *line, last = (
            Word(f"{each.title.en} {each.title.zh}", link=f"{each.id}.md") for each in capabilities().capabilities
        )
        way = joined((joined(line, " → "), last), " · ")
        table = Table("", ("capability", "", "what it answers", "policies"), rows, frozenset({3}))
        flows = tuple(map(self._flow, capabilities().flows))
        terms: list[Prose] = [Word(title, link=f"{name}.md") for name, title in TITLES.items()]
        terms.insert(0, Word("Which systems of the sources are where", link="rows.md"))
        terms.insert(1, Word(ENTITIES_TITLE, link="entities.md"))
        words = Section("The words", (Listing(tuple(terms)),))
        title = "The whole model (整体模型)"
        return Document(
            "en", title, (Paragraph(said), Paragraph(way), table, Section("How one leads to the next", flows), words)
        )

    def _flow(self, flow: Flow) -> Section:
        """A flow: its steps in order, each with the policies that take part."""
        rows: list[tuple[Prose, ...]] = []
        for place, step in enumerate(flow.steps, 1):
            found = [each for each in self.definitions if set(each.header.covers) & set(step.rows)]
            links = joined((self._link(each) for each in found), ", ") or "none yet"
            rows.append((str(place), both(step.title), links, ", ".join(step.rows)))
        return Section(
            f"{flow.title.en} ({flow.title.zh})", (Table("", ("", "step", "policies", "rows"), tuple(rows)),)
        )

    def _capability(
        self, of: Capability, served: Sequence[Definition], before: Capability | None, after: Capability | None
    ) -> Document:
        rows = tuple(self._row(each) for each in served)
        heads = ("policy", "kind", "named only", "with a caution")
        systems = Section("Systems of the sources", (Table("", ("row", "system", "policies"), self._systems(served)),))
        notes = (
            "Of what is named only, the sources give a heading and nothing more. What has a caution says what harm it "
            "could do; advice of references and scorecards that has one is off until it is asked for."
        )
        blocks: tuple[Block, ...] = (
            Paragraph(both(of.text)),
            Table("", heads, rows, frozenset({2, 3})),
            Paragraph(notes),
            systems,
            Section("Beside it", (Listing(tuple(_neighbours(before, after))),)),
        )
        return Document("en", f"{of.title.en} ({of.title.zh})", blocks)

    def _row(self, definition: Definition) -> tuple[Prose, ...]:
        named, cautioned = (_counted(definition, name) for name in ("named", "caution"))
        said = broken(self._link(definition), both(definition.header.title))
        return said, definition.header.kind, named, cautioned

    def _systems(self, served: Sequence[Definition]) -> tuple[tuple[Prose, ...], ...]:
        """The systems that policies implement, in the order of the sources."""
        by: dict[str, list[Word]] = {}
        for each in served:
            for row in each.header.covers:
                by.setdefault(row, []).append(self._link(each))
        titles = sources().rows
        return tuple((row, both(titles.get(row)), joined(by[row], ", ")) for row in sorted(by))

    def _link(self, definition: Definition) -> Word:
        return Word(definition.id, link=f"{self.policies_at}{definition.id}.md")


def _counted(definition: Definition, name: str) -> str:
    """How many parts of a policy have something; empty for none."""
    parts = (part for parts in definition.lists.values() for part in parts)
    return str(sum(bool(getattr(part, name, None)) for part in parts) or "")


def _neighbours(before: Capability | None, after: Capability | None) -> Iterator[Prose]:
    for word, each in (("Before it: ", before), ("After it: ", after)):
        if each is not None:
            yield word, Word(each.title.en, link=f"{each.id}.md"), f" ({each.title.zh})"
    yield "Everything: ", Word("the whole model", link="index.md"), " (整体模型)"
