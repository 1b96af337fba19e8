"""Cases of frames: a row a customer, as replay says, on every library, and shared out to workers."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import crmrules
from crmrules import Process
from crmrules.errors import BindingError, EngineError, RecordError
from tests.processes import TICKETS

POLICY = crmrules.from_dict(TICKETS, Process)
DAY = date(2026, 3, 6)
EVENTS = pl.DataFrame(
    {
        "customer": ["b", "a", "a", "b", "c", "d"],
        "at": [date(2026, 3, day) for day in (2, 2, 3, 4, 5, 9)],
        "kind": ["opened", "opened", "answered", "visited", "opened", "opened"],
        "urgent": [False, False, None, None, None, True],
        "good": [None, None, True, None, None, None],
        "id": range(6),
    }
)


def rows_of(frame: Any) -> list[tuple[Any, ...]]:
    match frame:
        case pl.LazyFrame():
            frame = frame.collect()
        case pd.DataFrame():
            frame = pl.from_pandas(frame)
        case duckdb.DuckDBPyRelation():
            frame = frame.pl()
        case pl.DataFrame():
            pass
        case _:
            frame = pl.from_arrow(frame)
    dates = [pl.col(name).cast(pl.Date) for name in frame.columns if name.endswith(("since", "due"))]
    texts = [pl.col("tickets").cast(pl.String)]
    found: list[tuple[Any, ...]] = frame.with_columns(*dates, *texts).rows()
    return found


def as_duckdb(frame: pl.DataFrame) -> Any:
    return duckdb.from_arrow(frame.to_arrow())


LIBRARIES = {
    "polars": lambda frame: frame,
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": as_duckdb,
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_row_a_customer_on_every_library(library: str) -> None:
    given = LIBRARIES[library](EVENTS)
    found = POLICY.apply(given, as_of=DAY)
    assert type(found) is type(given)
    assert rows_of(found) == [
        ("a", "waiting", date(2026, 3, 3), True, "waiting", None, None, None, "call", None),
        ("b", "escalated", date(2026, 3, 5), True, "escalated", None, None, "reply", "report, answer", None),
        ("c", None, None, False, "new, escalated", "answer", date(2026, 3, 8), "reply", None, "urgent"),
    ]


def test_workers_give_the_same() -> None:
    cases = POLICY.replay_each(EVENTS.to_dicts(), as_of=DAY)
    assert cases == POLICY.replay_each(EVENTS.to_dicts(), as_of=DAY, workers=2)


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(EngineError, match="is no frame that is known"):
        POLICY.apply([1], as_of=DAY)
    with pytest.raises(EngineError, match="0 is no number of workers; give 1 or more"):
        POLICY.apply(EVENTS, as_of=DAY, workers=0)
    with pytest.raises(BindingError, match="there is no column `at`"):
        POLICY.apply(EVENTS.drop("at"), as_of=DAY)
    with pytest.raises(RecordError, match="row 2: is an event without a customer"):
        POLICY.apply(EVENTS.with_columns(pl.Series("customer", ["b", None, "a", "b", "c", "d"])), as_of=DAY)
