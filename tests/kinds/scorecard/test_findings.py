"""What `check` and `diff` find in scorecards, each shown by a card that is broken in one place."""

from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import Scorecard
from crmrules.assurance.check.findings import Code
from crmrules.definitions.unstructure import unstructure
from crmrules.errors import RecordError
from crmrules.kinds.scorecard.drafts import drafts
from tests.cards import CARD
from tests.populations import changed

CARD_POLICY = crmrules.from_dict(CARD, Scorecard)


def found(document: dict[str, Any]) -> list[tuple[Code, str, str]]:
    quiet = (Code.NO_EXAMPLE, Code.NO_ORIGIN, Code.UNUSED_PARAMETER)
    told = crmrules.check(crmrules.from_dict(document))
    return [
        (each.code, each.path.removeprefix("policy `card`, "), each.message) for each in told if each.code not in quiet
    ]


def test_a_sound_card_has_no_findings() -> None:
    assert [] == found(CARD)


def test_a_band_in_which_no_score_lies_is_unreachable() -> None:
    message = "no score lies in it: scores run from 0 to 9.5"
    assert (Code.UNREACHABLE, "band `good`", message) in found(changed(CARD, "parameters.good.value", 9.6))
    tiny = {"id": "tiny", "title": "Tiny", "from": "tiny", "below": "half"}
    between = changed(CARD, band=[tiny, *CARD["band"]])
    between["parameters"]["tiny"] = {"value": 0.1}
    assert [(Code.UNREACHABLE, "band `tiny`")] == [each[:2] for each in found(between)]


def test_a_band_that_items_about_the_same_fact_never_reach_together_is_unreachable() -> None:
    bands = [{"id": "both", "title": "Both", "from": "two"}, {"id": "one", "title": "One", "below": "two"}]
    card: dict[str, Any] = {
        **{key: CARD[key] for key in ("id", "version", "kind", "title")},
        "parameters": {"one": {"value": 1}, "two": {"value": 2}, "five": {"value": 5}},
        "facts": {"n": {"type": "number"}, "m": {"type": "number"}},
        "item": [
            {"id": "few", "title": "Few", "when": "n < five", "points": "one"},
            {"id": "many", "title": "Many", "when": "n >= five", "points": "one"},
        ],
        "band": bands,
    }
    message = "no score lies in it: items that ask about the same facts never add up to one"
    assert (Code.UNREACHABLE, "band `both`", message) in found(card)
    reached = changed(card, "item.1.when", "m >= five")
    assert Code.UNREACHABLE not in [each[0] for each in found(reached)]


def test_a_score_in_no_band_is_a_gap() -> None:
    assert [(Code.GAP, "bands", "the score 0 lies in no band")] == found(changed(CARD, band=CARD["band"][:2]))
    # printed bands leave numbers out between them, in which no score lies
    printed = [{"id": "up", "title": "Up", "from": "five"}, {"id": "low", "title": "Low", "to": "four"}]
    whole = changed(CARD, band=printed, item=[{**CARD["item"][0], "weight": "two"}, CARD["item"][1]])
    whole["parameters"]["four"] = {"value": 4}
    assert Code.GAP not in [each[0] for each in found(whole)]


def test_a_number_in_no_step_is_a_gap() -> None:
    steps = [{"below": "some", "points": "zero"}, {"from": "many", "points": "five"}]
    assert [(Code.GAP, "item `orders`", "a number from 3 and below 10 lies in no step, and gives 0")] == found(
        changed(CARD, "item.2.steps", steps)
    )
    # printed steps leave out what no whole number is
    printed = changed(changed(CARD, "item.2.steps.0", {"to": "two", "points": "zero"}), "parameters.two", {"value": 2})
    assert Code.GAP not in [each[0] for each in found(printed)]
    assert Code.GAP in [each[0] for each in found(changed(printed, "facts.orders.type", "number"))]


