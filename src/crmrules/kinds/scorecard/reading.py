"""Reading the scorecard kind."""

from typing import Any, ClassVar

from attrs import define

from crmrules.definitions.reading import Reader
from crmrules.kinds.scorecard.checking import ScorecardChecking
from crmrules.kinds.scorecard.definition import ScorecardDefinition
from crmrules.kinds.scorecard.parts import ScoreBand


@define
class ScorecardReader(Reader[ScorecardDefinition]):
    """Reads items and bands."""

    definition_class: ClassVar[type[Any]] = ScorecardDefinition
    checking_class: ClassVar[type[Any]] = ScorecardChecking

    def look(self) -> None:
        """Bands have ids: columns hold them."""
        self.ids("band", (band.id for band in self.listed("band", ScoreBand)))
