"""What a review asks of each kind of policy: to add its columns, and to tell its part."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from crmrules.kinds.base import Policy
from crmrules.model.text import Language
from crmrules.records.binding import Binding
from crmrules.reports.document import Table
from crmrules.reports.words import say

P = TypeVar("P", bound=Policy[Any])


@frozen
class Chosen(Generic[P]):
    """A policy that runs, and what it reads its facts by."""

    policy: P
    binding: Binding
    absent: tuple[str, ...]
    """The facts it reads that have neither a column nor a binding."""
    near: Mapping[str, str] = field(factory=dict)
    """For some of them the column that was perhaps meant."""


@frozen
class Part(ABC, Generic[P]):
    """What a policy says of a customer base; each kind has its own."""

    policy: P
    absent: tuple[str, ...]
    """The facts it reads that have neither a column nor a binding."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether nothing at all could be settled."""

    @abstractmethod
    def first(self, language: Language) -> Iterator[str]:
        """What of it is to be done first."""

    @abstractmethod
    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[str]:
        """What is said of it in sentences."""

    @abstractmethod
    def tables(self, as_of: datetime.date | None, language: Language) -> Iterator[Table]:
        """What is counted of it."""

    @abstractmethod
    def to_dict(self) -> Mapping[str, Any]:
        """Its numbers, as plain values."""


def worded(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    numbers: set[int],
    language: Language,
    bars: tuple[float, ...] = (),
) -> Table:
    """A table whose caption and heads are words of reviews."""
    said = tuple(say(head, language) for head in heads)
    return Table(say(caption, language), said, tuple(rows), frozenset(numbers), bars)


def share(count: int, total: int) -> str:
    """A part of a whole in percent; nothing where there is no whole."""
    return f"{count / total:.1%}" if total else ""
