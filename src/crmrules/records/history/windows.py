"""Windows: the days of which the events count for an aggregate."""

import datetime
from collections.abc import Collection, Iterator
from itertools import islice

from attrs import frozen

from crmrules.definitions.periods import add
from crmrules.records.history.aggregates import Period, PeriodUnit

DAY = datetime.timedelta(1)


@frozen
class Window:
    """The days from `start` to `end`, both included; a start of None is the customer's whole time."""

    start: datetime.date | None
    end: datetime.date

    def holds(self, day: datetime.date) -> bool:
        """Whether a day lies in it."""
        return (self.start is None or self.start <= day) and day <= self.end

    @property
    def length(self) -> int:
        """The days of a window that has a start."""
        assert self.start is not None
        return max(0, (self.end - self.start).days + 1)


def ending_with(as_of: datetime.date, period: Period, holidays: Collection[datetime.date]) -> Window:
    """The window of a period that ends with a day; it begins with the first day of all at the earliest."""
    match period.unit:
        case PeriodUnit.DAYS:
            before = as_of.toordinal() - period.count
            start = datetime.date.fromordinal(max(0, before) + 1)
        case PeriodUnit.MONTHS:
            months = as_of.year * 12 + as_of.month - 1 - period.count
            start = add(as_of, -period.count, "months") + DAY if months >= 12 else datetime.date.min
        case PeriodUnit.BUSINESS_DAYS:
            start = next(islice(_business_days(as_of, -1, holidays), period.count - 1, None), datetime.date.min)
    return Window(start, as_of)


def beginning_after(day: datetime.date, period: Period, holidays: Collection[datetime.date]) -> Window:
    """The window of a period that begins after a day."""
    match period.unit:
        case PeriodUnit.DAYS:
            end = day + period.count * DAY
        case PeriodUnit.MONTHS:
            end = add(day, period.count, "months")
        case PeriodUnit.BUSINESS_DAYS:
            end = next(islice(_business_days(day + DAY, 1, holidays), period.count - 1, None), datetime.date.max)
    return Window(day + DAY, end)


def months_since(day: datetime.date, as_of: datetime.date) -> int:
    """The whole calendar months from a day to another, the end of a shorter month taken."""
    months = (as_of.year - day.year) * 12 + as_of.month - day.month
    return months if add(day, months, "months") <= as_of else months - 1


def _business_days(day: datetime.date, step: int, holidays: Collection[datetime.date]) -> Iterator[datetime.date]:
    """The days from Monday to Friday that are no holidays, from a day on, forwards or backwards."""
    for ordinal in range(day.toordinal(), datetime.date.max.toordinal() + 1 if step > 0 else 0, step):
        each = datetime.date.fromordinal(ordinal)
        if each.weekday() < 5 and each not in holidays:
            yield each
