"""Fair timing on a noisy machine: contenders take turns in short bursts, and the best burst of each counts."""

import time
import timeit
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

BURST = 0.004
"""Seconds a burst should last: short enough to fit between two disturbances."""

HEATS = 5
"""How often the contenders are built anew."""

EACH = "for x in xs: f(x)"
ALL = "f(xs)"
COMPREHENSION = "[f(x) for x in xs]"


@frozen
class Contender:
    """One way to treat all records once."""

    name: str
    function: Callable[..., Any]
    records: Collection[Any]
    statement: str = EACH
    """Python over `f` and `xs`. It is compiled anew for each contender: the interpreter adapts code to what it calls,
    so that one loop for two functions would be slow for both."""

    def timer(self) -> timeit.Timer:
        """The timer of one pass over the records."""
        return timeit.Timer(self.statement, "f = function; xs = records", globals=self._globals())

    def _globals(self) -> dict[str, Any]:
        return {"function": self.function, "records": self.records}


TURNS = 7
"""How often each contender that treats many rows at once has its turn."""


def turns(contenders: Mapping[str, Callable[[], object]], rows: int, rounds: int = TURNS) -> dict[str, float]:
    """Nanoseconds a row by name of contender, the least of its turns."""
    least = dict.fromkeys(contenders, float("inf"))
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = time.perf_counter()
            contender()
            least[name] = min(least[name], (time.perf_counter() - start) / rows * 1e9)
    return least


def race(build: Callable[[], Sequence[Contender]], rounds: int, heats: int = HEATS) -> Mapping[str, float]:
    """Nanoseconds a record by name of contender: the least of its bursts, one in every round of every heat.

    The contenders are built anew for each heat, since how the interpreter has adapted a function, and where its code
    happens to lie in memory, stay the same as long as it lives.
    """
    least: dict[str, float] = {}
    for _ in range(heats):
        for name, found in _heat(build(), max(1, rounds // heats)).items():
            least[name] = min(found, least.get(name, found))
    return least


def _heat(contenders: Sequence[Contender], rounds: int) -> Mapping[str, float]:
    timers = {each.name: each.timer() for each in contenders}
    passes = {name: _passes(timer) for name, timer in timers.items()}
    least = dict.fromkeys(timers, float("inf"))
    names = list(timers)
    for turn in range(rounds):
        start = turn % len(names)  # so that nobody always runs after the same neighbour
        for name in names[start:] + names[:start]:
            least[name] = min(least[name], timers[name].timeit(passes[name]) / passes[name])
    return {each.name: least[each.name] / len(each.records) * 1e9 for each in contenders}


def _passes(timer: timeit.Timer) -> int:
    """How many passes make a burst, after one to warm up."""
    timer.timeit(1)
    return max(1, round(BURST / max(timer.timeit(1), 1e-9)))


def peak() -> float:
    """The most megabytes this process has had in memory; `getrusage` would tell those of its parent."""
    status = Path("/proc/self/status").read_text("ascii")
    [line] = [each for each in status.splitlines() if each.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
