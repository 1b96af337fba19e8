"""Facts of histories: the eleven facts of the retention ladder for a million customers of ten million events, beside
what an expert writes by hand in Polars, and facts of orders at a million points in time beside a range join in DuckDB.

`CRMRULES_BENCHMARK_ROWS` says how many events there are. ``python -m benchmarks.histories CONTENDER EVENTS`` makes so
many events and has one contender reckon the ladder's facts of them: it prints the megabytes that this took at most.
"""

import datetime
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import duckdb
import numpy as np
import polars as pl

from benchmarks.measure import peak, turns
from benchmarks.report import Line
from crmrules import Binding

EVENTS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "10000000"))
PAIRS = EVENTS // 10
DAY = datetime.date(2026, 7, 1)
BEGIN = datetime.date(2025, 7, 1)
ROUNDS = 3
GOAL = 1.3

SPANS = {
    "forwarding": ("forwarding-on", "forwarding-off"),
    "off": ("powered-off", "powered-on"),
    "stop": ("stopped", "resumed"),
    "stop-request": ("stop-reported", "stop-withdrawn"),
    "application": ("cancellation-applied", "cancellation-dropped"),
    "complaint": ("complained", "settled"),
}
LADDER = Binding(
    {
        "cancellation_requested": {"open": "application"},
        "suspended": {"open": "stop"},
        "suspension_requested": {"open": "stop-request"},
        "arrears_suspension": {"last": "stopped.arrears"},
        "bill": {"last": "bill.amount"},
        "bill_average": {"mean": "bill.amount", "of_last": 3, "skip": 1},
        "forwarding_days_30": {"days": "forwarding", "within": "30 days"},
        "powered_off_days_30": {"days": "off", "within": "30 days"},
        "usage_mean": {"mean": "usage.amount", "of_last": 3},
        "complaint_open": {"open": "complaint"},
        "tenure_months": {"months_since": "activated"},
    },
    columns={"amount": "money", "arrears": "bool"},
    spans={name: {"from": begin, "to": end} for name, (begin, end) in SPANS.items()},
)
ORDERS = Binding(
    {
        "profit_12_months": {"sum": "order.amount", "within": "12 months"},
        "orders_90": {"count": "order", "within": "90 days"},
        "last_order": {"last_day": "order"},
        "largest": {"max": "order.amount"},
    },
    history={"kind": "order"},
)


def run() -> Iterator[Line]:
    """Both, with the same answers; nanoseconds are those of an event, and of a pair."""
    events = made_events(EVENTS)
    assert ladder(events).equals(ladder_by_hand(events))
    found = turns({name: partial(reckon, events) for name, reckon in LADDERS.items()}, EVENTS, ROUNDS)
    del events
    what, hand = (f"{title}, peak {_peak_of(name):,.0f} MB" for name, title in TITLES.items())
    yield Line(what, found["ours"], hand, found["hand"], GOAL)
    orders, pairs = made_orders(EVENTS), made_pairs(PAIRS)
    order = ["customer", "as_of"]
    assert ORDERS.facts_at(orders, pairs).unique().sort(order).equals(pairs_by_hand(orders, pairs).sort(order))
    found = turns(
        {"ours": lambda: ORDERS.facts_at(orders, pairs), "hand": lambda: pairs_by_hand(orders, pairs)}, PAIRS, ROUNDS
    )
    yield Line("orders at points in time", found["ours"], "a range join in DuckDB", found["hand"], GOAL)


def ladder(events: pl.DataFrame) -> Any:
    """The facts of the ladder, by its binding."""
    return LADDER.facts_at(events, DAY)


