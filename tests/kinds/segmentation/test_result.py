"""Cuts as users hold them: of records, kept and read again, and applied to who comes later."""

import datetime
import json
import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Binding, Customer, Cuts, Segmentation
from crmrules.errors import AsOfError, BindingError, RecordError
from tests.populations import BY_CUSTOMERS, changed, customers

TIERS = crmrules.policy("tiers")
BANDS = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
TEN = customers(500, 300, 60, 40, 30, 25, 20, 15, 6, 4)
PROFITS = st.lists(
    st.none() | st.integers(-50, 50) | st.floats(-1e6, 1e6) | st.decimals(-1000, 1000, places=3), max_size=20
)


def bands(policy: Segmentation, population: list[dict[str, Any]]) -> list[str | None]:
    return [each.outcome for each in policy.cut(population).decide_many(population)]


def test_the_shares_are_those_that_came_out_and_not_those_asked_for() -> None:
    cuts = TIERS.cut(TEN)
    assert (2, 3, 5) == tuple(band.customers for band in cuts.bands)
    assert (0.2, 0.8) == (cuts.shares["key"].customers, cuts.shares["key"].profit)
    assert (Decimal(300), Decimal(30), None) == tuple(band.at_least for band in cuts.bands)
    assert (Decimal(1000), 10, 0, 0) == (cuts.total, cuts.known, cuts.unknown, cuts.flagged)


def test_the_four_figures_of_the_law() -> None:
    cuts = TIERS.cut(customers(700, 100, 60, 40, 30, 25, 20, -50, -100, -200))
    assert (0.8205128205128205, Decimal(350), 0.4375, 3) == (
        cuts.top_share, cuts.bottom_loss, cuts.loss_of_top, cuts.flagged,
    )  # fmt: skip
    assert cuts.law is not None
    assert (True, 2, 3) == (cuts.law.holds, cuts.law.top_customers, cuts.law.bottom_customers)
    assert (0.2, 0.8, 0.3, 0.5) == (cuts.law.said_top, cuts.law.said_share, cuts.law.said_bottom, cuts.law.said_loss)
    fewer = TIERS.with_parameters(law_profit=0.9).cut(customers(80, 5, 5, 5, 5))
    assert fewer.law is not None
    assert not fewer.law.holds


def test_the_law_is_asked_of_exactly_its_share_of_customers() -> None:
    tied = TIERS.cut(customers(*[5] * 10)).law
    assert tied is not None
    assert (1.0, 0.2, False) == (tied.top_share, tied.exact_share, tied.holds)


def test_a_policy_without_a_law_has_no_figures_of_it() -> None:
    cuts = BANDS.cut(TEN)
    assert (None, None, None, None) == (cuts.law, cuts.top_share, cuts.bottom_loss, cuts.loss_of_top)


def test_the_basis_is_a_parameter() -> None:
    by_profit = TIERS.with_parameters(basis="profit_share")
    assert ["key"] * 2 + ["ordinary"] * 4 + ["small"] * 4 == bands(by_profit, TEN)
    assert "profit_share" == by_profit.cut(TEN).basis


def test_customers_who_come_later_are_placed_by_the_same_cuts() -> None:
    cuts = TIERS.cut(TEN)
    placed = cuts.decide(Customer(profit=299.99))
    assert ("ordinary", False, Decimal("299.99"), True) == (
        placed.outcome, placed.flagged, placed.measure, placed.certain,
    )  # fmt: skip
    assert "key" == cuts.decide({"profit": 300}).outcome
    assert ("small", True) == (cuts.decide({"profit": -1}).outcome, cuts.decide({"profit": -1}).flagged)
    unknown = cuts.decide(Customer())
    assert (None, None, None, ("profit",), False) == (
        unknown.outcome, unknown.flagged, unknown.measure, unknown.missing, unknown.certain,
    )  # fmt: skip


@given(PROFITS, st.sampled_from(["customer_share", "profit_share"]), st.randoms())
def test_the_order_of_customers_does_not_matter_and_equal_ones_share_a_band(
    profits: list[Any], basis: str, luck: Any
) -> None:
    policy = BANDS.with_parameters(basis=basis)
    cuts = policy.cut(customers(*profits))
    luck.shuffle(profits)
    assert cuts == policy.cut(customers(*profits))
    assert sum(band.customers for band in cuts.bands) == cuts.known == len(profits) - cuts.unknown
    placed = [cuts.decide(each) for each in customers(*profits)]
    for band in cuts.bands:
        assert band.customers == sum(each.outcome == band.id for each in placed)
        assert band.amount == sum((each.measure or 0 for each in placed if each.outcome == band.id), Decimal(0))
    assert cuts.flagged == sum(each.flagged is True for each in placed)


