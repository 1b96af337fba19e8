"""Reading the cadence kind."""

from typing import ClassVar

import attrs
from attrs import define

from crmrules.definitions import parts
from crmrules.definitions.cadence import CadenceDefinition
from crmrules.definitions.checking.cadence import CadenceChecking
from crmrules.definitions.parts import CadenceHeader
from crmrules.definitions.reading.base import Reader
from crmrules.model.text import Text

_STAND_IN = CadenceHeader(id="", version="", title=Text(""), kind="cadence", class_="", anchor="")


@define
class CadenceReader(Reader):
    """Reads the intervals between contacts."""

    kind: ClassVar[str] = "cadence"
    own_keys: ClassVar[tuple[str, ...]] = ("channel", "interval", "example")
    header_class: ClassVar[type[parts.Header]] = CadenceHeader

    def read(self) -> CadenceDefinition:
        """The definition; where there are problems, as far as it goes."""
        header = self.read_header(CadenceHeader, _STAND_IN)
        self.read_tables()
        channels = self.items("channel", parts.Channel, "id")
        intervals = self.items("interval", parts.Interval, "")
        examples = self.items("example", parts.DueExample, "name")
        self.names((channel.id for channel in channels), "channel")
        common = self.resolve(header)
        definition = CadenceDefinition(
            header=header,
            parameters=common.parameters,
            entries=common.entries,
            facts=common.facts,
            policies=common.policies,
            channels=channels,
            intervals=intervals,
            examples=examples,
        )
        checking = CadenceChecking(definition, common.unread)
        checking.run()
        self.problems += checking.problems
        return attrs.evolve(definition, examples=checking.examples)
