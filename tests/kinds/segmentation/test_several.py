"""Several measures: each is cut as alone, and the classes together are the answer, on records and frames."""

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Binding, Segmentation, review
from crmrules.errors import PolicyError, RecordError
from crmrules.kinds.segmentation.several import SeveralCuts
from crmrules.kinds.segmentation.several_explanation import several_tables
from tests.frames import MAKERS, rows_of
from tests.populations import changed

ORDERS = Path(__file__).parents[4] / "shared" / "data" / "rfm_orders.csv"
PUBLISHED = {
    "Abbey O'Reilly": "343",
    "Add Senger": "412",
    "Aden Lesch": "323",
    "Aden Murphy": "544",
    "Admiral Senger": "433",
}
"""What the package that the orders come from prints of them on 2006-12-31."""

RFM = crmrules.policy("rfm")
DIGITS = tuple(each.id for each in RFM.definition.digits)
CUSTOMERS = st.lists(
    st.fixed_dictionaries(
        {
            "recency": st.none() | st.integers(0, 9),
            "frequency": st.none() | st.integers(0, 5),
            "monetary": st.none() | st.integers(-300, 300).map(lambda cents: cents / 100),
        }
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def orders() -> pl.DataFrame:
    if not ORDERS.exists():
        pytest.skip(f"{ORDERS} is not there")
    since = pl.lit(datetime.date(2006, 12, 31)) - pl.col("order_date").max()
    return (
        pl.read_csv(ORDERS, try_parse_dates=True)
        .group_by("customer_id")
        .agg(
            recency=since.dt.total_days(),
            frequency=pl.len().cast(pl.Int64),
            monetary=pl.col("revenue").sum(),
        )
        .sort("customer_id")
    )


def test_published_scores_come_out(orders: pl.DataFrame) -> None:
    placed = RFM.apply(orders)
    found = dict(placed.select("customer_id", "rfm").iter_rows())
    assert PUBLISHED == {name: found[name] for name in PUBLISHED}
    assert "995 customers" in RFM.cut(orders).explain()


def test_a_review_shows_how_customers_lie_and_lists_the_best_first(orders: pl.DataFrame) -> None:
    found = review(orders, policies=[RFM], key="customer_id")
    assert "Customers by Recency and Frequency" in found.explain()
    assert "按最近一次消费与消费频率的客户分布" in found.explain("zh")
    listed = found.worklist("rfm").collect()["classes"].to_list()
    assert sorted(listed, reverse=True) == listed


@settings(max_examples=30, deadline=None)
@given(CUSTOMERS)
def test_each_measure_is_cut_as_it_is_alone(population: list[dict[str, Any]]) -> None:
    cuts = RFM.cut(population)
    placed = cuts.decide_many(population)
    alone = []
    for digit in RFM.definition.digits:
        single = RFM.definition.single(digit).cut(population, None, None)
        alone.append([each.outcome for each in single.decide_many(population)])
    together = ["".join(map(str, row)) if None not in row else None for row in zip(*alone, strict=True)]
    assert together == [each.outcome for each in placed]
    assert len([each for each in together if each is not None]) == cuts.known
    assert len(population) == cuts.known + cuts.unknown
    for record, each in zip(population, placed, strict=True):
        assert tuple(name for name in DIGITS if record[name] is None) == each.missing
    assert cuts == RFM.cuts_from(cuts.to_dict())


@pytest.mark.parametrize("library", MAKERS)
def test_frames_of_every_library_are_cut_as_records_are(library: str) -> None:
    import pyarrow as pa

    population = [
        {"recency": (7 * place) % 11, "frequency": place % 4, "monetary": place * 10.5 if place % 5 else None}
        for place in range(23)
    ]
    columns = {
        "recency": pa.array([each["recency"] for each in population], pa.int64()),
        "frequency": pa.array([each["frequency"] for each in population], pa.int64()),
        "monetary": pa.array([each["monetary"] for each in population], pa.float64()),
        "row": pa.array(range(23), pa.int32()),
    }
    frame = MAKERS[library](pa.table(columns))
    wanted = RFM.cut(population)
    cuts = RFM.cut(frame)
    assert wanted.to_dict() == cuts.to_dict()
    found = sorted(rows_of(cuts.apply(frame)), key=lambda row: row["row"])
    assert [each.outcome for each in wanted.decide_many(population)] == [row["rfm"] for row in found]


def test_a_customer_is_told_the_class_and_the_edges_of_each_measure() -> None:
    best = {"recency": 5, "frequency": 9, "monetary": 900}
    cuts = RFM.cut([best, *({"recency": 9 * n, "frequency": 9 - n, "monetary": 90 * (9 - n)} for n in range(1, 8))])
    said = cuts.decide(best).explain()
    assert "Recency: 5 - recency = 5, is within the" in said
    assert "Frequency: 5 - frequency = 9, is above the" in said
    assert "消费金额：5 - monetary = 900，高于" in cuts.decide(best).explain("zh")
    open_ = cuts.decide({"recency": 5})
    assert (None, ("frequency", "monetary")) == (open_.outcome, open_.missing)
    assert "Frequency: open - frequency is unknown" in open_.explain()


def test_a_change_of_one_measure_is_shown_as_a_class_of_it() -> None:
    moved = crmrules.diff(RFM, RFM.with_parameters(first_fifth=0.1))
    assert set(DIGITS) == {each.what for each in moved.witnesses}
    assert "recency" in moved.explain()
    assert crmrules.diff(RFM, RFM).equivalent
    frame = pl.DataFrame({"recency": range(20), "frequency": range(20), "monetary": range(20)})
    counted = crmrules.diff(RFM, RFM.with_parameters(first_fifth=0.1), frame).moved
    assert counted is not None
    assert 0 < len(counted.customers) < 20


def test_columns_are_bound_and_taken_off_again() -> None:
    frame = pl.DataFrame({"days": [1, 2], "frequency": [3, 4], "monetary": [5.0, 6.0]})
    cuts = RFM.cut(frame, bind=Binding({"recency": "days"}))
    applied = cuts.apply(frame)
    assert [*frame.columns, "rfm_recency", "rfm_frequency", "rfm_monetary", "rfm"] == applied.columns
    assert frame.equals(cuts.without(applied))


DOCUMENT = RFM.to_dict()


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("digit.0.fact", "recent", "digit `recency`, `fact`: unknown fact `recent`"),
        ("digit.0.shares", None, "digit `recency`: has neither `shares` nor `edges`"),
        ("digit.0.edges", ["first_fifth"], "digit `recency`: has `shares` and `edges`"),
        ("digit.1.id", "recency", "digit `recency`: the same id twice"),
        ("parameters.first_fifth.value", 0.5, "digit `recency`, band `4`: parameter `second_fifth` is 0.4, below"),
        ("measure", "recency", "`measure`: stands beside several measures"),
        ("example.0.expect", {"outcome": ["655", "444", "333", "222", "111"]}, "unknown band `655`"),
    ],
)
def test_what_does_not_fit_is_told(path: str, value: Any, problem: str) -> None:
    document = changed(DOCUMENT, path, value) if "." in path else {**DOCUMENT, path: value}
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document, Segmentation)
    assert problem in str(caught.value)


def test_kept_cuts_of_another_shape_are_refused() -> None:
    kept = RFM.cut([]).to_dict()
    with pytest.raises(RecordError, match="are not those of the policy"):
        RFM.cuts_from({**kept, "digits": {}})
    with pytest.raises(RecordError, match='`counts`, `555`: "many" is no count'):
        RFM.cuts_from({**kept, "counts": {"555": "many"}})


def test_edges_of_days_and_counts_are_told_without_the_hundredths_of_money() -> None:
    rows = [{"recency": each, "frequency": each, "monetary": each} for each in range(1, 13)]
    cuts = RFM.cut(pl.DataFrame(rows))
    assert isinstance(cuts, SeveralCuts)
    tables = several_tables(cuts, "en")
    days, counts, money = ([row[1] for row in each.rows[:4]] for each in tables)
    assert ["3", "5", "8", "10"] == days
    assert ["10", "8", "5", "3"] == counts
    assert ["10.00", "8.00", "5.00", "3.00"] == money
