"""The page of a policy: for the documentation, and for reading in a terminal."""

from collections.abc import Sequence

from crmrules.definitions.base import Definition
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.page import cadence_page
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.page import decision_page
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.page import segmentation_page
from crmrules.reports.document import Document, Paragraph, Style, Table, Word
from crmrules.reports.page import both


def page(definition: Definition) -> Document:
    """The page of a policy."""
    match definition:
        case DecisionDefinition():
            return decision_page(definition)
        case SegmentationDefinition():
            return segmentation_page(definition)
        case CadenceDefinition():
            return cadence_page(definition)
        case _:
            raise TypeError(f"{type(definition).__name__} is no kind of policy")


def index(definitions: Sequence[Definition]) -> Document:
    """The page that lists the policies."""
    rows = tuple(
        (
            Word(each.id, Style.CODE, f"{each.id}.md"),
            each.header.kind,
            both(each.header.title),
            ", ".join(each.header.covers),
        )
        for each in definitions
    )
    said = Paragraph("The policies that come with the library.")
    return Document("en", "Policies", (said, Table("", ("policy", "kind", "title", "source rows"), rows)))
