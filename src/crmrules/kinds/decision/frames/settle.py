"""What is settled on each row of a frame, as columns."""

from typing import TypeAlias

import narwhals.stable.v2 as nw
from attrs import frozen

from crmrules.engines.frames.logic import Bool
from crmrules.engines.frames.parts import Part
from crmrules.engines.rows import Where, bool_of, level_of_rows
from crmrules.kinds.decision.settle import settle
from crmrules.kinds.decision.walk import Walk

Walked: TypeAlias = Walk[Part, Where[nw.Expr]]
"""The walk of a policy on a frame."""


@frozen
class Settled:
    """What is settled on each row; see `kinds.decision.settle`."""

    certain: Bool
    branches: tuple[tuple[str | None, Bool], ...]
    within: Bool
    so_far: tuple[tuple[str | None, Bool], ...]
    level: int


def settled(walk: Walked) -> Settled:
    """What is settled; for every hit policy but *collect*."""
    found = settle(walk)
    every = [found.certain, found.within, *(where for _, where in (*found.branches, *found.so_far))]
    given, true = (tuple((answer, bool_of(where)) for answer, where in each) for each in (found.branches, found.so_far))
    return Settled(bool_of(found.certain), given, bool_of(found.within), true, level_of_rows(*every))
