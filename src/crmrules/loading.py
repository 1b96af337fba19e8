"""How policies are found: shipped by id, in a directory, in a file, in a text or a mapping.

What kind a policy is stands in its file, so that a type checker is told: the ids of the shipped policies have their
kinds, and everywhere else ``kind=Segmentation`` gives the type and makes sure of it.
"""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from attrs import field, frozen

from crmrules.definitions.catalogue import Definitions, beside, define
from crmrules.definitions.files import parse_toml, path_of, read_bytes
from crmrules.errors import PolicyError, under
from crmrules.expressions.accept import shown
from crmrules.kinds import KINDS, made
from crmrules.kinds.base import Policy

if TYPE_CHECKING:
    from crmrules.kinds.cadence.policy import Cadence
    from crmrules.kinds.decision.policy import DecisionTable
    from crmrules.kinds.process.policy import Process
    from crmrules.kinds.reference.policy import Reference
    from crmrules.kinds.scorecard.policy import Scorecard
    from crmrules.kinds.segmentation.policy import Segmentation

P = TypeVar("P", bound=Policy[Any])

READERS = {name: kind.reader for name, kind in KINDS.items()}
"""What reads a policy of each kind."""


@cache
def shipped() -> Definitions:
    """The policies that come with the library."""
    return Definitions.from_dir(os.path.join(os.path.dirname(__file__), "catalogue"), READERS)


