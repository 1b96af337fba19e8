"""The page of a policy, in Markdown: for the documentation, and for reading in a terminal."""

from collections.abc import Sequence

from crmrules.definitions.base import Definition
from crmrules.definitions.cadence import CadenceDefinition
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.segmentation import SegmentationDefinition
from crmrules.reports.page.cadence import cadence_page
from crmrules.reports.page.decision import decision_page
from crmrules.reports.page.markdown import code, lines_of, listed, table
from crmrules.reports.page.segmentation import segmentation_page


def page(definition: Definition) -> str:
    """The page of a policy."""
    match definition:
        case DecisionDefinition():
            lines = decision_page(definition)
        case SegmentationDefinition():
            lines = segmentation_page(definition)
        case CadenceDefinition():
            lines = cadence_page(definition)
        case _:
            raise TypeError(f"{type(definition).__name__} is no kind of policy")
    return "\n".join(lines) + "\n"


def index(definitions: Sequence[Definition]) -> str:
    """The page that lists the policies."""
    rows = [
        (
            f"[{code(each.id)}]({each.id}.md)",
            each.header.kind,
            lines_of(each.header.title),
            listed(each.header.covers),
        )
        for each in definitions
    ]
    told = table(("policy", "kind", "title", "source rows"), rows)
    return "\n".join(["# Policies", "", "The policies that come with the library.", "", *told]) + "\n"
