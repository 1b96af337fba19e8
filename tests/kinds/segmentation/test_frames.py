"""Cuts of data frames: every library, every type of number, and the edges of the rule."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import crmrules
from crmrules import Binding, Segmentation
from crmrules.errors import AsOfError, BindingError, EngineError, RecordError
from crmrules.expressions.numbers import MAX_WHOLE
from tests.frames import MAKERS, rows_of, to_arrow
from tests.populations import BY_CUSTOMERS, changed, customers

TIERS = crmrules.policy("tiers")
BANDS = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
TYPES = {
    "int8": pa.int8(), "int64": pa.int64(), "uint64": pa.uint64(), "float32": pa.float32(), "float64": pa.float64(),
    "decimal": pa.decimal128(12, 2), "whole decimal": pa.decimal128(20, 0), "fine decimal": pa.decimal128(38, 10),
    "finer decimal": pa.decimal128(38, 20), "finest decimal": pa.decimal128(38, 30),
}  # fmt: skip


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Any:
    """Makes a frame of a library from an Arrow table."""
    return MAKERS[request.param]


def population(values: Sequence[Any], type_: Any) -> pa.Table:
    if pa.types.is_decimal(type_):
        values = [None if each is None else Decimal(each) for each in values]
    return pa.table({"profit": pa.array(values, type_), "row": pa.array(range(len(values)), pa.int32())})


def placed(frame: Any) -> list[tuple[str | None, bool | None]]:
    """The band and the flag of each customer, in the order of the population."""
    return [(row["bands"], row["bands_flagged"]) for row in sorted(rows_of(frame), key=lambda row: row["row"])]


def same_as_records(make: Any, values: Sequence[Any], type_: Any, policy: Segmentation = BANDS) -> None:
    """Cut a frame and the same customers as records, and compare everything."""
    frame = make(population(values, type_))
    cuts, wanted = policy.cut(frame), policy.cut(customers(*values))
    assert wanted.to_dict() == cuts.to_dict()
    one_by_one = [(each.outcome, each.flagged) for each in wanted.decide_many(customers(*values))]
    assert one_by_one == placed(cuts.apply(frame))


@pytest.mark.parametrize("type_", TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("basis", ["customer_share", "profit_share"])
def test_every_type_of_number_is_cut_exactly(make: Any, type_: Any, basis: str) -> None:
    values = [50, 30, 30, 30, 12, 9, 5, 5, 1, None]
    same_as_records(make, values, type_, BANDS.with_parameters(basis=basis))


@pytest.mark.parametrize(
    "values",
    [
        [],
        [5],
        [None, None],
        [7, 7, 7, 7],
        [0, 0, -1],
        [100, 50, 50, 50, 10, -5, 0, None],
        [0.125, 0.375, 2.675, 1.005, -0.005, 1e-9, 0.004999],
        [float(MAX_WHOLE), 2.0**50 + 0.25, 1e15 + 0.3, 12345678901234.565, 1.0],
        [-0.0, 0.01, 0.015, 0.025, 0.035],
    ],
    ids=str,
)
def test_the_edges_of_the_rule(make: Any, values: list[Any]) -> None:
    same_as_records(make, values, pa.float64())
    same_as_records(make, values, pa.float64(), BANDS.with_parameters(basis="profit_share"))


def test_sums_beyond_64_bits_are_exact(make: Any) -> None:
    values = [MAX_WHOLE - place for place in range(2000)]
    same_as_records(make, values, pa.int64(), BANDS.with_parameters(basis="profit_share"))
    fine = [Decimal(place).scaleb(-10) + MAX_WHOLE - 1 for place in range(9)]
    same_as_records(make, fine, pa.decimal128(38, 10), BANDS.with_parameters(basis="profit_share"))


def test_what_no_schema_shows_to_be_wrong_is_unknown(make: Any) -> None:
    values = [float("inf"), -float("inf"), float("nan"), 2.0**60, None, 5.0, 3.0]
    cuts = BANDS.cut(make(population(values, pa.float64())))
    assert (2, 5, Decimal(8)) == (cuts.known, cuts.unknown, cuts.total)
    whole = BANDS.cut(make(population([MAX_WHOLE + 1, 5, 3], pa.int64())))
    assert (2, 1) == (whole.known, whole.unknown)
    wide = BANDS.cut(make(population([MAX_WHOLE + 1, 5, 3], pa.decimal128(38, 0))))
    assert (2, 1) == (wide.known, wide.unknown)
    assert [(None, None)] * 5 + [("top", False), ("rest", False)] == placed(
        cuts.apply(make(population(values, pa.float64())))
    )


def test_neither_the_order_of_rows_nor_their_chunks_matter() -> None:
    values = [random.Random(place).randrange(-50, 500) for place in range(200)]
    whole = population(values, pa.int64())
    wanted = BANDS.cut(whole)
    chunks = pa.concat_tables([whole.slice(150), whole.slice(0, 7), whole.slice(7, 143)])
    assert wanted == BANDS.cut(chunks) == BANDS.cut(pl.concat([pl.DataFrame(whole)[100:], pl.DataFrame(whole)[:100]]))
    assert placed(wanted.apply(whole)) == placed(wanted.apply(chunks))


def test_the_kind_of_frame_stays_and_bands_have_its_own_type() -> None:
    table = population([5, 3, None], pa.int64())
    cuts = BANDS.cut(table)
    assert pl.Enum(["top", "mid", "rest"]) == cuts.apply(pl.DataFrame(table))["bands"].dtype
    assert isinstance(cuts.apply(pl.DataFrame(table).lazy()), pl.LazyFrame)
    assert ["top", "mid", "rest"] == list(cuts.apply(table.to_pandas())["bands"].cat.categories)
    assert pa.types.is_dictionary(cuts.apply(table).schema.field("bands").type)
    assert isinstance(cuts.apply(MAKERS["duckdb"](table)), duckdb.DuckDBPyRelation)


def test_one_clear_error_for_what_does_not_fit(make: Any) -> None:
    there = pa.table({"profit": [1], "bands": ["x"]})
    cuts = BANDS.cut(make(there))
    with pytest.raises(RecordError, match="frame: has a column `bands` already; rename it"):
        cuts.apply(make(there))
    with pytest.raises(RecordError, match="frame, column `profit`: is String, and fact `profit` is money"):
        BANDS.cut(make(pa.table({"profit": ["1"]})))
    with pytest.raises(RecordError, match="frame: has none of the facts of policy `bands`; column `profits`: did you"):
        BANDS.cut(make(pa.table({"profits": [1]})))
    with pytest.raises(BindingError, match="there is no column `margn`; did you mean `margin`"):
        BANDS.cut(make(pa.table({"margin": [1]})), bind=Binding({"profit": "margn"}))


def test_bindings_assumptions_and_derived_measures(make: Any) -> None:
    cents = Binding({"profit": {"is": "cents / 100"}}, columns={"cents": "integer"}, assume={"profit": 1})
    cuts = BANDS.cut(make(pa.table({"cents": [500, 300, None]})), bind=cents)
    assert (Decimal(9), 3, 0) == (cuts.total, cuts.known, cuts.unknown)
    assert Decimal("5.00") == cuts.bands[0].at_least
    facts = {"sales": {"type": "money"}, "cost": {"type": "money"}, "profit": {"is": "sales - cost"}}
    derived = crmrules.from_dict(changed(BY_CUSTOMERS, facts=facts), Segmentation)
    found = derived.cut(make(pa.table({"sales": [9.0, 5.0, 4.0], "cost": [1.5, None, 4.0]})))
    assert (2, 1, 1, Decimal("7.50")) == (found.known, found.unknown, found.flagged, found.total)
    assumed = BANDS.cut(make(pa.table({"x": [1, 2]})), bind=Binding({"profit": "x"}, assume={"profit": 7}))
    assert (2, 0) == (assumed.known, assumed.unknown)


def test_a_constant_measure_counts_for_every_row(make: Any) -> None:
    facts = {"sales": {"type": "money"}, "profit": {"is": "coalesce(sales * 0, 0) + 1"}}
    constant = crmrules.from_dict(changed(BY_CUSTOMERS, facts=facts), Segmentation)
    cuts = constant.cut(make(pa.table({"sales": pa.array([None, None], pa.float64())})))
    assert (2, Decimal(2)) == (cuts.known, cuts.total)


def test_what_is_no_frame_is_taken_for_records() -> None:
    with pytest.raises(RecordError, match="is no record"):
        BANDS.cut(pd.Series([1, 2]))
    with pytest.raises(EngineError, match="no frame"):
        BANDS.cut(customers(1)).apply([1])
    wrong: Any = "2026-01-01"
    with pytest.raises(AsOfError, match="is no date"):
        BANDS.cut([], as_of=wrong)


def test_columns_beside_are_kept_as_they_are(make: Any) -> None:
    table = population([5, 3, None], pa.int64()).append_column("名", pa.array(["甲", "乙", None]))
    found = to_arrow(BANDS.cut(make(table)).apply(make(table)))
    assert {"甲", "乙", None} == set(found.column("名").to_pylist())
    assert ["profit", "row", "名", "bands", "bands_flagged"] == found.column_names


def test_a_cut_of_other_places_than_the_column_is_compared_exactly(make: Any) -> None:
    cuts = BANDS.cut(customers(Decimal("3.0001"), Decimal("1.00"), 1, 1, 1, 1, 1, 1, 1, 1))
    frame = pa.table(
        {"profit": pa.array([Decimal("3.000"), Decimal("3.001"), None], pa.decimal128(14, 3)), "row": range(3)}
    )
    assert [("mid", False), ("top", False), (None, None)] == placed(
        BANDS.cut(customers(Decimal("3.0001"), Decimal(1), Decimal(1))).apply(make(frame))
    )
    assert cuts.bands[0].at_least == Decimal("1.00")
