"""A cut of ten million customers, beside a threshold by hand in Polars."""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import duckdb
import polars as pl

import crmrules
from benchmarks.measure import turns
from benchmarks.report import Line

ROWS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "10_000_000"))
GOAL = 1.3
TIERS = crmrules.policy("tiers").with_parameters(basis="profit_share")


def run() -> Iterator[Line]:
    """Cuts by shares of profit; nanoseconds are those of a customer."""
    amounts = pl.select(profit=pl.int_range(ROWS)).select(
        # Pareto's law, scattered: few bring most, some bring nothing or cost
        profit=((ROWS / (1 + (pl.col("profit") * 2_654_435_761) % ROWS)) * 1000).cast(pl.Int64)
        - pl.when(pl.col("profit") % 7 == 0).then(2000).otherwise(0)
    )
    frames: Mapping[str, Any] = {
        "Polars, whole numbers": amounts,
        "Polars, floats": amounts.select(pl.col("profit") / 100),
        "PyArrow, whole numbers": amounts.to_arrow(),
        "pandas, whole numbers": amounts.to_pandas(),
        "DuckDB, whole numbers": duckdb.connect().from_arrow(amounts.to_arrow()),
    }
    wanted = [band.at_least for band in TIERS.cut(amounts).bands[:2]]
    assert [int(each or 0) for each in wanted] == by_hand(amounts)
    for name, frame in frames.items():
        goal = GOAL if name == "Polars, whole numbers" else None
        least = turns({"hand": partial(by_hand, amounts), "ours": partial(TIERS.cut, frame)}, ROWS)
        yield Line(f"cut: {name}", least["ours"], "threshold by hand in Polars", least["hand"], goal)


def by_hand(frame: pl.DataFrame) -> list[int]:
    """What an expert writes: sort, sum up, and look where the shares are reached."""
    ranked = frame["profit"].sort(descending=True)
    positive = int((ranked > 0).sum())
    sums = ranked.head(positive).cum_sum()
    total = int(sums[-1])
    places = [int(sums.search_sorted(-(-total * share // 100), "left")) for share in (80, 95)]
    return [int(ranked[place]) for place in places]