@frozen(repr=False)
class Catalogue:
    """Policies by id, read when they are asked for. A value: making one registers nothing."""

    _definitions: Definitions = field(alias="definitions")

    @classmethod
    def from_dir(cls, directory: str | os.PathLike[str]) -> "Catalogue":
        """The policy files below a directory, each named after its policy's id.

        They can extend and read each other and the shipped policies. Raises `FileError` where there is no such
        directory, and `PolicyError` where two files have one name.
        """
        return cls(Definitions.from_dir(path_of(directory), READERS, shipped()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its policies, sorted."""
        return self._definitions.ids

    @overload
    def policy(self, id_: str) -> Any: ...
    @overload
    def policy(self, id_: str, kind: type[P]) -> P: ...
    def policy(self, id_: str, kind: type[Any] = Policy) -> Any:
        """The policy of an id.

        Raises `UnknownPolicyError`, or `PolicyError` with everything that is wrong with its file, and where it is of
        another kind than the one asked for.
        """
        return _of_kind(made(self._definitions.definition(id_)), kind)

    @overload
    def load(self, path: str | os.PathLike[str]) -> Any: ...
    @overload
    def load(self, path: str | os.PathLike[str], kind: type[P]) -> P: ...
    def load(self, path: str | os.PathLike[str], kind: type[Any] = Policy) -> Any:
        """The policy of a file, over this catalogue. Raises `FileError` and `PolicyError`."""
        content = read_bytes(path_of(path))
        with under(os.fspath(path)):
            return self.from_dict(parse_toml(content, ""), kind)

    @overload
    def loads(self, text: str) -> Any: ...
    @overload
    def loads(self, text: str, kind: type[P]) -> P: ...
    def loads(self, text: str, kind: type[Any] = Policy) -> Any:
        """The policy of a TOML text, over this catalogue. Raises `PolicyError`."""
        if not isinstance(text, str):
            raise PolicyError.of("policy", f"{shown(text)} is no text", "`load` reads files, `from_dict` mappings")
        if text.endswith(".toml"):
            raise PolicyError.of("policy", f"{shown(text)} is the name of a file", "`load` reads it")
        return self.from_dict(parse_toml(text, "policy"), kind)

    @overload
    def from_dict(self, document: Mapping[str, Any]) -> Any: ...
    @overload
    def from_dict(self, document: Mapping[str, Any], kind: type[P]) -> P: ...
    def from_dict(self, document: Mapping[str, Any], kind: type[Any] = Policy) -> Any:
        """The policy of a plain mapping, over this catalogue. Raises `PolicyError`."""
        return _of_kind(made(define(document, self._definitions)), kind)

    def __repr__(self) -> str:
        return f"<Catalogue of {len(self.ids)}: {', '.join(self.ids)}>"

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, id_: object) -> bool:
        return id_ in self.ids


# Overloads of the shipped policies: written by `make generated`.
@overload
def policy(
    id_: Literal[
        "career-stage",
        "customer-selection",
        "development-strategy",
        "early-warning",
        "key-person-benefits",
        "key-person-tiers",
        "lifecycle",
        "man",
        "message-gate",
        "necessity-test",
        "need-type",
        "owner-routing",
        "prospect-funnel",
        "relationship-drift",
        "reserve-warning",
        "retention-ladder",
        "retention-success",
        "service-stop-guard",
        "tier-care",
    ],
) -> "DecisionTable": ...
@overload
def policy(id_: Literal["arpu-bands", "contact-classes", "rfm", "tiers"]) -> "Segmentation": ...
@overload
def policy(id_: Literal["contact-frequency", "key-person-standards", "name-list"]) -> "Cadence": ...
@overload
def policy(
    id_: Literal[
        "account-health",
        "account-manager-fit",
        "buying-signals",
        "confidence",
        "contests",
        "conversation",
        "crm-readiness",
        "customer-profile",
        "goals",
        "humour",
        "initiative",
        "loyalty",
        "relationship-depth",
        "service-needs",
        "will-power",
    ],
) -> "Scorecard": ...
@overload
def policy(
    id_: Literal[
        "account-managers",
        "analysis-tools",
        "big-customers",
        "cases",
        "circle-events",
        "communication-rounds",
        "complaint-guide",
        "conduct-rules",
        "crm-terms",
        "customer-classification",
        "information-sources",
        "key-moments",
        "life-lessons",
        "need-map",
        "persuasion",
        "prospecting-methods",
        "retention-figures",
        "retention-offers",
        "role-duties",
        "sales-scripts",
        "source-development",
        "will-power-signs",
        "wording",
    ],
) -> "Reference": ...
@overload
def policy(
    id_: Literal[
        "cancellation-desk",
        "complaint-handling",
        "crm-rollout",
        "customer-state",
        "key-person-care",
        "meeting-flow",
        "retention-case",
    ],
) -> "Process": ...
# End of the overloads.
@overload
def policy(id_: str) -> Any: ...
@overload
def policy(id_: str, kind: type[P]) -> P: ...
def policy(id_: str, kind: type[Any] = Policy) -> Any:
    """The shipped policy of an id, such as "man". Raises `UnknownPolicyError`."""
    return Catalogue(shipped()).policy(id_, kind)


def policies() -> tuple[str, ...]:
    """The ids of the shipped policies."""
    return shipped().ids


def in_order_of_work() -> tuple[Policy[Any], ...]:
    """The shipped policies in the order in which an account team works: whom to win, what they are worth, when to see
    them, who is about to go and how to keep them, complaints."""
    from crmrules.definitions.capabilities import capabilities

    found: list[Policy[Any]] = [policy(id_, Policy) for id_ in policies()]
    served = capabilities()
    return tuple(sorted(found, key=lambda each: served.place(shipped().folder(each.id), each.definition.header.covers)))


@overload
def load(path: str | os.PathLike[str]) -> Any: ...
@overload
def load(path: str | os.PathLike[str], kind: type[P]) -> P: ...
def load(path: str | os.PathLike[str], kind: type[Any] = Policy) -> Any:
    """The policy of a TOML file, over those beside it and the shipped ones; or of a table of a DMN file or JDM graph.

    Of several tables it is the one that no other reads, or the one that ``FILE.dmn#NAME`` names. Raises `FileError`
    and `PolicyError`.
    """
    from crmrules.interchange.names import is_tables

    if is_tables(path):
        from crmrules.interchange.files import load_table

        return _of_kind(made(load_table(str(path)).definition), kind)
    return Catalogue(shipped().over(beside(path_of(path)))).load(path, kind)


@overload
def loads(text: str) -> Any: ...
@overload
def loads(text: str, kind: type[P]) -> P: ...
def loads(text: str, kind: type[Any] = Policy) -> Any:
    """The policy of a TOML text, over the shipped ones. Raises `PolicyError`."""
    return Catalogue(shipped()).loads(text, kind)


@overload
def from_dict(document: Mapping[str, Any]) -> Any: ...
@overload
def from_dict(document: Mapping[str, Any], kind: type[P]) -> P: ...
def from_dict(document: Mapping[str, Any], kind: type[Any] = Policy) -> Any:
    """The policy of a plain mapping, over the shipped ones. Raises `PolicyError`."""
    return Catalogue(shipped()).from_dict(document, kind)


def _of_kind(policy: Policy[Any], kind: type[Any]) -> Any:
    given: object = kind
    if not isinstance(given, type) or not issubclass(given, Policy):
        raise PolicyError.of("kind", f"{shown(kind)} is no kind of policy", "give a class such as `DecisionTable`")
    if not isinstance(policy, kind):
        message = f"is a {policy.kind}, and a {kind.called} was asked for"
        raise PolicyError.of(f"policy `{policy.id}`", message, "ask for its own kind")
    return policy
