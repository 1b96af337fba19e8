"""Coverage as users ask for it: of the examples, of records, of a data frame."""

import datetime
from typing import TYPE_CHECKING, Any

from crmrules.errors import EngineError
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy, checked_day, checked_policy
from crmrules.kinds.kind import Covers
from crmrules.records.binding import Binding

if TYPE_CHECKING:
    from crmrules.kinds.decision.coverage import Coverage
    from crmrules.kinds.decision.policy import DecisionTable


def coverage(
    policy: "DecisionTable", cases: Any = None, *, bind: Binding | None = None, as_of: datetime.date | None = None
) -> "Coverage":
    """How often each rule and outcome of a decision came, what never did, and what stayed open for want of which fact.

    Of a data frame or of records; of the policy's own examples where none are given. Raises as `decide` and `apply` do.
    """
    kind = kind_of(checked_policy(policy, Policy, "coverage").definition)
    if not isinstance(kind, Covers):
        raise EngineError.of("coverage", f"policy `{policy.id}` is a {policy.kind}", "give a decision")
    return kind.coverage(policy, cases, bind or Binding(), None if as_of is None else checked_day(as_of))