def _peak_of(name: str) -> float:
    """The most megabytes that a contender has in memory, its events among them, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.histories", name, str(EVENTS)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def made_events(count: int) -> pl.DataFrame:
    """Events of a tenth as many customers: bills and usage of some months, one activation, and spans, no two events of
    a kind on one day; most spans have an end."""
    random, customers = np.random.default_rng(7), max(1, count // 10)
    everyone = pl.DataFrame({"customer": np.arange(customers, dtype=np.int64)})

    def some(kind: str, day: pl.Expr, share: float = 1.0) -> pl.DataFrame:
        chosen = everyone.filter(pl.Series(random.random(customers) < share))
        numbers = random.integers(0, 10_000, chosen.height)
        drawn = chosen.with_columns(pl.Series("drawn", numbers), pl.Series("amount", numbers / 100))
        return drawn.select(
            "customer",
            (pl.lit(BEGIN) + pl.duration(days=day)).cast(pl.Date).alias("at"),
            pl.lit(kind).alias("kind"),
            "amount",
            (pl.col("drawn") % 2 == 0).alias("arrears"),
        )

    parts = [some("activated", pl.col("drawn") % 60)]
    for month in range(4):
        parts += [some(kind, pl.lit(200 + 30 * month + place)) for place, kind in enumerate(("bill", "usage"))]
    for begin, end in SPANS.values():
        started = some(begin, 300 + pl.col("drawn") % 40, 0.1)
        ended = started.filter(pl.col("customer") % 5 > 0).with_columns(
            pl.lit(end).alias("kind"), pl.col("at") + pl.duration(days=1 + pl.col("customer") % 30)
        )
        parts += [started, ended.with_columns(pl.col("at").cast(pl.Date))]
    frame = pl.concat(parts)
    return frame.sample(frame.height, shuffle=True, seed=7)


def ladder_by_hand(events: pl.DataFrame) -> pl.DataFrame:
    """The facts of the ladder as an expert writes them who knows that of each span a customer has one stretch at most,
    and of each kind one event a day."""
    first, kind, day, amount = DAY - datetime.timedelta(29), pl.col("kind"), pl.col("at"), pl.col("amount")

    def at(one: str) -> pl.Expr:
        return pl.when(kind == one).then(day).max()

    opened = [at(begin).alias(f"{span} from") for span, (begin, _) in SPANS.items()]
    closed = [at(end).alias(f"{span} to") for span, (_, end) in SPANS.items()]
    past = events.filter(day <= DAY)
    once = past.group_by("customer").agg(*opened, *closed, at("activated").alias("activated"))
    arrears = past.filter(kind == "stopped").select("customer", arrears_suspension="arrears")
    bills = past.filter(kind == "bill").sort("customer", "at").group_by("customer")
    before = amount.tail(4).head(3)
    paid = bills.agg(bill=amount.last(), before=_cents(before), bills=before.len().cast(pl.Int64))
    usage = past.filter(kind == "usage").sort("customer", "at").group_by("customer")
    used = usage.agg(used=_cents(amount.tail(3)), months=amount.tail(3).len().cast(pl.Int64))
    facts = once
    for each in (arrears, paid, used):
        facts = facts.join(each, on="customer", how="left")

    def open_(span: str) -> pl.Expr:
        return pl.col(f"{span} from").is_not_null() & pl.col(f"{span} to").is_null()

    def days(span: str) -> pl.Expr:
        begin, end = pl.max_horizontal(pl.col(f"{span} from"), pl.lit(first)), pl.col(f"{span} to").fill_null(DAY)
        on = ((end - begin).dt.total_days() + 1).clip(0)
        return pl.when(pl.col(f"{span} from").is_not_null()).then(on).otherwise(0)

    months = (DAY.year - pl.col("activated").dt.year()).cast(pl.Int64) * 12 + DAY.month
    begun = (pl.col("activated").dt.day() > DAY.day).cast(pl.Int64)  # the day is the first of a month
    return facts.sort("customer").select(
        "customer",
        open_("application").alias("cancellation_requested"),
        open_("stop").alias("suspended"),
        open_("stop-request").alias("suspension_requested"),
        "arrears_suspension",
        "bill",
        _mean("before", "bills").alias("bill_average"),
        days("forwarding").alias("forwarding_days_30"),
        days("off").alias("powered_off_days_30"),
        _mean("used", "months").alias("usage_mean"),
        open_("complaint").alias("complaint_open"),
        (months - pl.col("activated").dt.month() - begun).alias("tenure_months"),
    )


def _cents(amounts: pl.Expr) -> pl.Expr:
    """The sum of amounts in whole cents: in floats every third mean would be another."""
    return (amounts * 100).round().cast(pl.Int64).sum()


def _mean(cents: str, of: str) -> pl.Expr:
    """The mean of three; divided by a column, since Polars takes the reciprocal of a constant."""
    return pl.when(pl.col(of) == 3).then(pl.col(cents) / (pl.col(of) * 100))


def made_orders(count: int) -> pl.DataFrame:
    """Orders of a tenth as many customers over two years."""
    random = np.random.default_rng(11)
    return pl.DataFrame(
        {
            "customer": random.integers(0, max(1, count // 10), count),
            "at": pl.Series(random.integers(0, 730, count)).cast(pl.Int32) + 20_000,
            "amount": random.integers(0, 100_000, count) / 100,
        }
    ).with_columns(pl.col("at").cast(pl.Int32).cast(pl.Date))


def made_pairs(count: int) -> pl.DataFrame:
    """Different pairs of customer and day."""
    random = np.random.default_rng(13)
    days = pl.Series(random.integers(20_365, 20_730, count)).cast(pl.Int32).cast(pl.Date)
    return pl.DataFrame({"customer": np.arange(count, dtype=np.int64), "as_of": days})


def pairs_by_hand(orders: pl.DataFrame, pairs: pl.DataFrame) -> Any:
    """The same facts at points in time, by a range join."""
    found = duckdb.sql(
        """
        SELECT p.customer, p.as_of,
            coalesce(
                sum(round(o.amount * 100)::BIGINT) FILTER (o.at > p.as_of - INTERVAL 12 MONTH)::DOUBLE / 100, 0
            ) AS profit_12_months,
            count(o.at) FILTER (o.at > p.as_of - 90) AS orders_90,
            max(o.at) AS last_order, max(o.amount) AS largest
        FROM pairs p LEFT JOIN orders o ON o.customer = p.customer AND o.at <= p.as_of
        GROUP BY p.customer, p.as_of
        """
    )
    assert found is not None
    return found.pl()


LADDERS: Mapping[str, Callable[[pl.DataFrame], Any]] = {"ours": ladder, "hand": ladder_by_hand}
TITLES = {"ours": "the ladder's facts on a day", "hand": "by hand in Polars"}


def main(name: str, count: int) -> None:
    """Run one contender."""
    LADDERS[name](made_events(count))
    print(peak())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
