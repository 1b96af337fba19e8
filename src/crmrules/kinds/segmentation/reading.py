"""Reading the segmentation kind."""

from typing import Any, ClassVar

from attrs import define

from crmrules.definitions.reading import Reader
from crmrules.kinds.segmentation.checking import SegmentationChecking
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import Band, Digit


@define
class SegmentationReader(Reader[SegmentationDefinition]):
    """Reads the bands of a population."""

    definition_class: ClassVar[type[Any]] = SegmentationDefinition
    checking_class: ClassVar[type[Any]] = SegmentationChecking

    def look(self) -> None:
        """Bands and measures have ids."""
        self.ids("digit", (digit.id for digit in self.listed("digit", Digit)))
        self.ids("band", (band.id for band in self.listed("band", Band)))
