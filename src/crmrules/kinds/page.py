"""The page of a policy, in Markdown: for the documentation, and for reading in a terminal."""

from collections.abc import Sequence

from crmrules.definitions.base import Definition
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.page import cadence_page
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.page import decision_page
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.page import segmentation_page
from crmrules.reports.markdown import code, lines_of, listed, table


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
