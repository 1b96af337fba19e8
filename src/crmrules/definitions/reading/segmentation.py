"""Reading the segmentation kind."""

from typing import ClassVar

import attrs
from attrs import define

from crmrules.definitions import parts
from crmrules.definitions.checking.segmentation import SegmentationChecking
from crmrules.definitions.parts import SegmentationHeader
from crmrules.definitions.reading.base import Reader
from crmrules.definitions.segmentation import SegmentationDefinition
from crmrules.model.text import Text

_STAND_IN = SegmentationHeader(id="", version="", title=Text(""), kind="segmentation", measure="")


@define
class SegmentationReader(Reader):
    """Reads the bands of a population."""

    kind: ClassVar[str] = "segmentation"
    own_keys: ClassVar[tuple[str, ...]] = ("law", "band", "example")
    header_class: ClassVar[type[parts.Header]] = SegmentationHeader

    def read(self) -> SegmentationDefinition:
        """The definition; where there are problems, as far as it goes."""
        header = self.read_header(SegmentationHeader, _STAND_IN)
        self.read_tables()
        bands = self.items("band", parts.Band, "id")
        examples = self.items("example", parts.PopulationExample, "name")
        law = self.part("law", parts.Law) if "law" in self.document else None
        self.ids("band", (band.id for band in bands))
        common = self.resolve(header)
        definition = SegmentationDefinition(
            header=header,
            parameters=common.parameters,
            entries=common.entries,
            facts=common.facts,
            policies=common.policies,
            bands=bands,
            law=law,
            examples=examples,
        )
        checking = SegmentationChecking(definition, common.unread)
        checking.run()
        self.problems += checking.problems
        return attrs.evolve(definition, examples=checking.examples)
