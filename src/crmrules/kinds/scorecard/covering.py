"""Covering a scorecard by cases: its own examples, records, or the rows of a frame."""

import datetime
from typing import Any

from crmrules.engines.frames.backends import backend_of
from crmrules.extras import needed
from crmrules.kinds.base import checked_records
from crmrules.kinds.scorecard.coverage import ScorecardCoverage, cover, cover_examples
from crmrules.kinds.scorecard.policy import Scorecard
from crmrules.records.binding import Binding


def coverage(policy: Scorecard, cases: Any, bind: Binding, as_of: datetime.date | None) -> ScorecardCoverage:
    """How often each item came to what; of the examples where `cases` is None."""
    if cases is None:
        return cover_examples(policy.definition)
    if backend_of(cases) is None:
        scores = policy.score_many(checked_records(cases), bind=bind, as_of=as_of)
        return cover(policy.definition, ((policy.definition, each.stored, as_of) for each in scores))
    with needed("coverage"):  # only now: with them comes Polars
        from crmrules.kinds.scorecard.counting import covered
        from crmrules.reviews.frames import as_polars

    return covered(as_polars(cases, "coverage").lazy(), policy, bind, as_of)
