"""What a change of a reference moves: the entries that hold of the same customers before and after."""

import datetime
from collections import Counter
from collections.abc import Mapping

import polars as pl

from crmrules.analysis.markers import Marker
from crmrules.assurance.difference.transitions import Coded, Moved, Pair, counted, customers_of
from crmrules.definitions.columns import column_name
from crmrules.kinds.reference.policy import Reference
from crmrules.records.binding import Binding, shared
from crmrules.reviews.frames import Frame

_LABELS = [Marker.GIVEN, Marker.NOT_GIVEN, Marker.OPEN]


def moved(old: Reference, new: Reference, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame; entries with a caution are looked at as well."""
    bindings = shared(bind, [[fact.name for fact in each.definition.facts.declared] for each in (old, new)])
    found = [
        each.apply(frame, bind=by, as_of=as_of, cautioned=True, look=True).lazy().collect()
        for each, by in zip((old, new), bindings, strict=True)
    ]
    counts: dict[str, Counter[Pair]] = {}
    told: dict[str, tuple[Coded, Coded]] = {}
    rows = pl.Series([False]).new_from_index(0, len(found[0]))
    for id_ in dict.fromkeys(entry.id for each in (old, new) for entry in each.definition.conditional):
        told[id_] = _holds(found[0], old, id_), _holds(found[1], new, id_)
        counts[id_], changed = counted(*told[id_])
        rows = rows | changed
    before, after = (_listed({id_: pair[side].texts(rows) for id_, pair in told.items()}) for side in (0, 1))
    return Moved(counts, customers_of(frame, rows, before, after))


def _holds(found: pl.DataFrame, policy: Reference, id_: str) -> Coded:
    """Whether an entry holds, row by row."""
    column = column_name(policy.id, id_)
    holds = pl.col(column) if column in found.columns else pl.lit(value=False)
    code = pl.when(holds.is_null()).then(2).when(holds).then(0).otherwise(1).cast(pl.UInt32)
    return Coded(found.select(pl.repeat(0, pl.len(), dtype=pl.UInt32) + code).to_series(), _LABELS)


def _listed(holds: Mapping[str, pl.Series]) -> pl.Series:
    """The entries that hold, as one text a row."""
    named = [
        pl.when(column == Marker.GIVEN.value)
        .then(pl.lit(id_))
        .when(column == Marker.OPEN.value)
        .then(pl.lit(f"{id_}?"))
        .alias(id_)
        for id_, column in holds.items()
    ]
    return pl.DataFrame(holds).select(pl.concat_str(named, separator=", ", ignore_nulls=True)).to_series()
