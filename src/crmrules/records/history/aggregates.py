"""Aggregates: how a fact is reckoned from the events of one customer, as frozen data.

What is said here is the meaning for every engine; `meaning` works it out for one customer.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

from attrs import field, frozen

from crmrules.expressions.check import check
from crmrules.expressions.tree import Expression, Name
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, Kind, Type


class AggregateFunction(StrEnum):
    """What is reckoned from the chosen events, or from the days on which a span is on."""

    COUNT = "count"
    """How many events there are; 0 of none."""
    DAYS = "days"
    """On how many different days there is an event, or the span is on; 0 of none."""
    SUM = "sum"
    """The sum of the values, exactly; 0 of none."""
    MEAN = "mean"
    """The mean of the values, exactly: the value of each event counts, also where two are equal."""
    MIN = "min"
    """The least value: a number or a day."""
    MAX = "max"
    """The greatest value: a number or a day."""
    LAST = "last"
    """The value of the last event; unknown where that event's value is."""
    FIRST = "first"
    """The value of the first event; unknown where that event's value is."""
    LAST_DAY = "last_day"
    """The day of the last event."""
    FIRST_DAY = "first_day"
    """The day of the first event."""
    DAYS_SINCE = "days_since"
    """The days from the last event to `as_of`; 0 on its day."""
    MONTHS_SINCE = "months_since"
    """The whole calendar months from the last event to `as_of`: the most that added to its day, the end of a shorter
    month taken, reach no further than `as_of`. From 31 January to 28 February it is one."""
    DISTINCT = "distinct"
    """How many different values there are; 0 of none."""
    OPEN = "open"
    """Whether the span is open at the end of `as_of`: opened and not closed since. It is false on the day of the
    closing event, though that day still counts among `days`."""
    SHARE_OF_DAYS = "share_of_days"
    """`days` divided by all days of the window, exactly; 0 of none."""


OF_VALUES = frozenset({"sum", "mean", "min", "max", "last", "first", "distinct"})
"""Those that reckon with a value of each event."""

OF_SPANS = frozenset({"days", "open", "share_of_days"})
"""Those that take a span; `open` takes nothing else."""

CHOOSING = OF_VALUES | {"last_day", "first_day", "days_since", "months_since"}
"""Those that know `of_last`, `skip` and `at_least`."""

FROM_THE_END = frozenset({"last", "last_day", "days_since", "months_since"})
"""Those that look at a single event, counted from the end: with `skip = 1` at the last but one."""

DAYS_FROM_THE_END = FROM_THE_END - {"last"}
"""Those of them that look at its day alone."""


class PeriodUnit(StrEnum):
    """What the length of a window is counted in."""

    DAYS = "days"
    MONTHS = "months"
    """Calendar months: the end of a shorter month is taken."""
    BUSINESS_DAYS = "business days"
    """Mondays to Fridays that are no holiday of the history."""


@frozen
class Period:
    """The length of a window, such as 90 days, 3 months or 10 business days; a file may also say weeks and years."""

    count: int
    unit: PeriodUnit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"


LOG: Literal["log"] = "log"
Within: TypeAlias = Period | Literal["log"] | None
"""A window: a period, the log from `since` on, or None, the customer's whole time."""


