"""What two policies are to each other, in meaning: proven equivalent, or a record for each change."""

from crmrules.assurance.difference.base import Change, Compared
from crmrules.definitions.base import Definition
from crmrules.kinds.cadence.definition import CadenceDefinition
from crmrules.kinds.cadence.difference import compare_cadences
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.difference import compare_decisions
from crmrules.kinds.segmentation.definition import SegmentationDefinition
from crmrules.kinds.segmentation.difference import compare_segmentations

__all__ = ["Change", "Compared", "compare"]


def compare(old: Definition, new: Definition, verify: bool = False) -> Compared:
    """What two policies of one kind are to each other; `verify` lets z3 try what is not decided otherwise."""
    match old, new:
        case DecisionDefinition(), DecisionDefinition():
            return compare_decisions(old, new, verify)
        case SegmentationDefinition(), SegmentationDefinition():
            return compare_segmentations(old, new)
        case CadenceDefinition(), CadenceDefinition():
            return compare_cadences(old, new)
        case _:
            raise TypeError(f"{type(old).__name__} and {type(new).__name__} are not of one kind")
