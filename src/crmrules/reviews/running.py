"""Running policies over one frame: what is cut of the whole population first, since others read its bands."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from attrs import evolve, frozen

from crmrules.definitions.base import Ranking
from crmrules.definitions.columns import column_name
from crmrules.kinds import kind_of
from crmrules.kinds.segmentation.result import Cuts
from crmrules.reviews.part import Chosen


@frozen
class Run:
    """A frame with what all policies say of each row."""

    frame: pl.LazyFrame
    cuts: Mapping[str, Cuts]
    """The cuts of each policy that ranks the population, by its id."""
    chosen: tuple[Chosen[Any], ...]
    """The policies; those that read the band of one that ran have it bound to that one's column."""


def run(frame: pl.LazyFrame, chosen: Sequence[Chosen[Any]], as_of: datetime.date | None) -> Run:
    """The frame with the columns of every policy; raises as `cut` and `apply` do."""
    cuts = cuts_of(chosen, frame, as_of)
    placed = tuple(each if each.policy.id in cuts else _with_bands(each, cuts) for each in chosen)
    ranked = [each for each in placed if each.policy.id in cuts]
    found: Any = frame
    for each in [*ranked, *(each for each in placed if each.policy.id not in cuts)]:
        found = kind_of(each.policy.definition).add_columns(each, found, as_of, cuts)
    return Run(found, cuts, placed)


def _with_bands(chosen: Chosen[Any], cuts: Mapping[str, Cuts]) -> Chosen[Any]:
    """A policy with the bands that the file lacks bound to the columns of those that gave them."""
    definition = chosen.policy.definition
    if kind_of(definition).plans_contacts:  # a cadence takes the cuts themselves
        return chosen
    segments = definition.facts.segments
    given = {name: column_name(segments[name].id) for name in chosen.absent if name in segments}
    given = {name: column for name, column in given.items() if segments[name].id in cuts}
    absent = tuple(name for name in chosen.absent if name not in given)
    if not given:
        return chosen
    return evolve(chosen, binding=evolve(chosen.binding, facts={**chosen.binding.facts, **given}), absent=absent)


def cuts_of(chosen: Sequence[Chosen[Any]], frame: Any, as_of: datetime.date | None) -> dict[str, Cuts]:
    """The cuts of the policies that rank the population, by id: of the file's own columns, whatever others add."""
    ranked = ((each, each.policy.definition) for each in chosen)
    return {
        each.policy.id: definition.cut(frame, each.binding, as_of)
        for each, definition in ranked
        if isinstance(definition, Ranking)
    }
