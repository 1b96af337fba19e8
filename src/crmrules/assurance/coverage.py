"""Coverage as users ask for it: of the examples, of records, of a data frame."""

import datetime
from typing import TYPE_CHECKING, Any, overload

from crmrules.errors import EngineError
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy, checked_policy, day_of
from crmrules.kinds.kind import Covers
from crmrules.records.binding import Bind, bound

if TYPE_CHECKING:
    from crmrules.kinds.decision.coverage import Coverage
    from crmrules.kinds.decision.policy import DecisionTable
    from crmrules.kinds.scorecard.coverage import ScorecardCoverage
    from crmrules.kinds.scorecard.policy import Scorecard
    from crmrules.reports.document import Reported


@overload
def coverage(
    policy: "DecisionTable", cases: Any = None, *, bind: Bind | None = None, as_of: datetime.date | None = None
) -> "Coverage": ...
@overload
def coverage(
    policy: "Scorecard", cases: Any = None, *, bind: Bind | None = None, as_of: datetime.date | None = None
) -> "ScorecardCoverage": ...
@overload
def coverage(
    policy: Policy[Any], cases: Any = None, *, bind: Bind | None = None, as_of: datetime.date | None = None
) -> "Reported": ...
def coverage(
    policy: Policy[Any], cases: Any = None, *, bind: Bind | None = None, as_of: datetime.date | None = None
) -> "Reported":
    """How often each rule and outcome of a decision came, or what each item of a scorecard came to and which bands
    were reached; what never did, and what stayed open for want of what.

    Of a data frame or of records; of the policy's own examples where none are given. Raises as `decide`, `score` and
    `apply` do, and `EngineError` for policies of other kinds.
    """
    return covering(policy).coverage(policy, cases, bound(bind), day_of(as_of))


def covering(policy: Policy[Any]) -> Covers[Any]:
    """The kind that covers a policy by cases; raises `EngineError` where it is none that does."""
    kind = kind_of(checked_policy(policy, Policy, "coverage").definition)
    if not isinstance(kind, Covers):
        raise EngineError.of("coverage", f"policy `{policy.id}` is a {policy.kind}", "give a decision or a scorecard")
    return kind
