"""Running the examples of a scorecard."""

from collections.abc import Iterator
from functools import partial

from crmrules.definitions.examples import Actual, Run, changed, differences, stored
from crmrules.errors import Problem
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.parts import ScoreExample
from crmrules.kinds.scorecard.result import Score


def examples_of(definition: ScorecardDefinition) -> Iterator[tuple[str, Run]]:
    """The examples by name, each with what runs it."""
    yield from ((each.name, partial(_run, definition, each)) for each in definition.examples)


def _run(definition: ScorecardDefinition, example: ScoreExample) -> list[Problem]:
    policy = changed(definition, example.with_)
    score = Score(policy, stored(policy, example.given), example.as_of)
    keys = ("points", "low", "high", "band", "possible", "certain", "missing")
    actual: Actual = {key: partial(getattr, score, key) for key in keys}
    return differences(example.expect, actual)
