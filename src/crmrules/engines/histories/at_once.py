"""Aggregates to which the order of events is nothing: those of all keys are reckoned in one pass over events as they
come, which are neither sorted nor kept."""

from collections.abc import Callable, Iterable, Mapping

import polars as pl
from attrs import frozen

from crmrules.engines.histories.columns import COUNT, DAY, FOUND, KEY, KIND, UNKNOWN, numbers_of
from crmrules.engines.histories.values import ValueColumn
from crmrules.expressions.tree import Expression
from crmrules.records.history.aggregates import Aggregate, AggregateFunction
from crmrules.records.history.definition import History

_LAST = frozenset({"last_day", "days_since", "months_since"})
_TOTALS = frozenset({"sum", "mean"})
_FUNCTIONS = _LAST | _TOTALS | {"count", "first_day", "min", "max"}


@frozen(eq=False)
class OneOfMany:
    """One of the aggregates of a pass: its columns, by their names."""

    aggregate: Aggregate
    found: str
    """The column of what was found: null where that is unknown, or where there was no event."""
    count: str
    """The column of how many events there were, which aggregates of the same events share; null where there was none.
    """
    chosen: pl.Expr | None
    """Whether an event of the pass is one that counts; None where each does."""
    value: pl.Expr | None
    """What is read of an event; None where events are but counted."""
    unknown: str
    """The column of whether any value is unknown; empty where none can be."""

    @property
    def made(self) -> Mapping[str, pl.Expr]:
        """What is read of each event."""
        made: dict[str, pl.Expr] = {}
        if self.chosen is not None:
            made[self.count] = self.chosen
        if self.value is not None:
            made[self.found] = self.value if self.chosen is None else pl.when(self.chosen).then(self.value)
            if self.unknown:
                missing = self.value.is_null()
                made[self.unknown] = missing if self.chosen is None else self.chosen & missing
        return made

    @property
    def asked(self) -> Mapping[str, pl.Expr]:
        """What is reckoned of that for each key."""
        asked = {self.count: pl.len() if self.chosen is None else pl.col(self.count).sum()}
        if self.value is not None:
            asked[self.found] = _reckoned(self.aggregate.function, pl.col(self.found))
            if self.unknown:
                asked[self.unknown] = pl.col(self.unknown).any()
        return asked

    @property
    def told(self) -> Mapping[str, pl.Expr]:
        """What is found."""
        count = pl.col(self.count).cast(pl.Int64)
        known = count >= max(self.aggregate.needed, 1)
        if self.unknown:
            known = known & ~pl.col(self.unknown)
        found = count if self.value is None else pl.col(self.found)
        return {self.found: pl.when(known).then(found), self.count: pl.when(count > 0).then(count)}


def one_pass(events: pl.LazyFrame, many: Iterable[OneOfMany]) -> pl.DataFrame:
    """What is found for each key that has an event, in no order, in the columns of the aggregates."""
    made, asked, told = dict[str, pl.Expr](), dict[str, pl.Expr](), dict[str, pl.Expr]()
    for each in many:
        made |= each.made
        asked |= each.asked
        told |= each.told
    found = events.select(KEY, **made).group_by(KEY).agg(**asked)
    return found.select(KEY, **told).collect(engine="streaming")


def many_of(
    history: History,
    events: pl.DataFrame,
    values: Mapping[Expression, ValueColumn],
    begins: Callable[[Aggregate], pl.Expr | None],
) -> Mapping[Aggregate, OneOfMany]:
    """The aggregates of a history that one pass can reckon; `begins` tells the first day of the window of each."""
    numbers, alike, found = numbers_of(history), dict[object, str](), dict[Aggregate, OneOfMany]()

    def unknown(aggregate: Aggregate, column: str) -> bool:
        rows = events if len(numbers) == 1 else events.filter(pl.col(KIND) == numbers[aggregate.of])
        return rows[column].null_count() > 0

    for each in dict.fromkeys(history.facts.values()):
        if history.span_of(each) is not None or not _is_plain(each, values):
            continue
        where = None if each.where is None else values[each.where].name
        if where is not None and unknown(each, where):
            continue
        conditions = [] if len(numbers) == 1 else [pl.col(KIND) == numbers[each.of]]
        first = begins(each)
        conditions += [] if first is None else [pl.col(DAY) >= first]
        conditions += [] if where is None else [pl.col(where)]
        count = alike.setdefault((each.of, each.within, where), f"{COUNT} {len(alike)}")
        name = DAY if each.value is None else values[each.value].name
        found[each] = OneOfMany(
            each,
            f"{FOUND} {len(found)}",
            count,
            pl.all_horizontal(conditions) if conditions else None,
            None if each.function is AggregateFunction.COUNT else pl.col(name),
            f"{UNKNOWN} {len(found)}" if unknown(each, name) else "",
        )
    return found


def _is_plain(aggregate: Aggregate, values: Mapping[Expression, ValueColumn]) -> bool:
    """Sums of floats are not: they would hang on the order in which the pass comes by them."""
    if aggregate.of_last is not None or aggregate.skip or aggregate.after or aggregate.function not in _FUNCTIONS:
        return False
    return aggregate.function not in _TOTALS or aggregate.value is None or values[aggregate.value].places is not None


def _reckoned(function: AggregateFunction, value: pl.Expr) -> pl.Expr:
    if function in _TOTALS:
        return value.sum()
    return value.min() if function in (AggregateFunction.FIRST_DAY, AggregateFunction.MIN) else value.max()
