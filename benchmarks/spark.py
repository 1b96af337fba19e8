"""Decisions and cuts on Spark: `apply` and the generated SELECT beside Spark SQL by hand, and a cut by aggregation.

`CRMRULES_BENCHMARK_ROWS` says how many customers there are; a tenth of them is decided on.
"""

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
from attrs import asdict

import crmrules
from benchmarks.measure import turns
from benchmarks.records import subscriptions, with_unknowns
from benchmarks.report import Line
from benchmarks.sql import DRAWN, LADDER

ROWS = int(os.environ.get("CRMRULES_BENCHMARK_ROWS", "10_000_000"))
GOAL = 1.1
TURNS = 7
WARMING = 3
"""Turns before those that count: Java compiles what runs often, meanwhile."""
CUTS = 3
"""How often a population is cut."""
HAND = LADDER.replace("* EXCLUDE (", "* EXCEPT (")
"""What an expert writes; of columns that are left out Spark has another word than DuckDB."""


def run() -> Iterator[Line]:
    """Nanoseconds a row; nothing where PySpark is not installed."""
    if find_spec("pyspark") is None:
        return
    spark = _session()
    with tempfile.TemporaryDirectory() as scratch:
        for name, records in (("complete", subscriptions(DRAWN)), ("10% unknown", with_unknowns(subscriptions(DRAWN)))):
            yield from _decisions(spark, Path(scratch) / f"{len(name)}.parquet", name, list(records))
    yield _cut(spark)
    spark.stop()


def _session() -> Any:
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with warnings.catch_warnings(action="ignore"):  # what PySpark says of other libraries as it is imported
        builder: Any = import_module("pyspark.sql").SparkSession.builder
    settings = {"spark.ui.enabled": "false", "spark.driver.memory": "3g", "spark.sql.shuffle.partitions": "8"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.master("local[2]").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _decisions(spark: Any, path: Path, name: str, records: list[Any]) -> Iterator[Line]:
    frame = pl.DataFrame([asdict(record) for record in records], infer_schema_length=None)
    rows = frame.sample(ROWS // 10, with_replacement=True, seed=7).with_row_index("place").cast({"place": pl.Int64})
    rows.write_parquet(path, row_group_size=100_000)
    customers = spark.read.parquet(str(path))
    customers.createOrReplaceTempView("customers")
    ladder = crmrules.policy("retention-ladder")
    ours = ladder.sql("customers", dialect="spark", columns=dict(customers.dtypes))
    made = {"hand": spark.sql(HAND), "sql": spark.sql(ours), "frame": ladder.apply(customers)}
    answers = {each: pl.DataFrame(frame.orderBy("place").toArrow()) for each, frame in made.items()}
    for each in ("sql", "frame"):
        assert answers["hand"].equals(answers[each].select(answers["hand"].columns)), each
    del answers
    least = _processor_time(spark, made, rows.height)
    for each, called in (("sql", "generated SQL"), ("frame", "apply")):
        yield Line(f"retention-ladder: {called} on Spark, {name}", least[each], "SQL by hand", least["hand"], GOAL)


def _processor_time(spark: Any, made: Mapping[str, Any], rows: int) -> dict[str, float]:
    """Nanoseconds of Spark's tasks for each row, the least of the turns of each frame, after some that warm Java up."""
    least = dict.fromkeys(made, float("inf"))
    for turn in range(WARMING + TURNS):
        for name, frame in made.items():
            group = f"{name} {turn}"
            spark.sparkContext.setJobGroup(group, group)
            frame.write.format("noop").mode("overwrite").save()  # all rows are reckoned, and written nowhere
            if turn >= WARMING:
                least[name] = min(least[name], _of_tasks(spark.sparkContext, group) / rows)
    return least


def _of_tasks(context: Any, group: str) -> float:
    """The processor time of all tasks of a group of jobs, in nanoseconds."""
    context._jsc.sc().listenerBus().waitUntilEmpty()
    tracker, stages = context.statusTracker(), context._jsc.sc().statusStore()
    jobs = (tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group))
    return sum(float(stages.lastStageAttempt(stage).executorCpuTime()) for job in jobs for stage in job.stageIds)


def _cut(spark: Any) -> Line:
    """The cut of a population, beside the window over all of it that is written first, which is one task."""
    profit = f"CAST({ROWS * 1000} / (1 + id * 2654435761 % {ROWS}) AS BIGINT) - IF(id % 7 = 0, 2000, 0)"
    customers = spark.range(ROWS, numPartitions=16).selectExpr("id", f"{profit} AS profit")
    tiers = crmrules.policy("tiers").with_parameters(basis="profit_share")
    customers.createOrReplaceTempView("customers")
    hand = spark.sql(
        "SELECT max(IF(reached >= 0.8 * total, profit, NULL)), max(IF(reached >= 0.95 * total, profit, NULL)) FROM ("
        "SELECT profit, sum(profit) OVER (ORDER BY profit DESC) AS reached, sum(profit) OVER () AS total "
        "FROM customers WHERE profit > 0)"
    )
    wanted = [int(each.at_least or 0) for each in tiers.cut(customers).bands[:2]]
    assert wanted == list(hand.collect()[0])
    least = turns({"ours": partial(tiers.cut, customers), "hand": hand.collect}, ROWS, CUTS)
    said = f"{ROWS / 1_000_000:g}M customers"
    return Line(f"tiers: cut on Spark, {said}", least["ours"], "window over all", least["hand"])
