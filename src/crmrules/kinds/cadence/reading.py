"""Reading the cadence kind."""

from typing import Any, ClassVar

from attrs import define

from crmrules.definitions.reading import Reader
from crmrules.kinds.cadence.checking import CadenceChecking
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import Channel


@define
class CadenceReader(Reader[CadenceDefinition]):
    """Reads the intervals between contacts."""

    definition_class: ClassVar[type[Any]] = CadenceDefinition
    checking_class: ClassVar[type[Any]] = CadenceChecking

    def look(self) -> None:
        """Channels have names: columns are called after them."""
        self.names((channel.id for channel in self.listed("channel", Channel)), "channel")