def test_an_item_that_cannot_matter_is_idle() -> None:
    level = changed(CARD, "item.0.otherwise", "two")
    assert (Code.IDLE_ITEM, "item `vip`", "cannot matter: it always gives 2") in found(level)
    weightless = changed(CARD, "item.0.weight", "zero")
    assert [(Code.IDLE_ITEM, "item `vip`", "cannot matter: its weight is 0")] == found(weightless)
    small = changed(changed(CARD, "item.0.weight", "tiny"), "item.2.weight", None)
    small["parameters"]["tiny"] = {"value": 0.1}
    message = "cannot matter: whatever it gives, the band is that of the other items"
    assert [(Code.IDLE_ITEM, "item `vip`", message)] == found(small)


def test_points_that_go_up_and_down_are_out_of_order_unless_a_reading_says_so() -> None:
    hill = changed(CARD, "item.2.steps.2.points", "zero")
    assert (Code.OUT_OF_ORDER, "item `orders`", "its points go up and down along the number: 0, 1, 0") in found(hill)
    meant = changed(hill, "item.2.reading", "The middle is best.")
    assert Code.OUT_OF_ORDER not in [each[0] for each in found(meant)]


def test_weights_that_are_shares_add_up_to_all() -> None:
    weighed = changed(CARD, "parameters.half.unit", "ratio")
    for place in (0, 1):
        weighed["item"][place]["weight"] = "third"
    weighed["parameters"]["third"] = {"value": 0.3, "unit": "ratio"}
    assert (Code.WEIGHT_SUM, "weights", "the weights add up to 1.1, and not to 1") in found(weighed)
    weighed["parameters"]["third"]["value"] = 0.25
    assert Code.WEIGHT_SUM not in [each[0] for each in found(weighed)]


def test_a_condition_that_is_always_false_is_found() -> None:
    assert (Code.ALWAYS_FALSE, "item `vip`, `when`", "is always false") in found(
        changed(CARD, "item.0.when", "orders > many and orders < some")
    )


def test_only_what_is_never_false_is_always_true() -> None:
    for when, is_found in (("vip or not vip", True), ("known(vip)", False), ("known(vip) or not known(vip)", True)):
        codes = [each[0] for each in found(changed(CARD, "item.0.when", when))]
        assert is_found == (Code.ALWAYS_TRUE in codes), when


def test_drafts_are_the_examples_that_check_asks_for() -> None:
    drawn = [unstructure(each.example) for each in drafts(CARD_POLICY.definition)]
    complete = crmrules.from_dict(changed(CARD, example=drawn))
    assert [] == [each for each in crmrules.check(complete) if each.code is not Code.NO_ORIGIN]


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("item.0.points", "one", {"vip"}),
        ("item.1.options.mid", "two", {"mood"}),
        ("parameters.many.value", 11, {"orders"}),
        ("item.2.weight", "one", {"orders"}),
        ("item.0.when", "vip and orders > some", {"vip"}),
        ("band.1.from", "one", {""}),
        ("item.0", None, {"vip"}),
        ("item.1.unknown", "one", {""}),
        ("missing", "renormalise", {""}),
    ],
)
def test_a_change_is_shown_by_a_record(path: str, value: Any, what: set[str]) -> None:
    document = changed(CARD, missing=value) if path == "missing" else changed(CARD, path, value)
    other = crmrules.from_dict(document, Scorecard)
    difference = crmrules.diff(CARD_POLICY, other)
    assert not difference.equivalent
    assert what == {each.what for each in difference.compared.changes}
    for change in difference.compared.changes:
        known = {each.name for each in other.definition.facts.declared}
        given = {name: fact for name, fact in change.witness.given.items() if name in known}
        before = CARD_POLICY.score({"mood": None, **change.witness.given})
        after = other.score({"mood": None, **given})
        kept = ("points", "low", "high", "band", "certain")
        assert [getattr(before, each) for each in kept] != [getattr(after, each) for each in kept]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("item.2.steps.1.from", None),
        ("item.0.when", "vip == vip and vip"),
        ("item.0.otherwise", "zero"),
        ("band.1.below", None),
        ("item.1.title", None),
    ],
)
def test_what_means_the_same_is_proven_to(path: str, value: Any) -> None:
    assert crmrules.diff(CARD_POLICY, crmrules.from_dict(changed(CARD, path, value))).equivalent


