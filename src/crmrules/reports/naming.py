"""Policies, facts and outputs by their titles, with their ids beside them."""

from collections.abc import Iterable, Iterator

from crmrules.definitions.base import Definition
from crmrules.model.text import Language, Text
from crmrules.reports.document import Group, Lines, Paragraph, Prose, joined, named

_ASK = Text("To find out:", "需要查明：")


def policy_named(definition: Definition, language: Language) -> Prose:
    """A policy."""
    return named(definition.header.title.in_language(language), definition.id)


def fact_named(definition: Definition, name: str, language: Language) -> Prose:
    """A fact that is stored."""
    titles = {each.name: each.title.in_language(language) for each in definition.facts.declared}
    return named(titles.get(name, ""), name)


def fact_titled(definition: Definition, name: str, language: Language) -> str:
    """The title of a fact, stored or derived; its name where it has none."""
    titles = {each.name: each.title for each in definition.facts.declared}
    titles |= {each.name: each.title for each in definition.facts.derived}
    return titles.get(name, Text("")).in_language(language) or name


def asking(definition: Definition, missing: Iterable[str], language: Language) -> Iterator[Group]:
    """The facts to find out, each with its title; nothing where there are none."""
    titles = {each.name: each.title.in_language(language) for each in definition.facts.declared}
    rows = tuple((name, titles[name]) for name in missing)
    if rows:
        yield Group(Paragraph(_ASK.in_language(language)), (Lines(rows),))


def listing(parts: Iterable[Prose], language: Language) -> Prose:
    """Words as a list in a sentence."""
    return joined(parts, "、" if language == "zh" else ", ")
