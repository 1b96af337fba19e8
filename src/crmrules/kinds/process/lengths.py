"""How long deadlines run: the one place that knows what their lengths are counted in."""

import datetime
from collections.abc import Collection
from fractions import Fraction

from crmrules.definitions.periods import A_YEAR, UNITS, add
from crmrules.records.history.aggregates import Period, PeriodUnit
from crmrules.records.history.windows import beginning_after

BUSINESS_DAYS = "business days"
"""Mondays to Fridays that are no holidays of the history."""

LENGTHS = (*UNITS, BUSINESS_DAYS)
"""The units that a length can have."""

A_YEAR_OF = {**A_YEAR, BUSINESS_DAYS: Fraction(260)}
"""How many of each make a year."""


def last_day(
    start: datetime.date, count: int, unit: str, holidays: Collection[datetime.date] = frozenset()
) -> datetime.date:
    """The last day of a length that runs from a day on: of a day the next one, of none that day itself."""
    if not count:
        return start
    if unit == BUSINESS_DAYS:
        return beginning_after(start, Period(count, PeriodUnit.BUSINESS_DAYS), holidays).end
    return add(start, count, unit)
