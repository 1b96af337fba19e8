"""Calendar months on day numbers: whole-number arithmetic alone, so that it is exact and the same on every library.

PyArrow has no month offsets, and those of the others differ at the end of a month. Years are counted from March, so
that a leap day is the last of its year.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias, assert_never

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import FIRST_DAY
from crmrules.engines.frames.stages import Stages
from crmrules.expressions.days import LAST_DAY

Adding: TypeAlias = Literal["add_days", "add_months"]
Telling: TypeAlias = Literal["year", "month", "weekday"]

MOST: Mapping[Telling, int] = {"year": LAST_DAY.year, "month": 12, "weekday": 7}
"""What the parts of a day do not exceed."""

_DAYS_TO_1970 = 719_468
"""From 1 March of the year 0 to 1970-01-01."""

_FOUR_CENTURIES = 146_097
"""Their days."""

_ORDINAL = FIRST_DAY.toordinal()
"""What a day that is counted from 1970 lacks to being counted from 0001-01-01, a Monday, as 1."""

_LONGEST = LAST_DAY.toordinal()
"""No day that rules know lies more days, or months, from another."""

_AGES = 25 * _FOUR_CENTURIES
"""After so many days the calendar is the same: days moved on by them stay after the year 0, however far one goes
back."""


def is_day(day: nw.Expr) -> nw.Expr:
    """Whether a day is one that rules know."""
    return day.is_between(1 - _ORDINAL, LAST_DAY.toordinal() - _ORDINAL)


def later(function: Adding, day: nw.Expr, count: nw.Expr, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """A day so many days or months later, perhaps one that rules do not know; and the level it can be read at."""
    near = nw.when(count.is_between(-_LONGEST, _LONGEST)).then(count)
    match function:
        case "add_days":
            return day + stages.place(near.cast(nw.Int64), level), level + 1
        case "add_months":
            months = nw.when(near.abs() <= 12 * LAST_DAY.year).then(near).cast(nw.Int64)
            found, level = add_months(day + _AGES, stages.place(months, level), stages, level + 1)
            return found - _AGES, level
        case _:
            assert_never(function)


def part_of(function: Telling, day: nw.Expr, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """The year, the month from 1 to 12, or the weekday from 1 for Monday to 7; and the level it can be read at."""
    if function == "weekday":
        since = stages.place(day + (_ORDINAL - 1), level)
        return since - since // 7 * 7 + 1, level + 1
    count, _, level = _months(day, stages, level)
    months = stages.place(count + 2, level)
    year = stages.place(months // 12, level + 1)
    match function:
        case "year":
            return year, level + 2
        case "month":
            return months - year * 12 + 1, level + 2
        case _:
            assert_never(function)


def add_months(day: nw.Expr, months: nw.Expr, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """A day so many months later, the end of its month where that has no such day; and the level it can be read at.

    `day` counts from 1970, from 0001-01-01 on; `months` may differ from row to row.
    """
    before, after, level = _months(day, stages, level)
    wanted = stages.place(before + months, level)
    begin, end = _begin(wanted, stages, level + 1), _begin(wanted + 1, stages, level + 1)
    later = stages.place(begin + after, level + 3)
    return nw.when(later < end).then(later).otherwise(end - 1), level + 4


def on_day(day: nw.Expr, months: int, wanted: int, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """The first such day of a month after another day, and all but one of so many months later; see `add_months`."""
    before, _, level = _months(day, stages, level)
    own = stages.place(_day_of(before, wanted, stages, level), level + 3)
    here = nw.when(own > day).then(nw.lit(0, dtype=nw.Int64)).otherwise(nw.lit(1, dtype=nw.Int64))
    month = stages.place(before + here + (months - 1), level + 4)
    return _day_of(month, wanted, stages, level + 5), level + 8


def end_of(day: nw.Expr, unit: str, later: int, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """The last day of the week or month of a day, or of one so many later; see `add_months`."""
    if unit == "weeks":
        since = stages.place(day + (_ORDINAL - 1), level)
        return day - (since - since // 7 * 7) + (6 + 7 * later), level + 1
    before, _, level = _months(day, stages, level)
    return _begin(stages.place(before + (later + 1), level), stages, level + 1) - 1, level + 3


def _day_of(month: nw.Expr, wanted: int, stages: Stages, level: int) -> nw.Expr:
    begin, end = _begin(month, stages, level), _begin(stages.place(month + 1, level), stages, level + 1)
    there = stages.place(begin + (wanted - 1), level + 2)
    return nw.when(there < end).then(there).otherwise(end - 1)


def _months(day: nw.Expr, stages: Stages, level: int) -> tuple[nw.Expr, nw.Expr, int]:
    """The months from March of the year 0 to that of a day, the days of it that have passed, and the level of both."""
    place = stages.place
    count = place(day + _DAYS_TO_1970, level)
    era = place(count // _FOUR_CENTURIES, level + 1)
    of_era = place(count - era * _FOUR_CENTURIES, level + 2)
    year_of_era = place(
        (of_era - of_era // 1460 + of_era // 36_524 - of_era // (_FOUR_CENTURIES - 1)) // 365, level + 3
    )
    of_year = place(of_era - (year_of_era * 365 + year_of_era // 4 - year_of_era // 100), level + 4)
    month = place((of_year * 5 + 2) // 153, level + 5)
    return (era * 400 + year_of_era) * 12 + month, of_year - (month * 153 + 2) // 5, level + 6


def _begin(month: nw.Expr, stages: Stages, level: int) -> nw.Expr:
    """The first day of a month, counted from 1970; the month is counted from March of the year 0."""
    year = stages.place(month // 12, level)
    of_year = month - year * 12
    days = year * 365 + year // 4 - year // 100 + year // 400 + (of_year * 153 + 2) // 5
    return stages.place(days - _DAYS_TO_1970, level + 1)
