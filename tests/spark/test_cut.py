"""A cut of a Spark frame scales out: what Spark is asked is read from its plans."""

from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import crmrules
from crmrules import Segmentation
from crmrules.engines.frames.libraries import spark_amounts
from crmrules.engines.frames.libraries.spark_functions import functions
from tests.populations import BY_CUSTOMERS

TIERS = crmrules.policy("tiers")
BANDS = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
CUSTOMERS = 60_000
ROUNDS = 12
"""How many times the measure is aggregated at most, whatever the number of customers."""


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plans of all that is asked of the amounts, as they were run."""
    found: list[str] = []
    rows_of = spark_amounts.rows_of

    def told(frame: Any) -> Any:
        rows = rows_of(frame)
        found.append(frame._jdf.queryExecution().executedPlan().toString())
        return rows

    monkeypatch.setattr(spark_amounts, "rows_of", told)
    return found


def test_nothing_is_sorted_and_no_task_sees_all_rows(spark: Any, plans: list[str]) -> None:
    profit = (functions.abs(functions.hash("id")) % 10_000_019).cast("double") / 100.0
    population = spark.range(CUSTOMERS, numPartitions=4).select(profit.alias("profit"))
    cuts = TIERS.cut(population)
    assert cuts.to_dict() == TIERS.cut(pa.Table.from_batches(population.toArrow().to_batches())).to_dict()
    assert 2 < len(plans) <= ROUNDS
    for plan in plans:
        assert "Exchange hashpartitioning" in plan
        assert "partial_sum" in plan
        for alone in ("SinglePartition", "Sort", "Window", "rangepartitioning", "Coalesce 1"):
            assert alone not in plan


def test_the_amounts_are_kept_only_while_they_are_asked_for(spark: Any) -> None:
    TIERS.cut(spark.createDataFrame(pa.table({"profit": [1.0, 2.0, 3.0]})))
    assert spark.sparkContext._jsc.getPersistentRDDs().isEmpty()


@pytest.mark.parametrize("places", [2, 12, 17, 18])
def test_decimals_of_many_places_are_cut_exactly(spark: Any, places: int) -> None:
    least = Decimal(1).scaleb(-places)
    profits = [Decimal(700) + least, Decimal(700), Decimal(-3) - least, None, Decimal(0), Decimal(2) - least]
    table = pa.table({"profit": pa.array(profits, pa.decimal128(38, 20))})
    for policy in (TIERS, BANDS):
        assert policy.cut(pl.DataFrame(table)).to_dict() == policy.cut(spark.createDataFrame(table)).to_dict()
