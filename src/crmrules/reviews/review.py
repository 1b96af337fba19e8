"""The review of a customer base, as data."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import field, frozen

from crmrules.errors import EngineError, RecordError, did_you_mean
from crmrules.expressions.accept import shown
from crmrules.kinds import kind_of
from crmrules.kinds.base import Policy, checked_policies, day_of
from crmrules.loading import in_order_of_work
from crmrules.model.text import Language, checked, units
from crmrules.records.binding import Bind, Binding, bound
from crmrules.records.history.definition import History
from crmrules.records.history.engine import is_frame
from crmrules.records.history.events import listed
from crmrules.records.row_names import ROW
from crmrules.reports.printable import Printable
from crmrules.reviews.choosing import LeftOut, check_strict_columns, choose
from crmrules.reviews.frames import as_polars
from crmrules.reviews.happened import Happened, are_events, customers_of
from crmrules.reviews.part import Part
from crmrules.reviews.running import Run, run
from crmrules.reviews.worklist import PLACE, Naming, Worklist, first_rows

if TYPE_CHECKING:
    from crmrules.reports.document import Document

FIRST = 5
"""How many customers of each list a report names."""


@frozen(eq=False, repr=False, slots=False)
class Review(Printable):
    """What policies say of a customer base: outcomes, bands, contacts, and what is still unknown."""

    name: str
    """What was reviewed, such as the name of a file."""
    rows: int
    as_of: datetime.date | None
    parts: tuple[Part[Any], ...]
    left_out: tuple[LeftOut, ...]
    frame: pl.LazyFrame
    """The customers, with what each policy says beside them."""
    near: Mapping[str, str] = field(factory=dict)
    """For some facts without a column the one that was perhaps meant."""
    lists: Mapping[str, Worklist] = field(factory=dict)
    """The list of each policy that asks for something to be done or found out, by its id."""
    naming: Naming = field(factory=Naming)
    """By which columns lists name the customers."""
    _placed: pl.LazyFrame = field(factory=pl.LazyFrame)
    """The customers with what lists name them by, and their places in it."""

    def worklist(self, policy: str, language: Language = "en") -> pl.LazyFrame:
        """The list of a policy, by its id: whom there is something to do for, most urgent first, and why, in words.

        Raises `EngineError` for a policy that did not run or has no list, and `LanguageError` as `explain` does.
        """
        asked: object = policy
        if not isinstance(asked, str) or asked not in self.lists:
            raise EngineError.of("`worklist`", f"there is no list of {shown(asked)}", did_you_mean(asked, self.lists))
        return self.lists[policy].frame(self.naming, checked(language))

    def document(self, language: Language = "en") -> "Document":
        """The report that is laid out as a page, as text, in a terminal. Raises `LanguageError` as `explain` does."""
        from crmrules.reviews.firsts import first_of
        from crmrules.reviews.report import Reviewed, review_document

        language = checked(language)
        firsts = {id_: first_of(each, self._first[id_], self.naming, language) for id_, each in self.lists.items()}
        found = Reviewed(self.name, self.rows, self.as_of, self.parts, self.left_out, self.near, firsts)
        return review_document(found, language)

    @cached_property
    def _first(self) -> Mapping[str, pl.DataFrame]:
        """The first rows of each list, which reports in any form and language have."""
        return first_rows(self.lists, self._placed, FIRST)

    def to_dict(self) -> dict[str, Any]:
        """The numbers of the review, as plain values."""
        return {
            "name": self.name,
            "rows": self.rows,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "policies": {part.policy.id: part.to_dict() for part in self.parts},
            "left_out": {each.policy.id: each.why.en for each in self.left_out},
        }

    def __repr__(self) -> str:
        policies = ", ".join(part.policy.id for part in self.parts)
        return f"<Review {self.name}: {self.rows:,} {units(self.rows, 'rows')}, {policies}>"


def review(
    frame: Any,
    *,
    policies: Sequence[Policy[Any]] | None = None,
    bind: Bind | None = None,
    as_of: datetime.date | None = None,
    name: str = "customers",
    key: str | None = None,
    beside: Sequence[str] = (),
    events: Any = None,
) -> Review:
    """The review of the customers of a data frame, by the shipped policies unless others are given.

    `events` are those behind the customers, as `Process.replay_each` takes them, or a frame: processes follow them, by
    the history of the binding. The frame names the customers in the column in which the history does. Where the frame
    itself is one of events, with the columns of the history for the customer, the day and the kind, its customers are
    reviewed, by the facts that the history reckons.

    Shipped policies stand in the order in which an account team works; others in theirs.

    Lists name a customer by the column `key`, or without one by its row from 1, and have the columns `beside` next to
    that. Raises `EngineError` for what is no frame, `RecordError` for columns that are not there, and as `cut`, `apply`
    and `due` do for columns and bindings.
    """
    given, day, binding = as_polars(frame, "review"), day_of(as_of), bound(bind)
    asked = list(in_order_of_work()) if policies is None else checked_policies(policies, "review")
    if events is None and are_events(binding, given.lazy().collect_schema().names()):
        given, events = customers_of(binding, given, day), given
    lazy = given.lazy()
    columns = lazy.collect_schema().names()
    naming = Naming(key, beside)
    naming.check(columns)
    check_strict_columns(asked, columns, binding)
    happened = None if events is None else _happened(events, binding, columns)
    chosen, left_out = choose(asked, columns, binding, day, happened)
    ran = run(lazy, chosen, day)
    frame = ran.frame.collect().lazy()
    return reviewed(ran, frame, left_out, day, name, naming, frame.with_row_index(ROW, 1))


def _happened(events: Any, binding: Binding, columns: Sequence[str]) -> Happened:
    """The events that a call was given; raises `RecordError` where the customers have no column for whose they are."""
    customer = (binding.history or History()).customer
    if customer not in columns:
        message = f"has no column `{customer}`, by which the events are told whose they are"
        raise RecordError.of("", message, did_you_mean(customer, columns))
    rows = as_polars(events, "events").lazy().collect().to_dicts() if is_frame(events) else events
    return Happened(lambda: listed(rows), binding, customer)


def reviewed(
    ran: Run,
    frame: pl.LazyFrame,
    left_out: Sequence[LeftOut],
    as_of: datetime.date | None,
    name: str,
    naming: Naming,
    numbered: pl.LazyFrame,
) -> Review:
    """The review of a frame that holds what policies said, reckoned already; `numbered` has `ROW` beside that."""
    placed = numbered.with_row_index(PLACE)
    parts = tuple(kind_of(each.policy.definition).part(each, frame, as_of, ran.cuts) for each in ran.chosen)
    rows = frame.select(pl.len()).collect().item()
    near = {name: column for each in ran.chosen for name, column in each.near.items()}
    lists = {
        each.policy.id: kind_of(each.policy.definition).worklist(each, placed, as_of, ran.cuts) for each in ran.chosen
    }
    there = {id_: found for id_, found in lists.items() if found is not None}
    return Review(name, rows, as_of, parts, tuple(left_out), frame, near, there, naming, placed)
