"""What was built for one frame serves the next ones like it, and no others."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules.engines.frames.kept import KEPT, MOST_KEPT, Kept
from crmrules.errors import RecordError
from crmrules.records.binding import Binding

LADDER = crmrules.policy("retention-ladder")
SCHEMA = {
    **{"cancellation_requested": pl.Boolean, "suspended": pl.Boolean, "suspension_requested": pl.Boolean},
    **{"bill": pl.Float64, "bill_average": pl.Float64, "forwarding_days_30": pl.Int64, "complaint_open": pl.Boolean},
}
ROWS: list[list[Any]] = [
    [False, False, False, 70.0, 100.0, 0, False],
    [False, False, False, 70.01, 100.0, 3, False],
    [False, False, False, 0.0, 0.0, 20, True],
    [True, None, False, 5.0, None, None, None],
    [False, False, False, 7.07, 10.10, 0, None],
    [False, False, False, float("inf"), 10.10, 2**60, None],
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    KEPT.clear()


def frame(*places: int, **columns: Any) -> pl.DataFrame:
    return pl.DataFrame([ROWS[place] for place in places], SCHEMA, orient="row").with_columns(**columns)


def anew(given: pl.DataFrame, **options: Any) -> pl.DataFrame:
    KEPT.clear()
    made: pl.DataFrame = LADDER.apply(given, **options)
    return made


@pytest.mark.parametrize("options", [{}, {"certain": False}, {"so_far": True, "missing": True, "undefined": True}])
def test_frames_get_what_they_would_get_alone(options: dict[str, Any]) -> None:
    frames = [frame(0, 1), frame(1, 2), frame(0, 1, 2, 3), frame(2, 4), frame(0, 5), frame(3, 3), frame(4), frame(1, 0)]
    frames += [frame(), frame(0, 1, note=pl.lit("x")), frame(0, 1, bill=pl.col("bill").cast(pl.Int64)), frame(0, 3, 4)]
    alone = [anew(each, **options) for each in frames]
    KEPT.clear()
    for _ in range(2):
        for given, expected in zip(frames, alone, strict=True):
            assert LADDER.apply(given, **options).equals(expected)
            assert LADDER.apply(given, **options).schema == expected.schema


def test_one_that_is_alike_builds_nothing() -> None:
    LADDER.apply(frame(0, 1))
    assert 1 == len(KEPT)
    LADDER.apply(frame(1, 2))
    assert 1 == len(KEPT)
    LADDER.apply(frame(1, 3))  # with nulls
    assert 2 == len(KEPT)
    LADDER.apply(frame(1, 3), missing=True)
    assert 3 == len(KEPT)


def test_bindings_and_parameters_are_told_apart() -> None:
    given = frame(0, 1).rename({"bill": "Bill"})
    unbound = LADDER.apply(given)
    bound = LADDER.apply(given, bind=Binding({"bill": "Bill"}))
    mild = LADDER.with_parameters(bill_drop=0.2).apply(given, bind=Binding({"bill": "Bill"}))
    assert unbound.get_column("retention_ladder").to_list() == [None, None]
    assert bound.get_column("retention_ladder").to_list() == ["step-5", None]
    assert mild.get_column("retention_ladder").to_list() == ["step-5", "step-5"]
    assert LADDER.apply(given).equals(unbound)


def test_values_are_looked_at_in_every_frame() -> None:
    document = {
        **{"id": "tiered", "version": "1", "kind": "decision", "hit": "first", "title": "Tiered"},
        "facts": {"tier": {"values": ["gold", "basic"]}},
        "outcome": [{"id": "call", "title": "Call"}],
        "rule": [{"id": "gold", "when": "tier == 'gold'", "then": "call", "because": "Gold."}],
    }
    tiered = crmrules.from_dict(document, crmrules.DecisionTable)
    good, bad = pl.DataFrame({"tier": ["gold", "basic"]}), pl.DataFrame({"tier": ["gold", "silver"]})
    for _ in range(2):
        assert ["call", None] == tiered.apply(good).get_column("tiered").to_list()
        with pytest.raises(RecordError, match=r"row 2, column `tier`"):
            tiered.apply(bad)


def test_a_name_that_is_taken_is_refused_each_time() -> None:
    LADDER.apply(frame(0, 1))
    for _ in range(2):
        with pytest.raises(RecordError, match="has a column `retention_ladder` already"):
            LADDER.apply(frame(0, 1, retention_ladder=pl.lit(1)))


def test_threads_share_what_is_kept() -> None:
    frames = [frame(0, 1), frame(3, 4), frame(5, 2)] * 8
    alone = [anew(each) for each in frames[:3]] * 8
    KEPT.clear()
    with ThreadPoolExecutor(8) as pool:
        found: list[pl.DataFrame] = list(pool.map(LADDER.apply, frames))
    assert all(one.equals(other) for one, other in zip(found, alone, strict=True))


def test_what_was_used_last_is_kept() -> None:
    kept, nothing = Kept(), Binding()
    for place in range(MOST_KEPT + 1):
        kept.put(place, nothing, lambda native: native)
        kept.get(0, nothing)
    assert MOST_KEPT == len(kept)
    assert kept.get(0, nothing) is not None
    assert kept.get(1, nothing) is None
    assert kept.get(0, Binding({"a": "b"})) is None
