"""What a change of a decision moves: the outcomes of the same customers before and after."""

import datetime
from collections.abc import Sequence

import polars as pl

from crmrules.assurance.difference.transitions import Coded, Moved, coded, several, transitions
from crmrules.definitions.columns import column_name
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.binding import Binding, shared
from crmrules.reviews.frames import Frame


def moved(old: DecisionTable, new: DecisionTable, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame."""
    bindings = shared(bind, [[fact.name for fact in each.definition.facts.declared] for each in (old, new)])
    if old.definition.hit is HitPolicy.COLLECT:
        return _collected((old, new), frame, bindings, as_of)
    before, after = (outcomes_of(one, frame, by, as_of) for one, by in zip((old, new), bindings, strict=True))
    return transitions(before, after, frame)


def outcomes_of(policy: DecisionTable, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Coded:
    """The outcome of each row; not for *collect*, which gives several."""
    base = column_name(policy.id)
    found = policy.apply(frame, bind=bind, as_of=as_of, look=True).lazy()
    labels = [outcome.id for outcome in policy.definition.outcomes]
    return coded(pl.col(base), labels, found, pl.col(base).is_null() & ~pl.col(f"{base}_certain"))


def _collected(
    policies: Sequence[DecisionTable], frame: Frame, bindings: Sequence[Binding], as_of: datetime.date | None
) -> Moved:
    before, after = (
        (each.id, each.apply(frame, bind=by, as_of=as_of, look=True).lazy().collect())
        for each, by in zip(policies, bindings, strict=True)
    )
    ids = (outcome.id for each in policies for outcome in each.definition.outcomes)
    return several(ids, before, after, frame)
