"""How policies are found: shipped by id, in a directory, in a file, in a text or a mapping."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from crmrules.definitions.catalogue import Definitions, define, shipped
from crmrules.definitions.files import parse_toml, read_bytes
from crmrules.errors import PolicyError, under
from crmrules.expressions.accept import shown
from crmrules.kinds import DecisionTable, table


@frozen
class Catalogue:
    """Policies by id, read when they are asked for. A value: making one registers nothing."""

    _definitions: Definitions = field(alias="definitions")

    @classmethod
    def from_dir(cls, directory: str | Path) -> "Catalogue":
        """The policy files below a directory, each named after its policy's id.

        They can extend and read each other and the shipped policies. Raises `FileError` where there is no such
        directory, and `PolicyError` where two files have one name.
        """
        return cls(Definitions.from_dir(Path(directory), shipped()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its policies, sorted."""
        return self._definitions.ids

    def policy(self, id_: str) -> DecisionTable:
        """The policy of an id.

        Raises `UnknownPolicyError`, or `PolicyError` with everything that is wrong with its file.
        """
        return table(self._definitions.definition(id_))

    def load(self, path: str | Path) -> DecisionTable:
        """The policy of a file, over this catalogue. Raises `FileError` and `PolicyError`."""
        content = read_bytes(Path(path))
        with under(str(path)):
            return self.from_dict(parse_toml(content, ""))

    def loads(self, text: str) -> DecisionTable:
        """The policy of a TOML text, over this catalogue. Raises `PolicyError`."""
        if not isinstance(text, str):
            raise PolicyError.of("policy", f"{shown(text)} is no text", "`load` reads files, `from_dict` mappings")
        return self.from_dict(parse_toml(text, "policy"))

    def from_dict(self, document: Mapping[str, Any]) -> DecisionTable:
        """The policy of a plain mapping, over this catalogue. Raises `PolicyError`."""
        return table(define(document, self._definitions))

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, id_: object) -> bool:
        return id_ in self.ids


def policy(id_: str) -> DecisionTable:
    """The shipped policy of an id, such as "man". Raises `UnknownPolicyError`."""
    return Catalogue(shipped()).policy(id_)


def policies() -> tuple[str, ...]:
    """The ids of the shipped policies."""
    return shipped().ids


def load(path: str | Path) -> DecisionTable:
    """The policy of a TOML file, over those beside it and the shipped ones. Raises `FileError` and `PolicyError`."""
    beside = {each.stem: each for each in sorted(Path(path).parent.glob("*.toml"))}
    return Catalogue(Definitions(beside, shipped())).load(path)


def loads(text: str) -> DecisionTable:
    """The policy of a TOML text, over the shipped ones. Raises `PolicyError`."""
    return Catalogue(shipped()).loads(text)


def from_dict(document: Mapping[str, Any]) -> DecisionTable:
    """The policy of a plain mapping, over the shipped ones. Raises `PolicyError`."""
    return Catalogue(shipped()).from_dict(document)
