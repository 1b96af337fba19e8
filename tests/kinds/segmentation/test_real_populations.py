"""Known results on real customers, which lie beside the project where they are there at all."""

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import crmrules

DATA = Path(__file__).parents[4] / "shared" / "data"
TIERS = crmrules.policy("tiers")
BY_PROFIT = TIERS.with_parameters(basis="profit_share")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real customers are not there")


def online_retail() -> pl.DataFrame:
    """Revenue by customer, positive quantities and prices only, in cents as whole numbers."""
    lines = pl.scan_parquet(DATA / "online_retail_2009_2010.parquet")
    names = {name.lower().replace(" ", ""): name for name in lines.collect_schema().names()}
    quantity, price = pl.col(names["quantity"]), pl.col(names["price"])
    cents = (price.cast(pl.Float64) * 100).round().cast(pl.Int64) * quantity.cast(pl.Int64)
    known = lines.filter((quantity > 0) & (price > 0) & pl.col(names["customerid"]).is_not_null())
    return known.group_by(names["customerid"]).agg(profit=cents.sum()).collect()


def rfm() -> pl.DataFrame:
    return pl.read_csv(DATA / "rfm_orders.csv").group_by("customer_id").agg(profit=pl.col("revenue").sum())


def kinds(frame: pl.DataFrame) -> list[Any]:
    relation = duckdb.connect().from_arrow(frame.to_arrow())
    return [frame, frame.lazy(), frame.to_arrow(), frame.to_pandas(), relation, frame.to_dicts()]


def test_online_retail_comes_near_to_80_20_and_does_not_reach_it() -> None:
    frame = online_retail()
    assert 4312 == frame.height
    for population in kinds(frame):
        cuts = TIERS.cut(population)
        assert (863, "73.48%") == (cuts.bands[0].customers, f"{cuts.shares['key'].profit:.2%}")
        share = BY_PROFIT.cut(population).shares["key"]
        assert ("27.27%", "80.02%") == (f"{share.customers:.2%}", f"{share.profit:.2%}")
        assert 1176 == BY_PROFIT.cut(population).bands[0].customers


def test_80_20_does_not_hold_for_the_sample_orders() -> None:
    frame = rfm()
    assert 995 == frame.height
    for population in kinds(frame):
        cuts = TIERS.cut(population)
        assert (200, "35.77%") == (cuts.bands[0].customers, f"{cuts.shares['key'].profit:.2%}")
        assert (
            "80/20 does not hold here: the top 20% of customers bring 35.77% of the total, not 80%." in cuts.explain()
        )
        by_profit = BY_PROFIT.cut(population)
        assert (607, "61.0%", "80.16%") == (
            by_profit.bands[0].customers,
            f"{by_profit.shares['key'].customers:.1%}",
            f"{by_profit.shares['key'].profit:.2%}",
        )
