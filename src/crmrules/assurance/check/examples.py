"""Findings about examples: those that do not hold, and what none of them shows."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.assurance.examples import run_examples
from crmrules.definitions.base import Definition
from crmrules.expressions.render import render
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.drafts import shown
from crmrules.kinds.decision.coverage import cover_examples
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.limits import limits
from crmrules.kinds.segmentation.definition import BASIS, SegmentationDefinition


def example_findings(definition: Definition) -> Iterator[Finding]:
    """What is wrong with the examples. What they do not show is asked only once they hold."""
    failing = run_examples(definition)
    yield from (Finding(Code.EXAMPLE_FAILS, each.path, each.message, each.remedy) for each in failing)
    if failing:
        return
    match definition:
        case DecisionDefinition():
            yield from _rules(definition)
            yield from _limits(definition)
        case SegmentationDefinition():
            yield from _bands(definition)
        case CadenceDefinition():
            yield from _intervals(definition)
        case _:
            raise TypeError(f"{type(definition).__name__} is no kind of policy")


def _rules(definition: DecisionDefinition) -> Iterator[Finding]:
    for id_ in cover_examples(definition).never_fired:
        path = f"policy `{definition.id}`, rule `{id_}`"
        yield Finding(Code.NO_EXAMPLE, path, "no example shows it deciding", "add one")


def _limits(definition: DecisionDefinition) -> Iterator[Finding]:
    """Numbers that facts are compared with, where no two examples lie on either side."""
    for limit in limits(definition, ((each.given, each.as_of) for each in definition.examples)):
        if limit.missing:
            side = f"only where it is {str(*limit.shown).lower()}" if limit.shown else "on neither side"
            path = f"policy `{definition.id}`, parameter `{limit.parameter}`"
            message = f"examples try `{render(limit.part)}` {side}"
            yield Finding(Code.ONE_SIDED, path, message, "add an example on the other side, close to the number")


def _bands(definition: SegmentationDefinition) -> Iterator[Finding]:
    path, order = f"policy `{definition.id}`", [band.id for band in definition.bands]
    placed = {id_ for each in definition.examples for id_ in each.expect.outcome}
    for id_ in order:
        if id_ not in placed:
            yield Finding(Code.NO_EXAMPLE, f"{path}, band `{id_}`", "no example places anybody in it", "add one")
    usual = definition.parameters[BASIS].all_values[-1]
    for place, band in enumerate(definition.bands[:-1]):
        for basis, name in band.share.items():
            shown = [each for each in definition.examples if each.with_.get(BASIS, usual) == basis]
            if not any(_cuts(order, each.expect.outcome, place) for each in shown):
                message = f"no example with the basis `{basis}` has customers above and below the cut of `{band.id}`"
                yield Finding(Code.ONE_SIDED, f"{path}, parameter `{name}`", message, "add one")


def _cuts(order: list[str], outcome: tuple[str, ...], place: int) -> bool:
    sides = {order.index(id_) <= place for id_ in outcome if id_ in order}
    return sides == {True, False}


def _intervals(definition: CadenceDefinition) -> Iterator[Finding]:
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
