"""Running policies over one frame: what is cut of the whole population first, since others read its bands."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from crmrules.definitions.base import Ranking
from crmrules.kinds import kind_of
from crmrules.kinds.segmentation.result import Cuts
from crmrules.reviews.part import Chosen


@frozen
class Run:
    """A frame with what all policies say of each row."""

    frame: pl.LazyFrame
    cuts: Mapping[str, Cuts]
    """The cuts of each policy that ranks the population, by its id."""


def run(frame: pl.LazyFrame, chosen: Sequence[Chosen[Any]], as_of: datetime.date | None) -> Run:
    """The frame with the columns of every policy; raises as `cut` and `apply` do."""
    cuts = cuts_of(chosen, frame, as_of)
    ranked = [each for each in chosen if each.policy.id in cuts]
    found: Any = frame
    for each in [*ranked, *(each for each in chosen if each not in ranked)]:
        found = kind_of(each.policy.definition).add_columns(each, found, as_of, cuts)
    return Run(found, cuts)


def cuts_of(chosen: Sequence[Chosen[Any]], frame: Any, as_of: datetime.date | None) -> dict[str, Cuts]:
    """The cuts of the policies that rank the population, by id: of the file's own columns, whatever others add."""
    ranked = ((each, each.policy.definition) for each in chosen)
    return {
        each.policy.id: definition.cut(frame, each.binding, as_of)
        for each, definition in ranked
        if isinstance(definition, Ranking)
    }
