"""Findings about examples: those that do not hold, and what none of them shows."""

import datetime
from collections.abc import Iterator, Mapping

from attrs import evolve

from crmrules.assurance.check.finding import Code, Finding
from crmrules.assurance.examples import run_examples
from crmrules.definitions.base import Definition
from crmrules.engines.interpreter import values_of
from crmrules.errors import CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.render import render
from crmrules.expressions.tree import Comparison, Expression, Value, names, walk
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.meaning import contacts
from crmrules.kinds.decision.coverage import cover_examples
from crmrules.kinds.decision.definition import DecisionDefinition
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
    cases = [_values(definition, dict(each.given), each.as_of) for each in definition.examples]
    seen: dict[tuple[str, Expression], tuple[Expression, set[object]]] = {}
    for tree in definition.conditions:
        for part in walk(tree):
            for name in _limits_of(definition, part):
                # below a number and not below it are two sides of one limit
                _, truths = seen.setdefault((name, _one_way(part)), (part, set()))
                truths.update(evaluate(_one_way(part), values) for values in cases if values is not None)
    for (name, limit), (part, sides) in seen.items():
        if not sides >= {True, False}:
            true = (True in sides) is (limit == part)
            side = "on neither side" if not sides & {True, False} else f"only where it is {str(true).lower()}"
            path = f"policy `{definition.id}`, parameter `{name}`"
            message = f"examples try `{render(part)}` {side}"
            yield Finding(Code.ONE_SIDED, path, message, "add an example on the other side, close to the number")


_NEGATED = {"<": ">=", ">": "<=", "!=": "=="}


def _one_way(part: Expression) -> Expression:
    """A comparison, or where that is written otherwise the one that is true where it is false."""
    assert isinstance(part, Comparison)
    return evolve(part, operator=_NEGATED.get(part.operator, part.operator))


def _values(
    definition: DecisionDefinition, given: Mapping[str, Value], as_of: datetime.date | None
) -> Mapping[str, Value] | None:
    try:
        return values_of(definition, given, as_of)
    except CrmRulesError:
        return None


def _limits_of(definition: DecisionDefinition, part: Expression) -> list[str]:
    """The numbers that a comparison holds facts against."""
    if not isinstance(part, Comparison) or not names(part) - definition.parameters.keys():
        return []
    return sorted(name for name in names(part) & definition.parameters.keys() if _is_number(definition, name))


def _is_number(definition: Definition, name: str) -> bool:
    return definition.parameters[name].type.numeric


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
    seen: dict[tuple[str, str], set[bool]] = {}
    for example in definition.examples:
        stored = {**dict.fromkeys((each.name for each in definition.facts.declared), None), **example.given}
        for contact in contacts(definition, stored, example.as_of):
            if contact.channel in example.expect and contact.next_due is not None and contact.interval is not None:
                sides = seen.setdefault((contact.interval.class_, contact.channel), set())
                sides.add(contact.next_due > example.as_of)
    for interval in definition.intervals:
        sides = seen.get((interval.class_, interval.channel), set())
        path = f"policy `{definition.id}`"
        if not sides:
            where = f"{path}, interval of `{interval.class_}` and `{interval.channel}`"
            yield Finding(Code.NO_EXAMPLE, where, "no example shows it", "add one")
        elif len(sides) < 2:
            message = f"examples show `{interval.class_}` and `{interval.channel}` only {_side(sides)}"
            yield Finding(Code.ONE_SIDED, f"{path}, parameter `{interval.every}`", message, "add the other side")


def _side(sides: set[bool]) -> str:
    return "before the day" if True in sides else "on the day or after it"