def test_the_shipped_scorecard_is_another_with_other_points() -> None:
    loyalty = crmrules.policy("loyalty")
    (change,) = crmrules.diff(loyalty, loyalty.with_parameters(loyal_from=15)).compared.changes
    assert ("loyal (14)", "leaning (14)") == (change.before, change.after)
    assert 14 == loyalty.score(dict(change.witness.given)).points


def test_customers_that_cannot_be_read_are_refused_before_it_is_told_who_moves() -> None:
    customers = pl.LazyFrame({"mood": ["high", "High"]})
    with pytest.raises(RecordError, match='row 2, column `mood`: "High" is none of its values'):
        crmrules.diff(CARD_POLICY, CARD_POLICY.with_parameters(many=4), customers)


def test_who_moves_is_told_in_the_order_of_the_bands() -> None:
    customers = pl.DataFrame({"mood": ["low", None, "high", "mid"], "vip": [False, True, True, True], "orders": 0})
    moved = crmrules.diff(CARD_POLICY, CARD_POLICY.with_parameters(many=4), customers).to_dict()["moved"]
    assert ["good", "fair", "poor", "?"] == [each["before"] for each in moved["counts"]]


def asking(*conditions: str, edge: int = 1, **more: Any) -> dict[str, Any]:
    """A card of items that each give 1 where a condition is true, and of two bands that meet at a number."""
    return {
        "id": "card",
        "version": "1",
        "kind": "scorecard",
        "title": "Card",
        "parameters": {"one": {"value": 1}, "three": {"value": 3}, "edge": {"value": edge}},
        "facts": {"a": {"type": "bool"}, "b": {"type": "bool"}},
        "item": [
            {"id": f"i{place}", "title": "I", "when": when, "points": "one"} for place, when in enumerate(conditions)
        ],
        "band": [{"id": "high", "title": "H", "from": "edge"}, {"id": "low", "title": "L", "below": "edge"}],
        **more,
    }


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[dict[str, Any], Any, Any]]:
    difference = crmrules.diff(crmrules.from_dict(old), crmrules.from_dict(new))
    assert difference.equivalent is (not difference.witnesses)
    return [(dict(each.witness.given), each.before, each.after) for each in difference.witnesses]


def test_items_that_ask_the_same_do_not_hide_how_a_score_comes_about() -> None:
    # the sum 2 has a way on which `a` is true and false, and one on which it is true twice
    ((given, before, after),) = compared(asking("a", "a", "b", edge=2), asking("a", "a", "b", edge=3))
    assert ({"a": True, "b": False}, "high (2)", "low (2)") == (given, before, after)


def test_what_only_an_unknown_shows_is_no_equivalence() -> None:
    moves = compared(asking("a", "not a", edge=2), asking("a", "not a", edge=3))
    assert [({}, "? (0 to 2)", "low (0 to 2)")] == moves
    card = asking("b", "a and b and not a")  # true of no customer, but of one that is unknown it may seem so
    ((given, before, after),) = compared(card, changed(card, "item.1.points", "three"))
    assert ({"b": True}, "high (1 to 2)", "high (1 to 4)") == (given, before, after)


def test_a_sum_that_no_customer_comes_to_is_no_gap() -> None:
    from_one = [{"id": "high", "title": "H", "from": "edge"}]
    assert Code.GAP not in [each[0] for each in found(asking("a", "not a", band=from_one))]
    told = crmrules.check(crmrules.from_dict(asking("a", "not a and b", band=from_one)))
    ((gap, witness),) = [(each.message, each.witness) for each in told if each.code is Code.GAP]
    assert gap == "the score 0 lies in no band"
    assert witness is not None
    assert witness.given == {"a": False, "b": False}


def test_renormalised_scores_are_looked_at_where_some_items_are_left_out() -> None:
    card = changed(asking("a", "b", edge=4, missing="renormalise"), "item.0.points", "three")
    assert 6 == crmrules.from_dict(card, Scorecard).score({"a": True}).points
    assert [] == found(changed(card, "parameters.edge.value", 5))  # 4 at most where both are known
    assert (Code.UNREACHABLE, "band `high`", "no score lies in it: scores run from 0 to 6") in found(
        changed(card, "parameters.edge.value", 7)
    )
    assert (Code.IDLE_ITEM, "item `i1`") not in [each[:2] for each in found(card)]
