"""Decisions in a database: the generated SELECT on DuckDB, beside what an expert writes by hand in SQL.

Both give the settled outcome, what comes with it, and whether it is certain, on the same rows.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import duckdb
import polars as pl

import crmrules
from benchmarks.frames import BOUND
from benchmarks.measure import turns
from benchmarks.records import as_dicts, prospects, subscriptions, with_unknowns
from benchmarks.report import Line

ROWS = 1_000_000
DRAWN = 20_000
"""How many different records the rows are drawn from."""
GOAL = 1.2
"""How many times the hand's time the generated statement may take."""

MAN = """
SELECT *, man IS NOT NULL AS man_certain FROM (
  SELECT *,
    CASE
      WHEN money AND authority AND need THEN 'pursue'
      WHEN money AND authority AND NOT need THEN 'create-need'
      WHEN money AND NOT authority AND need THEN 'find-authority'
      WHEN NOT money AND authority AND need THEN 'check-credit-and-finance'
      WHEN (money AND NOT authority AND NOT need) OR (NOT money AND authority AND NOT need)
        OR (NOT money AND NOT authority AND need) THEN 'nurture'
      WHEN NOT money AND NOT authority AND NOT need THEN 'stop-contact'
    END AS man,
    CASE man WHEN 'pursue' THEN 'pursue' WHEN 'stop-contact' THEN 'stop' ELSE if(man IS NULL, NULL, 'contact') END
      AS man_approach
  FROM customers)
"""

LADDER = f"""
WITH conditions AS (
  SELECT *, (bill - bill_average) / nullif(bill_average, 0) AS change,
    suspension_requested OR (bill_average > 0 AND change <= {-0.3 + BOUND!r}) AS step_5,
    forwarding_days_30 >= 20 OR powered_off_days_30 >= 15 AS step_4,
    usage_swing >= 0.5 OR forwarding_days_30 >= 3 AS step_3,
    tenure_months >= 12 AND ((bill_average > 0 AND abs(change) <= {0.1 + BOUND!r}) OR bill = bill_average) AS step_2
  FROM customers
)
SELECT * EXCLUDE (change, step_2, step_3, step_4, step_5),
  CASE
    WHEN cancellation_requested THEN 'cancellation' WHEN cancellation_requested IS NULL THEN NULL
    WHEN suspended THEN 'step-6' WHEN suspended IS NULL THEN NULL
    WHEN step_5 THEN 'step-5' WHEN step_5 IS NULL THEN NULL
    WHEN step_4 THEN 'step-4' WHEN step_4 IS NULL THEN NULL
    WHEN step_3 THEN 'step-3' WHEN step_3 IS NULL THEN NULL
    WHEN complaint_open THEN 'complaint' WHEN complaint_open IS NULL THEN NULL
    WHEN step_2 THEN 'step-2' WHEN step_2 IS NULL THEN NULL
    WHEN NOT complaint_open THEN 'step-1'
  END AS retention_ladder,
  CASE retention_ladder
    WHEN 'cancellation' THEN 'persuasion' WHEN 'step-6' THEN 'gift-credit' WHEN 'step-5' THEN 'discount-package'
    WHEN 'step-4' THEN 'one-to-one-service' WHEN 'step-3' THEN 'proactive-call' WHEN 'step-2' THEN 'company-strategy'
    WHEN 'complaint' THEN 'complaint-handling' WHEN 'step-1' THEN 'service-quality'
  END AS retention_ladder_method,
  retention_ladder IS NOT NULL AS retention_ladder_certain
FROM conditions
"""


def run() -> Iterator[Line]:
    """The generated statements, nanoseconds a row."""
    for id_, hand, drawn, unknown in (
        ("man", MAN, prospects(DRAWN), with_unknowns(prospects(DRAWN))),
        ("retention-ladder", LADDER, subscriptions(DRAWN), with_unknowns(subscriptions(DRAWN))),
    ):
        for name, records in (("complete", drawn), ("10% unknown", unknown)):
            yield from _measured(id_, hand, f"{ROWS / 1_000_000:g}M rows, {name}", list(records))


def _measured(id_: str, hand: str, name: str, records: list[Any]) -> Iterator[Line]:
    frame = pl.DataFrame(as_dicts(records), infer_schema_length=None)
    rows = frame.sample(ROWS, with_replacement=True, seed=7).with_row_index("place").rechunk()
    with duckdb.connect() as connection:
        connection.register("drawn", rows)
        connection.execute("CREATE TABLE customers AS SELECT * FROM drawn")
        ours = crmrules.policy(id_).sql("customers", dialect="duckdb", columns=rows.columns)
        by_place = [connection.sql(sql).order("place").pl() for sql in (hand, ours)]
        assert by_place[0].equals(by_place[1].select(by_place[0].columns)), id_
        store = "CREATE OR REPLACE TEMP TABLE decided AS "
        contenders = {
            "hand": partial(connection.execute, store + hand),
            "ours": partial(connection.execute, store + ours),
        }
        least = turns(contenders, ROWS)
    yield Line(f"{id_}: generated SQL on DuckDB, {name}", least["ours"], "SQL by hand", least["hand"], GOAL)
