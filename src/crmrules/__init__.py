"""Customer policy as data: typed facts, declarative rules, and decisions that say why and what is still unknown."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmrules.assurance.backtest.asking import backtest as backtest
    from crmrules.assurance.check.findings import Finding as Finding
    from crmrules.assurance.check.run import check as check
    from crmrules.assurance.coverage import coverage as coverage
    from crmrules.assurance.difference.difference import Difference as Difference
    from crmrules.assurance.difference.difference import diff as diff
    from crmrules.errors import CrmRulesError as CrmRulesError
    from crmrules.kinds.base import Policy as Policy
    from crmrules.kinds.cadence.policy import Cadence as Cadence
    from crmrules.kinds.cadence.result import Schedule as Schedule
    from crmrules.kinds.cadence.result import Workload as Workload
    from crmrules.kinds.decision.policy import DecisionTable as DecisionTable
    from crmrules.kinds.decision.result import Decision as Decision
    from crmrules.kinds.decision.session import session as session
    from crmrules.kinds.process.policy import Process as Process
    from crmrules.kinds.process.result import Case as Case
    from crmrules.kinds.reference.policy import Reference as Reference
    from crmrules.kinds.reference.result import Advice as Advice
    from crmrules.kinds.scorecard.policy import Scorecard as Scorecard
    from crmrules.kinds.scorecard.result import Score as Score
    from crmrules.kinds.segmentation.policy import Segmentation as Segmentation
    from crmrules.kinds.segmentation.result import Cuts as Cuts
    from crmrules.kinds.segmentation.result import Placement as Placement
    from crmrules.loading import Catalogue as Catalogue
    from crmrules.loading import from_dict as from_dict
    from crmrules.loading import load as load
    from crmrules.loading import loads as loads
    from crmrules.loading import policies as policies
    from crmrules.loading import policy as policy
    from crmrules.model.complaint import Complaint as Complaint
    from crmrules.model.contact import Contact as Contact
    from crmrules.model.customer import Customer as Customer
    from crmrules.model.event import Event as Event
    from crmrules.model.key_person import KeyPerson as KeyPerson
    from crmrules.model.meeting import Meeting as Meeting
    from crmrules.model.offer import Offer as Offer
    from crmrules.model.prospect import Prospect as Prospect
    from crmrules.model.subscription import Subscription as Subscription
    from crmrules.model.text import Text as Text
    from crmrules.reading import read as read
    from crmrules.records.binding import Binding as Binding
    from crmrules.reviews.review import Review as Review
    from crmrules.reviews.review import review as review

__version__ = "0.1.0"

_HOMES = {
    "Binding": "crmrules.records.binding",
    "Cadence": "crmrules.kinds.cadence.policy",
    "Case": "crmrules.kinds.process.result",
    "Catalogue": "crmrules.loading",
    "Complaint": "crmrules.model.complaint",
    "Contact": "crmrules.model.contact",
    "CrmRulesError": "crmrules.errors",
    "Customer": "crmrules.model.customer",
    "Cuts": "crmrules.kinds.segmentation.result",
    "Decision": "crmrules.kinds.decision.result",
    "DecisionTable": "crmrules.kinds.decision.policy",
    "Placement": "crmrules.kinds.segmentation.result",
    "Difference": "crmrules.assurance.difference.difference",
    "Event": "crmrules.model.event",
    "Finding": "crmrules.assurance.check.findings",
    "KeyPerson": "crmrules.model.key_person",
    "Meeting": "crmrules.model.meeting",
    "Offer": "crmrules.model.offer",
    "Policy": "crmrules.kinds.base",
    "Process": "crmrules.kinds.process.policy",
    "Prospect": "crmrules.model.prospect",
    "Review": "crmrules.reviews.review",
    "Schedule": "crmrules.kinds.cadence.result",
    "Advice": "crmrules.kinds.reference.result",
    "Reference": "crmrules.kinds.reference.policy",
    "Score": "crmrules.kinds.scorecard.result",
    "Scorecard": "crmrules.kinds.scorecard.policy",
    "Segmentation": "crmrules.kinds.segmentation.policy",
    "Subscription": "crmrules.model.subscription",
    "Text": "crmrules.model.text",
    "Workload": "crmrules.kinds.cadence.result",
    "backtest": "crmrules.assurance.backtest.asking",
    "check": "crmrules.assurance.check.run",
    "coverage": "crmrules.assurance.coverage",
    "diff": "crmrules.assurance.difference.difference",
    "from_dict": "crmrules.loading",
    "load": "crmrules.loading",
    "loads": "crmrules.loading",
    "policies": "crmrules.loading",
    "policy": "crmrules.loading",
    "read": "crmrules.reading",
    "review": "crmrules.reviews.review",
    "session": "crmrules.kinds.decision.session",
}

_OF_POLARS = frozenset({"Review", "backtest", "review"})
"""The names that cannot be imported without Polars."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing.

    Raises `EngineError` where it needs a library that is not installed.
    """
    if name == "__all__":
        return _importable()
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from crmrules.extras import needed

    with needed(f"crmrules.{name}"):
        value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def _importable() -> list[str]:
    """What ``from crmrules import *`` brings: all that the libraries that are installed allow."""
    from importlib.util import find_spec

    try:
        there = find_spec("polars") is not None
    except ModuleNotFoundError:
        there = False
    return sorted(_HOMES.keys() if there else _HOMES.keys() - _OF_POLARS)


def __dir__() -> list[str]:
    return [*sorted(_HOMES), "__all__", "__version__"]
