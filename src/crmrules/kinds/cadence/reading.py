"""Reading the cadence kind."""

from typing import ClassVar

import attrs
from attrs import define

from crmrules.definitions.parts import Header
from crmrules.definitions.reading import Reader
from crmrules.kinds.cadence.checking import CadenceChecking
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.parts import CadenceHeader, Channel, DueExample, Interval
from crmrules.model.text import Text

_STAND_IN = CadenceHeader(id="", version="", title=Text(""), kind="cadence", class_="", anchor="")


@define
class CadenceReader(Reader):
    """Reads the intervals between contacts."""

    kind: ClassVar[str] = "cadence"
    own_keys: ClassVar[tuple[str, ...]] = ("channel", "interval", "example")
    header_class: ClassVar[type[Header]] = CadenceHeader

    def read(self) -> CadenceDefinition:
        """The definition; where there are problems, as far as it goes."""
        header = self.read_header(CadenceHeader, _STAND_IN)
        self.read_tables()
        channels = self.items("channel", Channel, "id")
        intervals = self.items("interval", Interval, "")
        examples = self.items("example", DueExample, "name")
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
