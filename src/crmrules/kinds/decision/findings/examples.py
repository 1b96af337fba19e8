"""Findings about the examples of a decision: rules that none shows deciding, numbers that they try on one side."""

import datetime
from collections.abc import Iterator, Mapping

from attrs import evolve

from crmrules.assurance.check.finding import Code, Finding
from crmrules.engines.interpreter import values_of
from crmrules.errors import CrmRulesError
from crmrules.expressions.evaluate import evaluate
from crmrules.expressions.operators import ComparisonOperator
from crmrules.expressions.render import render
from crmrules.expressions.tree import Comparison, Expression, Value, names, walk
from crmrules.kinds.decision.coverage import cover_examples
from crmrules.kinds.decision.definition import DecisionDefinition


def unshown(definition: DecisionDefinition) -> Iterator[Finding]:
    """What no example shows."""
    yield from _rules(definition)
    yield from _limits(definition)


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


_NEGATED: Mapping[ComparisonOperator, ComparisonOperator] = {"<": ">=", ">": "<=", "!=": "=="}


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


def _is_number(definition: DecisionDefinition, name: str) -> bool:
    return definition.parameters[name].type.numeric
