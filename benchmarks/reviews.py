"""Ten policies of five kinds reviewed over a million customers together, beside the ten reviews by one policy each;
both say the same of every customer."""

import contextlib
import io
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import crmrules
from benchmarks.report import Line
from crmrules import Policy
from crmrules.cli.main import main
from crmrules.expressions.types import Kind, Type

ROWS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "1_000_000"))
ROUNDS = 2
GOAL = 0.5
UNKNOWN = 0.1

DECISIONS = ("man", "retention-ladder", "early-warning", "lifecycle")
OTHERS = ("tiers", "rfm", "contact-frequency", "loyalty", "customer-profile", "retention-offers")
_AS_OF = "2026-11-01"


def run() -> Iterator[Line]:
    """The review by all beside the reviews by each; nanoseconds are those of a customer."""
    ids = (*DECISIONS, *OTHERS)
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        customers = made(ids, ROWS)
        customers.write_parquet(directory / "customers.parquet")
        asked = {"all": ids, **{id_: (id_,) for id_ in ids}}
        seconds = dict.fromkeys(asked, float("inf"))
        for _ in range(ROUNDS):
            for name, policies in asked.items():
                seconds[name] = min(seconds[name], _reviewed(directory, name, policies))
        together, *alone = (pl.read_parquet(directory / name / "decisions.parquet") for name in asked)
        assert all(each.equals(together.select(each.columns)) for each in alone)
    every = seconds.pop("all")
    yield Line("ten policies", every / ROWS * 1e9, "one after the other", sum(seconds.values()) / ROWS * 1e9, GOAL)


def made(ids: Sequence[str], rows: int) -> pl.DataFrame:
    """Customers with the facts that some policies read, a tenth of them unknown; the contact class is left to a cut."""
    random = np.random.default_rng(7)
    read: list[Policy[Any]] = [crmrules.policy(id_) for id_ in ids]
    facts = {fact.name: fact.type for each in read for fact in each.definition.read_facts}
    del facts["contact_class"]
    known = {name: pl.Series(random.random(rows) >= UNKNOWN) for name in facts}
    return pl.DataFrame([_drawn(name, type_, rows, random) for name, type_ in facts.items()]).with_columns(
        pl.when(where).then(name).alias(name) for name, where in known.items()
    )


def _drawn(name: str, type_: Type, rows: int, random: np.random.Generator) -> pl.Series:
    if type_.values:
        return pl.Series(name, random.choice(type_.values, rows))
    match type_.kind:
        case Kind.BOOL:
            return pl.Series(name, random.random(rows) < UNKNOWN)
        case Kind.DATE:
            return pl.Series(name, np.datetime64(_AS_OF) - random.integers(0, 700, rows)).cast(pl.Date)
        case Kind.INTEGER:
            return pl.Series(name, random.integers(0, 40, rows))
        case _:
            return pl.Series(name, random.gamma(2, 60, rows).round(2))


def _reviewed(directory: Path, name: str, ids: Sequence[str]) -> float:
    """The seconds that a review by some policies takes, once all that it needs is imported."""
    policies = [part for id_ in ids for part in ("--policy", id_)]
    given = ["review", str(directory / "customers.parquet"), "-o", str(directory / name), "--force", "--as-of", _AS_OF]
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main([*given, *policies])
    assert code == 0
    return time.perf_counter() - start
