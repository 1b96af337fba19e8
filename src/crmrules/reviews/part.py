"""What a review asks of each kind of policy: to add its columns, and to tell its part."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from crmrules.expressions.tree import Value
from crmrules.kinds.base import Policy
from crmrules.model.text import Language
from crmrules.records.binding import Binding
from crmrules.reports.document import Block, Prose, Table
from crmrules.reviews.happened import Happened
from crmrules.reviews.words import say

P = TypeVar("P", bound=Policy[Any])


@frozen
class Chosen(Generic[P]):
    """A policy that runs, and what it reads its facts by."""

    policy: P
    binding: Binding
    absent: tuple[str, ...]
    """The facts it reads that have neither a column nor a binding, and are not assumed."""
    near: Mapping[str, str] = field(factory=dict)
    """For some of them the column that was perhaps meant."""
    happened: Happened | None = field(default=None)
    """The events that it follows; None for what reads facts."""
    known: frozenset[str] = field(default=frozenset())
    """The kinds of events that the policies of the review know."""
    relapse: tuple[int, int] | None = field(default=None)
    """The first and the last month after a save in which a new request is a relapse; None where no case is followed."""

    @property
    def assumed(self) -> Mapping[str, Value]:
        """The facts it reads that are assumed where they are unknown, and what is taken for them."""
        read = [fact.name for fact in self.policy.definition.read_facts]
        return {name: self.binding.assume[name] for name in read if name in self.binding.assume}


@frozen
class Part(ABC, Generic[P]):
    """What a policy says of a customer base; each kind has its own."""

    policy: P
    absent: tuple[str, ...]
    """The facts it reads that have neither a column nor a binding, and are not assumed."""
    assumed: Mapping[str, Value]
    """The facts it reads that are assumed where they are unknown, and what is taken for them."""

    @property
    def assumed_of(self) -> Mapping[str, int] | None:
        """Of how many customers each of these was assumed; None where that was not counted."""
        return None

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether nothing at all could be settled."""

    @abstractmethod
    def first(self, language: Language) -> Iterator[Prose]:
        """What of it is to be done first."""

    @abstractmethod
    def sentences(self, as_of: datetime.date | None, language: Language) -> Iterator[Block]:
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
    rows: Sequence[tuple[Prose, ...]],
    numbers: set[int],
    language: Language,
    bars: tuple[float, ...] = (),
) -> Table:
    """A table whose caption and heads are words of reviews."""
    said = tuple(say(head, language) for head in heads)
    return Table(say(caption, language), said, tuple(rows), frozenset(numbers), bars)
