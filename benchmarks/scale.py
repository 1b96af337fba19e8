"""Two decisions on one, ten and a hundred million customers: the time and the memory that a row takes stay level.

`CRMRULES_BENCHMARK_MILLIONS` says how many millions, such as ``1,10``; a hundred million take 3 GB of disk.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.files import alone, customers
from benchmarks.report import Line

MILLIONS = tuple(map(int, os.environ.get("CRMRULES_BENCHMARK_MILLIONS", "1,10,100").split(",")))
GOAL = 1.25
"""How many times the time of a row among the fewest one among the most may take."""
ENGINES = {"ours": "Polars", "duckdb": "DuckDB"}


def run() -> Iterator[Line]:
    """Nanoseconds a row, beside those of the fewest rows; the peak memory of each."""
    least: dict[str, float] = {}
    million = customers(1_000_000)
    with tempfile.TemporaryDirectory() as scratch:
        for millions in MILLIONS:
            source = Path(scratch) / "customers.parquet"
            pl.concat([million.lazy()] * millions).sink_parquet(source, row_group_size=100_000)
            for name, engine in ENGINES.items():
                target = Path(scratch) / f"{name}.parquet"
                seconds, megabytes = alone(name, source, target)
                target.unlink()
                found = seconds * 1000 / millions
                least.setdefault(name, found)
                what = f"{engine}, {millions}M rows, peak {megabytes:,.0f} MB"
                goal = GOAL if millions != MILLIONS[0] else None
                yield Line(what, found, f"{engine}, {MILLIONS[0]}M rows", least[name], goal)
