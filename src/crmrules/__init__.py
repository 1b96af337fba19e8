"""Customer policy as data: typed facts, declarative rules, and decisions that say why and what is still unknown."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmrules.analysis.findings import Finding as Finding
    from crmrules.errors import CrmRulesError as CrmRulesError
    from crmrules.kinds import Cadence as Cadence
    from crmrules.kinds import DecisionTable as DecisionTable
    from crmrules.kinds import Policy as Policy
    from crmrules.kinds import Segmentation as Segmentation
    from crmrules.loading import Catalogue as Catalogue
    from crmrules.loading import from_dict as from_dict
    from crmrules.loading import load as load
    from crmrules.loading import loads as loads
    from crmrules.loading import policies as policies
    from crmrules.loading import policy as policy
    from crmrules.model.customer import Customer as Customer
    from crmrules.model.qualification import Prospect as Prospect
    from crmrules.model.retention import Subscription as Subscription
    from crmrules.model.text import Text as Text
    from crmrules.records.binding import Binding as Binding
    from crmrules.results.cuts import Cuts as Cuts
    from crmrules.results.cuts import Placement as Placement
    from crmrules.results.decision import Decision as Decision
    from crmrules.results.schedule import Schedule as Schedule
    from crmrules.results.schedule import Workload as Workload
    from crmrules.reviewing.backtest import backtest as backtest
    from crmrules.reviewing.checking import check as check
    from crmrules.reviewing.coverage import coverage as coverage
    from crmrules.reviewing.difference import Difference as Difference
    from crmrules.reviewing.difference import diff as diff
    from crmrules.reviewing.review import Review as Review
    from crmrules.reviewing.review import review as review
    from crmrules.sessions import session as session

__version__ = "0.1.0"

_HOMES = {
    "Binding": "crmrules.records.binding",
    "Cadence": "crmrules.kinds",
    "Catalogue": "crmrules.loading",
    "CrmRulesError": "crmrules.errors",
    "Customer": "crmrules.model.customer",
    "Cuts": "crmrules.results.cuts",
    "Decision": "crmrules.results.decision",
    "DecisionTable": "crmrules.kinds",
    "Placement": "crmrules.results.cuts",
    "Difference": "crmrules.reviewing.difference",
    "Finding": "crmrules.analysis.findings",
    "Policy": "crmrules.kinds",
    "Prospect": "crmrules.model.qualification",
    "Review": "crmrules.reviewing.review",
    "Schedule": "crmrules.results.schedule",
    "Segmentation": "crmrules.kinds",
    "Subscription": "crmrules.model.retention",
    "Text": "crmrules.model.text",
    "Workload": "crmrules.results.schedule",
    "backtest": "crmrules.reviewing.backtest",
    "check": "crmrules.reviewing.checking",
    "coverage": "crmrules.reviewing.coverage",
    "diff": "crmrules.reviewing.difference",
    "from_dict": "crmrules.loading",
    "load": "crmrules.loading",
    "loads": "crmrules.loading",
    "policies": "crmrules.loading",
    "policy": "crmrules.loading",
    "review": "crmrules.reviewing.review",
    "session": "crmrules.sessions",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
