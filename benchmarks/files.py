"""Parquet to two decisions to Parquet: ten million customers in a file, each contender in a process of its own.

``python -m benchmarks.files CONTENDER SOURCE TARGET`` runs one of them and prints its seconds and its peak memory.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks.frames import ROWS, by_hand, cases
from benchmarks.measure import peak
from benchmarks.records import as_dicts, with_unknowns
from benchmarks.report import Line

ROUNDS = 3
GOAL = 1.15
DUCKDB_LIMIT = "160MB"
"""What DuckDB may keep in memory beside what it maps and what Python itself takes."""

MOST_MEMORY = 300.0
"""Megabytes that the DuckDB mode may take at most."""


def ours(source: Path, target: Path) -> None:
    """Both policies on a lazy frame of Polars."""
    frame = pl.scan_parquet(source)
    for case in cases():
        frame = case.policy.apply(frame, certain=False)
    frame.sink_parquet(target)


def hand(source: Path, target: Path) -> None:
    """The same by hand, streaming, with Enum literals."""
    frame = pl.scan_parquet(source)
    columns = frame.collect_schema().names()
    for case in cases():
        frame = by_hand(case, frame, columns)
        columns = frame.collect_schema().names()
    frame.sink_parquet(target)


def on_duckdb(source: Path, target: Path) -> None:
    """Both policies on a relation of DuckDB that may spill to disk and need not keep the order of rows."""
    config: dict[str, Any] = {
        "memory_limit": DUCKDB_LIMIT,
        "threads": "2",
        "preserve_insertion_order": "false",
    }
    relation = duckdb.connect(config=config).read_parquet(str(source))
    for case in cases():
        relation = case.policy.apply(relation, certain=False)
    relation.write_parquet(str(target), row_group_size=100_000)


CONTENDERS: Mapping[str, Callable[[Path, Path], None]] = {"ours": ours, "hand": hand, "duckdb": on_duckdb}


def run() -> Iterator[Line]:
    """Ours on Polars beside the same by hand, and ours on DuckDB; nanoseconds are those of a row."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "customers.parquet"
        customers(ROWS).write_parquet(source, row_group_size=100_000)
        seconds = dict.fromkeys(CONTENDERS, float("inf"))
        memory = dict.fromkeys(CONTENDERS, 0.0)
        for _ in range(ROUNDS):
            for name in CONTENDERS:
                took, peak = alone(name, source, Path(scratch) / f"{name}.parquet")
                seconds[name], memory[name] = min(seconds[name], took), max(memory[name], peak)
        assert len({_digest(Path(scratch) / f"{name}.parquet") for name in ("ours", "hand")}) == 1
    scale = 1e9 / ROWS
    limit = seconds["hand"] * scale
    by_hand_said = f"by hand, peak {memory['hand']:,.0f} MB"
    yield Line(f"Polars, peak {memory['ours']:,.0f} MB", seconds["ours"] * scale, by_hand_said, limit, GOAL)
    yield Line(f"DuckDB, peak {memory['duckdb']:,.0f} MB", seconds["duckdb"] * scale, "Polars by hand", limit)
    met = "met" if memory["duckdb"] <= MOST_MEMORY else "MISSED"
    print(f"DuckDB mode: {memory['duckdb']:,.0f} MB of {MOST_MEMORY:,.0f} MB, {met}", file=sys.stderr)


def customers(rows: int) -> pl.DataFrame:
    """Customers with the facts of both policies, a tenth of them unknown."""
    frames = [pl.DataFrame(as_dicts(with_unknowns(case.records)), infer_schema_length=None) for case in cases()]
    drawn = [frame.sample(rows, with_replacement=True, seed=7 + place) for place, frame in enumerate(frames)]
    return pl.concat(drawn, how="horizontal")


def _digest(path: Path) -> int:
    """What a file's decisions come to."""
    added = [pl.col(name).cast(pl.String).hash() for case in cases() for name in (case.id.replace("-", "_"),)]
    return int(pl.scan_parquet(path).select(pl.sum_horizontal(added).sum()).collect().item())


def alone(name: str, source: Path, target: Path) -> tuple[float, float]:
    """The seconds and the peak megabytes of a contender in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.files", name, str(source), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _main(name: str, source: str, target: str) -> None:
    start = time.perf_counter()
    CONTENDERS[name](Path(source), Path(target))
    print(time.perf_counter() - start, peak())


if __name__ == "__main__":
    _main(*sys.argv[1:])
