"""Texts of a frame as the numbers and days that they write, by the forms of a binding.

A text that is not of its form is null before anything is made of it: in SQL an operation on a value that is not wanted
may be an error.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import narwhals.stable.v2 as nw

from crmrules.engines.frames.parts import FIRST_DAY
from crmrules.engines.frames.stages import Stages
from crmrules.records.day_form import FIRST_OF_LAST_CENTURY, MONTHS, DayForm
from crmrules.records.number_form import NumberForm
from crmrules.records.patterns import any_of, literally


def number_written(cell: nw.Expr, form: NumberForm, stages: Stages, level: int) -> tuple[nw.Expr, int]:
    """The numbers that texts without blanks around them write, null where they are none, and their level.

    Each is the float next to the decimal that is written: libraries read a decimal with an exponent so.
    """
    text: nw.Expr = nw.when(cell.str.contains(form.pattern).fill_null(False)).then(cell)
    for pattern, given in form.replaced:
        text = text.str.replace_all(pattern, given)
    return stages.place(stages.place(text, level).cast(nw.Float64), level + 1), level + 2


def day_written(
    cell: nw.Expr, forms: Sequence[DayForm], stages: Stages, level: int, *, is_sql: bool
) -> tuple[nw.Expr, nw.Expr | None, int]:
    """The days that texts without blanks around them tell, counted from 1970 and null where they tell none; where two
    forms tell different ones; and the level of both."""
    days = [_day(cell, form, stages, level, is_sql) for form in forms]
    top = level + _LEVELS
    if len(days) == 1:
        return days[0], None, top
    differ = [(one != other).fill_null(False) for place, one in enumerate(days) for other in days[:place]]
    twice = stages.place(reduce(or_, differ), top)
    return stages.place(nw.coalesce(*days), top), twice, top + 1


_LEVELS = 4
_YEAR = "(?:[0-8][0-9]|9[0-8])[0-9]{2}"
"""The years that rules know, of those that forms do."""
_DAYS = any_of([
    f"{_YEAR}-(?:0?[13578]|1[02])-(?:0?[1-9]|[12][0-9]|3[01])",
    f"{_YEAR}-(?:0?[469]|11)-(?:0?[1-9]|[12][0-9]|30)",
    f"{_YEAR}-0?2-(?:0?[1-9]|1[0-9]|2[0-8])",
    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-0?2-29",
])  # fmt: skip
"""The days of the calendar, as ISO 8601 writes them, or with one digit where one does."""


def _day(cell: nw.Expr, form: DayForm, stages: Stages, level: int, is_sql: bool) -> nw.Expr:
    """The days that one form reads.

    What stands in a text is read as seldom as may be: SQL writes a column out wherever it is read.
    """
    text = nw.when(cell.str.contains(form.pattern).fill_null(False)).then(cell)
    month, day = _month(text, form), _alone(text, form, "d")
    if not is_sql:  # which reads days of one digit, too
        month, day = _two(month), _two(day)
    written = stages.place(nw.concat_str(_year(text, form), month, day, separator="-"), level)
    is_day = written.str.contains(f"^{_DAYS}$").fill_null(False)
    good = stages.place(nw.when(is_day).then(written), level + 1)
    found = stages.place(good.cast(nw.Date) if is_sql else good.str.to_date("%Y-%m-%d"), level + 2)
    number = (found - nw.lit(FIRST_DAY)).cast(nw.Int64) if is_sql else found.cast(nw.Int32).cast(nw.Int64)
    return stages.place(number, level + 3)


def _two(digits: nw.Expr) -> nw.Expr:
    """One or two digits as two."""
    return nw.when(digits.str.len_chars() < 2).then(nw.concat_str(nw.lit("0"), digits)).otherwise(digits)


def _year(text: nw.Expr, form: DayForm) -> nw.Expr:
    if form.one_of("Y"):
        return _alone(text, form, "Y")
    year = _alone(text, form, "y")
    last = year.str.contains(f"^{_from(FIRST_OF_LAST_CENTURY)}$")
    return nw.concat_str(nw.when(last).then(nw.lit("19")).otherwise(nw.lit("20")), year)


def _from(first: int) -> str:
    """The pattern of two digits, from some number on."""
    return any_of(f"{number:02}" for number in range(first, 100))


def _month(text: nw.Expr, form: DayForm) -> nw.Expr:
    directive = form.one_of("mbB")
    if directive == "m":
        return _alone(text, form, "m")
    name = _alone(text, form, directive)
    for place, month in enumerate(MONTHS, 1):
        name = name.str.replace_all(f"^{literally(month[:3], fold=True)}[A-Za-z]*$", f"{place:02}")
    return name


def _alone(text: nw.Expr, form: DayForm, directive: str) -> nw.Expr:
    """What stands for a directive: the text without what is around it."""
    before, after = form.around(directive)
    if before != "^":
        text = text.str.replace_all(before, "")
    return text if after == "$" else text.str.replace_all(after, "")
