"""The figures of retention, where a policy says when a save has lasted."""

import datetime
from typing import Any

from crmrules.definitions.parts import number_of
from crmrules.definitions.periods import checked_day
from crmrules.kinds.base import Policy
from crmrules.loading import policy
from crmrules.retention.figures import RetentionFigures, figures_of


def retention_figures(cases: Any, *, as_of: datetime.date, success: Policy[Any] | None = None) -> RetentionFigures:
    """The figures of a frame of cases, a row a case.

    Columns: ``result`` (``saved``, ``lost``, ``recovered``; unknown while the case is open), and where there are such
    ``reason`` (a text), ``value`` (money of a period, such as a month), ``closed`` (the day of the save) and
    ``asked_again`` (the day of a new request, unknown while there is none). The months of a relapse are the parameters
    ``relapse_from`` and ``relapse_to`` of `success`, by default the shipped ``retention-success``: whole calendar
    months; they begin on the day after the first are over, and the last of them counts until it is full.

    Raises `RecordError` for columns that are missing or of a wrong type, an unknown result, and a new request before
    the save; `EngineError` for what is no frame, and `AsOfError` for what is no day.
    """
    day = checked_day(as_of)
    return figures_of(cases, day, relapse_months(policy("retention-success") if success is None else success, day))


def relapse_months(success: Policy[Any], day: datetime.date) -> tuple[int, int]:
    """The first and the last month in which a new request is a relapse, by the policy that says when a save lasts."""
    values = success.definition.values_on(day)
    return int(number_of(values["relapse_from"])), int(number_of(values["relapse_to"]))
