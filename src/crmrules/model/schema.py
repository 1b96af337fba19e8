"""The entities that a policy file can name."""

from collections.abc import Mapping
from importlib import import_module

from crmrules.model.fact import Entity

ENTITIES: Mapping[str, str] = {
    "Complaint": "crmrules.model.complaint",
    "Contact": "crmrules.model.contact",
    "Customer": "crmrules.model.customer",
    "KeyPerson": "crmrules.model.key_person",
    "Meeting": "crmrules.model.meeting",
    "Offer": "crmrules.model.offer",
    "Prospect": "crmrules.model.prospect",
    "Subscription": "crmrules.model.subscription",
}
"""Where each entity stands, by its name: a policy imports its own alone."""


def entity(name: str) -> type[Entity]:
    """The class of an entity; raises `KeyError` for a name that is none."""
    found: type[Entity] = getattr(import_module(ENTITIES[name]), name)
    return found
