"""Moments, of which rules know the day: in the time of a zone where they have one."""

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crmrules.expressions.accept import Refused, accept, is_unknown, shown
from crmrules.expressions.tree import Value
from crmrules.expressions.types import DATE


def is_zone(name: str) -> bool:
    """Whether a zone is known by that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def read_moment(raw: object, zone: str, reads_text: bool) -> Value:
    """The day of a moment, which comes as text where `reads_text`; raises `Refused` for what is none.

    A moment without a zone is in the customer's own time already; one with a zone is told in the time of `zone`.
    """
    if is_unknown(raw) or (isinstance(raw, str) and not raw.strip()):
        return None
    value = _of_text(raw) if isinstance(raw, str) and reads_text else raw
    if not isinstance(value, datetime.datetime):
        return accept(value, DATE)
    if value.tzinfo is None:
        return accept(value.date(), DATE)
    if not zone:
        remedy = 'say in the binding in which zone its day is meant: `zone = "Asia/Shanghai"`'
        raise Refused(f"{value.isoformat()} is a moment of a zone", remedy)
    try:
        return accept(value.astimezone(ZoneInfo(zone)).date(), DATE)
    except OverflowError:  # the first and the last day have no day before or after them
        raise Refused(f"{value.isoformat()} is no moment that rules know") from None


def day_or_moment(text: str) -> datetime.date | datetime.datetime:
    """What an ISO text says; raises `ValueError` where it says neither."""
    return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)


def _of_text(text: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(f"{shown(text)} is no moment", "write it as 2026-07-01T09:30:00") from None
