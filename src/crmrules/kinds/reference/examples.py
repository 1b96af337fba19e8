"""Running the examples of a reference."""

from collections.abc import Iterator
from functools import partial

from crmrules.definitions.examples import Actual, Run, changed, differences, stored
from crmrules.errors import Problem
from crmrules.kinds.reference.definition import ReferenceDefinition
from crmrules.kinds.reference.meaning import found
from crmrules.kinds.reference.parts import ReferenceExample
from crmrules.kinds.reference.result import Advice


def examples_of(definition: ReferenceDefinition) -> Iterator[tuple[str, Run]]:
    """The examples by name, each with what runs it."""
    yield from ((each.name, partial(_run, definition, each)) for each in definition.examples)


def _run(definition: ReferenceDefinition, example: ReferenceExample) -> list[Problem]:
    policy = changed(definition, example.with_)
    advice = Advice(policy, stored(policy, example.given), example.as_of, cautioned=example.cautioned)
    actual: Actual = {
        "entries": lambda: tuple(entry.id for entry in found(policy, example.where, example.cautioned)),
        "holds": lambda: tuple(entry.id for entry in advice.holds),
        "open": lambda: tuple(entry.id for entry in advice.open),
        "withheld": lambda: tuple(entry.id for entry in advice.withheld),
        "missing": lambda: advice.missing,
    }
    return differences(example.expect, actual)
