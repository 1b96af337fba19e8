"""Calendar months on day numbers: whole-number arithmetic alone, so that it is exact and the same on every library.

PyArrow has no month offsets, and those of the others differ at the end of a month. Years are counted from March, so
that a leap day is the last of its year.
"""

import narwhals.stable.v2 as nw

from crmrules.engines.frames.stages import Stages

_DAYS_TO_1970 = 719_468
"""From 1 March of the year 0 to 1970-01-01."""

_FOUR_CENTURIES = 146_097
"""Their days."""


def add_months(day: nw.Expr, months: nw.Expr, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """A day so many months later, the end of its month where that has no such day; and the level it can be read at.

    `day` counts from 1970, from 0001-01-01 on; `months` may differ from row to row.
    """
    place = stages.place
    count = place(day + _DAYS_TO_1970, level)
    era = place(count // _FOUR_CENTURIES, level + 1)
    of_era = place(count - era * _FOUR_CENTURIES, level + 2)
    year_of_era = place(
        (of_era - of_era // 1460 + of_era // 36_524 - of_era // (_FOUR_CENTURIES - 1)) // 365, level + 3
    )
    of_year = place(of_era - (year_of_era * 365 + year_of_era // 4 - year_of_era // 100), level + 4)
    month = place((of_year * 5 + 2) // 153, level + 5)
    # the months since March of the year 0, of the day and of what is asked for
    wanted = place((era * 400 + year_of_era) * 12 + month + months, level + 6)
    after = of_year - (month * 153 + 2) // 5
    begin, end = _begin(wanted, stages, level + 7), _begin(wanted + 1, stages, level + 7)
    later = place(begin + after, level + 9)
    return nw.when(later < end).then(later).otherwise(end - 1), level + 10


def _begin(month: nw.Expr, stages: Stages, level: int) -> nw.Expr:
    """The first day of a month, counted from 1970; the month is counted from March of the year 0."""
    year = stages.place(month // 12, level)
    of_year = month - year * 12
    days = year * 365 + year // 4 - year // 100 + year // 400 + (of_year * 153 + 2) // 5
    return stages.place(days - _DAYS_TO_1970, level + 1)
