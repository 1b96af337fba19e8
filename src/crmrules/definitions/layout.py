"""What a policy file of a kind holds, said once: reading, writing, `extends` and the JSON Schema follow from it."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from crmrules.definitions.parts import FactEntry, Header, Parameter

_FILE_KEYS = {"is_": "is", "from_": "from", "class_": "class", "with_": "with"}
"""Attributes whose key in the file is a Python keyword."""

REST = "rest"
"""Metadata of the attribute that takes all keys of a part's table that are no attributes of its own."""


def key_of(attribute: str) -> str:
    """The key that an attribute of a part has in the file."""
    return _FILE_KEYS.get(attribute, attribute)


def rest_of(part: type) -> "attrs.Attribute[object] | None":
    """The attribute of a part that takes its other keys; None where it has none, and other keys are refused."""
    return next((each for each in attrs.fields(part) if each.metadata.get(REST)), None)


@frozen(eq=False, repr=False)
class TableOf:
    """A table of parts by name, such as ``[outputs]``."""

    part: type[Any]
    word: str
    """What one of its parts is called in messages."""


@frozen(eq=False, repr=False)
class ListOf:
    """A list of tables, such as ``[[rule]]``."""

    part: type[Any]
    attribute: str
    """Where a definition holds them."""
    called: tuple[str, ...] = field(default=("id",))
    """The keys that tell one from another."""
    removable: bool = field(default=True)
    """Whether a file that `extends` another may take one out; not where other parts name what the list holds."""


COMMON: Mapping[str, TableOf] = {"parameters": TableOf(Parameter, "parameter"), "facts": TableOf(FactEntry, "fact")}
"""The tables that files of every kind have."""


@frozen(eq=False, repr=False)
class Layout:
    """The keys of a kind's files, in the order in which they are written."""

    kind: str
    header: type[Header]
    stand_in: Header
    """Stands for a header that cannot be read, so that the rest of the file is checked all the same."""
    lists: Mapping[str, ListOf]
    tables: Mapping[str, TableOf] = field(factory=dict)
    parts: Mapping[str, type[Any]] = field(factory=dict)
    """Keys that hold a single part, such as ``[law]``."""

    @property
    def header_keys(self) -> tuple[str, ...]:
        """The keys before the tables."""
        return tuple(key_of(each.name) for each in attrs.fields(self.header))

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The keys that only this kind has."""
        return (*self.tables, *self.parts, *self.lists)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key of a file."""
        return (*self.header_keys, *COMMON, *self.own_keys)

    def named(self) -> Iterator[tuple[str, ListOf]]:
        """The lists from which parts can be taken out by name."""
        return ((key, each) for key, each in self.lists.items() if each.removable)
