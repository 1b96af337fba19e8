"""What two policies are to each other, in meaning: proven equivalent, or a record for each change."""

from crmrules.analysis.difference.base import Change, Compared
from crmrules.analysis.difference.cadences import compare_cadences
from crmrules.analysis.difference.decisions import compare_decisions
from crmrules.analysis.difference.segmentations import compare_segmentations
from crmrules.definitions.base import Definition
from crmrules.definitions.cadence import CadenceDefinition
from crmrules.definitions.decision import DecisionDefinition
from crmrules.definitions.segmentation import SegmentationDefinition

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
