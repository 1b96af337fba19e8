"""Frames of every library are cut as records are, and their bands are those of each record alone."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Segmentation
from crmrules.kinds.segmentation.parts import Better, Ties
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.frames import MAKERS, arrow, rows_of
from tests.populations import BY_CUSTOMERS, BY_EDGES, BY_RANK, changed, customers

SHARES = st.decimals("0.01", 1, places=2).map(float)
FEW = st.integers(-3, 3)  # so that many tie
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    pa.int64(): st.one_of(FEW, st.integers(-(10**15), 10**15)),
    pa.int16(): st.one_of(FEW, st.integers(-(2**15), 2**15 - 1)),
    pa.float64(): st.one_of(
        FEW.map(float),
        st.integers(-100_000, 100_000).map(lambda cents: cents / 100),
        st.integers(-100_000, 100_000).map(lambda mills: mills / 1000),  # half a cent is rounded to even
        st.floats(-1e12, 1e12),
    ),
    pa.decimal128(14, 3): st.one_of(FEW.map(Decimal), st.decimals(-(10**9), 10**9, places=3)),
}
"""Amounts by the type of their column."""


@st.composite
def policies(draw: Any) -> Segmentation:
    upper, middle = sorted((draw(SHARES), draw(SHARES)))
    upper_profit, middle_profit = sorted((draw(SHARES), draw(SHARES)))
    parameters = {
        "basis": {
            "value": draw(st.sampled_from(["customer_share", "profit_share"])),
            "values": ["customer_share", "profit_share"],
        },
        "upper": {"value": upper},
        "middle": {"value": middle},
        "upper_profit": {"value": upper_profit},
        "middle_profit": {"value": middle_profit},
    }
    law = {"top": "upper", "profit": "upper", "bottom": "middle", "loss": "middle"}
    return crmrules.from_dict(changed(BY_CUSTOMERS, parameters=parameters, law=law), Segmentation)


@st.composite
def directed(draw: Any) -> Segmentation:
    """Policies by rank and by fixed edges, in every direction."""
    direction = {"better": draw(st.sampled_from(Better)).value, "ties": draw(st.sampled_from(Ties)).value}
    if draw(st.booleans()):
        shares = sorted(draw(st.lists(st.decimals("0.01", "0.99", places=2).map(float), min_size=2, max_size=2)))
        changes = {"parameters.upper.value": shares[0], "parameters.middle.value": shares[1]}
        document = BY_RANK
    else:
        drawn = draw(st.lists(FEW | st.decimals(-99, 99, places=4).map(float), min_size=2, max_size=2))
        high, low = sorted(drawn, reverse=direction["better"] == "higher")
        changes, document = {"parameters.high.value": high, "parameters.low.value": low}, BY_EDGES
    for path, value in changes.items():
        document = changed(document, path, value)
    return crmrules.from_dict(changed(document, **direction), Segmentation)


@st.composite
def populations(draw: Any) -> tuple[Any, list[Any]]:
    type_ = draw(st.sampled_from(list(VALUES)))
    drawn = draw(st.lists(st.none() | VALUES[type_], max_size=30))
    # the same amounts many times over, in another order, cost nothing to draw
    return type_, draw(st.sampled_from([1, 1, 7])) * drawn


REGIONS = st.sampled_from([None, "", "north", "North", "north ", "北"])
BY_REGION = {"by": "region", "facts": {"profit": {"type": "money"}, "region": {"type": "text"}}}


def by_region(policy: Segmentation) -> Segmentation:
    """The same policy, each region cut by itself."""
    return crmrules.from_dict(changed(policy.to_dict(), **BY_REGION), Segmentation)


def shares() -> st.SearchStrategy[Segmentation]:
    """Policies that part customers into groups; fixed edges do not."""
    return (policies() | directed().filter(lambda policy: not policy.definition.is_fixed)).map(by_region)


@st.composite
def regional(draw: Any) -> tuple[Any, list[Any], list[str | None]]:
    type_, values = draw(populations())
    return type_, values, draw(st.lists(REGIONS, min_size=len(values), max_size=len(values)))


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_is_cut_as_records_are(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 4), suppress_health_check=PATIENT)
    @given(policies() | directed(), populations(), st.randoms(use_true_random=False))
    def agree(policy: Segmentation, population: tuple[Any, list[Any]], luck: Any) -> None:
        type_, values = population
        held = values
        if library == "pandas-numpy" and pa.types.is_integer(type_) and None in values:
            held = [None if each is None else float(each) for each in values]  # it knows no whole numbers beside null
        wanted = policy.cut(customers(*held))
        places = list(range(len(values)))
        luck.shuffle(places)
        shuffled = pa.table(
            {"profit": pa.array([values[place] for place in places], type_), "row": pa.array(places, pa.int32())}
        )
        frame = MAKERS[library](shuffled)
        cuts = policy.cut(frame)
        assert wanted.to_dict() == cuts.to_dict()
        found = sorted(rows_of(cuts.apply(frame)), key=lambda row: row["row"])
        alone = wanted.decide_many(customers(*held))
        assert [each.outcome for each in alone] == [row[policy.id] for row in found]
        if policy.definition.flags:
            assert [each.flagged for each in alone] == [row["bands_flagged"] for row in found]
        count.pairs += len(values)

    agree()


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_is_cut_by_group_as_records_are(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 8), suppress_health_check=PATIENT)
    @given(shares(), regional())
    def agree(policy: Segmentation, population: tuple[Any, list[Any], list[str | None]]) -> None:
        type_, values, regions = population
        if library == "pandas-numpy" and pa.types.is_integer(type_) and None in values:
            type_, values = pa.float64(), [None if each is None else float(each) for each in values]
        records = [{"profit": value, "region": region} for value, region in zip(values, regions, strict=True)]
        frame = MAKERS[library](arrow(records, {"profit": type_, "region": pa.string()}))
        wanted, cuts = policy.cut(records), policy.cut(frame)
        assert wanted.to_dict() == cuts.to_dict()
        found = sorted(rows_of(cuts.apply(frame)), key=lambda row: row["row"])
        alone = wanted.decide_many(records)
        assert [each.outcome for each in alone] == [row[policy.id] for row in found]
        if policy.definition.flags:
            assert [each.flagged for each in alone] == [row["bands_flagged"] for row in found]
        count.pairs += len(values)

    agree()
