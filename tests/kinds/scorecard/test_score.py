"""What a scorecard says of one record: exact points, ranges, bands, and what would settle them."""

import datetime
import math
import pickle
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crmrules
from crmrules import Scorecard
from crmrules.errors import AsOfError, EngineError, LanguageError, RecordError
from crmrules.kinds.scorecard.regions import Regions, Stretch
from tests.cards import CARD
from tests.populations import changed

CARD_POLICY = crmrules.from_dict(CARD, Scorecard)
RENORMALISED = crmrules.from_dict(changed(CARD, missing="renormalise"), Scorecard)
RECORDS = st.fixed_dictionaries(
    {
        "vip": st.none() | st.booleans(),
        "mood": st.sampled_from([None, "low", "mid", "high"]),
        "orders": st.none() | st.integers(-2, 12),
    }
)


def score(**facts: Any) -> crmrules.Score:
    return CARD_POLICY.score(facts)


def test_no_whole_number_lies_between_steps_as_they_are_printed() -> None:
    steps = [{"to": "some", "points": "two"}, {"from": "four", "points": "five"}]
    printed = changed(changed(CARD, "item.2.steps", steps), "parameters.four", {"value": 4})
    unknown = crmrules.from_dict(changed(printed, item=[printed["item"][2]]), Scorecard).score({})
    assert (unknown.low, unknown.high) == (1, 2.5)
    split = changed(printed, "facts.orders.type", "number")
    assert crmrules.from_dict(changed(split, item=[split["item"][2]]), Scorecard).score({}).low == 0


def test_points_are_added_with_their_weights() -> None:
    found = score(vip=True, mood="mid", orders=12)
    assert (5.5, 5.5, 5.5, "good", True) == (found.points, found.low, found.high, found.band, found.certain)
    assert [2, 1, 5] == [each.points for each in found.contributions]
    assert [2, 1, 2.5] == [each.low for each in found.contributions]
    assert () == found.missing


@pytest.mark.parametrize(("orders", "points"), [(2, 0), (3, 0.5), (9, 0.5), (10, 2.5)])
def test_a_step_begins_with_its_first_number(orders: int, points: float) -> None:
    assert points == score(vip=False, mood="low", orders=orders).points


def test_unknown_items_make_the_score_a_range() -> None:
    found = score(vip=True, orders=3)
    assert (None, 2.5, 7.5) == (found.points, found.low, found.high)
    assert ("fair", "good") == found.possible
    assert (None, False, ("mood",)) == (found.band, found.certain, found.missing)


def test_a_band_is_certain_when_the_whole_range_lies_in_it() -> None:
    found = score(mood="high", orders=3)
    assert (5.5, 7.5, "good", True) == (found.low, found.high, found.band, found.certain)
    assert (None, ("vip",), ()) == (found.points, found.missing, found.settling)


def test_the_item_that_would_settle_the_band_is_named() -> None:
    found = score(orders=3)
    assert (0.5, 7.5) == (found.low, found.high)
    assert () == found.settling
    assert ("mood",) == found.may_settle
    assert ("mood",) == score(vip=False, orders=3).settling


def test_an_unknown_item_that_gives_the_same_anyway_is_known() -> None:
    same = crmrules.from_dict(changed(CARD, "item.0.otherwise", "two"), Scorecard)
    assert 2 == same.score({"mood": "low", "orders": 1}).points


def test_a_file_can_say_what_an_unknown_gives() -> None:
    given_one = crmrules.from_dict(changed(CARD, "item.1.unknown", "one"), Scorecard)
    found = given_one.score({"vip": True, "orders": 1})
    assert (3, "fair", ()) == (found.points, found.band, found.missing)
    assert found.contributions[1].by_unknown
    assert "1, which an unknown gives" in found.explain()


def test_weights_are_renormalised_only_where_the_file_says_so_and_the_result_says_it() -> None:
    found = RENORMALISED.score({"vip": True, "orders": 10})
    assert Fraction(2 + Fraction(5, 2)) * Fraction(5, 2) / Fraction(3, 2) == Fraction(15, 2)
    assert (7.5, ("mood",), "good") == (found.points, found.renormalised, found.band)
    assert (4.5, 9.5, False) == (found.low, found.high, found.certain)
    assert "Scaled up by the weights of the items that are known; left out: mood." in found.explain()
    assert "The band is not certain: with what was left out it could be fair, good." in found.explain()
    nothing = RENORMALISED.score({})
    assert (None, None, ("vip", "mood", "orders")) == (nothing.points, nothing.band, nothing.renormalised)


