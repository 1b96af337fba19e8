"""Running policies over one frame: segmentations first, since cadences read their bands."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.kinds import Cadence, DecisionTable, Segmentation
from crmrules.kinds.segmentation.result import Cuts
from crmrules.reviews.choosing import Chosen


@frozen
class Run:
    """A frame with what all policies say of each row."""

    frame: pl.LazyFrame
    cuts: Mapping[str, Cuts]
    """The cuts of each segmentation, by its id."""
    class_cuts: Mapping[str, Cuts]
    """The cuts that gave the classes of a cadence, by the cadence's id."""


def run(frame: pl.LazyFrame, chosen: Sequence[Chosen], as_of: datetime.date | None) -> Run:
    """The frame with the columns of every policy; raises as `cut`, `apply` and `due` do."""
    cuts = {
        each.policy.id: each.policy.cut(frame, bind=each.binding, as_of=as_of)
        for each in chosen
        if isinstance(each.policy, Segmentation)
    }
    # segmentations read the file's own columns, whatever the others add
    found: Any = frame
    for cut in cuts.values():
        found = cut.apply(found)
    class_cuts: dict[str, Cuts] = {}
    for each in chosen:
        policy = each.policy
        if isinstance(policy, DecisionTable):
            found = policy.apply(found, bind=each.binding, as_of=as_of, missing=True)
        elif isinstance(policy, Cadence) and as_of is not None:
            by = _class_cuts(policy, each, cuts)
            if by is not None:
                class_cuts[policy.id] = by
            found = policy.due(found, as_of=as_of, bind=each.binding, cuts=by)
    return Run(found, cuts, class_cuts)


def _class_cuts(policy: Cadence, chosen: Chosen, cuts: Mapping[str, Cuts]) -> Cuts | None:
    """The cuts that give the class, where the file itself has none."""
    class_ = policy.definition.header.class_
    segmentation = policy.definition.facts.segments.get(class_)
    return cuts.get(segmentation.id) if segmentation is not None and class_ in chosen.absent else None
