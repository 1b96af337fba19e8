"""The segmentation kind: a population ranked by a measure and cut into bands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.definitions.parts import Band, Law, PopulationExample, SegmentationHeader

BASIS = "basis"
"""The parameter that says what shares are shares of."""


@frozen(slots=False, kw_only=True, eq=False)
class SegmentationDefinition(Definition):
    """All that a policy file of the segmentation kind says."""

    header: SegmentationHeader
    bands: tuple[Band, ...]
    """The highest first; the last takes the rest."""
    law: Law | None
    examples: tuple[PopulationExample, ...]

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
