"""The windows of aggregates, as a binding writes them."""

import re

from crmrules.definitions.periods import LONGEST_YEARS
from crmrules.errors import did_you_mean
from crmrules.expressions.accept import Refused, shown
from crmrules.records.history.aggregates import LOG, Period, PeriodUnit, Within

_PERIOD = re.compile(r"(?P<sign>-?)(?P<count>[0-9]{1,9}) +(?P<unit>[a-z ]*[a-z])", re.ASCII)
_UNITS = {
    "days": (1, PeriodUnit.DAYS),
    "weeks": (7, PeriodUnit.DAYS),
    "months": (1, PeriodUnit.MONTHS),
    "years": (12, PeriodUnit.MONTHS),
    "business days": (1, PeriodUnit.BUSINESS_DAYS),
}
_A_YEAR = {PeriodUnit.DAYS: 365, PeriodUnit.MONTHS: 12, PeriodUnit.BUSINESS_DAYS: 260}
_REMEDY = 'write it as "90 days", "3 months" or "10 business days", or "log" for all that is known'


def read_within(value: object) -> Within:
    """The window that a text says; raises `Refused`."""
    if value == LOG:
        return LOG
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Refused(f"{shown(value)} is no window", _REMEDY)
    unit = next((each for each in _UNITS if found["unit"] in (each, each.removesuffix("s"))), None)
    if unit is None:
        raise Refused(f"unknown unit {shown(found['unit'])}", did_you_mean(found["unit"], _UNITS))
    times, kept = _UNITS[unit]
    period = Period(int(found["count"]) * times, kept)
    if found["sign"] or not period.count:
        raise Refused(f"{shown(value)} is a window of no length", _REMEDY)
    if period.count > LONGEST_YEARS * _A_YEAR[kept]:
        raise Refused(f"{shown(value)} is longer than {LONGEST_YEARS} years", "leave it out for the whole time")
    return period
