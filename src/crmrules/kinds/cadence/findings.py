"""Findings about a cadence: intervals that no example shows, and those out of the order of classes."""

from collections.abc import Iterator
from itertools import pairwise

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.parts import Setting, number_of
from crmrules.definitions.periods import A_YEAR
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.drafts import shown


def out_of_order(definition: CadenceDefinition) -> Iterator[Finding]:
    """Classes contacted more often than one above them, on any day on which intervals change."""
    said: set[str] = set()
    for day in definition.change_days:
        yield from _order(definition, definition.values_on(day), said)


def _order(definition: CadenceDefinition, values: dict[str, Setting], said: set[str]) -> Iterator[Finding]:
    """A lower class contacted more often than the one above it."""
    for channel in definition.channels:
        here = [each for each in (definition.interval(class_, channel.id) for class_ in definition.classes) if each]
        for upper, lower in pairwise(here):
            lengths = [
                number_of(values[each.every])
                / A_YEAR[definition.parameters[each.every].unit]
                / (number_of(values[each.times]) if each.times else 1)
                for each in (upper, lower)
            ]
            if lengths[0] > lengths[1] and lower.every not in said:
                said.add(lower.every)
                path = f"policy `{definition.id}`, parameter `{lower.every}`"
                message = f"contacts `{lower.class_}` more often than `{upper.class_}`, the class above it"
                yield Finding(Code.OUT_OF_ORDER, path, message, "let intervals grow from class to class")


def unshown(definition: CadenceDefinition) -> Iterator[Finding]:
    """What no example shows."""
    seen = shown(definition)
    for interval in definition.intervals:
        sides = seen[interval.class_, interval.channel]
        path = f"policy `{definition.id}`"
        if not sides:
            where = f"{path}, interval of `{interval.class_}` and `{interval.channel}`"
            yield Finding(Code.NO_EXAMPLE, where, "no example shows it", "add one")
        elif len(sides) < 2:
            message = f"examples show `{interval.class_}` and `{interval.channel}` only {_side(sides)}"
            yield Finding(Code.ONE_SIDED, f"{path}, parameter `{interval.every}`", message, "add the other side")


def _side(sides: set[bool]) -> str:
    return "before the day" if True in sides else "on the day or after it"
