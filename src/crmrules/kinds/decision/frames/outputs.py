"""The further outputs of outcomes as columns."""

from collections.abc import Sequence

from crmrules.engines.frames.outcomes import Labels, Values
from crmrules.engines.frames.parts import Family
from crmrules.expressions.numbers import Exact
from crmrules.kinds.decision.parts import Outcome


def output_of(name: str, outcomes: Sequence[Outcome]) -> Labels | Values | None:
    """What a further output's column holds; None where its values are of several kinds."""
    found = {outcome.id: outcome.outputs[name] for outcome in outcomes if name in outcome.outputs}
    kinds = {type(value) for value in found.values()}
    if kinds == {str}:
        return Labels(tuple(dict.fromkeys(str(value) for value in found.values())), ordered=False)
    if kinds == {bool}:
        return Values(Family.BOOL, found)
    if kinds == {int}:
        return Values(Family.WHOLE, found)
    return Values(Family.FLOAT, found) if kinds <= {int, float, Exact} else None
