"""Running the examples of a decision."""

from collections.abc import Iterator
from functools import partial

from crmrules.definitions.examples import Actual, Run, differences, stored
from crmrules.errors import Problem
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.meaning import interpret, missing
from crmrules.kinds.decision.parts import Example


def examples_of(definition: DecisionDefinition) -> Iterator[tuple[str, Run]]:
    """The examples by name, each with what runs it."""
    yield from ((each.name, partial(_run, definition, each)) for each in definition.examples)


def _run(definition: DecisionDefinition, example: Example) -> list[Problem]:
    record = stored(definition, example.given)
    verdict = interpret(definition, record, example.as_of)
    actual: Actual = {
        "outcome": lambda: verdict.outcome,
        "so_far": lambda: verdict.so_far,
        "possible": lambda: verdict.possible,
        "certain": lambda: verdict.certain,
        "missing": lambda: missing(definition, record, example.as_of, verdict),
        "fired": lambda: tuple(definition.rules[index].id for index in verdict.fired),
    }
    return differences(example.expect, actual)
