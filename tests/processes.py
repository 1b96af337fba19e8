"""A small process that tests change: tickets, with an opening event, a deadline, a duty, and a fact told by events."""

from typing import Any

TICKETS: dict[str, Any] = {
    "id": "tickets",
    "version": "1",
    "kind": "process",
    "start": "new",
    "opens": ["opened"],
    "title": {"en": "Tickets", "zh": "工单"},
    "parameters": {
        "answer": {"value": 3, "unit": "days", "origin": "own"},
        "many": {"value": 1, "unit": "reopenings", "origin": "own"},
        "window": {"value": 10, "unit": "days", "origin": "own"},
        "report": {"value": 0, "unit": "days", "origin": "own"},
    },
    "events": {
        "opened": {"title": "Opened", "tells": ["urgent"]},
        "answered": {"title": "Answered", "data": {"good": {"type": "bool"}}},
        "reopened": {"title": "Reopened"},
        "visited": {"title": "Visited"},
        "reported": {"title": "Reported"},
        "closed": {"title": "Closed"},
    },
    "facts": {"urgent": {"type": "bool"}, "reopenings": {"type": "integer"}},
    "aggregates": {"reopenings": {"count": "reopened", "within": "window"}},
    "owners": {"desk": {"title": "Desk"}},
    "state": [
        {"id": "new", "title": "New", "owner": "desk"},
        {"id": "escalated", "title": "Escalated", "owner": "desk", "caution": "Tell nobody."},
        {"id": "waiting", "title": "Waiting"},
        {"id": "done", "title": "Done", "final": True},
    ],
    "transition": [
        {"id": "urgent", "from": "new", "when": "urgent", "to": "escalated", "because": "It is urgent."},
        {
            "id": "often",
            "from": "new",
            "when": "reopenings > many",
            "to": "escalated",
            "because": "Reopened {reopenings} times.",
        },
        {
            "id": "answered",
            "from": ["new", "escalated"],
            "on": "answered",
            "when": "event.good",
            "to": "waiting",
            "because": "It was answered.",
        },
        {"id": "reopened", "from": "waiting", "on": "reopened", "to": "new", "because": "Not content."},
        {"id": "closed", "on": "closed", "to": "done", "because": "Closed."},
    ],
    "deadline": [
        {
            "id": "answer",
            "state": "new",
            "within": "answer",
            "then": "escalated",
            "title": "Answer",
            "because": "No answer within {answer} days.",
        },
        {
            "id": "report",
            "within": "report",
            "after": ["visited"],
            "met_by": ["reported"],
            "title": "Report",
        },
    ],
    "duty": [
        {"id": "reply", "state": ["new", "escalated"], "title": "Reply"},
        {"id": "call", "state": "waiting", "within": "answer", "met_by": ["visited"], "title": "Call"},
    ],
}
