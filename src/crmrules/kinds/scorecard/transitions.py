"""What a change of a scorecard moves: the bands of the same customers before and after, or their points."""

import datetime

import polars as pl

from crmrules.assurance.difference.transitions import Coded, Moved, coded, transitions
from crmrules.definitions.columns import column_name
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.records.binding import Binding, shared
from crmrules.reviews.frames import Frame

_POINTS = "__crmrules_points"


def moved(old: Scorecard, new: Scorecard, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame: to another band, or where there are none to another score."""
    bindings = shared(bind, [[fact.name for fact in each.definition.facts.declared] for each in (old, new)])
    found = [
        one.apply(frame, bind=by, as_of=as_of, look=True).lazy() for one, by in zip((old, new), bindings, strict=True)
    ]
    if old.bands and new.bands:
        before, after = (bands_of(one, each) for one, each in zip((old, new), found, strict=True))
    else:
        points = [each.select(_points(one)).collect() for one, each in zip((old, new), found, strict=True)]
        labels = sorted({text for each in points for text in each[_POINTS].drop_nulls().unique()})
        enum = pl.Enum(labels)
        before, after = (coded(pl.col(_POINTS).cast(enum), labels, each.lazy()) for each in points)
    return transitions(before, after, frame)


def bands_of(policy: Scorecard, found: pl.LazyFrame) -> Coded:
    """The band of each row of a frame that holds the columns of a scorecard."""
    base = column_name(policy.id)
    is_open = ~pl.col(f"{base}_certain") & pl.col(base).is_null()
    return coded(pl.col(base), [band.id for band in policy.bands], found, is_open)


def _points(policy: Scorecard) -> pl.Expr:
    """The score as a text, a range where it is one."""
    base = column_name(policy.id)
    low, high = (pl.col(f"{base}_{end}").cast(pl.String) for end in ("low", "high"))
    said = pl.when(pl.col(f"{base}_points").is_null()).then(pl.concat_str(low, high, separator=" to "))
    return said.otherwise(pl.col(f"{base}_points").cast(pl.String)).alias(_POINTS)
