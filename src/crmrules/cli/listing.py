"""`crmrules list`: the shipped policies by what they are for, those that speak of something, and what they cover."""

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from crmrules.cli.common import Commands, add_language
from crmrules.cli.data import add_format, add_output, writing
from crmrules.definitions.base import Definition
from crmrules.definitions.capabilities import Capability, capabilities
from crmrules.definitions.sources import sources
from crmrules.loading import in_order_of_work, shipped
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Paragraph, Section, Table
from crmrules.reports.rows import Rows

_TITLE = Text("Shipped policies", "随附的策略")
_NONE = Text("No policy speaks of {words}.", "没有策略提到{words}。")
_HEADS = (Text("policy", "策略"), Text("kind", "类型"), Text("title", "名称"), Text("rows", "条目"))


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("list", help="the shipped policies, by what they are for")
    help_ = "only policies that speak of this, in English or Chinese: in their titles, those of their parts and rows"
    parser.add_argument("words", metavar="WORD", nargs="*", help=help_)
    help_ = "the systems of the sources instead: done, named only or open, and which policies implement them"
    parser.add_argument("--coverage", action="store_true", help=help_)
    add_output(parser)
    add_format(parser)
    add_language(parser)
    parser.set_defaults(run=_run)


@frozen
class _Listed:
    """Policies by the capability that they serve."""

    definitions: tuple[Definition, ...]
    words: tuple[str, ...]

    def document(self, language: Language) -> Document:
        """A table for each capability; titles are in both languages, whichever the reader knows."""
        blocks = tuple(self._capabilities(language))
        if not blocks:
            sign = "、" if language == "zh" else ", "
            blocks = (Paragraph(_NONE.in_language(language).format(words=sign.join(self.words))),)
        return Document(language, _TITLE.in_language(language), blocks)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "policies": [
                {
                    "policy": each.id,
                    "kind": each.header.kind,
                    "title": {"en": each.header.title.en, "zh": each.header.title.zh},
                    "rows": list(each.header.covers),
                    "capability": getattr(_served(each), "id", None),
                }
                for each in self.definitions
            ]
        }

    def _capabilities(self, language: Language) -> Iterator[Block]:
        heads = tuple(each.in_language(language) for each in _HEADS)
        for capability in capabilities().capabilities:
            served = [each for each in self.definitions if _served(each) is capability]
            if served:
                title = f"{capability.title.en} {capability.title.zh}"
                yield Section(title, (Table("", heads, tuple(map(_row, served))),))


def _row(definition: Definition) -> tuple[str, ...]:
    header = definition.header
    return header.id, header.kind, f"{header.title.en} {header.title.zh}", ", ".join(header.covers)


def _served(definition: Definition) -> Capability | None:
    return capabilities().of(definition.id, shipped().folder(definition.id))


def _speaks_of(definition: Definition, words: Sequence[str]) -> bool:
    """Whether every word occurs in what a policy is called, in the titles of its parts, or in those of its rows."""
    texts: list[Text | None] = [definition.header.title, *(sources().rows[row] for row in definition.header.covers)]
    texts += [getattr(part, "title", None) for parts in definition.lists.values() for part in parts]
    texts += [each.title for each in definition.facts.declared]
    texts += [each.title for each in definition.facts.derived]
    said = "\n".join([definition.id, *(f"{each.en}\n{each.zh}" for each in texts if each is not None)]).casefold()
    return all(word.casefold() in said for word in words)


def _run(options: argparse.Namespace) -> int:
    definitions = [each.definition for each in in_order_of_work()]
    found = tuple(each for each in definitions if _speaks_of(each, options.words))
    with writing(options) as write:
        if options.coverage:
            write(Rows.of(sorted((each.header for each in found), key=lambda each: each.id)))
        else:
            write(_Listed(found, tuple(options.words)))
    return 0
