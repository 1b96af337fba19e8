"""The definition of a history: which parts of a row make an event, from when its log is complete, and its facts."""

import datetime
from collections.abc import Mapping

from attrs import field, frozen

from crmrules.expressions.tree import Expression, names
from crmrules.expressions.types import Type
from crmrules.records.day_form import DayForm
from crmrules.records.forms import Forms
from crmrules.records.history.aggregates import Aggregate


@frozen
class KindColumn:
    """The column that says of what kind an event is."""

    column: str
    values: Mapping[str, str] = field(factory=dict)
    """The kinds that its texts stand for, looked up by `records.keys.key_of`. Texts that are not among them are of
    kinds that no fact reads. Empty where the texts are the kinds themselves."""


@frozen
class Moment:
    """The column that says when something happened, or was recorded."""

    column: str
    forms: tuple[DayForm, ...] = field(default=())
    """How its texts are written, such as "%d/%m/%Y %H:%M", each tried exactly; where there is none, those of the
    binding as a whole, and where that has none, either, as 2026-07-01 and 2026-07-01T09:30:00."""


@frozen
class Joined:
    """How the day is told on which a customer joined: by a column, or by the first event of a kind.

    The column may stand on any row of the customer's; where known days differ it is unknown. Like all else it is read
    from events up to `as_of` alone, and with `known_at` from those recorded by then; those before `since` included.
    """

    column: str = field(default="")
    event: str = field(default="")


@frozen
class Span:
    """A state with a beginning and an end, told by events: call forwarding, an open complaint.

    It is on from the day of an opening event to the day of the next closing one, both included; an open one is on to
    `as_of`. Opening it again while it is on changes nothing, nor does closing it while it is off. Before its first
    event it is off, if that event opens it, and on, if it closes it. With no event at all it is as `initially` says;
    where that says nothing, off, or, where the history says `since` and the customer is not known to have joined on
    that day or later, unknown.

    Events are in the order of (moment, id). Where events of one moment, of which any has no id, both open and close it,
    their order is unknown: the span is on for that day, and from the next day on (and, were they its first, before that
    day) it is unknown, until an event that tells again: one that opens it, or closes it. A closing event after such a
    stretch closes it, and the days between stay unknown, its own among them.

    `open` is its state after the last event; unknown where that is. `days` counts the days of the window on which it is
    on, and is unknown where there is any day in it of which that is unknown; also where the window has no beginning
    (the customer's whole time) and the span was on before its first event, or always: nobody knows since when.
    """

    from_: tuple[str, ...]
    """The kinds of events that open it."""
    to: tuple[str, ...]
    """The kinds of events that close it."""
    initially: bool | None = field(default=None)
    """Whether it is on for a customer without any event of it; None where nothing is said."""


@frozen
class History:
    """The events behind the facts: ``[history]``, ``[spans]`` and the facts that are aggregates.

    **Rows.** A row is an event where `where` is true of it. Each has a customer and a day, and where the kind is a
    column a kind: a row without one is an error. Where `where` is unknown it is an error, too.

    **Moments.** An event belongs to the day of its moment: a moment of a zone is told in the time of `zone`, and is an
    error without one; a moment without a zone is in the customer's own time already. Events of a history are ordered by
    day where `at` holds days, by local time where its moments have no zone, and by instant where they have one.

    **Identity.** With `id` an event is its id: the same id again is the same event, once; where it comes with another
    customer, moment, kind, or data that the history reads, that is an error. `recorded` is no part of it: the earliest
    counts. A row whose id is unknown, and every row without `id`, is an event of its own. Ids of text are ordered by
    code point, whole numbers by size; several columns together by the first that differs.

    **Half a log.** Events before `since` are left out, except for `Joined`: their log is not complete.

    **Rows of facts.** A customer has a row of facts from the first event on that is not after `as_of`, and with
    `known_at` recorded by the end of that day; also where it lies before `since`.
    """

    customer: str = field(default="customer")
    """The column of the customer."""
    at: Moment = field(default=Moment("at"))
    kind: str | KindColumn = field(default=KindColumn("kind"))
    """The one kind of all rows, or the column that tells it."""
    id: tuple[str, ...] = field(default=())
    """The columns that make up the id of an event; none where every row is an event of its own."""
    recorded: Moment | None = field(default=None)
    """When an event was recorded, for `known_at`: its day counts, told as that of `at`."""
    zone: str = field(default="")
    """The zone in whose time the day of a moment is told, such as "Asia/Shanghai"."""
    since: datetime.date | None = field(default=None)
    """The day from which on the log is complete; None where it is the whole history."""
    joined: Joined | None = field(default=None)
    where: Expression | None = field(default=None)
    """Which rows are events at all: a condition over the columns of the row."""
    holidays: frozenset[datetime.date] = field(default=frozenset())
    """The days from Monday to Friday that are no business days."""
    spans: Mapping[str, Span] = field(factory=dict)
    facts: Mapping[str, Aggregate] = field(factory=dict)
    types: Mapping[str, Type | None] = field(factory=dict)
    """The type of every column, or piece of an event's data, that an expression or a value reads. None where nothing
    but `known` asks for it: any value will do."""

    carried: tuple[str, ...] = field(default=())
    """What else is read of the data of every event, whatever its kind; unknown where an event does not have it."""

    forms: Forms = field(factory=Forms, eq=False)
    """How the binding says that values are written: of every column that facts read, and of `at` and `recorded`."""

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """The kinds that events can have; None where any text may be one."""
        if isinstance(self.kind, str):
            return (self.kind,)
        return tuple(dict.fromkeys(self.kind.values.values())) or None

    @property
    def data(self) -> tuple[str, ...]:
        """The columns that are read of an event's data, sorted; with the day of joining they are its content."""
        read = {name for each in self.facts.values() for part in each.expressions for name in names(part)}
        return tuple(sorted({*read, *self.carried}))

    def span_of(self, aggregate: Aggregate) -> Span | None:
        """The span that an aggregate is of; None where it is of a kind of events."""
        return self.spans.get(aggregate.of)

    @property
    def read_kinds(self) -> dict[str, tuple[str, ...]]:
        """The kinds of events that facts read, each with those facts."""
        found: dict[str, list[str]] = {}
        for name, each in self.facts.items():
            span = self.span_of(each)
            kinds = [each.of] if span is None else [*span.from_, *span.to]
            for kind in [*kinds, each.after]:
                if kind and name not in found.setdefault(kind, []):
                    found[kind].append(name)
        return {kind: tuple(facts) for kind, facts in found.items()}
