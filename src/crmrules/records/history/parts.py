"""The parts of an event: from a row, a CloudEvent or an `Event` to what a history asks of each."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from crmrules.expressions.accept import Refused, accept, is_blank, is_unknown, shown
from crmrules.expressions.types import TEXT
from crmrules.model.event import Event
from crmrules.records.history.definition import History, KindColumn
from crmrules.records.history.occurrences import Id
from crmrules.records.keys import key_of

OTHER = ""
"""Stands for the kinds that no fact reads."""


@frozen
class Parts:
    """The parts of an event, as they come."""

    customer: Any
    at: Any
    kind: Any
    id: tuple[Any, ...]
    recorded: Any
    joined: Any
    data: Mapping[str, Any]
    is_row: bool
    """Whether it comes as a row, whose columns are named by the history."""


def parts_of(history: History, given: object) -> Parts:
    """The parts of an `Event`, or of a row; raises `Refused` for what is neither."""
    if isinstance(given, Event):
        return Parts(
            given.customer,
            given.at,
            given.kind,
            (given.id,),
            given.recorded,
            given.data.get(history.joined.column) if history.joined is not None else None,
            given.data,
            False,
        )
    if not isinstance(given, Mapping):
        raise Refused(f"{shown(given)} is no event", "give an Event, or a row as a mapping")
    row = flat(given)
    kind, joined = history.kind, history.joined
    return Parts(
        row.get(history.customer),
        row.get(history.at.column),
        row.get(kind.column) if isinstance(kind, KindColumn) else kind,
        tuple(row.get(name) for name in history.id),
        None if history.recorded is None else row.get(history.recorded.column),
        None if joined is None else row.get(joined.column),
        row,
        True,
    )


def is_cloud_event(row: Mapping[Any, Any]) -> bool:
    """Whether a mapping is a CloudEvent: it says by which version of the specification."""
    return isinstance(row.get("specversion"), str)


def flat(row: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A row as it is; the attributes of a CloudEvent with the members of its data beside them, attributes first."""
    if not is_cloud_event(row):
        return row
    data = row.get("data")
    attributes = {name: value for name, value in row.items() if name != "data"}
    return {**data, **attributes} if isinstance(data, Mapping) else attributes


def customer_of(raw: object) -> Any:
    """Who a customer is: a text or a whole number; None where that is unknown. Raises `Refused`."""
    if is_unknown(raw) or is_blank(raw):
        return None
    if isinstance(raw, str):
        return str.__str__(raw)
    return _whole(raw, "no customer")


def kind_of(history: History, raw: object, is_row: bool) -> str | None:
    """The kind of an event; None where it is unknown, `OTHER` for kinds that no fact reads. Raises `Refused`."""
    kind = history.kind
    if is_unknown(raw) or is_blank(raw):
        return None
    if is_row and isinstance(kind, KindColumn) and kind.values:
        return kind.values.get(key_of(raw), OTHER)
    told = accept(raw, TEXT)
    return None if told is None else str(told)


def id_of(raw: tuple[Any, ...]) -> Id | None:
    """The id of an event; None where any part of it is unknown. Raises `Refused`."""
    if not raw or any(is_unknown(each) or is_blank(each) for each in raw):
        return None
    return tuple((True, each) if isinstance(each, str) else (False, _whole(each, "no id")) for each in raw)


def _whole(raw: Any, otherwise: str) -> int:
    """A whole number, also as 13085.0, which files of numbers with gaps make of it."""
    key = key_of(raw) if not isinstance(raw, bool) else ""
    if not key.lstrip("-").isdigit():
        raise Refused(f"{shown(raw)} is {otherwise}", "give a text or a whole number")
    return int(key)
