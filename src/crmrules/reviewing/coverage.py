"""Coverage as users ask for it: of the examples, of records, of a data frame."""

import datetime
from typing import Any

from crmrules.analysis.coverage import Coverage, cover, cover_examples
from crmrules.engines.frames.backends import backend_of
from crmrules.errors import EngineError
from crmrules.kinds import DecisionTable
from crmrules.kinds.base import checked_day
from crmrules.records.binding import Binding
from crmrules.records.door import Door


def coverage(
    policy: DecisionTable, cases: Any = None, *, bind: Binding | None = None, as_of: datetime.date | None = None
) -> Coverage:
    """How often each rule and outcome of a decision came, what never did, and what stayed open for want of which fact.

    Of a Polars frame or of records; of the policy's own examples where none are given. Raises as `decide` and `apply`
    do, and `EngineError` for a frame of another library.
    """
    day = None if as_of is None else checked_day(as_of)
    if cases is None:
        return cover_examples(policy.definition)
    backend = backend_of(cases)
    if backend is None:
        door = Door(policy.definition, bind or Binding())
        return cover(policy.definition, ((door.read(record)[0], day) for record in cases))
    if not backend.name.startswith("Polars"):
        raise EngineError.of("coverage", f"a frame of {backend.name} is not counted", "convert it to Polars")
    from crmrules.reviewing.counting import covered

    return covered(cases.lazy(), policy, bind or Binding(), day)
