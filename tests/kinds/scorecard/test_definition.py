"""Scorecard files: what is wrong with them is told at once, with path, value and remedy."""

import datetime
import pickle
from typing import Any

import pytest

import crmrules
from crmrules import Scorecard
from crmrules.errors import PolicyError
from tests.cards import CARD
from tests.populations import changed


def told(document: dict[str, Any]) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    return [str(each).removeprefix("policy `card`, ") for each in caught.value.problems]


def test_a_file_is_a_scorecard_and_comes_back_the_same() -> None:
    card = crmrules.from_dict(CARD, Scorecard)
    assert ("vip", "mood", "orders") == tuple(item.id for item in card.items)
    assert ("good", "fair", "poor") == tuple(band.id for band in card.bands)
    assert card == crmrules.loads(card.to_toml())
    assert card == pickle.loads(pickle.dumps(card))
    assert "scorecard" == card.kind


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("item", [], "policy `card`: has no items; write them with [[item]]"),
        ("missing", "guess", '`missing`: "guess" is not known here'),
        ("item.0.when", None, "item `vip`: needs one of `when`, `answer`, `number`, and has none of them"),
        ("item.0.answer", "mood", "item `vip`: needs one of `when`, `answer`, `number`, and has `when` and `answer`"),
        ("item.0.when", "vips", "item `vip`, `when`, column 1: unknown fact `vips`; did you mean `vip`?"),
        ("item.0.when", "orders", "item `vip`, `when`: is integer, and no condition; compare it with a value"),
        ("item.0.points", "tow", "item `vip`, `points`: unknown parameter `tow`; did you mean `two`?"),
        ("item.0.points", None, "item `vip`, `points`: is missing"),
        ("item.0.otherwise", "tow", "item `vip`, `otherwise`: unknown parameter `tow`"),
        ("item.0.steps", [{"points": "one"}], "item `vip`, `steps`: belongs to `number`, and the item has `when`"),
        ("item.1.answer", "moods", "item `mood`, `answer`: unknown fact `moods`; did you mean `mood`?"),
        ("item.1.answer", "orders", "item `mood`, `answer`: `orders` is integer, and neither one of a few texts nor"),
        ("item.1.options.low", None, 'item `mood`, `options`: gives no points for "low"; add it'),
        ("item.1.options.medium", "one", 'item `mood`, `options`: "medium" is no answer'),
        ("item.1.key", "moods", "item `mood`: needs either `options` or `key`, and has both"),
        ("item.1.options", None, "item `mood`: needs either `options` or `key`, and has neither"),
        ("item.1.points", "one", "item `mood`, `points`: belongs to `when`, and the item has `answer`; leave it out"),
        ("item.2.number", "mood", 'item `orders`, `number`: is one of "low", "mid", "high", and no number'),
        ("item.2.steps", None, "item `orders`, `steps`: is missing"),
        ("item.2.steps.1.to", "many", "item `orders`, step 2: has both `to` and `below`; keep one"),
        ("item.2.steps.1.from", "many", "item `orders`, step 2, `below`: is 10, and it begins at 10; exchange them"),
        ("item.2.steps.0.below", "soem", "item `orders`, step 1, `below`: unknown parameter `soem`"),
        ("item.2.weight", "halve", "item `orders`, `weight`: unknown parameter `halve`; did you mean `half`?"),
        ("item.0.because", "{x}", "item `vip`, `because`, `en`: unknown fact `x`"),
        ("item.0.id", "-vip", "item `-vip`: begins with '-'"),
        ("band.0.id", "none", "band `none`: is how examples say that there is none; choose another id"),
        ("band.0.from", "god", "band `good`, `from`: unknown parameter `god`; did you mean `good`?"),
        ("parameters.fair.value", None, "parameter `fair`: needs either `value` or `dated`"),
        ("band.0.below", "fair", "band `good`, `below`: is 2, and it begins at 5; exchange them"),
        ("band.0.caution", "Mind.", "band `good`: cautions against an advice that it does not give; add `advice`"),
        ("parameters.half.value", "a", "item `orders`, `weight`: parameter `half` is text, and no number"),
    ],
)
def test_bad_input_is_told(path: str, value: Any, problem: str) -> None:
    document = changed(CARD, path, value) if "." in path or value is None else changed(CARD, **{path: value})
    assert any(each.startswith(problem) for each in told(document)), told(document)


