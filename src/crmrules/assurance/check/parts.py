"""Findings about the parts of a policy of any kind: what nothing reads, what lacks its text, its origin, its source."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.base import Definition
from crmrules.definitions.sources import sources
from crmrules.definitions.templates import split
from crmrules.errors import did_you_mean
from crmrules.expressions.tree import names
from crmrules.model.text import Text, units


def part_findings(definition: Definition, as_of: datetime.date | None) -> Iterator[Finding]:
    """What is wrong with the parts; stale numbers only where a day is given."""
    yield from _unused(definition)
    yield from _texts(definition)
    yield from _origins(definition)
    yield from _sources(definition)
    if as_of is not None:
        yield from _stale(definition, as_of)


def _unused(definition: Definition) -> Iterator[Finding]:
    path = f"policy `{definition.id}`"
    read = _read(definition)
    for name in definition.entries:
        if name not in read:
            yield Finding(Code.UNUSED_FACT, f"{path}, fact `{name}`", "nothing reads it", "take it out, or use it")
    for name in definition.parameters:
        if name not in read:
            remedy = "take it out, or use it"
            yield Finding(Code.UNUSED_PARAMETER, f"{path}, parameter `{name}`", "nothing reads it", remedy)


def _read(definition: Definition) -> set[str]:
    """All names that something reads: conditions, derived facts that are read themselves, sentences, other tables."""
    read = {*definition.read_names, *definition.named_parameters, definition.header.stale_after}
    for text in definition.sentences:
        for said in (text.en, text.zh) if text is not None else ():
            read |= {piece.name for piece in split(said)}
    for each in reversed(definition.facts.derived):
        if each.name in read and each.expression is not None:
            read |= names(each.expression)
        if each.name in read and each.policy is not None:
            read |= each.policy.reads
    return read


def _texts(definition: Definition) -> Iterator[Finding]:
    """Texts in one language only, where others have both."""
    texts = list(_all_texts(definition, f"policy `{definition.id}`"))
    if not any(text.zh for _, text in texts):
        return  # written in one language, and meant so
    for path, text in texts:
        for language, said in (("en", text.en), ("zh", text.zh)):
            if not said:
                remedy = f'add {language} = "..."'
                yield Finding(Code.MISSING_TEXT, path, f"has no text in `{language}`, and others have", remedy)


def _all_texts(definition: Definition, path: str) -> Iterator[tuple[str, Text]]:
    yield from _texts_of(definition.header, path)
    tables: dict[str, Mapping[str, Any]] = {"parameter": definition.parameters, "fact": definition.entries}
    tables |= {each.word: getattr(definition, key) for key, each in definition.layout.tables.items()}
    for word, table in tables.items():
        for name, part in table.items():
            yield from _texts_of(part, f"{path}, {word} `{name}`")
    for word, parts in definition.lists.items():
        for place, part in enumerate(parts, 1):
            yield from _texts_of(part, f"{path}, {word} `{getattr(part, 'id', place)}`")


def _texts_of(part: Any, path: str) -> Iterator[tuple[str, Text]]:
    for each in attrs.fields(type(part)):
        value = getattr(part, each.name)
        if isinstance(value, Text):
            yield f"{path}, `{each.name}`", value
        elif isinstance(value, Mapping):
            yield from ((f"{path}, `{key}`", text) for key, text in value.items() if isinstance(text, Text))


def _origins(definition: Definition) -> Iterator[Finding]:
    for name, parameter in definition.parameters.items():
        if parameter.type.numeric and parameter.origin is None:
            remedy = 'add origin = "source", "default" or "own"'
            yield Finding(
                Code.NO_ORIGIN, f"policy `{definition.id}`, parameter `{name}`", "says not where it comes from", remedy
            )


def _sources(definition: Definition) -> Iterator[Finding]:
    known = sources()
    path = f"policy `{definition.id}`"
    for row in definition.header.covers:
        if row not in known.rows:
            remedy = did_you_mean(row, known.rows)
            yield Finding(Code.UNKNOWN_SOURCE, f"{path}, `covers`", f"no system has the row `{row}`", remedy)
    source = definition.header.source
    if source is not None and definition.header.covers and source.document not in known.documents:
        remedy = did_you_mean(source.document, known.documents)
        yield Finding(Code.UNKNOWN_SOURCE, f"{path}, `source`", f"no document is called `{source.document}`", remedy)


def _stale(definition: Definition, as_of: datetime.date) -> Iterator[Finding]:
    for name, since in definition.stale_on(as_of).items():
        period = definition.parameters[definition.header.stale_after]
        length = f"{period.value} {units(period.value, period.unit)}"
        message = f"its last value is from {since.isoformat()}, more than {length} before"
        path = f"policy `{definition.id}`, parameter `{name}`"
        yield Finding(Code.STALE, path, f"{message} {as_of.isoformat()}", "add the value of today, with its day")
