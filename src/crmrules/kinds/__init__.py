"""The table of kinds: what policies there are, and the one place that names them all."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmrules.definitions.base import Definition
from crmrules.kinds.base import Policy
from crmrules.kinds.cadence.kind import CadenceKind
from crmrules.kinds.decision.kind import DecisionKind
from crmrules.kinds.kind import Kind
from crmrules.kinds.process.kind import ProcessKind
from crmrules.kinds.reference.kind import ReferenceKind
from crmrules.kinds.scorecard.kind import ScorecardKind
from crmrules.kinds.segmentation.kind import SegmentationKind

if TYPE_CHECKING:
    from crmrules.reports.document import Document

KINDS: Mapping[str, Kind[Any, Any]] = {
    kind.name: kind
    for kind in (
        DecisionKind(),
        SegmentationKind(),
        CadenceKind(),
        ScorecardKind(),
        ReferenceKind(),
        ProcessKind(),
    )
}
"""Every kind by its name; the first is that of a file that does not say its kind."""


def kind_of(definition: Definition) -> Kind[Any, Any]:
    """The kind of a policy."""
    return KINDS[definition.header.kind]


def made(definition: Definition) -> Policy[Any]:
    """The policy of a definition; raises `PolicyError` where it promises what is not proven."""
    policy: Policy[Any] = kind_of(definition).policy(definition)
    return policy


def page(definition: Definition) -> "Document":
    """The page of a policy: for the documentation, and for reading in a terminal."""
    return kind_of(definition).page(definition)
