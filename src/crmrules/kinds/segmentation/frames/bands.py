"""The band of each customer of a frame, by cuts that were found before."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals.stable.v2 as nw

from crmrules.engines.frames.closing import check_names, close
from crmrules.engines.frames.outcomes import Labels
from crmrules.kinds.segmentation.frames.measure import Measure, open_measure
from crmrules.records.binding import Binding

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition

Edges: TypeAlias = Sequence[Decimal | None] | Mapping[str, Sequence[Decimal | None]]
"""The measure at which each band but the last begins; of groups that of each."""


def apply_bands(
    definition: "SegmentationDefinition",
    frame: Any,
    bind: Binding,
    as_of: datetime.date | None,
    cuts: Edges,
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
    *reached, (last, is_placed) = _branches(definition, measure, cuts)
    bands = labels.column((*reached, (last, is_placed)), True, measure.opened.backend)
    flagged = nw.when(is_placed).then(measure.flagged) if isinstance(cuts, Mapping) else measure.flagged
    added = dict(zip(names, (bands, flagged), strict=False))
    return close(measure.opened, measure.stages, {**added, **measure.unread}, {name: labels})


def without_bands(definition: "SegmentationDefinition", frame: Any, name: str) -> Any:
    """The frame without the columns that `apply_bands` added."""
    return nw.from_native(frame).drop(*columns_of(definition, name)).to_native()


def columns_of(definition: "SegmentationDefinition", name: str) -> tuple[str, ...]:
    """The column of bands, and where these are shares of a profit that of the customers who bring none."""
    return (name, f"{name}_flagged") if definition.flags else (name,)


def _branches(definition: "SegmentationDefinition", measure: Measure, cuts: Edges) -> tuple[tuple[str, nw.Expr], ...]:
    """The bands, the highest first, and when a customer is in each unless it was in one before; never null."""
    sense, known = definition.sense, ~measure.expr.is_null()
    if isinstance(cuts, Mapping):
        assert measure.group is not None  # the policy names what groups go by
        own = (
            {group: edge for group, edges in cuts.items() if (edge := edges[place]) is not None}
            for place in range(len(definition.bands) - 1)
        )
        reached = [measure.reaches_own(edges, sense) if edges else None for edges in own]
        # PyArrow finds no text in an empty list, which has no type
        known = known & (measure.group.is_in(list(cuts)).fill_null(False) if cuts else nw.lit(False))
    else:
        reached = [None if cut is None else measure.reaches(cut, sense) for cut in cuts]
    above = (
        (band.id, each.fill_null(False))
        for band, each in zip(definition.bands, reached, strict=False)
        if each is not None
    )
    return (*above, (definition.bands[-1].id, known))
