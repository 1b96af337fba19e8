"""Ten events of each of many customers to their cases: each contender in a process of its own, with its memory.

`CRMRULES_BENCHMARK_ROWS` says how many events there are: ten million take half an hour. ``python -m benchmarks.caseload
CONTENDER CUSTOMERS`` runs one contender and prints its seconds, its peak memory and what it found.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import polars as pl

from benchmarks.cases import BEGIN, DAY, ONE, state_by_hand
from benchmarks.measure import peak
from benchmarks.report import Line
from crmrules import Event, Process, policy

EVENTS = 10
CUSTOMERS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "200_000")) // EVENTS
NIGHT = 500
"""How many customers have an event in the night."""

Counts = Mapping[str, int]


def frame_of(customers: int) -> pl.DataFrame:
    """The orders of two years, ten a customer, in no order."""
    chance = np.random.default_rng(1)
    places = np.arange(customers * EVENTS)
    days = pl.Series("at", chance.integers(0, 730, places.size), dtype=pl.Int64)
    first = pl.lit(BEGIN).cast(pl.Date)
    frame = pl.DataFrame({"customer": places % customers, "id": places, "at": days})
    return frame.with_columns((first + pl.duration(days="at")).cast(pl.Date).alias("at"), pl.lit("order").alias("kind"))


def ours(frame: pl.DataFrame) -> Counts:
    """`apply`."""
    return _counted(policy("customer-state", Process).apply(frame, as_of=DAY)["customer_state"].cast(pl.String))


def two_workers(frame: pl.DataFrame) -> Counts:
    """`apply`, shared out to two processes of the machine."""
    found = policy("customer-state", Process).apply(frame, as_of=DAY, workers=2)
    return _counted(found["customer_state"].cast(pl.String))


def hand(frame: pl.DataFrame) -> Counts:
    """Rows grouped by Polars, and a loop by hand over every day of each group, which gives the state alone."""
    grouped = frame.group_by("customer").agg(pl.col("at").sort())
    return Counter(state_by_hand(days) for days in grouped["at"].to_list())


def _counted(states: pl.Series) -> Counts:
    return Counter(states.to_list())


CONTENDERS: Mapping[str, Callable[[pl.DataFrame], Counts]] = {"ours": ours, "hand": hand, "two": two_workers}


def run() -> Iterator[Line]:
    """Cases of a frame, and a night's increment of some of them; nanoseconds are those of a customer."""
    found = {name: _alone(name, CUSTOMERS) for name in CONTENDERS}
    assert len({told for _, _, told in found.values()}) == 1
    took, memory, _ = found["hand"]
    limit, called = took / CUSTOMERS * 1e9, f"every day by hand, peak {memory:,.0f} MB"
    for name, said in {"ours": "", "two": " by two workers"}.items():
        seconds, peak_, _ = found[name]
        title = f"{CUSTOMERS * EVENTS:,} events of a frame{said}, peak {peak_:,.0f} MB"
        yield Line(title, seconds / CUSTOMERS * 1e9, called, limit)
    yield _night()


def _night() -> Line:
    """The cases of a night: kept ones go on with one event each, beside all of their events replayed."""
    states = policy("customer-state", Process)
    frame = frame_of(NIGHT)
    cases = states.replay_each(frame.to_dicts(), as_of=DAY)
    kept = {customer: case.to_dict() for customer, case in cases.items()}
    new = [Event(customer, DAY + ONE, "order", id=NIGHT * EVENTS + customer) for customer in kept]
    begin = time.perf_counter()
    after = [states.resume(kept[each.customer], [each], as_of=DAY + ONE) for each in new]
    resumed = time.perf_counter() - begin
    rows = [*frame.to_dicts(), *({"customer": e.customer, "at": e.at, "kind": e.kind, "id": e.id} for e in new)]
    begin = time.perf_counter()
    again = states.replay_each(rows, as_of=DAY + ONE)
    replayed = time.perf_counter() - begin
    assert after == [again[each.customer] for each in new]
    return Line(f"a night of {NIGHT} kept cases", resumed / NIGHT * 1e9, "all replayed", replayed / NIGHT * 1e9)


def _alone(name: str, customers: int) -> tuple[float, float, str]:
    """A contender in a fresh process: its seconds, its peak memory in megabytes, and what it found."""
    command = [sys.executable, "-m", "benchmarks.caseload", name, str(customers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory, told = done.stdout.split(" ", 2)
    return float(seconds), float(memory), told


def main(name: str, customers: int) -> None:
    """Run one contender."""
    frame = frame_of(customers)
    begin = time.perf_counter()
    found = CONTENDERS[name](frame)
    print(time.perf_counter() - begin, peak(), sorted(found.items()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
