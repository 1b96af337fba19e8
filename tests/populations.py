"""Populations and small policies of the two kinds that read them."""

import copy
from typing import Any

BY_CUSTOMERS: dict[str, Any] = {
    "id": "bands",
    "version": "1",
    "kind": "segmentation",
    "title": "Bands",
    "measure": "profit",
    "facts": {"profit": {"type": "money"}},
    "parameters": {
        "basis": {"value": "customer_share", "values": ["customer_share", "profit_share"]},
        "upper": {"value": 0.2},
        "upper_profit": {"value": 0.8},
        "middle": {"value": 0.5},
        "middle_profit": {"value": 0.95},
    },
    "band": [
        {"id": "top", "title": "Top", "share": {"customer_share": "upper", "profit_share": "upper_profit"}},
        {"id": "mid", "title": "Mid", "share": {"customer_share": "middle", "profit_share": "middle_profit"}},
        {"id": "rest", "title": "Rest"},
    ],
}
"""A segmentation with a facts table of its own."""

BY_RANK: dict[str, Any] = {
    **BY_CUSTOMERS,
    "id": "ranks",
    "parameters": {
        "basis": {"value": "rank_share", "values": ["rank_share"]},
        "upper": {"value": 0.2},
        "middle": {"value": 0.5},
    },
    "band": [
        {"id": "top", "title": "Top", "share": {"rank_share": "upper"}},
        {"id": "mid", "title": "Mid", "share": {"rank_share": "middle"}},
        {"id": "rest", "title": "Rest"},
    ],
}
"""The same by rank alone."""

BY_EDGES: dict[str, Any] = {
    **BY_CUSTOMERS,
    "id": "edges",
    "parameters": {"high": {"value": 100}, "low": {"value": 9.5}},
    "band": [
        {"id": "top", "title": "Top", "from": "high"},
        {"id": "mid", "title": "Mid", "from": "low"},
        {"id": "rest", "title": "Rest"},
    ],
}
"""The same by fixed edges."""

MONTHLY: dict[str, Any] = {
    "id": "monthly",
    "version": "1",
    "kind": "cadence",
    "title": "Monthly",
    "class": "grade",
    "anchor": "since",
    "facts": {
        "grade": {"values": ["a", "b", "c"]},
        "since": {"type": "date"},
        "called": {"type": "date"},
        "seen": {"type": "date"},
    },
    "parameters": {
        "month": {"value": 1, "unit": "months"},
        "fortnight": {"value": 2, "unit": "weeks"},
        "ten": {"value": 10, "unit": "days"},
        "year": {"value": 1, "unit": "years"},
        "together": {"value": False},
    },
    "channel": [
        {"id": "call", "title": "Call", "last": "called", "counts": {"visit": "together"}},
        {"id": "visit", "title": "Visit", "last": "seen"},
    ],
    "interval": [
        {"class": "a", "channel": "call", "every": "month", "because": "Monthly."},
        {"class": "a", "channel": "visit", "every": "year", "because": "Yearly."},
        {"class": "b", "channel": "call", "every": "ten", "because": "Every ten days."},
        {"class": "b", "channel": "visit", "every": "fortnight", "because": "Every fortnight.", "optional": True},
    ],
}
"""A cadence of all units; class c is not contacted."""


def changed(document: dict[str, Any], path: str = "", value: Any = None, /, **keys: Any) -> dict[str, Any]:
    """A copy with keys set, and the value at a dotted path replaced; None takes it out."""
    made: dict[str, Any] = copy.deepcopy(document) | keys
    if path:
        *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        inner: Any = made
        for step in above:
            inner = inner[step]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return made


def customers(*profits: Any) -> list[dict[str, Any]]:
    """Customers by their profits."""
    return [{"profit": profit} for profit in profits]
