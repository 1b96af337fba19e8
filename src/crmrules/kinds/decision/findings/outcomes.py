"""Findings about the outcomes of a decision."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.kinds.decision.definition import DecisionDefinition


def unused_outcomes(definition: DecisionDefinition) -> Iterator[Finding]:
    """Outcomes that nothing gives."""
    given = {rule.then for rule in definition.rules} | {definition.header.default}
    for outcome in definition.outcomes:
        if outcome.id not in given:
            path = f"policy `{definition.id}`, outcome `{outcome.id}`"
            message = "no rule gives it, nor is it the default"
            yield Finding(Code.UNUSED_OUTCOME, path, message, "add its rule, or take it out")
