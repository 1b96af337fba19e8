"""The facts of many customers at once: a row a customer, or a row a pair of customer and day."""

import datetime

import polars as pl
from attrs import frozen

from crmrules.engines.histories.book import Book, with_starts
from crmrules.engines.histories.columns import AS_OF, CUSTOMER, DAY, INDEX, JOINED, KEY, KIND, MOMENT, RECORDED
from crmrules.engines.histories.door import MOST_TOLD, Events
from crmrules.engines.histories.events import fact_of_events
from crmrules.engines.histories.spans import fact_of_span
from crmrules.engines.histories.values import ValueColumn, with_values
from crmrules.engines.histories.visible import OfDay, OfPairs
from crmrules.errors import RecordError
from crmrules.expressions.tree import Expression
from crmrules.records.history.definition import History
from crmrules.records.history.facts import never_recorded, unrecorded


@frozen
class CustomerColumns:
    """Facts as columns, a row a customer or a pair."""

    customers: pl.Series
    facts: pl.DataFrame


def beside(taken: pl.DataFrame, found: CustomerColumns) -> pl.DataFrame:
    """Columns and the facts beside them; raises `RecordError` where two are called the same."""
    twice = [name for name in found.facts.columns if name in taken.columns]
    if twice:
        message = f"a fact is called `{twice[0]}`, as a column beside the facts is"
        raise RecordError.of("frame", message, "rename one of them")
    return pl.DataFrame([*taken.get_columns(), *found.facts.get_columns()])


def facts_on(history: History, events: Events, as_of: datetime.date, known_at: datetime.date | None) -> CustomerColumns:
    """The facts on a day, in the order of customers."""
    recorded, values = _valued(history, _recorded(events, known_at), events.ids)
    visible = OfDay(recorded, as_of)
    keys = visible.as_they_come().select(pl.col(KEY).unique().sort(), pl.lit(as_of).alias(AS_OF)).collect()
    return CustomerColumns(keys[KEY], _facts(Book.of(history, visible, keys, events.ids, values, as_of)))


def facts_of_pairs(
    history: History, events: Events, pairs: pl.DataFrame, known_at: datetime.date | None
) -> CustomerColumns:
    """The facts of each pair of `CUSTOMER` and `AS_OF`, each knowing only what had happened by then."""
    once = pairs.select(CUSTOMER, AS_OF)
    if once[CUSTOMER].n_unique() < once.height:
        once = once.unique(maintain_order=True)
    different = once.with_row_index(KEY)
    recorded, values = _valued(history, _recorded(events, known_at), events.ids)
    # each event knows the day of its pair, and the first days of windows that end with it
    keys = with_starts(history, different)
    visible = OfPairs(recorded, keys)
    facts = _facts(Book.of(history, visible, keys.drop(CUSTOMER), events.ids, values, None))
    if different.height < pairs.height:
        facts = facts[pairs.join(different, on=[CUSTOMER, AS_OF], how="left", maintain_order="left")[KEY]]
    return CustomerColumns(pairs[CUSTOMER], facts)


def _valued(
    history: History, events: pl.DataFrame, ids: tuple[str, ...]
) -> tuple[pl.DataFrame, dict[Expression, ValueColumn]]:
    """Events with what facts read of each, and nothing else."""
    read = [part for each in history.facts.values() for part in each.expressions]
    valued, values = with_values(events, read, history.types)
    joined = [JOINED] if JOINED in events.columns else []
    kept = [CUSTOMER, DAY, MOMENT, KIND, *joined, *ids, *(each.name for each in values.values())]
    return valued.select(kept), values


def _facts(book: Book) -> pl.DataFrame:
    found: list[pl.Series] = []
    for name, aggregate in book.history.facts.items():
        span = book.history.span_of(aggregate)
        fact = fact_of_events(book, aggregate) if span is None else fact_of_span(book, span, aggregate)
        found.append(fact.alias(name))
    return pl.DataFrame(found)


def _recorded(events: Events, known_at: datetime.date | None) -> pl.DataFrame:
    """The events that had been recorded by a day, where one is given."""
    frame = events.frame
    if known_at is None:
        return frame
    recorded = frame[RECORDED] if RECORDED in frame.columns else pl.Series([None], dtype=pl.Date)
    if frame.height and recorded.null_count() == len(recorded):
        raise never_recorded()
    unknown = frame.filter(recorded.is_null()) if frame.height else frame
    if unknown.height:
        raise RecordError(unrecorded(events.called(place)) for place in unknown[INDEX].sort().head(MOST_TOLD))
    return frame.filter(pl.col(RECORDED) <= known_at) if frame.height else frame