def test_renormalised_points_are_exact() -> None:
    found = RENORMALISED.score({"vip": True, "mood": "low"})
    assert (2.5, 2.5) == (found.points, RENORMALISED.score({"vip": True, "mood": "low"}).points)
    third = RENORMALISED.score({"vip": True})
    assert Fraction(5) == third.total.points
    assert third.points == 5


def test_tenths_are_tenths() -> None:
    tenths = crmrules.from_dict(
        {
            "id": "tenths",
            "version": "1",
            "kind": "scorecard",
            "title": "Tenths",
            "facts": {name: {"type": "bool"} for name in "abc"},
            "parameters": {"tenth": {"value": 0.1}, "whole": {"value": 0.3}},
            "item": [{"id": name, "when": name, "points": "tenth"} for name in "abc"],
            "band": [{"id": "all", "title": "All", "from": "whole"}, {"id": "less", "title": "Less", "below": "whole"}],
        },
        Scorecard,
    )
    found = tenths.score(dict.fromkeys("abc", True))
    assert (0.3, "all") == (found.points, found.band)
    assert ["all"] == tenths.apply(pl.DataFrame({name: [True] for name in "abc"}))["tenths"].to_list()


def test_of_bands_that_hold_a_score_the_first_counts() -> None:
    overlapping = changed(CARD, "band.1.below", None)
    assert "good" == crmrules.from_dict(overlapping, Scorecard).score({"vip": True, "mood": "high", "orders": 1}).band


def test_a_score_may_lie_in_no_band() -> None:
    document = changed(CARD, band=CARD["band"][:2])
    card = crmrules.from_dict(document, Scorecard)
    poor = card.score({"vip": False, "mood": "low", "orders": 1})
    assert (None, True, (None,)) == (poor.band, poor.certain, poor.possible)
    assert ("fair", None) == card.score({"mood": "mid", "orders": 1}).possible
    assert "in no band" in poor.explain()


def test_a_gap_between_printed_bands_is_no_possible_answer_where_no_total_falls_into_it() -> None:
    whole = changed(CARD, band=[{"id": "up", "title": "Up", "from": "two"}, {"id": "low", "title": "Low", "to": "one"}])
    whole["item"] = whole["item"][:2]
    found = crmrules.from_dict(whole, Scorecard).score({"vip": False})
    assert (0, 5, ("low", "up")) == (found.low, found.high, found.possible)


def test_without_bands_only_a_known_score_is_certain() -> None:
    bare = crmrules.from_dict(changed(CARD, "band", None), Scorecard)
    assert (None, True) == (bare.score({"vip": True, "mood": "low", "orders": 1}).band, bare.score({}).low == 0)
    assert not bare.score({"vip": True, "mood": "low"}).certain
    assert bare.score({"vip": True, "mood": "low", "orders": 1}).certain


def test_advice_under_a_caution_is_held_back() -> None:
    document = changed(CARD)
    document["band"][2] |= {"advice": "Drop them.", "caution": "It may be unfair."}
    card = crmrules.from_dict(document, Scorecard)
    poor = card.score({"vip": False, "mood": "low", "orders": 0})
    assert poor.advice is None
    assert poor.cautioned is not None
    assert "Drop them." == poor.cautioned[0].en
    assert "Drop them." not in poor.explain()
    assert "Drop them." not in poor.explain("zh")
    assert "It may be unfair." in poor.explain()
    assert "Drop them." in poor.explain(cautioned=True)


def test_a_range_tells_what_to_find_out() -> None:
    assert score(vip=True, orders=3).explain().splitlines() == [
        "Card (card): 2.5 to 7.5 - open, it could still be fair, good",
        "  What each item gives:",
        "    Very important (vip)  vip = true      2",
        "    Mood (mood)           mood = unknown  unknown, 0 to 5",
        "    Orders (orders)       orders = 3      1 times 0.5 = 0.5",
        "  Would settle the band alone, whatever it turns out to be: mood",
        "  To find out:",
        "    mood  mood",
    ]
    assert score(vip=True, orders=3).explain("zh").startswith("Card（card）：2.5 至 7.5 - 未决，可能为 fair、good")


