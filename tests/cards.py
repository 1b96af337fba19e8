"""A small scorecard that has one item of each kind, and records for it."""

from typing import Any

CARD: dict[str, Any] = {
    "id": "card",
    "version": "1",
    "kind": "scorecard",
    "title": "Card",
    "facts": {"vip": {"type": "bool"}, "mood": {"values": ["low", "mid", "high"]}, "orders": {"type": "integer"}},
    "parameters": {
        "zero": {"value": 0},
        "one": {"value": 1},
        "two": {"value": 2},
        "five": {"value": 5},
        "some": {"value": 3},
        "many": {"value": 10},
        "half": {"value": 0.5},
        "good": {"value": 5},
        "fair": {"value": 2},
    },
    "item": [
        {"id": "vip", "title": "Very important", "when": "vip", "points": "two"},
        {"id": "mood", "title": "Mood", "answer": "mood", "options": {"low": "zero", "mid": "one", "high": "five"}},
        {
            "id": "orders",
            "title": "Orders",
            "number": "orders",
            "weight": "half",
            "steps": [
                {"below": "some", "points": "zero"},
                {"from": "some", "below": "many", "points": "one"},
                {"from": "many", "points": "five"},
            ],
        },
    ],
    "band": [
        {"id": "good", "title": "Good", "from": "good"},
        {"id": "fair", "title": "Fair", "from": "fair", "below": "good"},
        {"id": "poor", "title": "Poor", "below": "fair"},
    ],
}
"""Points: 0 or 2, then 0, 1 or 5, then 0, 0.5 or 2.5; together 0 to 9.5."""
