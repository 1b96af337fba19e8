"""The segmentation kind as users hold it."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from attrs import frozen

from crmrules.kinds.asked import AskedTable
from crmrules.kinds.base import Frame, Policy, day_of
from crmrules.kinds.segmentation.checking import SegmentationChecking
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import Band
from crmrules.kinds.segmentation.result import Cuts
from crmrules.records.binding import Bind, bound


@frozen(slots=False, eq=False, repr=False)
class Segmentation(Policy[SegmentationDefinition]):
    """A policy of the segmentation kind: a population ranked by a measure and cut into bands.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "segmentation"

    @property
    def bands(self) -> tuple[Band, ...]:
        """Its bands, the best first; none where there are several measures."""
        return self.definition.bands

    def cut(self, population: Any, *, bind: Bind | None = None, as_of: datetime.date | None = None) -> Cuts:
        """Where the bands of a population begin: of a data frame, or of records.

        Exact, and the same whatever the order of customers: measures are whole numbers of a smallest unit, equal ones
        share a band (the higher), who brings no profit is in the last band and flagged, and an unknown measure has no
        band.

        Raises `RecordError` for values and columns of a wrong type, naming the record by its place from 1;
        `BindingError` for columns that are not there; `AsOfError` where the policy depends on a day and none is given.
        """
        return self.definition.cut(population, None if bind is None else bound(bind), day_of(as_of))

    def apply(self, frame: Frame, *, bind: Bind | None = None, as_of: datetime.date | None = None) -> Frame:
        """A data frame with the band of each customer in a new column ``<id>``, and ``<id>_flagged``.

        It is cut and then applied: `cut` gives the cuts themselves, to be kept and applied to others. The same kind of
        frame, lazy if it was. Raises as `cut` and `Cuts.apply` do.
        """
        return self.cut(frame, bind=bind, as_of=as_of).apply(frame, bind=bind, look=True)

    def cuts_from(self, document: Mapping[str, Any]) -> Cuts:
        """The cuts that `Cuts.to_dict` gave, to be applied again.

        Raises `RecordError` where it is no such mapping, or another policy's: one with another hash.
        """
        from crmrules.kinds.segmentation.stored import read_cuts

        return read_cuts(self.definition, document)

    def _select(self, asked: AskedTable) -> str:
        from crmrules.kinds.segmentation.sql.select import segmentation_sql

        return segmentation_sql(asked.begin(self.definition))

    def _checking(self, definition: SegmentationDefinition) -> SegmentationChecking:
        return SegmentationChecking(definition, frozenset())
