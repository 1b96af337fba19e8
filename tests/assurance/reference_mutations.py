"""Shipped references, broken on purpose in the ways that `check` finds in references alone."""

from collections.abc import Iterator
from typing import Any

from crmrules import policies, policy

Document = dict[str, Any]


def references() -> Iterator[Document]:
    """The shipped references, each as a plain mapping."""
    for id_ in policies():
        made: Document = policy(id_).to_dict()
        if made["kind"] == "reference":
            yield made


def silent_entries() -> Iterator[Document]:
    """An entry of which nothing is said, and not that the source says nothing."""
    for made in references():
        if "no-text" in made.get("accept", ()):
            continue
        for place in range(min(5, len(made.get("entry", ())))):
            again: Document = policy(made["id"]).to_dict()
            for key in ("text", "advice", "named"):
                again["entry"][place].pop(key, None)
            again["figure"] = []
            yield again


def without_caution() -> Iterator[Document]:
    """A sensitive entry without a caution."""
    for made in references():
        for place, entry in enumerate(made.get("entry", ())):
            if "sensitive" in entry:
                again: Document = policy(made["id"]).to_dict()
                del again["entry"][place]["caution"]
                yield again
