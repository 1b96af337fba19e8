"""A small reference that has an entry of each kind."""

from typing import Any

WAYS: dict[str, Any] = {
    "id": "ways",
    "version": "1",
    "kind": "reference",
    "title": "Ways",
    "facts": {"distance": {"type": "number"}, "public": {"type": "bool"}},
    "parameters": {"far": {"value": 100}},
    "attributes": {
        "cost": {"title": "Cost", "values": {"low": "low", "high": "high"}},
        "rank": {"title": "Rank"},
    },
    "entry": [
        {"id": "call", "title": "Call", "advice": "Call in the morning.", "cost": "low", "rank": 1},
        {"id": "fair", "title": "Fair", "advice": "Wait.", "when": "distance > far", "cost": "high"},
        {"id": "visit", "title": "Visit", "text": "{distance:.0f} km.", "when": "distance <= far", "rank": 1},
        {
            "id": "gift",
            "title": "Gift",
            "advice": "Send one.",
            "when": "not public",
            "cost": "low",
            "sensitive": ["gifts", "officials"],
            "caution": "Ask first.",
        },
        {"id": "letter", "title": "Letter", "named": True, "rank": 2},
    ],
    "figure": [
        {
            "id": "share",
            "title": "Share",
            "value": 0.41,
            "unit": "ratio",
            "population": "all",
            "year": 2004,
            "entry": "call",
        }
    ],
}
