"""The segmentation kind as users hold it."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.engines.frames.backends import backend_of
from crmrules.errors import AsOfError
from crmrules.kinds.base import Policy, checked_day
from crmrules.kinds.segmentation.checking import SegmentationChecking
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.meaning import Ask
from crmrules.kinds.segmentation.measure import cut_records
from crmrules.kinds.segmentation.parts import Band
from crmrules.kinds.segmentation.result import Cuts, cuts_of
from crmrules.records.binding import Binding


@frozen(slots=False, eq=False, repr=False)
class Segmentation(Policy[SegmentationDefinition]):
    """A policy of the segmentation kind: a population ranked by a measure and cut into bands.

    Immutable, equal and hashable by content, picklable, and safe to share between threads. Found with
    `crmrules.policy`, or read with `crmrules.load`.
    """

    called: ClassVar[str] = "segmentation"

    @classmethod
    def of(cls, definition: Definition) -> Self:
        """The policy of a definition that ranks a population, such as one that a fact is read from."""
        assert isinstance(definition, SegmentationDefinition)
        return cls(definition)

    @property
    def bands(self) -> tuple[Band, ...]:
        """Its bands, the highest first."""
        return self.definition.bands

    def cut(self, population: Any, *, bind: Binding | None = None, as_of: datetime.date | None = None) -> Cuts:
        """Where the bands of a population begin: of a data frame, or of records.

        Exact, and the same whatever the order of customers: measures are whole numbers of a smallest unit, equal ones
        share a band (the higher), who brings no profit is in the last band and flagged, and an unknown measure has no
        band.

        Raises `RecordError` for values and columns of a wrong type, naming the record by its place from 1;
        `BindingError` for columns that are not there; `AsOfError` where the policy depends on a day and none is given.
        """
        day = None if as_of is None else checked_day(as_of)
        if day is None and (self.definition.reads_as_of or self.definition.is_dated):
            raise AsOfError.of(f"policy `{self.id}`", "depends on the day", "give `as_of`")
        ask = Ask.of(self.definition, self.definition.values_on(day))
        if backend_of(population) is not None:
            from crmrules.kinds.segmentation.frames.cut import cut_frame

            found, places, unknown = cut_frame(self.definition, population, bind, day, ask)
        else:
            found, places, unknown = cut_records(self.definition, population, bind, day, ask)
        return cuts_of(self.definition, found, places, unknown, (day, bind))

    def cuts_from(self, document: Mapping[str, Any]) -> Cuts:
        """The cuts that `Cuts.to_dict` gave, to be applied again.

        Raises `RecordError` where it is no such mapping, or another policy's: one with another hash.
        """
        from crmrules.kinds.segmentation.stored import read_cuts

        return read_cuts(self.definition, document)

    def _checking(self, definition: SegmentationDefinition) -> SegmentationChecking:
        return SegmentationChecking(definition, frozenset())
