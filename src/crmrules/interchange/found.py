"""What is found in files of decision tables, of whatever form: policies, and what cannot be said."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from crmrules.definitions.base import Definition
from crmrules.errors import PolicyError, did_you_mean
from crmrules.interchange.naming import policy_id
from crmrules.kinds import KINDS

READERS = {name: kind.reader for name, kind in KINDS.items()}


@frozen
class ReadTable:
    """A policy that was read from a table."""

    name: str
    """The name of its decision in DMN, or of its node in a graph."""
    document: Mapping[str, Any]
    """What a policy file of it would hold."""
    definition: Definition


@frozen
class TableFile:
    """What a file of decision tables comes to."""

    tables: tuple[ReadTable, ...]
    """Its tables, each after those it reads."""
    refused: tuple[tuple[str, PolicyError], ...]
    """The tables that cannot be said, by name, each with its cells."""
    left: tuple[tuple[str, str], ...]
    """The decisions that are no tables of one answer, by name, and what they are: to tables that read them facts."""
    tops: tuple[str, ...]
    """The names of the tables that no other table reads."""

    def table(self, name: str = "") -> ReadTable:
        """The table of a name; without one the only one that no other reads.

        Raises `PolicyError` where there is none or there are several, and where the table cannot be said.
        """
        for refused, error in self.refused:
            if refused == name or (not name and refused in self.tops) or policy_id(refused, refused) == name:
                raise error
        found = [each for each in self.tables if name == each.definition.id]
        if not name:
            found = [each for each in self.tables if each.name in self.tops]
        elif not found:
            found = [each for each in self.tables if name == each.name]
        if len(found) == 1:
            return found[0]
        names = [each.name for each in self.tables]
        if name and found:
            ids = ", ".join(f"`{each.definition.id}`" for each in found)
            message = "is the name of several tables"
            raise PolicyError.of(f"decision `{name}`", message, f"name one by its id: {ids}")
        if name:
            raise PolicyError.of(f"decision `{name}`", "is no table of the file", did_you_mean(name, names))
        if not found:
            raise PolicyError.of("", "has no decision table")
        several = ", ".join(f"`{each.name}`" for each in found)
        raise PolicyError.of("", f"has several decision tables: {several}", "name one, as in FILE.dmn#NAME")
