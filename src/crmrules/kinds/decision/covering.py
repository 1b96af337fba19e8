"""Covering a decision by cases: its own examples, records, or the rows of a frame."""

import datetime
from typing import Any

from crmrules.engines.frames.backends import backend_of
from crmrules.extras import needed
from crmrules.kinds.base import checked_records
from crmrules.kinds.decision.coverage import Coverage, cover, cover_examples
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.records.binding import Binding
from crmrules.records.door import Door


def coverage(policy: DecisionTable, cases: Any, bind: Binding, as_of: datetime.date | None) -> Coverage:
    """How often each rule and outcome came; of the examples where `cases` is None."""
    if cases is None:
        return cover_examples(policy.definition)
    if backend_of(cases) is None:
        door = Door(policy.definition, bind)
        return cover(policy.definition, ((door.read(record)[0], as_of) for record in checked_records(cases)))
    with needed("coverage"):  # only now: with them comes Polars
        from crmrules.kinds.decision.counting import covered
        from crmrules.reviews.frames import as_polars

    return covered(as_polars(cases, "coverage").lazy(), policy, bind, as_of)
