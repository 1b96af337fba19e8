"""What a change of a segmentation moves: the bands of the same customers before and after."""

import datetime
from itertools import product

import polars as pl

from crmrules.assurance.difference.transitions import Coded, Moved, coded, transitions
from crmrules.definitions.columns import column_name
from crmrules.kinds.segmentation.policy import Segmentation
from crmrules.records.binding import Binding, shared
from crmrules.reviews.frames import Frame


def moved(old: Segmentation, new: Segmentation, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
    """Whom a change moves among the customers of a frame."""
    bindings = shared(bind, [[fact.name for fact in each.definition.facts.declared] for each in (old, new)])
    before, after = (_bands(one, frame, by, as_of) for one, by in zip((old, new), bindings, strict=True))
    return transitions(before, after, frame)


def _bands(policy: Segmentation, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Coded:
    found = policy.apply(frame, bind=bind, as_of=as_of).lazy()
    if not policy.definition.digits:
        return coded(pl.col(column_name(policy.id)), list(policy.definition.answers), found)
    answers = [
        "".join(each) for each in product(*([band.id for band in digit.bands] for digit in policy.definition.digits))
    ]
    # several measures are told as texts
    return coded(pl.col(column_name(policy.id)).cast(pl.Enum(answers)), answers, found)
