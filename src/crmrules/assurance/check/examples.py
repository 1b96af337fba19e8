"""Whether the examples of a policy hold, and what none of them shows."""

from collections.abc import Iterator

from crmrules.assurance.check.finding import Code, Finding
from crmrules.definitions.base import Definition
from crmrules.errors import CrmRulesError, Problem
from crmrules.kinds import kind_of


def example_findings(definition: Definition) -> Iterator[Finding]:
    """What is wrong with the examples. What they do not show is asked only once they hold."""
    failing = run_examples(definition)
    yield from (Finding(Code.EXAMPLE_FAILS, each.path, each.message, each.remedy) for each in failing)
    if not failing:
        yield from kind_of(definition).unshown(definition)


def run_examples(definition: Definition) -> list[Problem]:
    """What the examples expect and the policy does not say, each with the example's name."""
    problems: list[Problem] = []
    for name, run in kind_of(definition).examples(definition):
        path = f"policy `{definition.id}`, example `{name}`"
        try:
            problems += [problem.under(path) for problem in run()]
        except CrmRulesError as error:
            problems += [problem.under(path) for problem in error.problems]
    return problems
