"""Policies, facts and outputs by their titles, with their ids beside them."""

from collections.abc import Iterable, Iterator, Mapping

from crmrules.definitions.base import Definition
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, Text
from crmrules.reports.document import Group, Lines, Paragraph, Prose, joined, named
from crmrules.reports.wording import say

_ASK = Text("To find out:", "需要查明：")


def policy_named(definition: Definition, language: Language) -> Prose:
    """A policy."""
    return named(definition.header.title.in_language(language), definition.id)


def fact_named(definition: Definition, name: str, language: Language) -> Prose:
    """A fact that is stored."""
    titles = {each.name: each.title.in_language(language) for each in definition.facts.declared}
    return named(titles.get(name, ""), name)


def facts_named(definition: Definition, names: Iterable[str], language: Language) -> Prose:
    """Facts, as a list in a sentence."""
    return listing((fact_named(definition, name, language) for name in names), language)


def assumed_named(
    definition: Definition, values: Mapping[str, Value], language: Language, counts: Mapping[str, int] | None = None
) -> Prose:
    """Facts with the values that are taken for them where they are unknown, and of how many customers that is."""
    said: list[Prose] = []
    for name, value in values.items():
        count = "" if counts is None else f"（{counts[name]:,}）" if language == "zh" else f" ({counts[name]:,})"
        said.append(joined((fact_named(definition, name, language), f" = {say(value, language)}{count}"), ""))
    return listing(said, language)


def asking(definition: Definition, missing: Iterable[str], language: Language) -> Iterator[Group]:
    """The facts to find out, each with its title; nothing where there are none."""
    titles = {each.name: each.title.in_language(language) for each in definition.facts.declared}
    rows = tuple((name, titles[name]) for name in missing)
    if rows:
        yield Group(Paragraph(_ASK.in_language(language)), (Lines(rows),))


def listing(parts: Iterable[Prose], language: Language) -> Prose:
    """Words as a list in a sentence."""
    return joined(parts, "、" if language == "zh" else ", ")
