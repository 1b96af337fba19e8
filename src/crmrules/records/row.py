"""Rows: what the facts of a policy become when they do not arrive as its entity."""

from collections.abc import Mapping
from typing import Any

from crmrules.definitions.base import Definition
from crmrules.expressions.tree import Value
from crmrules.model.fact import facts_of
from crmrules.model.schema import ENTITIES, entity


def record_class(definition: Definition) -> type:
    """The class of records a policy runs on: its entity where that stores all it reads, else a class of its own."""
    name = definition.header.entity
    if name in ENTITIES:
        types = {each.name: each.type for each in facts_of(entity(name))}
        if all(types.get(each.name) == each.type for each in definition.said_facts):
            return entity(name)
    return row_class(definition)


def row_class(definition: Definition) -> type:
    """A slotted class with an attribute for each fact that is read."""
    return type("Row", (), {"__slots__": tuple(each.name for each in definition.said_facts)})


def row(cls: type, values: Mapping[str, Value]) -> Any:
    """A row of the class."""
    made = cls()
    for name, value in values.items():
        setattr(made, name, value)
    return made
