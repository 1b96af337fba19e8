"""The events behind the customers of a review, for policies that follow them."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl
from attrs import field, frozen
from polars import selectors as cs

from crmrules.errors import AsOfError
from crmrules.model.event import Event
from crmrules.records.binding import Binding
from crmrules.records.history.definition import History, KindColumn
from crmrules.records.history.given import Given
from crmrules.records.history.parts import flat
from crmrules.records.keys import key_of


@frozen(slots=False, eq=False)
class Happened:
    """The events behind the customers of a review."""

    read: Callable[[], Sequence[object]]
    """Reads them: `Event` objects or rows, each perhaps with what it is called in messages."""
    binding: Binding
    """What makes events of rows, and facts of events."""
    customer: str
    """The column of the review that names a customer as the events do."""
    _kept: dict[str, Any] = field(factory=dict, init=False)

    @cached_property
    def events(self) -> Sequence[object]:
        """The events, which are read once."""
        return self.read()

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that come, by their texts and by what the binding makes of these."""
        kind = (self.binding.history or History()).kind
        texts: set[str] = set()
        for each in self.events:
            event = each.event if isinstance(each, Given) else each
            if isinstance(event, Event):
                texts.add(event.kind)
            elif isinstance(event, Mapping):
                texts.add(key_of(flat(event).get(kind.column)) if isinstance(kind, KindColumn) else kind)
        meant = kind.values if isinstance(kind, KindColumn) else {}
        return frozenset(texts | {meant[text] for text in texts if text in meant})

    def once(self, policy: str, reckon: Callable[[], Any]) -> Any:
        """What a policy makes of all events, by its id: reckoned once for its columns, its part and its list."""
        if policy not in self._kept:
            self._kept[policy] = reckon()
        return self._kept[policy]

    def named(self, frame: pl.LazyFrame) -> pl.Expr:
        """Who the customer of each row of a frame is, as the text that `str` makes of the customer of an event."""
        column = cs.by_name(self.customer)
        whole = frame.collect_schema()[self.customer].is_float()
        return (column.cast(pl.Int64, strict=False) if whole else column).cast(pl.String)


def are_events(binding: Binding, columns: Collection[str]) -> bool:
    """Whether rows with these columns are events, by the history of a binding, and not customers."""
    history = binding.history
    if history is None:
        return False
    kind = [history.kind.column] if isinstance(history.kind, KindColumn) else []
    return {history.customer, history.at.column, *kind} <= {*columns}


def customers_of(binding: Binding, events: Any, as_of: datetime.date | None) -> Any:
    """The customers of a Polars frame of events, each with the facts of a day; raises `AsOfError` without one."""
    from crmrules.engines.histories.frames import facts_at

    assert binding.history is not None
    if as_of is None:
        raise AsOfError.of("frame", "is of events, and their facts depend on the day", "give `as_of`")
    return facts_at(binding.history, events, as_of, None)
