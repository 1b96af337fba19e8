"""Many records: `apply` on a Polars frame in memory, beside what an expert writes by hand in Polars.

Both give the settled outcome as an Enum and what comes with it. `CRMRULES_BENCHMARK_ROWS` says how many rows there are.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl
from attrs import field, frozen

import crmrules
from benchmarks.measure import turns
from benchmarks.records import as_dicts, prospects, subscriptions, with_unknowns
from benchmarks.report import Line
from crmrules import DecisionTable

ROWS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "10000000"))
SMALL = 100
"""A page of customers: what is measured is a call, of which a millisecond is 10,000 nanoseconds a row."""
DRAWN = 20_000
"""How many different records the rows are drawn from."""

CERTAIN_GOAL = 1.6

BOUND = 1e-15
"""How far the change of a bill can be off in float64 near the limits of the ladder; the change of whole cents is never
as close to one without being it."""


@frozen
class Case:
    """A policy, the conditions of its outcomes by hand, and the records to draw rows from."""

    id: str
    output: str
    conditions: Callable[[], Mapping[str, pl.Expr]]
    """The outcomes in the order in which they are looked at."""
    records: list[Any] = field(repr=False)
    goal: float
    """How many times the hand's time its outcomes may take."""
    exclusive: bool
    """Whether no two conditions hold at once, so that an unknown one needs no care."""
    naive: Callable[[], Mapping[str, pl.Expr]] | None = field(default=None)
    """The conditions as float64 has them, wrong at the limits."""

    @property
    def policy(self) -> DecisionTable:
        """The policy."""
        return crmrules.policy(self.id, crmrules.DecisionTable)


def man() -> dict[str, pl.Expr]:
    """The conditions of `man`, by hand."""
    money, authority, need = pl.col("money"), pl.col("authority"), pl.col("need")
    return {
        "pursue": money & authority & need,
        "create-need": money & authority & ~need,
        "find-authority": money & ~authority & need,
        "check-credit-and-finance": ~money & authority & need,
        "nurture": (money & ~authority & ~need) | (~money & authority & ~need) | (~money & ~authority & need),
        "stop-contact": ~money & ~authority & ~need,
    }


def retention_ladder(bound: float = BOUND) -> dict[str, pl.Expr]:
    """The conditions of `retention-ladder`, by hand; the bills are finite. Without a bound it misses falls of 30%."""
    bill, average = pl.col("bill"), pl.col("bill_average")
    change = (bill - average) / average
    forwarding, complaint = pl.col("forwarding_days_30"), pl.col("complaint_open")
    return {
        "cancellation": pl.col("cancellation_requested"),
        "step-6": pl.col("suspended"),
        "step-5": pl.col("suspension_requested") | ((average > 0) & (change <= -0.3 + bound)),
        "step-4": (forwarding >= 20) | (pl.col("powered_off_days_30") >= 15),
        "step-3": (pl.col("usage_swing") >= 0.5) | (forwarding >= 3),
        "complaint": complaint,
        "step-2": (pl.col("tenure_months") >= 12)
        & (((average > 0) & (change.abs() <= 0.1 + bound)) | (bill == average)),
        "step-1": ~complaint,
    }


def cases() -> tuple[Case, ...]:
    """The policies that are measured."""
    return (
        Case("man", "approach", man, prospects(DRAWN), 1.15, exclusive=True),
        Case(
            "retention-ladder",
            "method",
            retention_ladder,
            subscriptions(DRAWN),
            1.25,
            exclusive=False,
            naive=lambda: retention_ladder(0.0),
        ),
    )


def run() -> Iterator[Line]:
    """Everything about frames; nanoseconds are those of one row."""
    for case in cases():
        for name, records in (("complete", case.records), ("10% unknown", with_unknowns(case.records))):
            drawn = pl.DataFrame(as_dicts(records), infer_schema_length=None)
            for rows in (SMALL, ROWS // 10, ROWS):
                frame = drawn.sample(rows, with_replacement=True, seed=7).rechunk()
                said = f"{rows / 1_000_000:g}M" if rows > SMALL else str(rows)
                yield from _measured(case, f"{said} rows, {name}", frame, has_goal=rows == ROWS)


def by_hand(
    case: Case, frame: pl.LazyFrame, columns: list[str], conditions: Callable[[], Mapping[str, pl.Expr]] | None = None
) -> pl.LazyFrame:
    """What an expert writes: conditions once, and a chain of them for each column that is asked for."""
    outcomes = case.policy.definition.outcomes
    output = {outcome.id: str(outcome.outputs[case.output]) for outcome in outcomes}
    column = case.id.replace("-", "_")
    found = (conditions or case.conditions)()
    same = {outcome.id: outcome.id for outcome in outcomes}
    chains = {column: _chain(case, same), f"{column}_{case.output}": _chain(case, output)}
    lazy = frame.with_columns(**{f"is {outcome}": where for outcome, where in found.items()})
    return lazy.select(*columns, **chains)


def _chain(case: Case, labels: Mapping[str, str]) -> pl.Expr:
    dtype = pl.Enum(list(dict.fromkeys(labels.values())))
    chain = pl.lit(None, dtype=dtype)
    for outcome in reversed(list(case.conditions())):
        where = pl.col(f"is {outcome}")
        if not case.exclusive:
            # an unknown condition leaves the rest open
            chain = pl.when(where.is_null()).then(pl.lit(None, dtype=dtype)).otherwise(chain)
        chain = pl.when(where).then(pl.lit(labels[outcome], dtype=dtype)).otherwise(chain)
    return chain


def _measured(case: Case, name: str, frame: pl.DataFrame, *, has_goal: bool) -> Iterator[Line]:
    policy = case.policy
    hand, ours = by_hand(case, frame.lazy(), frame.columns).collect(), policy.apply(frame, certain=False)
    assert hand.equals(ours), case.id
    del hand, ours
    contenders: dict[str, Callable[[], object]] = {
        "by hand": lambda: by_hand(case, frame.lazy(), frame.columns).collect(),
        "outcome": lambda: policy.apply(frame, certain=False),
        "certain": lambda: policy.apply(frame),
        "missing": lambda: policy.apply(frame, so_far=True, missing=True),
    }
    if case.naive is not None:
        contenders["naive"] = lambda: by_hand(case, frame.lazy(), frame.columns, case.naive).collect()
    least = turns(contenders, frame.height)
    limit = least["by hand"]
    goals = (case.goal, CERTAIN_GOAL) if has_goal else (None, None)
    yield Line(f"{case.id}: apply, {name}", least["outcome"], "by hand", limit, goals[0])
    if case.naive is not None:
        yield Line(f"{case.id}: apply, {name}", least["outcome"], "naive floats", least["naive"])
    yield Line(f"{case.id}: apply with certain, {name}", least["certain"], "by hand", limit, goals[1])
    yield Line(f"{case.id}: apply with all columns, {name}", least["missing"], "by hand", limit)
