"""Fixed edges, shares by rank, lower measures as the better ones, and who equals an edge: by their statements alone."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Segmentation
from crmrules.errors import PolicyError
from crmrules.kinds.segmentation.meaning import Ask, Ranked, find
from crmrules.kinds.segmentation.parts import Basis, Better, Ties
from tests.populations import BY_CUSTOMERS, BY_EDGES, BY_RANK, changed, customers

AMOUNTS = st.lists(st.integers(-9, 9), min_size=1, max_size=40)
DIRECTIONS = [(better, ties) for better in Better for ties in Ties]
every_direction = pytest.mark.parametrize(("better", "ties"), DIRECTIONS)


def reaching(better: Better, ties: Ties) -> Callable[[Fraction, Fraction], bool]:
    """Whether a measure reaches an edge, in the words of the file."""
    beyond: Callable[[Fraction, Fraction], bool] = (
        (lambda one, edge: one > edge) if better is Better.HIGHER else (lambda one, edge: one < edge)
    )
    return lambda one, edge: beyond(one, edge) or (ties is Ties.UP and one == edge)


@every_direction
@given(amounts=AMOUNTS, edges=st.lists(st.fractions(-10, 10, max_denominator=3), min_size=1, max_size=3))
def test_fixed_edges_place_each_customer_alone(
    better: Better, ties: Ties, amounts: list[int], edges: list[Fraction]
) -> None:
    best_first = tuple(sorted(edges, reverse=better is Better.HIGHER))
    ask = Ask(None, (), None, best_first, better, ties)
    found = find(Ranked.of(ask.sign * each for each in amounts), ask, 0)
    reaches = reaching(better, ties)
    bands: list[list[int]] = [[] for _ in range(len(edges) + 1)]
    for each in amounts:
        reached = [place for place, edge in enumerate(best_first) if reaches(Fraction(each), edge)]
        bands[min(reached, default=len(edges))].append(each)
    assert tuple(map(len, bands)) == found.customers
    assert tuple(map(sum, bands)) == found.amounts
    assert sum(each for each in amounts if each > 0) == found.total
    assert 0 == found.flagged


def rank_edge(amounts: list[int], share: Fraction, better: Better, ties: Ties) -> int:
    """Ties up: the best edge that at least the share reaches. Ties down: the worst edge that at least the others do
    not pass."""
    best_first = sorted(set(amounts), reverse=better is Better.HIGHER)
    reaches, count = reaching(better, ties), len(amounts)
    if ties is Ties.UP:
        return next(
            each for each in best_first if sum(reaches(Fraction(a), Fraction(each)) for a in amounts) >= share * count
        )
    below = ((each, sum(not reaches(Fraction(a), Fraction(each)) for a in amounts)) for each in reversed(best_first))
    return next(each for each, there in below if there >= (1 - share) * count)


@every_direction
@given(amounts=AMOUNTS, share=st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50))
def test_shares_by_rank_cut_zero_and_negative_measures_like_others(
    better: Better, ties: Ties, amounts: list[int], share: Fraction
) -> None:
    ask = Ask(Basis.RANK_SHARE, (share,), None, (), better, ties)
    found = find(Ranked.of(ask.sign * each for each in amounts), ask, 0)
    assert (rank_edge(amounts, share, better, ties),) == found.edges
    assert 0 == found.flagged


def test_nobody_has_no_edge_by_rank_and_a_fixed_one_all_the_same() -> None:
    by_rank = crmrules.from_dict(BY_RANK, Segmentation).cut([])
    assert (None, None) == by_rank.edges
    by_edges = crmrules.from_dict(BY_EDGES, Segmentation)
    assert (Decimal("100"), Decimal("9.5")) == by_edges.cut([]).edges
    assert "top" == by_edges.cut([]).decide({"profit": 100}).outcome


@every_direction
def test_kept_cuts_place_as_the_first_ones_and_say_how(better: Better, ties: Ties) -> None:
    document = changed(BY_RANK, better=better.value, ties=ties.value)
    policy = crmrules.from_dict(document, Segmentation)
    cuts = policy.cut(customers(1, 2, 2, 3, 4, 4, 5, 6, 7, 8))
    kept = policy.cuts_from(cuts.to_dict())
    assert cuts == kept
    later = customers(*range(10))
    assert [each.outcome for each in cuts.decide_many(later)] == [each.outcome for each in kept.decide_many(later)]
    words = {
        ("higher", "up"): ("reaches", "下限"),
        ("higher", "down"): ("is above", "高于"),
        ("lower", "up"): ("is within", "不超过"),
        ("lower", "down"): ("is below", "低于"),
    }
    en, zh = words[better.value, ties.value]
    best = next(each for each in cuts.decide_many(later) if each.outcome == "top")
    assert en in best.explain()
    assert zh in best.explain("zh")


def test_only_shares_of_a_profit_flag_who_brings_none() -> None:
    frame = pl.DataFrame({"profit": [500, -5, None]})
    assert ["profit", "edges"] == crmrules.from_dict(BY_EDGES, Segmentation).apply(frame).columns
    placed = crmrules.from_dict(BY_EDGES, Segmentation).cut(frame).decide({"profit": -5})
    assert ("rest", False) == (placed.outcome, placed.flagged)
    assert "profit" not in placed.explain().splitlines()[-1].split("=")[-1]


def told(document: dict[str, Any]) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (changed(BY_EDGES, "band.0.from", "hi"), "band `top`, `from`: unknown parameter `hi`"),
        (changed(BY_EDGES, "band.0.from", None), "band `top`: has no `from`, and other bands have"),
        (changed(BY_EDGES, "band.0.share", {"a": "high"}), "band `top`, `share`: stands among bands with fixed edges"),
        (changed(BY_EDGES, "band.2.from", "low"), "band `rest`, `from`: is the last band's, which takes the rest"),
        (
            changed(BY_EDGES, "parameters.high.value", 9),
            "band `mid`: parameter `low` is 9.5, and the band above begins at 9",
        ),
        (changed(BY_EDGES, "parameters.high.value", True), "band `top`, `from`: parameter `high` is bool"),
        (
            changed(BY_EDGES, better="lower"),
            "band `mid`: parameter `low` is 9.5, and the band above begins at 100; let edges rise",
        ),
        (
            changed(BY_CUSTOMERS, ties="down"),
            '`ties`: is "down", and shares of `customer_share` rank the highest first',
        ),
        (changed(BY_CUSTOMERS, better="lower"), '`better`: is "lower", and shares of'),
        (changed(BY_CUSTOMERS, better="least"), "`better`: "),
        (
            changed(BY_RANK, "parameters.basis.values", ["rank_share", "customer_share"]),
            "parameter `basis`, `values`: `rank_share` stands beside `customer_share`",
        ),
        (
            changed(changed(BY_RANK, "parameters.middle.value", 1), ties="down"),
            "parameter `middle` is 1: nobody is left",
        ),
    ],
    ids=str,
)
def test_what_does_not_fit_is_told(document: dict[str, Any], problem: str) -> None:
    assert [each for each in told(document) if problem in each], told(document)
