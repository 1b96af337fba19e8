"""Facts of histories on the frames of all libraries: what comes in goes out."""

import datetime
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import polars as pl
from attrs import evolve

from crmrules.engines.frames.backends import Backend, backend_of
from crmrules.engines.frames.opening import KNOWN
from crmrules.engines.histories.cells import MOMENT_FOR_DAY, check_no_moments, check_type, values_told
from crmrules.engines.histories.columns import AS_OF, CUSTOMER
from crmrules.engines.histories.door import MOST_TOLD, Events, Source, customers_told, events_of
from crmrules.engines.histories.facts import beside, facts_of_pairs, facts_on
from crmrules.errors import EngineError, Problem, RecordError
from crmrules.expressions.accept import Refused, accept
from crmrules.expressions.types import DATE
from crmrules.records.forms import Forms
from crmrules.records.history.definition import History
from crmrules.records.history.events import check_columns, columns_read
from crmrules.records.history.parts import customer_of

_PAIRS = "`as_of`"


def facts_at(history: History, frame: Any, as_of: Any, known_at: datetime.date | None) -> Any:
    """The facts of the customers of a frame of events, as a frame of the same kind.

    `as_of` is a day, for a row a customer; or a frame of the columns of the customer and `as_of`, for a row a pair.
    """
    backend = _backend(frame, "`events`")
    columns = backend.library.columns_of(frame)
    check_columns(history, columns)
    if backend.shares_customers:
        return _by_shares(history, frame, backend, as_of, known_at)
    rows = backend.library.to_polars(frame, columns_read(history))
    events = events_of(history, Source(rows.collect() if isinstance(rows, pl.LazyFrame) else rows))
    if isinstance(as_of, datetime.date):
        found = facts_on(history, events, as_of, known_at)
        taken = pl.DataFrame({history.customer: found.customers})
    else:
        taken, pairs = _pairs(history, as_of)
        alike = _alike(events, pairs[CUSTOMER], history.customer)
        found = facts_of_pairs(history, alike, pairs, known_at)
    return backend.library.from_polars(beside(taken, found), frame)


def _by_shares(history: History, frame: Any, backend: Backend, as_of: Any, known_at: datetime.date | None) -> Any:
    """The facts of a frame of Spark, reckoned where its rows are, each customer's by one worker."""
    from crmrules.engines.frames.libraries.spark_shares import by_shares, chosen

    events = chosen(frame, columns_read(history))
    if isinstance(as_of, datetime.date):
        return by_shares([events], history.customer, partial(facts_at, history, as_of=as_of, known_at=known_at))
    given = _backend(as_of, _PAIRS)
    _check_pairs(history, given.library.columns_of(as_of))
    pairs = as_of if given.shares_customers else backend.library.from_polars(_collected(given, as_of), frame)
    return by_shares([events, pairs], history.customer, partial(facts_at, history, known_at=known_at))


def _pairs(history: History, frame: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A frame of customers and days as it came, and these two of its columns."""
    backend = _backend(frame, _PAIRS)
    given = _collected(backend, frame)
    _check_pairs(history, given.columns)
    customers, days = given.get_column(history.customer).alias(CUSTOMER), given.get_column(AS_OF)
    for column in (customers, days):
        check_type(column)
    check_no_moments([days], MOMENT_FOR_DAY, f"{_PAIRS}, frame")
    who, when = customers_told(customers, history.forms), values_told(days, DATE, Forms(), accept)
    problems = [
        *_unknown(customers, who.values, customer_of, history.customer),
        *_unknown(days, when.values, _day, AS_OF),
    ]
    if problems:
        raise RecordError(problems)
    return given, pl.DataFrame([who.values.alias(CUSTOMER), when.values.alias(AS_OF)])


def _collected(backend: Backend, frame: Any) -> pl.DataFrame:
    found: pl.DataFrame | pl.LazyFrame = backend.library.to_polars(frame)
    return found.collect() if isinstance(found, pl.LazyFrame) else found


def _check_pairs(history: History, columns: Collection[str]) -> None:
    absent = [name for name in (history.customer, AS_OF) if name not in columns]
    if absent:
        raise RecordError(Problem(f"{_PAIRS}, frame", f"has no column `{name}`") for name in absent)


def _unknown(column: pl.Series, values: pl.Series, read: Callable[[Any], Any], called: str) -> list[Problem]:
    """What is wrong with the rows that say nothing."""
    problems: list[Problem] = []
    for place in values.is_null().arg_true().head(MOST_TOLD).to_list():
        message, remedy = "is unknown", "a pair has a customer and a day"
        try:
            read(column[place])
        except Refused as refused:
            message, remedy = refused.message, refused.remedy
        problems.append(Problem(f"{_PAIRS}, row {place + 1}, column `{called}`", message, remedy))
    return problems


def _day(raw: Any) -> Any:
    return accept(raw, DATE)


def _alike(events: Events, customers: pl.Series, called: str) -> Events:
    """The events, whose customers are of one type with those of pairs."""
    known = events.frame[CUSTOMER].dtype
    if known == customers.dtype:
        return events
    if events.frame.height and len(customers):
        message = f"is {customers.dtype}, and the customers of the events are {known}"
        raise RecordError.of(f"{_PAIRS}, column `{called}`", message, "give both of one type")
    return evolve(events, frame=events.frame.clear().with_columns(pl.lit(None, customers.dtype).alias(CUSTOMER)))


def _backend(frame: Any, called: str) -> Backend:
    backend = backend_of(frame)
    if backend is None:
        kind = type(frame)
        raise EngineError.of(
            called, f"`{kind.__module__}.{kind.__qualname__}` is no frame that is known", f"known are {KNOWN}"
        )
    return backend
