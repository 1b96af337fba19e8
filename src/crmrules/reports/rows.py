"""Which systems of the sources the shipped policies implement: done, named only, or open."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from attrs import frozen

from crmrules.definitions.parts import Header
from crmrules.definitions.sources import sources
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Prose, Section, Style, Table, Word, joined

_SCOPES = {
    "core": Text("Core: what decides about a customer", "核心：对客户作出判断"),
    "near-core": Text("Near the core: what feeds or uses that", "近核心：为其提供依据或加以运用"),
    "wider": Text("The wider model", "更大范围"),
}


class Standing(StrEnum):
    """How far a system is implemented."""

    DONE = "done"
    NAMED = "named only"
    """A policy has it, and the source gives a heading or names and nothing else."""
    OPEN = "open"


_STANDINGS = {
    Standing.DONE: Text("done", "已实现"),
    Standing.NAMED: Text("named only", "仅有名称"),
    Standing.OPEN: Text("open", "未实现"),
}
_SAID = {
    "title": Text("What the sources describe, and where it is", "原文各系统及其所在"),
    "sum": Text(
        "{total} systems: {done} done, {named} named only, {open} open.",
        "共 {total} 个系统：已实现 {done} 个，仅有名称 {named} 个，未实现 {open} 个。",
    ),
    "of": Text("{title}: {there} of {total}", "{title}：{total} 项中的 {there} 项"),
    "row": Text("row", "条目"),
    "system": Text("system", "系统"),
    "standing": Text("standing", "状态"),
    "policies": Text("policies", "策略"),
}


@frozen
class Row:
    """A system of the sources, and the policies that implement it."""

    id: str
    title: Text
    scope: str
    policies: tuple[Header, ...]

    @property
    def standing(self) -> Standing:
        """How far it is implemented."""
        if not self.policies:
            return Standing.OPEN
        return Standing.NAMED if self.id in sources().named else Standing.DONE


@frozen
class Rows:
    """Every system of the sources, those nearest to the core first."""

    rows: tuple[Row, ...]
    pages: str = ""
    """Where the pages of policies are, for links to them; empty for none."""

    @classmethod
    def of(cls, headers: Sequence[Header], pages: str = "") -> "Rows":
        """The systems that policies cover, by what their files begin with."""
        known = sources()
        return cls(
            tuple(
                Row(id_, title, known.scope[id_], tuple(each for each in headers if id_ in each.covers))
                for id_, title in sorted(
                    known.rows.items(), key=lambda row: (list(_SCOPES).index(known.scope[row[0]]), row[0])
                )
            ),
            pages,
        )

    def count(self, standing: Standing) -> int:
        """How many systems stand so."""
        return sum(each.standing is standing for each in self.rows)

    def document(self, language: Language) -> Document:
        """A table for each scope, with where each system is."""
        counts = {"total": len(self.rows), **{each.name.lower(): self.count(each) for each in Standing}}
        return Document(
            language, _say("title", language), (Paragraph(_say("sum", language, **counts)), *self._scopes(language))
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "rows": [
                {
                    "row": each.id,
                    "title": {"en": each.title.en, "zh": each.title.zh},
                    "scope": each.scope,
                    "standing": each.standing.value,
                    "policies": [header.id for header in each.policies],
                }
                for each in self.rows
            ],
            "counts": {each.value: self.count(each) for each in Standing},
        }

    def _scopes(self, language: Language) -> Iterator[Block]:
        heads = tuple(_say(key, language) for key in ("row", "system", "standing", "policies"))
        for scope, title in _SCOPES.items():
            rows = [each for each in self.rows if each.scope == scope]
            there = sum(each.standing is not Standing.OPEN for each in rows)
            caption = _say("of", language, title=title.in_language(language), there=there, total=len(rows))
            yield Section(caption, (Table("", heads, tuple(self._row(each, language) for each in rows)),))

    def _row(self, row: Row, language: Language) -> tuple[Prose, ...]:
        standing = _STANDINGS[row.standing].in_language(language)
        why = sources().named.get(row.id)
        said = standing if why is None else f"{standing} ({why.in_language(language)})"
        return row.id, f"{row.title.en} {row.title.zh}".strip(), said, joined(map(self._policy, row.policies), ", ")

    def _policy(self, header: Header) -> Prose:
        if self.pages:
            return Word(header.id, Style.CODE, f"{self.pages}{header.id}.md"), f" ({header.kind})"
        return f"{header.id} ({header.kind})"


def _say(key: str, language: Language, **words: object) -> str:
    return _SAID[key].in_language(language).format(**words)
