"""The entities that a policy file can name."""

from collections.abc import Mapping
from importlib import import_module

from crmrules.model.fact import Entity

ENTITIES: Mapping[str, str] = {
    "Customer": "crmrules.model.customer",
    "KeyPerson": "crmrules.model.key_person",
    "Prospect": "crmrules.model.qualification",
    "Subscription": "crmrules.model.retention",
}
"""Where each entity stands, by its name: a policy imports its own alone."""


def entity(name: str) -> type[Entity]:
    """The class of an entity; raises `KeyError` for a name that is none."""
    found: type[Entity] = getattr(import_module(ENTITIES[name]), name)
    return found