def test_a_score_becomes_plain_values_and_keeps() -> None:
    found = score(vip=True, orders=3)
    plain = found.to_dict()
    assert {"points": None, "low": 2.5, "high": 7.5, "band": None, "settling": ["mood"]}.items() <= plain.items()
    assert found == pickle.loads(pickle.dumps(found))
    assert {found} == {score(vip=True, orders=3)}
    assert "<Score card: low=2.5, high=7.5, band=None>" == repr(found)


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(EngineError, match="use `apply`"):
        CARD_POLICY.score(pl.DataFrame({"vip": [True]}))
    with pytest.raises(RecordError, match="record 2"):
        CARD_POLICY.score_many([{"vip": True}, {"vip": "yes"}])
    with pytest.raises(LanguageError):
        score(vip=True).explain("fr")  # type: ignore[arg-type]


def test_a_dated_parameter_asks_for_a_day() -> None:
    dated = changed(CARD, "parameters.two", {"dated": [{"from": datetime.date(2026, 1, 1), "value": 3}]})
    card = crmrules.from_dict(dated, Scorecard)
    assert 3 == card.score({"vip": True, "mood": "low", "orders": 0}, as_of=datetime.date(2026, 1, 1)).points
    with pytest.raises(AsOfError, match="depends on the day"):
        card.score({"vip": True})


def test_a_division_without_a_value_is_named() -> None:
    divided = changed(CARD, "item.0.when", "orders / orders > zero")
    found = crmrules.from_dict(divided, Scorecard).score({"orders": 0, "mood": "low"})
    assert (("orders / orders",), ()) == (found.undefined, found.missing)
    assert "Has no value, whatever is found out: orders / orders" in found.explain()


@given(RECORDS, RECORDS)
def test_finding_out_more_never_leads_out_of_the_range_or_the_possible_bands(
    known: dict[str, Any], further: dict[str, Any]
) -> None:
    before = CARD_POLICY.score(known)
    after = CARD_POLICY.score({name: further[name] if value is None else value for name, value in known.items()})
    assert before.low <= after.low <= after.high <= before.high
    assert set(after.possible) <= set(before.possible)
    assert before.certain == (len(before.possible) == 1)
    if before.certain:
        assert before.band == after.band


@given(RECORDS)
def test_an_item_that_settles_the_band_settles_it_whatever_it_turns_out_to_be(known: dict[str, Any]) -> None:
    found = CARD_POLICY.score(known)
    answers: dict[str, list[Any]] = {"vip": [True, False], "mood": ["low", "mid", "high"], "orders": [0, 3, 10]}
    for name, values in answers.items():
        settled = [CARD_POLICY.score(known | {name: value}).certain for value in values]
        is_open = known[name] is None and not found.certain
        assert (is_open and all(settled)) == (name in found.settling)
        assert (is_open and any(settled)) == (name in found.may_settle)


NUMBERS = st.fractions(-5, 5, max_denominator=2)


@given(
    st.lists(st.tuples(st.none() | NUMBERS, st.none() | NUMBERS, st.booleans()), max_size=5),
    st.lists(NUMBERS, min_size=2, max_size=2).map(sorted),
)
def test_regions_are_what_the_first_stretch_that_holds_a_number_says(
    drawn: list[tuple[Fraction | None, Fraction | None, bool]], ends: list[Fraction]
) -> None:
    stretches = [Stretch(str(place), *each) for place, each in enumerate(drawn)]

    def first(number: Fraction) -> str | None:
        for each in stretches:
            begins = each.begins is None or each.begins <= number
            ends = each.ends is None or number < each.ends or (each.is_closed and number == each.ends)
            if begins and ends:
                return each.id
        return None

    low, high = ends
    regions = Regions.of(stretches)
    steps = [low + (high - low) * step / 80 for step in range(81)]
    assert [first(each) for each in steps] == [regions.at(each) for each in steps]
    if regions.is_one(low, high):
        assert 1 == len({first(each) for each in steps})
    among_whole = Regions.of(each.of_whole for each in stretches)
    whole = [Fraction(each) for each in range(math.floor(low) - 2, math.ceil(high) + 3)]
    assert [first(each) for each in whole] == [among_whole.at(each) for each in whole]
    told = {first(Fraction(each)) for each in range(-25, 26)}
    assert (None in told) == (None in among_whole.ids)
