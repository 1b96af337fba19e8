"""Findings about the examples of a decision: rules that none shows deciding, numbers that they try on one side."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.expressions.render import render
from crmrules.kinds.decision.coverage import cover_examples
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.limits import limits


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
    for limit in limits(definition, ((each.given, each.as_of) for each in definition.examples)):
        if limit.missing:
            side = f"only where it is {str(*limit.shown).lower()}" if limit.shown else "on neither side"
            path = f"policy `{definition.id}`, parameter `{limit.parameter}`"
            message = f"examples try `{render(limit.part)}` {side}"
            yield Finding(Code.ONE_SIDED, path, message, "add an example on the other side, close to the number")
