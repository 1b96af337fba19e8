"""Coverage as users ask for it: of the examples, of records, of a data frame."""

import datetime
from typing import Any

from crmrules.engines.frames.backends import backend_of
from crmrules.kinds import DecisionTable
from crmrules.kinds.base import checked_day, checked_policy
from crmrules.kinds.decision.coverage import Coverage, cover, cover_examples
from crmrules.records.binding import Binding
from crmrules.records.door import Door


def coverage(
    policy: DecisionTable, cases: Any = None, *, bind: Binding | None = None, as_of: datetime.date | None = None
) -> Coverage:
    """How often each rule and outcome of a decision came, what never did, and what stayed open for want of which fact.

    Of a data frame or of records; of the policy's own examples where none are given. Raises as `decide` and `apply` do.
    """
    policy = checked_policy(policy, DecisionTable, "coverage")
    day = None if as_of is None else checked_day(as_of)
    if cases is None:
        return cover_examples(policy.definition)
    if backend_of(cases) is None:
        door = Door(policy.definition, bind or Binding())
        return cover(policy.definition, ((door.read(record)[0], day) for record in cases))
    from crmrules.reviews.counting import covered
    from crmrules.reviews.frames import as_polars

    return covered(as_polars(cases, "coverage").lazy(), policy, bind or Binding(), day)
