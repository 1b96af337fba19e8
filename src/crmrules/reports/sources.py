"""Where facts come from: those that nobody brought, and those that were assumed."""

from collections.abc import Iterator, Mapping

from crmrules.definitions.base import Definition
from crmrules.errors import printable
from crmrules.expressions.tree import Value
from crmrules.model.text import Language, Text
from crmrules.reports.document import Group, Lines, Paragraph, Prose, Style, Tone, Word
from crmrules.reports.naming import fact_named, listing
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import say

_say = Sentences(
    {
        "absent": Text(
            "Neither a column nor bound, and so unknown of everybody: {facts}.",
            "既无对应列也未绑定，因而全部未知：{facts}。",
        ),
        "near": Text("{fact} (is it column {column}?)", "{fact}（是否为列 {column}？）"),
        "assumed": Text("Assumed where unknown:", "未知时采用假定："),
        "of": Text("of {count:,} {count:customer|customers}", "{count:,} 位客户"),
    }
)


def absent_said(definition: Definition, absent: Mapping[str, str], language: Language) -> Iterator[Paragraph]:
    """The facts that have neither a column nor a binding and are not assumed; nothing where there are none.

    Each comes with the column that was perhaps meant, which may be empty.
    """
    if absent:
        yield Paragraph(_say("absent", language, facts=facts_with_near(definition, absent, language)))


def facts_with_near(definition: Definition, near: Mapping[str, str], language: Language) -> Prose:
    """Facts, each with the column that was perhaps meant where there is one."""
    named = {name: fact_named(definition, name, language) for name in near}
    return listing(
        (
            _say("near", language, fact=named[name], column=Word(printable(column), Style.CODE))
            if column
            else named[name]
            for name, column in near.items()
        ),
        language,
    )


def assumed_said(
    definition: Definition,
    assumed: Mapping[str, Value],
    language: Language,
    counts: Mapping[str, int] | None = None,
) -> Iterator[Group]:
    """The facts that were taken from assumptions where they were unknown, with what was taken, and of how many
    customers where that was counted; nothing where none was."""
    rows: list[tuple[Prose, ...]] = []
    for name, value in assumed.items():
        if counts is None or counts.get(name):
            of = () if counts is None else (_say("of", language, count=counts[name]),)
            rows.append((fact_named(definition, name, language), say(value, language), *of))
    if rows:
        yield Group(Paragraph(_say("assumed", language), Tone.WARNING), (Lines(tuple(rows)),))
