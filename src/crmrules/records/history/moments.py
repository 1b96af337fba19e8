"""Moments of events: where they stand in the order, and on which day."""

import datetime
from collections.abc import Sequence
from typing import TypeAlias

from crmrules.expressions.accept import Refused, is_blank, is_unknown, shown
from crmrules.records.day_form import DayForm
from crmrules.records.moments import day_or_moment, read_moment

When: TypeAlias = tuple["datetime.date | datetime.datetime", datetime.date]
"""A day or a moment, and the day it belongs to."""


def read_when(raw: object, zone: str, forms: Sequence[DayForm] = ()) -> When | None:
    """The moment of an event and its day, in the time of `zone` where it has a zone; None where it is unknown.

    Texts are read by the forms, or without any as ISO 8601 writes them. Raises `Refused`.
    """
    if is_unknown(raw) or is_blank(raw):
        return None
    value = _of_text(raw.strip(), forms) if isinstance(raw, str) else raw
    day = read_moment(value, zone, reads_text=False)
    if isinstance(value, datetime.datetime):
        assert isinstance(day, datetime.date)
        # moments of one instant are one, whatever zones they came in
        return (value.astimezone(datetime.UTC) if value.tzinfo is not None and zone else value), day
    assert isinstance(day, datetime.date)
    return day, day


def family(moment: datetime.date | datetime.datetime) -> str:
    """What moments that can be ordered have in common."""
    if not isinstance(moment, datetime.datetime):
        return "days"
    return "moments without a zone" if moment.tzinfo is None else "moments with a zone"


def _of_text(text: str, forms: Sequence[DayForm]) -> datetime.date | datetime.datetime:
    if forms:
        return _of_forms(text, forms)
    try:
        return day_or_moment(text)
    except ValueError:
        remedy = 'write it as 2026-07-01 or 2026-07-01T09:30:00, or say how it is written: `day = "%d/%m/%Y"`'
        raise Refused(f"{shown(text)} is no day and no moment", remedy) from None


def _of_forms(text: str, forms: Sequence[DayForm]) -> datetime.date | datetime.datetime:
    found = {moment: form for form in forms if (moment := form.moment(text)) is not None}
    if len(found) == 1:
        return next(iter(found))
    known = " and ".join(f"`{form.text}`" for form in (found.values() if found else forms))
    said = "can be read in several ways, by" if found else "is not written as"
    raise Refused(f"{shown(text)} {said} {known}", "give `day` the forms that occur, each of them exactly")