@given(PROFITS)
def test_cuts_are_kept_as_plain_values_and_read_again(profits: list[Any]) -> None:
    cuts = TIERS.cut(customers(*profits))
    kept = json.loads(json.dumps(cuts.to_dict()))
    again = TIERS.cuts_from(kept)
    assert cuts == again
    assert [each.to_dict() for each in cuts.decide_many(customers(1, -1, 3.5))] == [
        each.to_dict() for each in again.decide_many(customers(1, -1, 3.5))
    ]
    assert cuts == pickle.loads(pickle.dumps(cuts))
    assert hash(cuts) == hash(again)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (
            {"hash": "x"},
            'cuts: are of policy "tiers" with another content than `tiers`; use the policy they were cut with',
        ),
        ({"total": "x"}, 'cuts, `total`: "x" is no amount; give what `Cuts.to_dict` gave'),
        ({"total": "NaN"}, 'cuts, `total`: "NaN" is no amount'),
        ({"known": -1}, "cuts, `known`: -1 is no count"),
        ({"known": True}, "cuts, `known`: true is no count"),
        ({"as_of": "soon"}, 'cuts, `as_of`: "soon" is no day'),
        ({"bands": None}, "cuts, `bands`: None is no list"),
        ({"bands": [{}]}, "cuts, `bands`, item 1, `customers`: is missing"),
        ({"law": []}, "cuts, `law`: [] is no table"),
        ({"law": {}}, "cuts, `law`, `top_customers`: is missing"),
    ],
)
def test_what_was_not_kept_by_us_is_refused(damage: dict[str, Any], problem: str) -> None:
    with pytest.raises(RecordError) as caught:
        TIERS.cuts_from(TIERS.cut(TEN).to_dict() | damage)
    assert any(str(each).startswith(problem) for each in caught.value.problems), str(caught.value)
    wrong: Any = []
    with pytest.raises(RecordError, match="is no table"):
        TIERS.cuts_from(wrong)


def test_an_edge_that_no_measure_reaches_is_refused() -> None:
    kept = TIERS.cut(TEN).to_dict()
    kept["bands"][0]["at_least"] = "9e99"
    with pytest.raises(RecordError, match="cuts, `bands`, item 1, `at_least`: 9E\\+99 is too large"):
        TIERS.cuts_from(kept)


def test_every_record_that_cannot_be_read_is_named() -> None:
    with pytest.raises(RecordError) as caught:
        TIERS.cut([{"profit": "x"}, {"profit": 1}, {"profit": 2.0**60}, {"name": "none"}])
    assert [
        'record 1, `profit`: "x" is no number; text is not read as a number; convert it first',
        "record 3, `profit`: 1.152921504606847e+18 is too large; amounts reach to 9,007,199,254,740,991 either way",
        "record 4, record: has none of the facts of policy `tiers`; it reads `profit`; bind your columns to them",
    ] == [str(each) for each in caught.value.problems]


def test_a_binding_is_remembered_for_who_comes_later() -> None:
    bound = Binding({"profit": {"is": "cents / 100"}}, columns={"cents": "integer"})
    cuts = TIERS.cut([{"cents": 100 * each["profit"]} for each in TEN], bind=bound)
    assert "key" == cuts.decide({"cents": 30_000}).outcome
    assert "key" == cuts.decide({"margin": 300}, bind=Binding({"profit": "margin"})).outcome
    with pytest.raises(BindingError):
        cuts.decide({"cents": 1}, bind=Binding({"profits": "cents"}))


def test_an_assumed_measure_counts_and_is_named() -> None:
    assumed = Binding(assume={"profit": 0})
    cuts = TIERS.cut([*TEN, {"profit": None}], bind=assumed)
    assert (11, 0, 1) == (cuts.known, cuts.unknown, cuts.flagged)
    assert ("profit",) == cuts.decide({"profit": None}).assumed
    assert () == cuts.decide({"profit": Decimal("0.005")}).assumed


def test_a_derived_measure_is_ranked() -> None:
    document = changed(
        BY_CUSTOMERS,
        facts={"sales": {"type": "money"}, "cost": {"type": "money"}, "profit": {"is": "sales - cost"}},
    )
    policy = crmrules.from_dict(document, Segmentation)
    cuts = policy.cut([{"sales": 10, "cost": cost} for cost in (1, 2, 3, 4, 5, None)])
    assert (Decimal(9), 5, 1) == (cuts.bands[0].at_least, cuts.known, cuts.unknown)
    assert ("cost",) == cuts.decide({"sales": 1, "cost": None}).missing


def test_dated_shares_need_a_day() -> None:
    dated = {
        "dated": [{"from": datetime.date(2026, 1, 1), "value": 0.2}, {"from": datetime.date(2026, 7, 1), "value": 0.4}]
    }
    policy = crmrules.from_dict(changed(BY_CUSTOMERS, "parameters.upper", dated), Segmentation)
    with pytest.raises(AsOfError, match="depends on the day"):
        policy.cut(TEN)
    later = policy.cut(TEN, as_of=datetime.date(2026, 8, 1))
    assert (2, 4) == (policy.cut(TEN, as_of=datetime.date(2026, 2, 1)).bands[0].customers, later.bands[0].customers)
    assert later == policy.cuts_from(later.to_dict())


def test_nobody_is_a_population_too() -> None:
    cuts = TIERS.cut([])
    assert (0, 0.0, 0.0) == (cuts.known, cuts.shares["key"].customers, cuts.shares["key"].profit)
    assert "small" == cuts.decide({"profit": 5}).outcome
    assert isinstance(cuts, Cuts)


def test_key_customers_are_the_important_and_the_secondary_ones() -> None:
    population = customers(*range(1, 301))
    key = [each == "key" for each in bands(TIERS, population)]
    assert key == [each in ("important", "secondary") for each in bands(crmrules.policy("contact-classes"), population)]


def test_a_share_that_reaches_into_customers_without_profit_ends_with_the_last_who_brings_one() -> None:
    tiers = crmrules.policy("tiers")
    population = [{"profit": profit} for profit in (9, 1, 0, -5)]
    found = tiers.with_parameters(ordinary_customers=0.75).cut(population)
    assert (Decimal("1.00"), 1, ("ordinary",)) == (found.bands[1].at_least, found.bands[1].customers, found.short)
    assert "ended with the last who does: ordinary." in found.explain()
    assert tiers.cut(population).short == ()
    assert tiers.cut([{"profit": 0}]).short == ()
