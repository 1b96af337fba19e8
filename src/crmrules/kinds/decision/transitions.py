"""What a change of a decision moves: the outcomes of the same customers before and after."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from crmrules.analysis.markers import Marker
from crmrules.assurance.difference.transitions import Coded, Moved, Pair, coded, counted, customers_of, transitions
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
    pairs = zip(policies, bindings, strict=True)
    found = [each.apply(frame, bind=by, as_of=as_of, look=True).lazy().collect() for each, by in pairs]
    counts: dict[str, Counter[Pair]] = {}
    given: dict[str, list[Coded]] = {}
    rows = pl.Series([False]).new_from_index(0, len(found[0]))
    for id_ in dict.fromkeys(outcome.id for each in policies for outcome in each.definition.outcomes):
        given[id_] = [_given(one, policy, id_) for one, policy in zip(found, policies, strict=True)]
        counts[id_], changed = counted(*given[id_])
        rows = rows | changed
    told = [_listed({id_: columns[place].texts(rows) for id_, columns in given.items()}) for place in (0, 1)]
    return Moved(counts, customers_of(frame, rows, *told))


def _given(found: pl.DataFrame, policy: DecisionTable, id_: str) -> Coded:
    """Whether *collect* gives an outcome, row by row."""
    column = column_name(policy.id, id_)
    given = pl.col(column) if column in found.columns else pl.lit(value=False)
    code = pl.when(given.is_null()).then(2).when(given).then(0).otherwise(1).cast(pl.UInt32)
    labels = [Marker.GIVEN, Marker.NOT_GIVEN, Marker.OPEN]
    return Coded(found.select(pl.repeat(0, pl.len(), dtype=pl.UInt32) + code).to_series(), labels)


def _listed(given: Mapping[str, pl.Series]) -> pl.Series:
    """The outcomes that are given, as one text a row."""
    named = [
        pl.when(column == Marker.GIVEN.value)
        .then(pl.lit(id_))
        .when(column == Marker.OPEN.value)
        .then(pl.lit(f"{id_}?"))
        .alias(id_)
        for id_, column in given.items()
    ]
    return pl.DataFrame(given).select(pl.concat_str(named, separator=", ", ignore_nulls=True)).to_series()
