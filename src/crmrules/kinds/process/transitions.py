"""What a change of a process moves: the customers whose cases stand elsewhere, from a frame of their events."""

import datetime
from collections import Counter

import polars as pl
from polars import selectors as cs

from crmrules.analysis.markers import Marker
from crmrules.assurance.difference.transitions import Coded, Moved, Pair, counted, customers_of
from crmrules.errors import AsOfError
from crmrules.kinds.process.definition import ProcessDefinition
from crmrules.kinds.process.policy import Process
from crmrules.records.binding import Binding
from crmrules.reviews.frames import Frame


def moved(old: Process, new: Process, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame of events: who is in another state on a day."""
    if as_of is None:
        raise AsOfError.of(f"policy `{new.id}`", "depends on the day", "give `as_of`")
    before, after = (each.apply(frame.lazy().collect(), as_of=as_of, bind=bind) for each in (old, new))
    customers = before.select(cs.first())
    codes = [_coded(found, each.definition) for found, each in ((before, old), (after, new))]
    counts: Counter[Pair]
    counts, rows = counted(*codes)
    return Moved({"": counts}, customers_of(customers, rows, codes[0].texts(rows), codes[1].texts(rows)))


def _coded(found: pl.DataFrame, definition: ProcessDefinition) -> Coded:
    """The state of each case, none where it has not begun, and open where several are possible."""
    state, possible = pl.nth(1), pl.nth(4)
    states = [each.id for each in definition.states]
    code = (
        pl.when(state.is_not_null())
        .then(state.to_physical().cast(pl.UInt32))
        .when(possible.is_null())
        .then(pl.lit(len(states), pl.UInt32))
        .otherwise(pl.lit(len(states) + 1, pl.UInt32))
    )
    return Coded(found.select(code.alias("code")).to_series(), [*states, None, Marker.OPEN])
