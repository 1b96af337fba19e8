"""The public objects: one class for each kind of policy."""

from typing import Any

from crmrules.definitions.base import Definition
from crmrules.kinds.base import Policy as Policy
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.policy import Cadence as Cadence
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.policy import DecisionTable as DecisionTable
from crmrules.kinds.decision.policy import table
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.policy import Segmentation as Segmentation


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
