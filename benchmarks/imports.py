"""What importing costs, each time in a fresh process."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.report import Line

ROUNDS = 25
GOAL, FIRST_GOAL = 1.5, 3.0
ATTRS = "import attrs"

_MEASURED = "from time import perf_counter as now; start = now(); {}; print(now() - start)"


def run() -> Iterator[Line]:
    """Importing the library beside importing attrs, and what a first use brings in."""
    ours = "import crmrules"
    first_entity = "from crmrules import Prospect"
    first_policy = "import crmrules; crmrules.policy('man')"
    first_decision = "import crmrules; crmrules.policy('man').decide({'money': True})"
    least = fresh([ATTRS, ours, first_entity, first_policy, first_decision], ROUNDS)
    yield Line(ours, least[ours], ATTRS, least[ATTRS], GOAL)
    for statement in (first_entity, first_policy):
        yield Line(statement, least[statement], ATTRS, least[ATTRS])
    yield Line(first_decision, least[first_decision], ATTRS, least[ATTRS], FIRST_GOAL)


def fresh(statements: Sequence[str], rounds: int) -> Mapping[str, float]:
    """Nanoseconds of each statement in a new interpreter, without its start: the least of all rounds.

    The statements take turns. The first round only writes the bytecode and warms the disk's cache.
    """
    least = dict.fromkeys(statements, float("inf"))
    for turn in range(rounds + 1):
        for statement in statements:
            taken = _taken(statement)
            if turn:
                least[statement] = min(least[statement], taken)
    return {statement: seconds * 1e9 for statement, seconds in least.items()}


def _taken(statement: str) -> float:
    command = [sys.executable, "-c", _MEASURED.format(statement)]
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=keeping).stdout)
