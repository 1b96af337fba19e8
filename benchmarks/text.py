"""The review of a million customers as CSV or JSON lines beside the review of the same customers as Parquet, each in a
process of its own; all reach the same decisions."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from benchmarks.report import Line

ROWS = 1_000_000
ROUNDS = 2
GOAL = 2.0

_CUSTOMERS = Path(__file__).parents[1] / "examples" / "customers.csv"
_AS_OF = "2026-11-01"

FORMS: Mapping[str, Callable[[pl.DataFrame, Path], object]] = {
    "plain.parquet": lambda frame, path: frame.write_parquet(path),
    "plain.csv": lambda frame, path: frame.write_csv(path),
    "quoted.csv": lambda frame, path: frame.write_csv(path, quote_style="always", line_terminator="\r\n"),
    "plain.jsonl": lambda frame, path: frame.write_ndjson(path),
}
"""The files, and what writes each: as most programs do, and as some exports are."""


def run() -> Iterator[Line]:
    """The review of each text file beside that of Parquet; nanoseconds are those of a customer."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        customers = pl.read_csv(_CUSTOMERS, try_parse_dates=True).sample(ROWS, with_replacement=True, seed=7)
        for name, write in FORMS.items():
            write(customers, directory / name)
        seconds = dict.fromkeys(FORMS, float("inf"))
        for _ in range(ROUNDS):
            for name in FORMS:
                seconds[name] = min(seconds[name], _reviewed(directory, name))
        first, *others = (_decisions(directory, name) for name in FORMS)
        assert all(each.equals(first) for each in others)
    scale = 1e9 / ROWS
    limit = seconds["plain.parquet"] * scale
    yield Line("CSV", seconds["plain.csv"] * scale, "the same as Parquet", limit, GOAL)
    yield Line("CSV, every cell in quotes", seconds["quoted.csv"] * scale, "the same as Parquet", limit, GOAL)
    yield Line("JSON lines", seconds["plain.jsonl"] * scale, "the same as Parquet", limit)


def _reviewed(directory: Path, name: str) -> float:
    """The seconds that the review of a file takes."""
    book = str(directory / f"book {name}")
    command = [sys.executable, "-m", "crmrules", "review", str(directory / name), "-o", book, "--as-of", _AS_OF]
    start = time.perf_counter()
    subprocess.run([*command, "--force"], check=True, capture_output=True)
    return time.perf_counter() - start


def _decisions(directory: Path, name: str) -> pl.DataFrame:
    """What was decided, without the columns that the file itself has."""
    own = pl.read_csv(_CUSTOMERS, n_rows=0).columns
    return pl.read_parquet(directory / f"book {name}" / "decisions.parquet").drop(own)
