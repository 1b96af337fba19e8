"""The band of each customer of a frame, by cuts that were found before."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.logic import Bool
from crmrules.engines.frames.outcomes import Labels
from crmrules.kinds.segmentation.frames.measure import Measure, open_measure
from crmrules.records.binding import Binding

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition

Branch = tuple[str | None, Bool]


def apply_bands(
    definition: "SegmentationDefinition",
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    cuts: Sequence[Decimal | None],
    name: str,
    look: bool,
) -> Any:
    """The frame with the band of each customer in a column, and whether it brings no profit; lazy where it was.

    Raises as `open_measure` does, and `RecordError` where a new column is there already.
    """
    measure = open_measure(definition, frame, bind, as_of, look)
    names = columns_of(definition, name)
    check_names(measure.opened, definition, [*names, *measure.unread])
    labels = Labels(tuple(band.id for band in definition.bands), ordered=True)
    bands = labels.column(_branches(definition, measure, cuts), True, measure.opened.backend)
    added = dict(zip(names, (bands, measure.flagged), strict=False))
    return close(measure.opened, measure.stages, {**added, **measure.unread}, {name: labels})


def without_bands(definition: "SegmentationDefinition", frame: Any, name: str) -> Any:
    """The frame without the columns that `apply_bands` added."""
    return nw.from_native(frame).drop(*columns_of(definition, name)).to_native()


def columns_of(definition: "SegmentationDefinition", name: str) -> tuple[str, ...]:
    """The column of bands, and where these are shares of a profit that of the customers who bring none."""
    return (name, f"{name}_flagged") if definition.flags else (name,)


def _branches(
    definition: "SegmentationDefinition", measure: Measure, cuts: Sequence[Decimal | None]
) -> tuple[Branch, ...]:
    """The bands, the highest first, and when a customer is in each unless it was in one before."""
    reached: list[Branch] = [
        (band.id, measure.reaches(cut, definition.sense).fill_null(False))
        for band, cut in zip(definition.bands, cuts, strict=False)
        if cut is not None
    ]
    return (*reached, (definition.bands[-1].id, ~measure.expr.is_null()))
