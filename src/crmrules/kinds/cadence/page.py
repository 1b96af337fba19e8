"""The page of a cadence."""

from collections.abc import Iterator

from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Due
from crmrules.reports.markdown import BREAK, broken, code, lines_of, plain, reading, sentence, table, units
from crmrules.reports.page import given, opening


def cadence_page(definition: CadenceDefinition) -> Iterator[str]:
    """The lines of the page."""
    header = definition.header
    said = (
        f"The class of a customer, {code(header.class_)}, says how often it is contacted; where there was no contact "
        f"yet, intervals count from {code(header.anchor)}."
    )
    yield from opening(definition, "a cadence policy", [said])
    yield from _channels(definition)
    yield from _intervals(definition)
    yield from _examples(definition)


def _channels(definition: CadenceDefinition) -> Iterator[str]:
    yield "## Channels"
    yield ""
    rows = [
        (
            code(channel.id),
            lines_of(channel.title),
            code(channel.last),
            broken(*(f"contacts of {code(other)} where {code(flag)}" for other, flag in channel.counts.items())),
        )
        for channel in definition.channels
    ]
    yield from table(("channel", "title", "last contact", "also counts"), rows)


def _intervals(definition: CadenceDefinition) -> Iterator[str]:
    yield "## Intervals"
    yield ""
    yield "Calendar months are counted from the last contact; the end of a shorter month stands for a day it lacks."
    yield ""
    rows = []
    for class_ in definition.classes:
        cells = []
        for channel in definition.channels:
            interval = definition.interval(class_, channel.id)
            if interval is None:
                cells.append("not required")
                continue
            parameter = definition.parameters[interval.every]
            values = parameter.all_values
            lengths = f"{', '.join(map(str, values))} {units(values[-1], parameter.unit)}"
            every = f"{code(interval.every)} = {lengths}{', optional' if interval.optional else ''}"
            because = sentence(interval.because.en), sentence(interval.because.zh)
            cells.append(broken(every, *because, reading(interval.reading)))
        rows.append((code(class_), *cells))
    yield from table(("class", *(code(channel.id) for channel in definition.channels)), rows)


def _examples(definition: CadenceDefinition) -> Iterator[str]:
    if not definition.examples:
        return
    yield "## Examples"
    yield ""
    for each in definition.examples:
        yield f"- **{plain(each.name)}**{BREAK}"
        yield f"  given {given(each.given, each.with_, each.as_of)}{BREAK}"
        yield "  " + "; ".join(f"{code(channel)}: {_due(due)}" for channel, due in each.expect.items())
    yield ""


def _due(due: Due) -> str:
    said = [] if due.status is None else [due.status]
    if due.next_due is not None:
        said.append(f"due {due.next_due.isoformat()}")
    if due.overdue_days is not None:
        said.append(f"{due.overdue_days} {units(due.overdue_days, 'days')} overdue")
    if due.never_contacted is not None:
        said.append("never contacted" if due.never_contacted else "contacted before")
    return ", ".join(said)
