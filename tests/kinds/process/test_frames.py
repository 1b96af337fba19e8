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
from crmrules.kinds.process import frame_events, frames
from crmrules.kinds.process.frames import row_of
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


@pytest.mark.parametrize("texts", [True, False])
@pytest.mark.parametrize("with_ids", [True, False])
def test_customers_are_read_and_told_some_at_a_time(
    monkeypatch: pytest.MonkeyPatch, texts: bool, with_ids: bool
) -> None:
    monkeypatch.setattr(frame_events, "SORTED", 7)
    monkeypatch.setattr(frame_events, "ROWS", 3)
    monkeypatch.setattr(frames, "ROWS", 4)
    # one with many events, some with none by the day, in no order
    whose = [place * place % 11 if place % 3 else 5 for place in range(40)]
    columns = {
        "customer": [str(each) for each in whose] if texts else whose,
        "at": [date(2026, 3, 1 + place * 7 % 9) for place in range(40)],
        "kind": [("opened", "answered", "reopened", "visited")[place % 4] for place in range(40)],
        "urgent": [(True, False, None)[place % 3] for place in range(40)],
        "good": [(True, None)[place % 2] for place in range(40)],
    }
    frame = pl.DataFrame({**columns, **({"id": range(40)} if with_ids else {})})
    cases = POLICY.replay_each(frame.to_dicts(), as_of=DAY)
    assert [(customer, *row_of(case)) for customer, case in cases.items()] == POLICY.apply(frame, as_of=DAY).rows()


@pytest.mark.parametrize("ids", [[1, 2, 1, None, None], [None, None, 3, 2, 3]])
def test_an_id_that_comes_again_anywhere_with_another_content_is_refused(ids: list[int | None]) -> None:
    frame = EVENTS.head(5).with_columns(pl.Series("id", ids))
    with pytest.raises(RecordError, match="comes twice with two contents"):
        POLICY.apply(frame, as_of=DAY)


def test_where_nothing_has_happened_by_then_there_is_no_case() -> None:
    assert [] == POLICY.apply(EVENTS, as_of=date(2026, 2, 1)).rows()
