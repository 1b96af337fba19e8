"""What a kind of policy brings to the house; `crmrules.kinds` holds the table of all kinds.

A kind is a folder and a line of that table. Whatever else is done with policies (reading, pages, reviews, checking,
comparing) asks the kind for its part, and knows no kind by name. What a method needs is imported when it is called, so
that deciding on one record pays for nothing else.
"""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from crmrules.definitions.base import Definition
from crmrules.kinds.base import Policy

if TYPE_CHECKING:
    from crmrules.assurance.backtest.result import Backtest
    from crmrules.assurance.check.finding import Finding
    from crmrules.assurance.difference.base import Compared
    from crmrules.assurance.difference.transitions import Contacts, Moved
    from crmrules.definitions.drafts import Draft
    from crmrules.definitions.examples import Run
    from crmrules.definitions.layout import Layout
    from crmrules.definitions.reading import Find, Reader
    from crmrules.expressions.tree import Value
    from crmrules.kinds.explained import Explained
    from crmrules.kinds.segmentation.result import Cuts
    from crmrules.records.binding import Binding
    from crmrules.reports.document import Document, Reported
    from crmrules.reviews.frames import Frame
    from crmrules.reviews.happened import Happened
    from crmrules.reviews.part import Chosen, Part
    from crmrules.reviews.worklist import Worklist

D = TypeVar("D", bound=Definition)
P = TypeVar("P", bound=Policy[Any])


class Kind(ABC, Generic[D, P]):
    """A kind of policy."""

    name: ClassVar[str]
    """What files and messages call it."""
    plans_contacts: ClassVar[bool] = False
    """Whether its policies say how many contacts a year customers of a class need."""
    follows_events: ClassVar[bool] = False
    """Whether its policies follow the events of customers, and not their facts of a day."""

    @property
    @abstractmethod
    def layout(self) -> Layout:
        """What a file of the kind holds."""

    @property
    @abstractmethod
    def policy_class(self) -> type[P]:
        """What users hold."""

    @abstractmethod
    def reader(self, document: Mapping[str, Any], find: Find) -> Reader[D]:
        """What reads a file of the kind."""

    @abstractmethod
    def policy(self, definition: D) -> P:
        """The policy as users hold it; raises `PolicyError` where it promises what is not proven."""

    @abstractmethod
    def page(self, definition: D) -> Document:
        """Its page."""

    @abstractmethod
    def explain(self, policy: P, facts: Mapping[str, Value], as_of: datetime.date | None, what_if: bool) -> Explained:
        """Why it says what it does of one customer, and with `what_if` what would change that, where it tells it.

        Raises `AsOfError` where it needs a day, and `EngineError` where nothing can be said of one customer alone.
        """

    def explain_customer(
        self,
        chosen: Chosen[P],
        record: Mapping[str, Any],
        as_of: datetime.date | None,
        cuts: Mapping[str, Cuts],
        what_if: bool,
    ) -> Explained:
        """The same of a customer of a file, whose record the binding reads; `cuts` are those of its population."""
        from crmrules.records.door import Door

        facts, _ = Door(chosen.policy.definition, chosen.binding).read(record)
        return self.explain(chosen.policy, facts, as_of, what_if)

    @abstractmethod
    def examples(self, definition: D) -> Iterator[tuple[str, Run]]:
        """Its examples by name, each with what runs it."""

    @abstractmethod
    def findings(self, definition: D, verify: bool) -> Iterator[Finding]:
        """What is wrong with what only this kind has; `verify` lets z3 try what cells do not decide."""

    @abstractmethod
    def unshown(self, definition: D) -> Iterator[Finding]:
        """What none of its examples shows."""

    @abstractmethod
    def drafts(self, definition: D) -> Iterator[Draft]:
        """The examples it lacks, to be confirmed by whoever writes it."""

    @abstractmethod
    def compare(self, old: D, new: D, verify: bool) -> Compared:
        """What two policies are to each other in meaning."""

    @abstractmethod
    def moved(self, old: P, new: P, frame: Frame, bind: Binding, as_of: datetime.date | None) -> Moved:
        """Whom a change moves among the customers of a frame."""

    @abstractmethod
    def add_columns(self, chosen: Chosen[P], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]) -> Any:
        """A Polars frame with what the policy says of each row; `cuts` are those of the review, by policy."""

    @abstractmethod
    def part(self, chosen: Chosen[P], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]) -> Part[P]:
        """The policy's part of a review, from a frame that holds its columns."""

    def hears(self, definition: D, happened: Happened) -> bool:
        """Whether any event, or any fact behind events, is one that the policy goes by."""
        return False

    def event_kinds(self, definition: D) -> Collection[str]:
        """The kinds of events that the policy knows."""
        return ()

    def follow(self, chosen: Chosen[P], as_of: datetime.date | None) -> None:
        """Follow the events of all customers; raises what is wrong with them before anything is made of it."""
        return

    def channels(self, definition: D) -> Sequence[str]:
        """The channels of the contacts it plans; none where it plans none."""
        return ()

    def worklist(
        self, chosen: Chosen[P], frame: Any, as_of: datetime.date | None, cuts: Mapping[str, Cuts]
    ) -> Worklist | None:
        """Whom there is something to do for, most urgent first, from a frame that holds its columns and `ROW`.

        None where it asks for nothing.
        """
        return None

    def contacts(
        self, policy: P, before: Mapping[str, int], after: Mapping[str, int], as_of: datetime.date | None
    ) -> Contacts | None:
        """The contacts a year for so many customers of each class before and after; None where it plans none."""
        return None


class Covers(ABC, Generic[P]):
    """A kind whose rules or items can be covered by cases."""

    @abstractmethod
    def coverage(self, policy: P, cases: Any, bind: Binding, as_of: datetime.date | None) -> Reported:
        """How much of a policy a frame or records exercise; its own examples where `cases` is None."""


class Backtests(ABC, Generic[P]):
    """A kind whose answers can be held against what happened."""

    @abstractmethod
    def backtest(
        self,
        policy: P,
        frame: Frame,
        label: str,
        happened: Any,
        bind: Binding,
        as_of: datetime.date | None,
        sweep: Mapping[str, Sequence[float]],
        ranks: bool | None,
    ) -> Backtest:
        """How well a policy would have told what happened; `happened` is a boolean for each row, None where unknown."""
