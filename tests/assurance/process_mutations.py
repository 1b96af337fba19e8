"""Shipped processes broken on purpose: states without a way out, rings, deadlines that never pass, and the like."""

import copy
from collections.abc import Iterator
from typing import Any

from crmrules import policy

Document = dict[str, Any]

PROCESSES = ("complaint-handling", "cancellation-desk", "customer-state", "meeting-flow", "retention-case")
BECAUSE = {"en": "Added.", "zh": "新增。"}


def document(id_: str) -> Document:
    """A shipped process as a mapping to be changed, without its examples."""
    return {**copy.deepcopy(policy(id_).to_dict()), "example": []}


def states(made: Document) -> list[str]:
    """Its states that are not final."""
    return [each["id"] for each in made["state"] if not each.get("final")]


def dead_ends() -> Iterator[Document]:
    """A state that a case comes to and never leaves."""
    for id_ in PROCESSES[:3]:
        for state in states(document(id_)):
            made = document(id_)
            made["state"].append({"id": "limbo", "title": BECAUSE})
            first = next(iter(made["events"]))
            made["transition"].append({"id": "added", "from": state, "on": first, "to": "limbo", "because": BECAUSE})
            yield made


def rings() -> Iterator[Document]:
    """Two conditions that lead to and fro."""
    made = document("retention-case")
    for here, there in zip(states(made), states(made)[1:], strict=False):
        made = document("retention-case")
        for place, (from_, to) in enumerate(((here, there), (there, here))):
            when = ("complaint_open", "not not complaint_open")[place]
            made["transition"].append(
                {"id": f"added-{place}", "from": from_, "when": when, "to": to, "because": BECAUSE}
            )
        yield made


def never_passing() -> Iterator[Document]:
    """A deadline after one of the same length that takes the case away."""
    for id_, within in (("retention-case", "calm"), ("customer-state", "inactive")):
        for state in states(document(id_)):
            made = document(id_)
            final = next(each["id"] for each in made["state"] if each["id"] in ("lost", "non-customer"))
            early = {"id": "early", "then": final, "because": BECAUSE}
            made["deadline"] = [
                {**part, "state": state, "within": within, "title": BECAUSE} for part in (early, {"id": "late"})
            ] + made["deadline"]
            yield made


def unheard() -> Iterator[Document]:
    """An event that nothing listens to."""
    for id_ in PROCESSES:
        for name in ("greeted", "photographed"):
            made = document(id_)
            made["events"][name] = {"title": BECAUSE}
            yield made


def without_owner() -> Iterator[Document]:
    """Duties in a state whose owner was taken out."""
    for id_ in PROCESSES[:2]:
        for place, state in enumerate(document(id_)["state"]):
            made = document(id_)
            if any(state["id"] in each.get("state", ()) for each in made["duty"] if "owner" not in each):
                made["state"][place].pop("owner")
                yield made
