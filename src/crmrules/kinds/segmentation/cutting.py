"""Cutting a population into the bands of a segmentation."""

import datetime
from typing import TYPE_CHECKING, Any

from crmrules.engines.frames.backends import backend_of
from crmrules.errors import AsOfError
from crmrules.kinds.base import checked_records
from crmrules.kinds.segmentation.meaning import Ask
from crmrules.kinds.segmentation.measure import cut_records
from crmrules.kinds.segmentation.result import Cuts, cuts_of
from crmrules.records.binding import Binding, bound

if TYPE_CHECKING:
    from crmrules.kinds.segmentation.definition import SegmentationDefinition


def cut(
    definition: "SegmentationDefinition", population: Any, bind: Binding | None, as_of: datetime.date | None
) -> Cuts:
    """Where the bands of a population begin: of a data frame, or of records."""
    if as_of is None and (definition.reads_as_of or definition.is_dated):
        raise AsOfError.of(f"policy `{definition.id}`", "depends on the day", "give `as_of`")
    if definition.digits:
        from crmrules.kinds.segmentation.several import cut_several

        return cut_several(definition, population, bind, as_of)
    ask = Ask.of(definition, definition.values_on(as_of))
    if backend_of(population) is not None:
        from crmrules.kinds.segmentation.frames.cut import cut_frame

        found, indices, unknown = cut_frame(definition, population, bound(bind), as_of, ask)
    else:
        found, indices, unknown = cut_records(definition, checked_records(population), bound(bind), as_of, ask)
    return cuts_of(definition, found, indices, unknown, (as_of, bind))
