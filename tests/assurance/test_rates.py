"""The numbers of a backtest: Wilson's intervals as published, rank quality as counted pair by pair."""

import itertools
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmrules.assurance.backtest.rates import Rate, distance, rank_interval, rank_quality


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6))
def test_rank_quality_is_the_part_of_pairs_put_right(ranked: list[tuple[int, int]]) -> None:
    happened = [place for place, (with_, _) in enumerate(ranked) for _ in range(with_)]
    others = [place for place, (_, without) in enumerate(ranked) for _ in range(without)]
    pairs = list(itertools.product(happened, others))
    right = sum(1.0 if one < two else 0.5 if one == two else 0.0 for one, two in pairs)
    found = rank_quality(ranked)
    assert found is None if not pairs else found == pytest.approx(right / len(pairs))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6))
def test_the_interval_of_rank_quality_is_that_of_delong(ranked: list[tuple[int, int]]) -> None:
    happened = [place for place, (with_, _) in enumerate(ranked) for _ in range(with_)]
    others = [place for place, (_, without) in enumerate(ranked) for _ in range(without)]
    found = rank_interval(ranked)
    if len(happened) < 2 or len(others) < 2:
        assert found is None
        return
    right = [[1.0 if one < two else 0.5 if one == two else 0.0 for two in others] for one in happened]
    rows, columns = (
        [statistics.fmean(row) for row in right],
        [statistics.fmean(column) for column in zip(*right, strict=True)],
    )
    variance = statistics.variance(rows) / len(happened) + statistics.variance(columns) / len(others)
    middle, half = statistics.fmean(rows), 1.959964 * variance**0.5
    assert found == pytest.approx((max(0, middle - half), min(1, middle + half)), abs=1e-6)


@pytest.mark.parametrize(
    ("happened", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_wilson(happened: int, count: int, low: float, high: float) -> None:
    assert list(Rate("x", count, happened).interval or ()) == pytest.approx([low, high], abs=5e-4)


def test_nobody_has_no_rate() -> None:
    assert (Rate("x", 0, 0).rate, Rate("x", 0, 0).interval) == (None, None)


@pytest.mark.parametrize(
    ("ranked", "quality", "apart"),
    [([(3, 1), (2, 4), (0, 3), (0, 0)], 0.8125, 0.475), ([(1, 2), (2, 2), (2, 1)], 0.36, 0.2), ([(7, 13)], 0.5, 0.0)],
)
def test_qualities_and_distances_are_the_floats_next_to_the_exact_ones(
    ranked: list[tuple[int, int]], quality: float, apart: float
) -> None:
    assert (rank_quality(ranked), distance(ranked)) == (quality, apart)