@frozen
class Aggregate:
    """A fact reckoned from the events of one customer up to `as_of`.

    **Events.** Those of the kind `of` whose day lies in the window and for which `where` is true, in the order of
    (moment, id). Of these the last `skip` are left out, and of the rest the last `of_last` are chosen. Events after
    `as_of`, those recorded after `known_at` and those before the history's `since` are no part of it.

    **Window.** Of n days: the n days that end with `as_of`, that day included. Of n months: the days after `as_of` less
    n months, up to `as_of`. Of n business days: from the n-th last business day up to `as_of`, both included, with the
    weekends between. ``"log"``: from the history's `since` up to `as_of`, or without `since` everything. None: the
    customer's whole time up to `as_of`. With `after` the window begins on the day after the last event of that kind (up
    to `as_of`) and is `within` long from there: n days, or up to that event's day plus n months, or up to the n-th
    business day after it; until `as_of` has reached its last day the fact is unknown, and so it is without such an
    event. Without `within` a window `after` runs up to `as_of`.

    **Half a log.** Where the history says `since`, and the window begins before it (the whole time does), the fact is
    unknown, unless the customer joined on `since` or later. ``within = "log"`` asks no such thing, nor does `open`.

    **Emptiness.** `count`, `days`, `sum`, `distinct` and `share_of_days` of nothing are 0; the others are unknown. Of
    fewer events than `at_least` (by default `of_last`) the fact is unknown.

    **Unknown values.** A chosen event whose value is unknown makes `sum`, `mean`, `min`, `max` and `distinct` unknown.

    **Ties.** Events of one moment are ordered by their ids; where any of them has none, they are a tie. Where the first
    or last chosen event (for `first`, `last`), or an edge of what `of_last` and `skip` choose (for `sum`, `mean`,
    `min`, `max`, `distinct`), falls among a tie whose values differ, the fact is unknown. Two unknown values are equal.
    Days are not concerned: all events of a tie have one.

    **Unknown `where`.** An event of which `where` is unknown may be in or out. The fact is what it is without all of
    them, and unknown where one of them could change it:

    - `count`: any of them;
    - `days`, `share_of_days`: one on a day without another event;
    - `sum`: one whose value is not 0; `mean`: one whose value is not the mean; `min`, `max`: one below the least, above
      the greatest; `distinct`: one with a value of its own; in all of them one whose value is unknown;
    - `last`, `first`: one that is not before the moment of the last (after that of the first), and has another value;
    - `last_day`, `days_since`, `first_day`: one on a later (earlier) day; `months_since`: one on a later day that
      is not as many months ago;
    - with `of_last` or `skip`: one that is not before the moment of the earliest event that is needed (that of place
      `skip + of_last` from the end; of place `skip + 1` for `FROM_THE_END`, whatever `of_last` is; for others without
      `of_last` every event is needed), for `DAYS_FROM_THE_END` one on a later day than it, and any where there are not
      as many;
    - where there are fewer events than `at_least`, the fact is unknown anyway; and so is any but those that are 0 of
      nothing where there is no other event.

    **Spans** are told in `Span`. **Sums and means** are exact; a result beyond the largest float64 is unknown.
    """

    function: AggregateFunction
    of: str
    """The kind of events, or the span."""
    value: Expression | None = field(default=None)
    """The value of an event: an expression over its own data. ``"order.amount"`` in a file is the kind `order` and the
    data `amount`. None for functions that need none."""
    within: Within = field(default=None)
    of_last: int | None = field(default=None)
    """How many events are chosen, from the end; None for all. At least 1."""
    skip: int = field(default=0)
    """How many of the last events are left out before."""
    at_least: int | None = field(default=None)
    """Fewer chosen events than this leave the fact unknown; None is `of_last`, or where that is None no condition."""
    where: Expression | None = field(default=None)
    """A condition over the event's own data."""
    after: str = field(default="")
    """The kind of event after whose last the window begins; empty where it ends with `as_of`."""

    @property
    def needed(self) -> int:
        """The fewest chosen events of which the fact is reckoned."""
        return (self.of_last or 0) if self.at_least is None else self.at_least

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """What it reads of an event's data."""
        return tuple(each for each in (self.value, self.where) if each is not None)

    def type(self, types: Mapping[str, Type | None]) -> Type:
        """The type of the fact, given those of the data."""
        match self.function:
            case AggregateFunction.OPEN:
                return BOOL
            case AggregateFunction.LAST_DAY | AggregateFunction.FIRST_DAY:
                return DATE
            case AggregateFunction.MIN | AggregateFunction.MAX | AggregateFunction.LAST | AggregateFunction.FIRST:
                found = None if self.value is None else check(self.value, types, numbers=True)[0]
                return found or NUMBER
            case AggregateFunction.SUM:
                found = types.get(self.value.name) if isinstance(self.value, Name) else None
                return found if found is not None and found.kind is Kind.MONEY else NUMBER
            case AggregateFunction.MEAN | AggregateFunction.SHARE_OF_DAYS:
                return NUMBER
            case _:
                return INTEGER
