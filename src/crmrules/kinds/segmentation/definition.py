"""The segmentation kind: a population ranked by a measure and cut into bands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import attrs
from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.kinds.segmentation.parts import Band, Law, PopulationExample, SegmentationHeader
from crmrules.model.text import Text

BASIS = "basis"
"""The parameter that says what shares are shares of."""


@frozen(slots=False, kw_only=True)
class SegmentationDefinition(Definition):
    """All that a policy file of the segmentation kind says."""

    ranks_population: ClassVar[bool] = True

    header: SegmentationHeader
    bands: tuple[Band, ...]
    """The highest first; the last takes the rest."""
    law: Law | None
    examples: tuple[PopulationExample, ...]

    @property
    def answers(self) -> Mapping[str, Text]:
        """The ids of its bands, with their titles."""
        return {band.id: band.title for band in self.bands}

    @property
    def why_no_answer(self) -> str:
        """Nothing: a customer is in one band."""
        return ""

    @property
    def read_names(self) -> Iterable[str]:
        """The measure."""
        return (self.header.measure,)

    @property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """Which parameters hold the figures of the law."""
        return {"law": attrs.asdict(self.law)} if self.law else {}

    @property
    def lists(self) -> Mapping[str, Sequence[Any]]:
        """Its bands and examples."""
        return {"band": self.bands, "example": self.examples}
