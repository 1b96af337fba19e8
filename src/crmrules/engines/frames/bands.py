"""The band of each customer of a frame, by cuts that were found before."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crmrules.definitions.segmentation import SegmentationDefinition
from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.logic import Bool
from crmrules.engines.frames.measure import Measure, open_measure
from crmrules.engines.frames.outcomes import Labels
from crmrules.records.binding import Binding

Branch = tuple[str | None, Bool]


def apply_bands(
    definition: SegmentationDefinition,
    frame: Any,
    bind: Binding | None,
    as_of: datetime.date | None,
    cuts: Sequence[Decimal | None],
) -> Any:
    """The frame with the band of each customer, and whether it brings no profit; lazy where it was.

    Raises as `open_measure` does, and `RecordError` where a new column is there already.
    """
    measure = open_measure(definition, frame, bind, as_of)
    name = definition.id.replace("-", "_")
    check_names(measure.opened, definition, (name, f"{name}_flagged"))
    labels = Labels(tuple(band.id for band in definition.bands), ordered=True)
    expr = labels.column(branches(definition, measure, cuts), True, measure.opened.backend)
    return close(measure.opened, measure.stages, {name: expr, f"{name}_flagged": measure.flagged}, {name: labels})


def branches(
    definition: SegmentationDefinition, measure: Measure, cuts: Sequence[Decimal | None]
) -> tuple[Branch, ...]:
    """The bands, the highest first, and when a customer is in each unless it was in one before."""
    reached: list[Branch] = [
        (band.id, measure.reaches(cut).fill_null(False))
        for band, cut in zip(definition.bands, cuts, strict=False)
        if cut is not None
    ]
    return (*reached, (definition.bands[-1].id, ~measure.expr.is_null()))
