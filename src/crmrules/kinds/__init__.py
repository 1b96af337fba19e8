"""The public objects: one class for each kind of policy."""

from typing import Any

from crmrules.definitions.base import Definition
from crmrules.definitions.cadence import CadenceDefinition
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.segmentation import SegmentationDefinition
from crmrules.kinds.base import Policy as Policy
from crmrules.kinds.cadence import Cadence as Cadence
from crmrules.kinds.decision_table import DecisionTable as DecisionTable
from crmrules.kinds.decision_table import table
from crmrules.kinds.segmentation import Segmentation as Segmentation


def made(definition: Definition) -> Policy[Any]:
    """The policy of a definition; raises `PolicyError` where it promises what is not proven."""
    match definition:
        case DecisionDefinition():
            return table(definition)
        case SegmentationDefinition():
            return Segmentation(definition)
        case CadenceDefinition():
            return Cadence(definition)
        case _:
            raise TypeError(f"{type(definition).__name__} is no kind of policy")
