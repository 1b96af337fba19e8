"""Which entries hold of a record and why, in both languages."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from crmrules.expressions.render import render
from crmrules.expressions.tree import names
from crmrules.kinds.reference.parts import Entry
from crmrules.model.text import Language, Text
from crmrules.reports.document import Block, Document, Group, Paragraph, Prose, Tone, named
from crmrules.reports.naming import asking, listing, policy_named
from crmrules.reports.sentences import Sentences
from crmrules.reports.wording import fill, read_as, say, stale

if TYPE_CHECKING:
    from crmrules.kinds.reference.definition import ReferenceDefinition
    from crmrules.kinds.reference.result import Advice

_say = Sentences(
    {
        "title": Text("{policy}: {count} {count:entry|entries} of {all} hold", "{policy}：{all} 条中有 {count} 条适用"),
        "one": Text("{policy}: 1 entry of {all} holds", "{policy}：{all} 条中有 1 条适用"),
        "as_of": Text("As of {day}", "截至 {day}"),
        "assumed": Text("Assumed: {facts}", "假定：{facts}"),
        "because": Text("Because {condition}, with {facts}.", "因为 {condition}，其中 {facts}。"),
        "because_plain": Text("Because {condition}.", "因为 {condition}。"),
        "advice": Text("Advice: {advice}", "建议：{advice}"),
        "attribute": Text("{name}: {value}", "{name}：{value}"),
        "named": Text("The source gives this heading and nothing more.", "原文仅列出此标题，未作说明。"),
        "caution": Text("Caution: {caution}", "注意：{caution}"),
        "open": Text("May hold, by what is still unknown:", "尚缺事实，可能适用："),
        "open_entry": Text("{entry}: {condition}", "{entry}：{condition}"),
        "withheld": Text(
            "Held back until they are asked for, each with the reason:", "以下条目需明确索取方可给出，原因如下："
        ),
        "withheld_entry": Text("{entry}: {caution}", "{entry}：{caution}"),
        "operation": Text("Has no value, whatever is found out: {part}", "无论如何都没有值：{part}"),
    }
)


def advice_document(advice: "Advice", language: Language) -> Document:
    """The report on what holds of a record."""
    definition, count = advice.definition, len(advice.holds)
    policy, among = policy_named(definition, language), len(definition.conditional)
    title = _say("one" if count == 1 else "title", language, policy=policy, count=count, all=among)
    return Document(language, title, tuple(_blocks(advice, language)))


def entry_named(entry: Entry, language: Language) -> Prose:
    """An entry by its title, with its id."""
    return named(entry.title.in_language(language), entry.id)


def named_only(language: Language) -> Prose:
    """What is said of an entry of which the source gives only the name."""
    return _say("named", language)


def attributes_said(definition: "ReferenceDefinition", entry: Entry, language: Language) -> Iterator[Prose]:
    """The attributes of an entry, with their titles and labels."""
    for name, value in entry.attributes.items():
        declared = definition.attributes[name]
        label = declared.values.get(str(value))
        shown = label.in_language(language) if label is not None else say(value, language)
        yield _say("attribute", language, name=declared.title.in_language(language), value=shown)


def _blocks(advice: "Advice", language: Language) -> Iterator[Block]:
    if advice.as_of is not None:
        yield Paragraph(_say("as_of", language, day=advice.as_of.isoformat()))
    if advice.assumed:
        facts = (f"{name} = {say(advice.values[name], language)}" for name in advice.assumed)
        yield Paragraph(_say("assumed", language, facts=listing(facts, language)), Tone.WARNING)
    for warning in stale(advice.definition, advice.as_of, language):
        yield Paragraph(warning, Tone.WARNING)
    for entry in advice.holds:
        yield Group(Paragraph(entry_named(entry, language)), tuple(_entry(advice, entry, language)))
    if advice.open:
        rows = [
            Paragraph(_say("open_entry", language, entry=entry_named(each, language), condition=_condition(each)))
            for each in advice.open
        ]
        yield Group(Paragraph(_say("open", language)), tuple(rows))
    if advice.withheld:
        rows = [
            Paragraph(
                _say(
                    "withheld_entry",
                    language,
                    entry=entry_named(each, language),
                    caution=fill(each.caution or Text(""), advice.values, language),
                )
            )
            for each in advice.withheld
        ]
        yield Group(Paragraph(_say("withheld", language), Tone.WARNING), tuple(rows))
    yield from asking(advice.definition, advice.missing, language)
    for text in advice.undefined:
        yield Paragraph(_say("operation", language, part=text))


def _entry(advice: "Advice", entry: Entry, language: Language) -> Iterator[Block]:
    """What an entry that holds says, and why it holds."""
    if entry.text is not None:
        yield Paragraph(fill(entry.text, advice.values, language))
    if entry.advice is not None:
        yield Paragraph(_say("advice", language, advice=fill(entry.advice, advice.values, language)))
    if entry.named:
        yield Paragraph(named_only(language))
    if entry.caution is not None:
        caution = fill(entry.caution, advice.values, language)
        yield Paragraph(_say("caution", language, caution=caution), Tone.WARNING)
    yield from (Paragraph(each) for each in attributes_said(advice.definition, entry, language))
    assert entry.when is not None
    facts = {name: say(advice.values[name], language) for name in names(entry.when)}
    yield Paragraph(because(entry, _condition(entry), facts, language))
    yield from map(Paragraph, read_as(entry.reading, language))


def because(entry: Entry, condition: str, facts: Mapping[str, str], language: Language) -> Prose:
    """Why an entry holds: its condition, and the values that it reads, unless the condition is such a value itself."""
    if list(facts) == [_condition(entry)]:
        return _say("because_plain", language, condition=condition)
    said = (f"{name} = {facts[name]}" for name in sorted(facts))
    return _say("because", language, condition=condition, facts=listing(said, language))


def because_template(entry: Entry, language: Language) -> Text:
    """The same as a sentence in which each value has a place."""
    assert entry.when is not None
    condition = _condition(entry).replace("{", "{{").replace("}", "}}")
    said = because(entry, condition, {name: f"{{{name}}}" for name in names(entry.when)}, language)
    return Text(str(said), str(said))


def _condition(entry: Entry) -> str:
    return render(entry.when) if entry.when is not None else ""
