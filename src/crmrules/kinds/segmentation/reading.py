"""Reading the segmentation kind."""

from typing import ClassVar

import attrs
from attrs import define

from crmrules.definitions.parts import Header
from crmrules.definitions.reading import Reader
from crmrules.kinds.segmentation.checking import SegmentationChecking
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.parts import Band, Law, PopulationExample, SegmentationHeader
from crmrules.model.text import Text

_STAND_IN = SegmentationHeader(id="", version="", title=Text(""), kind="segmentation", measure="")


@define
class SegmentationReader(Reader):
    """Reads the bands of a population."""

    kind: ClassVar[str] = "segmentation"
    own_keys: ClassVar[tuple[str, ...]] = ("law", "band", "example")
    header_class: ClassVar[type[Header]] = SegmentationHeader

    def read(self) -> SegmentationDefinition:
        """The definition; where there are problems, as far as it goes."""
        header = self.read_header(SegmentationHeader, _STAND_IN)
        self.read_tables()
        bands = self.items("band", Band, "id")
        examples = self.items("example", PopulationExample, "name")
        law = self.part("law", Law) if "law" in self.document else None
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
