"""The page of a cadence."""

from collections.abc import Iterator

from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Due, DueExample
from crmrules.model.text import units
from crmrules.reports.document import Document, Paragraph, Prose, Section, Table, code, joined, strong
from crmrules.reports.page import both, broken, examples, given, page_of, reading, sentence


def cadence_page(definition: CadenceDefinition) -> Document:
    """The page of a cadence."""
    header = definition.header
    said = (
        "The class of a customer, ",
        code(header.class_),
        ", says how often it is contacted; where there was no contact yet, intervals count from ",
        code(header.anchor),
        ".",
    )
    over: list[Prose] = []
    if header.over:
        over.append(
            joined(("It goes before ", joined(map(code, header.over), ", "), ", where somebody is in both."), "")
        )
    told = examples(_example(each) for each in definition.examples)
    return page_of(
        definition,
        "a cadence policy",
        [said, *over],
        (_channels(definition), _intervals(definition), *_occasions(definition), *told),
    )


def _channels(definition: CadenceDefinition) -> Section:
    rows = tuple(
        (
            code(channel.id),
            both(channel.title),
            code(channel.last),
            broken(*(("contacts of ", code(other), " where ", code(flag)) for other, flag in channel.counts.items())),
        )
        for channel in definition.channels
    )
    return Section("Channels", (Table("", ("channel", "title", "last contact", "also counts"), rows),))


def _intervals(definition: CadenceDefinition) -> Section:
    said = "Calendar months are counted from the last contact; the end of a shorter month stands for a day it lacks."
    rows = tuple(
        (code(class_), *(_interval(definition, class_, channel.id) for channel in definition.channels))
        for class_ in definition.classes
    )
    heads: tuple[Prose, ...] = ("class", *(code(channel.id) for channel in definition.channels))
    business = [Paragraph(f"Business days are {definition.calendar.described.en}.")]
    counted = business if any(definition.counts_business_days(each.id) for each in definition.channels) else []
    return Section("Intervals", (Paragraph(said), *counted, Table("", heads, rows)))


def _interval(definition: CadenceDefinition, class_: str, channel: str) -> Prose:
    interval = definition.interval(class_, channel)
    if interval is None:
        return "not required"
    parameter = definition.parameters[interval.every]
    values = parameter.all_values
    lengths = f"{', '.join(map(str, values))} {units(values[-1], parameter.unit)}"
    every = (code(interval.every), f" = {lengths}{', optional' if interval.optional else ''}")
    told = [
        *(_named(definition, "times", name) for name in (interval.times,) if name),
        *(_named(definition, "on day", name) for name in (interval.on,) if name),
        *(("with ", code(name)) for name in interval.amounts),
    ]
    return broken(every, *told, sentence(interval.because.en), sentence(interval.because.zh), reading(interval.reading))


def _named(definition: CadenceDefinition, word: str, name: str) -> Prose:
    return (f"{word} ", code(name), f" = {', '.join(map(str, definition.parameters[name].all_values))}")


def _occasions(definition: CadenceDefinition) -> Iterator[Section]:
    if definition.occasions:
        rows = tuple(
            (
                code(each.class_),
                broken(code(each.id), both(each.title)),
                broken(sentence(each.because.en), sentence(each.because.zh), reading(each.reading)),
            )
            for each in definition.occasions
        )
        said = Paragraph("Whenever one happens, and on no day of its own.")
        yield Section("Occasions", (said, Table("", ("class", "occasion", "because"), rows)))


def _example(example: DueExample) -> Prose:
    due = ((code(channel), f": {_due(due)}") for channel, due in example.expect.items())
    facts = joined(("given ", given(example.given, example.with_, example.as_of)), "")
    return broken(strong(example.name), facts, joined(due, "; "))


def _due(due: Due) -> str:
    said = [] if due.status is None else [due.status]
    if due.next_due is not None:
        said.append(f"due {due.next_due.isoformat()}")
    if due.overdue_days is not None:
        said.append(f"{due.overdue_days} {units(due.overdue_days, 'days')} overdue")
    if due.never_contacted is not None:
        said.append("never contacted" if due.never_contacted else "contacted before")
    if due.provisional is not None:
        said.append("provisional" if due.provisional else "settled")
    return ", ".join(said)
