"""The events of a frame, customer by customer: read by columns, as the frames of facts are."""

import datetime
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any, TypeAlias

import polars as pl
from attrs import frozen

from crmrules.engines.histories.columns import CUSTOMER, DAY, INDEX, JOINED, KIND, MOMENT, RECORDED, data
from crmrules.engines.histories.door import MOST_TOLD, Events, Source, events_of
from crmrules.errors import RecordError
from crmrules.records.history.definition import History
from crmrules.records.history.facts import never_recorded, unrecorded
from crmrules.records.history.occurrences import Occurrence

ByCustomer: TypeAlias = Iterator[tuple[Any, list[Occurrence]]]

ROWS = 50_000
"""How many rows are at a time objects of Python, beside those of one customer."""

SORTED = 500_000
"""How many rows are at a time in the order of customers, where each has about as many."""


def by_customer(
    history: History, frame: pl.DataFrame, day: datetime.date, known_at: datetime.date | None
) -> ByCustomer:
    """The events of each customer that had happened by a day, in the order of customers.

    Raises what `events_of` does, at once; and `AsOfError` and `RecordError` where nobody knows when events were
    recorded, and that is asked.
    """
    events = events_of(history, Source(frame))
    rows = events.frame if known_at is None else _recorded(events, known_at)
    if (rows[DAY] > day).any():
        rows = rows.filter(pl.col(DAY) <= day)
    read = [name for name in rows.columns if name not in (INDEX, RECORDED)]
    return _grouped(_Reading(history, events.ids, events.names), rows.select(read))


@frozen
class _Reading:
    """How rows become occurrences."""

    history: History
    ids: tuple[str, ...]
    names: Mapping[int, str]


def _recorded(events: Events, known_at: datetime.date) -> pl.DataFrame:
    rows = events.frame
    if RECORDED not in rows.columns or rows[RECORDED].null_count() == rows.height > 0:
        raise never_recorded()
    without = rows.filter(pl.col(RECORDED).is_null())[INDEX].sort().head(MOST_TOLD)
    if len(without):
        raise RecordError(unrecorded(events.called(place)) for place in without)
    return rows.filter(pl.col(RECORDED) <= known_at)


def _grouped(reading: _Reading, rows: pl.DataFrame) -> ByCustomer:
    customer, found = None, list[Occurrence]()
    for share in _shares(rows):
        for part in share.iter_slices(ROWS):
            for each in _occurrences(reading, part):
                if found and each.customer != customer:
                    yield customer, found
                    found = []
                customer = each.customer
                found.append(each)
    if found:
        yield customer, found


def _shares(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows in the order of customers and days, those of some customers at a time: all at once are another copy."""
    customers = rows[CUSTOMER].unique().sort()
    size = max(1, len(customers) * SORTED // max(rows.height, SORTED))
    for place in range(0, len(customers), size):
        part = rows
        if size < len(customers):
            first, last = (pl.lit(customers[each]) for each in (place, min(place + size, len(customers)) - 1))
            part = rows.filter(pl.col(CUSTOMER).is_between(first, last))
        yield part.sort(CUSTOMER, DAY, maintain_order=True)


def _occurrences(reading: _Reading, rows: pl.DataFrame) -> Iterator[Occurrence]:
    moment = rows[MOMENT]
    if isinstance(moment.dtype, pl.Datetime) and moment.dtype.time_zone is not None:
        moment = moment.dt.convert_time_zone("UTC")
    parts = (_parts(rows[name]) for name in reading.ids)
    ids = zip(*parts, strict=True) if reading.ids else repeat(())
    names = reading.history.data
    carried = zip(*(rows[data(name)].to_list() for name in names), strict=True) if names else repeat(())
    joined = rows[JOINED].to_list() if JOINED in rows.columns else repeat(None)
    columns = (rows[CUSTOMER].to_list(), moment.to_list(), rows[DAY].to_list(), rows[KIND].to_list())
    for who, at, day, kind, id_, values, since in zip(*columns, ids, carried, joined, strict=False):
        yield Occurrence(
            who,
            at,
            day,
            reading.names[kind],
            id_ if id_ and None not in id_ else None,
            dict(zip(names, values, strict=True)),
            since,
        )


def _parts(column: pl.Series) -> list[tuple[bool, Any] | None]:
    """Each part of an id in the order of ids: whole numbers before texts."""
    is_text = column.dtype == pl.String
    return [None if part is None else (is_text, part) for part in column.to_list()]
