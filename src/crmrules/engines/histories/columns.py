"""What the columns of events are called inside: none of the user's names."""

from crmrules.records.history.definition import History

CUSTOMER = "customer"
KEY = "key"
"""Whose facts an event is for: the customer, or the number of a pair of customer and day."""
AS_OF = "as_of"
DAY = "day"
MOMENT = "moment"
"""The place in the order: a day, a local time, or an instant."""
KIND = "kind"
"""The number of the kind: those that facts read come first, from 1 in the order of `numbers_of`."""
JOINED = "joined"
RECORDED = "recorded"
INDEX = "__crmrules_index"
"""The number of the row, from 0."""

START, END = "start", "end"
"""The first and the last day of a window; a start that is null is the customer's whole time."""
FOUND, COUNT = "found", "count"
"""What was found of the chosen events of a key, and how many they are."""
UNKNOWN = "unknown"
VALUE = "value"

_DATA, _ID = "data ", "id "


def numbers_of(history: History) -> dict[str, int]:
    """The numbers of the kinds that facts read, and then of that by which a customer joins."""
    joining = [history.joined.event] if history.joined is not None and history.joined.event else []
    return {kind: number for number, kind in enumerate(dict.fromkeys([*history.read_kinds, *joining]), 1)}


def data(name: str) -> str:
    """What a piece of an event's data is called."""
    return f"{_DATA}{name}"


def id_(place: int) -> str:
    """What a part of an event's id is called."""
    return f"{_ID}{place}"
