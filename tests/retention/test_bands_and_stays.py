"""Churn by band as the source has it, time in steps, and deadlines that were missed."""

import datetime
from fractions import Fraction

import polars as pl
import pytest

from crmrules.errors import RecordError
from crmrules.retention import DeadlineFigures, Rate, churn_by_band, deadlines_missed, time_in_steps

D = datetime.date
BANDS = ("600 and more", "300 to 600", "200 to 300", "below 200")
SOURCE = pl.DataFrame(
    {
        "band": BANDS,
        "customers": [470_000, 1_360_000, 1_410_000, 4_470_000],
        "lost": [84_600, 258_400, 267_900, 1_162_200],
        "revenue": [4.9, 6.4, 3.9, 7.8],
        "profit": [3.2, 3.8, 1.9, 0.7],
    }
)
"""Row 0.42: customers of each band of revenue, of whom 18%, 19%, 19% and 26% left, and what that cost in 亿 yuan."""


def test_the_band_table_of_the_source_adds_up() -> None:
    churn = churn_by_band(SOURCE, effects=["revenue", "profit"], order=BANDS)
    assert BANDS == tuple(each.band for each in churn.bands)
    assert ["18%", "19%", "19%", "26%"] == [f"{float(each.churn.value or 0):.0%}" for each in churn.bands]
    total = churn.total
    assert (7_710_000, 1_773_100) == (total.churn.whole, total.churn.part)
    assert "22.997%" == f"{float(total.churn.value or 0):.3%}"
    assert {"revenue": Fraction("23.0"), "profit": Fraction("9.6")} == total.effects


def test_the_largest_loss_of_revenue_is_not_the_largest_of_profit() -> None:
    churn = churn_by_band(SOURCE, effects=["revenue", "profit"])
    assert "below 200" == churn.ranked("revenue")[0].band
    assert "300 to 600" == churn.ranked("profit")[0].band
    with pytest.raises(RecordError, match="no effect `margin` was summed"):
        churn.ranked("margin")


def test_a_row_a_customer_is_counted_too_and_the_unknown_stays_open() -> None:
    rows = pl.DataFrame(
        {"band": ["a", "a", "a", "b"], "left": [True, False, None, False], "arpu": [0.1, 0.2, None, 5.0]}
    )
    churn = churn_by_band(rows, effects=["arpu"])
    assert [Rate(1, 3, 1), Rate(0, 1, 0)] == [each.churn for each in churn.bands]
    assert Fraction("5.3") == churn.total.effects["arpu"]
    assert churn.total.churn.value is None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"band": ["a"], "customers": [1], "lost": [2]}, "column `lost`: a row loses more than its customers"),
        ({"band": ["a"], "customers": [1], "lost": [-1]}, "or fewer than none"),
        ({"band": [None], "left": [True]}, "a row has no band"),
        ({"band": ["a"], "gone": [True]}, "has no column `left`"),
        ({"band": ["a"], "left": ["yes"]}, "column `left`: holds String, and true or false is wanted"),
    ],
)
def test_bands_that_cannot_be_counted_are_told(rows: dict[str, list[object]], said: str) -> None:
    schema = {"band": pl.String} if rows["band"] == [None] else None
    with pytest.raises(RecordError) as error:
        churn_by_band(pl.DataFrame(rows, schema_overrides=schema))
    assert said in str(error.value)


STAYS = pl.DataFrame(
    {
        "step": ["3", "3", "3", "4", "4", "5"],
        "entered": [D(2026, 1, 1), D(2026, 1, 1), D(2026, 1, 1), D(2026, 1, 10), D(2026, 6, 1), D(2026, 8, 1)],
        "left": [D(2026, 1, 1), D(2026, 1, 6), D(2026, 1, 8), D(2026, 7, 2), None, None],
    }
)


def test_time_in_each_step_is_of_the_stays_that_have_ended() -> None:
    three, four = time_in_steps(STAYS, as_of=D(2026, 7, 1))
    assert ("3", 3, 0, Fraction(4), Fraction(5), 7) == (
        three.step, three.stays, three.open, three.mean, three.median, three.longest,
    )  # fmt: skip
    assert ("4", 2, 2, None, None, 172) == (four.step, four.stays, four.open, four.mean, four.median, four.longest)


def test_the_median_of_an_even_number_lies_between_two() -> None:
    (_, four, _) = time_in_steps(STAYS.vstack(STAYS.slice(3, 1)), as_of=D(2026, 8, 1))
    assert (3, 1, Fraction(173)) == (four.stays, four.open, four.median)


@pytest.mark.parametrize(
    ("stays", "said"),
    [
        ({"step": ["3"], "entered": [D(2026, 1, 2)], "left": [D(2026, 1, 1)]}, "a stay ends before it begins"),
        ({"step": ["3"], "entered": [None], "left": [D(2026, 1, 1)]}, "a stay has no `step`, or no day"),
    ],
)
def test_stays_that_cannot_be_are_told(stays: dict[str, list[object]], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        time_in_steps(pl.DataFrame(stays), as_of=D(2026, 7, 1))


def test_deadlines_that_run_are_neither_missed_nor_met() -> None:
    rows = pl.DataFrame({"deadline": ["call", "call", "call", "offer"], "missed": [True, False, None, None]})
    assert (DeadlineFigures("call", Rate(1, 3, 1)), DeadlineFigures("offer", Rate(0, 1, 1))) == deadlines_missed(rows)
    with pytest.raises(RecordError, match="column `deadline`: a row has none"):
        deadlines_missed(pl.DataFrame({"deadline": [None], "missed": [True]}, schema_overrides={"deadline": pl.String}))