def test_examples_are_checked() -> None:
    example = {
        "name": "odd",
        "given": {"mood": "mad", "order": 1},
        "expect": {"band": "god", "points": "many", "missing": ["moods"], "possible": ["fare", "fare"]},
    }
    assert [
        'example `odd`, `given`, `mood`: "mad" is none of its values; did you mean `mid`?',
        "example `odd`, `given`: unknown fact `order`; did you mean `orders`?",
        "example `odd`, `expect`, `band`: unknown band `god`; did you mean `good`?",
        "example `odd`, `expect`, `possible`: unknown band `fare`; did you mean `fair`?",
        'example `odd`, `expect`, `points`: "many" is no number',
        "example `odd`, `expect`, `missing`: unknown fact `moods`; did you mean `mood`?",
    ] == told(changed(CARD, example=[example]))


def test_negative_weights_cannot_be_renormalised() -> None:
    document = changed(changed(CARD, missing="renormalise"), "parameters.half.value", -1)
    assert ["item `orders`, `weight`: is negative, and weights are renormalised"] == [
        each.split(";")[0] for each in told(document)
    ]


def test_a_key_gives_the_options_of_several_items() -> None:
    keyed = changed(CARD, "item.1.options", None)
    keyed["item"][1]["key"] = "moods"
    keyed["keys"] = {"moods": {"low": "zero", "mid": "one", "high": "five"}}
    card = crmrules.from_dict(keyed, Scorecard)
    assert 5 == card.score({"vip": False, "mood": "high", "orders": 0}).points
    assert card == crmrules.loads(card.to_toml())
    keyed["item"][1]["key"] = "mood"
    assert ["item `mood`, `key`: unknown key `mood`; did you mean `moods`?"] == told(keyed)


def test_a_policy_that_extends_another_restates_items_and_bands() -> None:
    text = """
    extends = "loyalty"
    id = "ours"
    parameters = { loyal_from = { value = 16 } }
    remove = ["rival-attitude", "13 points lean towards loyalty", "14 points are loyal"]

    [[example]]
    name = "an unknown item that cannot change the band leaves it certain"
    given = { fault_tolerance = "accepts", repeat_purchases = 5, choosing_time = 0, price_sensitivity = 1 }
    expect = { points = 14, band = "leaning" }
    """
    ours = crmrules.loads(text, Scorecard)
    assert ("repeat-purchases", "choosing-time", "price-sensitivity", "fault-tolerance") == tuple(
        item.id for item in ours.items
    )


def test_dated_ends_are_held_against_each_other_on_every_day() -> None:
    document = changed(CARD)
    document["parameters"]["good"] = {
        "dated": [
            {"from": datetime.date(2025, 1, 1), "value": 5},
            {"from": datetime.date(2026, 1, 1), "value": 1},
        ]
    }
    assert ["band `fair`, `below`: is 1, and it begins at 2; exchange them"] == told(document)


def test_slots_take_the_questions_of_the_host() -> None:
    document = changed(CARD, "item.1.title", None)
    card = crmrules.from_dict(document, Scorecard)
    assert ("mood",) == card.slots
    asked = card.with_questions({"mood": "How are you?"})
    assert () == asked.slots
    assert "How are you? (mood)" in asked.score({"mood": "low"}).explain()
    assert "mood (the question is the host's)" in card.score({"mood": "low"}).explain()
    with pytest.raises(PolicyError) as caught:
        card.with_questions({"moood": "?", "vip": "Is it?", "mood": " "})
    assert [
        "policy `card`: unknown item `moood`; did you mean `mood`?",
        "policy `card`, item `vip`: has a title already; write a policy that `extends` it",
        'policy `card`, item `mood`: " " is no question; give a text, or a crmrules.Text',
    ] == list(map(str, caught.value.problems))
