"""The binding that is proposed for a file."""

from collections.abc import Mapping, Sequence

import polars as pl
from attrs import evolve, field, frozen

from crmrules.definitions.base import Definition
from crmrules.records.proposing.candidates import Proposed, propose
from crmrules.records.proposing.events import Events, events_among
from crmrules.records.proposing.seen import Seen, look
from crmrules.records.shipped import Shipped, shipped_for


@frozen
class Section:
    """What is proposed for the facts of one policy, those of several with the first of them."""

    definition: Definition
    facts: tuple[Proposed, ...]

    @property
    def absent(self) -> list[str]:
        """The facts that no column could be."""
        return [each.fact.name for each in self.facts if not each.found]


@frozen
class Proposal:
    """What is proposed for a file."""

    file: str
    columns: Sequence[Seen]
    unknown: Sequence[str]
    """The values that look like no answer, as they are written."""
    sections: Sequence[Section]
    shipped: Shipped | None
    """The shipped binding for files of this header."""
    events: Events | None = field(default=None)
    """By what its rows are perhaps events of customers."""

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return self.columns[0].rows if self.columns else 0

    @property
    def certain(self) -> list[tuple[Definition, Proposed]]:
        """The facts that are bound, each with what declares it."""
        return [(each.definition, fact) for each in self.sections for fact in each.facts if fact.bound is not None]

    def without(self, refused: Mapping[str, str]) -> "Proposal":
        """The same without binding some facts, by their names, and why their columns are not read as such."""
        sections = [
            evolve(
                section,
                facts=tuple(
                    each.refused(refused[each.fact.name], self.unknown) if each.fact.name in refused else each
                    for each in section.facts
                ),
            )
            for section in self.sections
        ]
        return evolve(self, sections=sections)


def proposal(frame: pl.LazyFrame, file: str, definitions: Sequence[Definition]) -> Proposal:
    """What is proposed for a file whose columns are read as they stand, for the facts of some policies."""
    columns = look(frame)
    values = {value for each in definitions for fact in each.said_facts for value in fact.type.values}
    unknown = tuple(dict.fromkeys(text for seen in columns for text in seen.placeholders if text not in values))
    sections: list[Section] = []
    told: set[str] = set()
    for each in definitions:
        facts = [fact for fact in each.said_facts if fact.name not in told]
        told.update(fact.name for fact in facts)
        if facts:
            sections.append(Section(each, tuple(propose(facts, columns, unknown))))
    shipped = shipped_for([seen.name for seen in columns])
    return Proposal(file, columns, unknown, sections, shipped, events_among(columns, unknown))
