"""Running the examples of a segmentation."""

from collections.abc import Iterator
from functools import partial

from crmrules.definitions.examples import Actual, Run, changed, differences, stored
from crmrules.errors import Problem
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import PopulationExample


def examples_of(definition: SegmentationDefinition) -> Iterator[tuple[str, Run]]:
    """The examples by name, each with what runs it."""
    yield from ((each.name, partial(_run, definition, each)) for each in definition.examples)


def _run(definition: SegmentationDefinition, example: PopulationExample) -> list[Problem]:
    policy = changed(definition, example.with_)
    # a customer of whom nothing is known is still one
    customers = [stored(policy, facts) for facts in example.given]
    cuts = policy.cut(customers, None, example.as_of)
    actual: Actual = {
        "outcome": lambda: tuple(each.outcome for each in cuts.decide_many(customers)),
        "flagged": lambda: cuts.flagged,
    }
    return differences(example.expect, actual)
