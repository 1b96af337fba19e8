"""Events: what happened to a customer, and when."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from crmrules.errors import Problem, RecordError
from crmrules.expressions.accept import is_blank, is_unknown, shown
from crmrules.expressions.days import LAST_DAY

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@frozen
class Event:
    """Something that happened to a customer: an order, a call, a complaint.

    ``Event("C0017", date(2026, 7, 1), "order", {"amount": 120})``. What its data mean is said by a binding.

    Raises `RecordError` naming everything that is wrong with it.
    """

    customer: Any
    """Who the customer is: a text or a whole number."""
    at: datetime.date | datetime.datetime
    """The day or the moment at which it happened."""
    kind: str
    data: Mapping[str, Any] = field(default=_NOTHING)
    id: Any = field(default=None)
    """What tells it from all other events: the same id again is the same event. None where nothing does."""
    recorded: datetime.date | datetime.datetime | None = field(default=None)
    """When it became known to whoever keeps the log; None where that was not written down."""

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"Event.{name}", message, remedy)
            for name, message, remedy in (
                ("customer", _customer(self.customer), "give the customer's number or name"),
                ("at", _moment(self.at), "give a datetime.date, or a datetime.datetime"),
                ("kind", _text(self.kind), 'give a text such as "order"'),
                ("data", _mapping(self.data), "give a dict"),
                ("recorded", "" if self.recorded is None else _moment(self.recorded), "give a date, or None"),
            )
            if message
        ]
        if problems:
            raise RecordError(problems)


def _customer(value: object) -> str:
    return "an event without a customer" if is_unknown(value) or is_blank(value) else ""


def _moment(value: object) -> str:
    if is_unknown(value):
        return "an event without a day"
    if not isinstance(value, datetime.date):
        return f"{shown(value)} is no day, and no moment"
    day = value.date() if isinstance(value, datetime.datetime) else value
    return f"{day.isoformat()} is too late: days run to {LAST_DAY.isoformat()}" if day > LAST_DAY else ""


def _mapping(value: object) -> str:
    return "" if isinstance(value, Mapping) else f"{shown(value)} is no mapping"


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else f"{shown(value)} is no kind of event"
