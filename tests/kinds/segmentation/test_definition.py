"""Segmentation files: what is wrong with them is told at once, with path, value and remedy."""

import datetime
from typing import Any

import pytest

import crmrules
from crmrules import Segmentation
from crmrules.errors import PolicyError
from tests.populations import BY_CUSTOMERS, changed


def told(document: dict[str, Any]) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        crmrules.from_dict(document)
    return [str(each).removeprefix("policy `bands`, ") for each in caught.value.problems]


def test_a_file_is_a_segmentation_and_comes_back_the_same() -> None:
    bands = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
    assert ("top", "mid", "rest") == tuple(band.id for band in bands.bands)
    assert bands == crmrules.loads(bands.to_toml())
    assert bands.hash == crmrules.from_dict(bands.to_dict()).hash
    assert "segmentation" == bands.kind


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("measure", None, "`measure`: is missing"),
        ("measure", "profits", "`measure`: unknown fact `profits`; did you mean `profit`?"),
        ("facts.profit", {"type": "text"}, "`measure`: `profit` is text; rank customers by a number"),
        ("parameters.basis.value", None, "parameter `basis`: needs either `value` or `dated`"),
        ("parameters.basis.values", None, "parameter `basis`: has no `values`; they are customer_share and"),
        ("parameters.basis.values", ["customer_share", "profits_share"], "parameter `basis`, `values`: unknown"),
        ("band.0.share", {"customer_share": "upper"}, "band `top`, `share`: does not say how much it is of"),
        ("band.0.share.customer_share", "uper", "band `top`, `share`, `customer_share`: unknown parameter `uper`;"),
        ("band.2.share", {"customer_share": "upper"}, "band `rest`, `share`: is the last band's, which takes the"),
        ("band.1.id", "top", "band `top`: the same id twice; give each its own"),
        ("band.1.id", "none", "band `none`: is how examples say that there is none; choose another id"),
        ("parameters.upper.value", 0, "band `top`, `share`, `customer_share`: parameter `upper` is 0, and no share;"),
        ("parameters.upper.value", 1.5, "band `top`, `share`, `customer_share`: parameter `upper` is 1.5, and no"),
        ("parameters.upper.value", True, "band `top`, `share`, `customer_share`: parameter `upper` is true, and no"),
        ("parameters.upper.value", 0.6, "band `mid`: parameter `middle` is 0.5, below the 0.6 of the band above;"),
        ("rule", [], 'policy `bands`: unknown key "rule"'),
        ("hit", "first", 'policy `bands`: unknown key "hit"'),
        ("law", {"top": "upper"}, "`law`, `profit`: is missing"),
        ("law", {"top": "uper", "profit": "upper", "bottom": "upper", "loss": "upper"}, "`law`, `top`: unknown"),
    ],
)
def test_bad_input_is_told(path: str, value: Any, problem: str) -> None:
    document = (
        changed(BY_CUSTOMERS, path, value) if "." in path or value is None else changed(BY_CUSTOMERS, **{path: value})
    )
    assert any(each.startswith(problem) for each in told(document)), told(document)


def test_a_share_that_could_not_be_read_is_told_alone() -> None:
    broken = changed(BY_CUSTOMERS, "parameters.middle", "half")
    assert ['parameter `middle`: "half" is no table; write `key = value` pairs'] == told(broken)


def test_one_band_is_none() -> None:
    assert "policy `bands`: has fewer than two bands; declare them with [[band]], the highest first" in told(
        changed(BY_CUSTOMERS, band=[{"id": "all", "title": "All"}])
    )


def test_without_a_basis_the_remedy_shows_one() -> None:
    [problem] = told(changed(BY_CUSTOMERS, "parameters.basis"))
    assert problem.startswith("policy `bands`: has no parameter `basis`; add basis = ")


def test_dated_shares_are_checked_on_every_day() -> None:
    later = {
        "dated": [{"from": datetime.date(2025, 1, 1), "value": 0.2}, {"from": datetime.date(2026, 1, 1), "value": 0.7}]
    }
    assert [
        "band `mid`: parameter `middle` is 0.5, below the 0.7 of the band above on 2026-01-01; "
        "shares count the bands above in: let them rise"
    ] == told(changed(BY_CUSTOMERS, "parameters.upper", later))


def test_examples_are_checked() -> None:
    example = {
        "name": "one",
        "given": [{"profit": True}, {"profitt": 1}],
        "expect": {"outcome": ["topp", "topp", "topp"]},
        "with": {"uper": 1},
    }
    assert [
        "example `one`, `given`, customer 1, `profit`: true is no number; give a number",
        "example `one`, `given`, customer 2: unknown fact `profitt`; did you mean `profit`?",
        "example `one`, `with`: unknown parameter `uper`; did you mean `upper`?",
        "example `one`, `expect`, `outcome`: unknown band `topp`; did you mean `top`?",
        "example `one`, `expect`, `outcome`: holds 3, for 2 customers; give each a band",
    ] == told(changed(BY_CUSTOMERS, example=[example]))


def test_parameters_are_checked_when_they_are_changed() -> None:
    bands = crmrules.from_dict(BY_CUSTOMERS, Segmentation)
    with pytest.raises(PolicyError, match="let them rise"):
        bands.with_parameters(upper=0.9)
    with pytest.raises(PolicyError, match="basis"):
        bands.with_parameters(basis="customers")
    assert 0.9 == bands.with_parameters(upper=0.9, middle=0.95).parameters["upper"].value


def test_extending_a_segmentation_adds_a_band_in_its_place() -> None:
    ours = crmrules.from_dict(
        {
            "extends": "tiers",
            "id": "ours",
            "parameters": {"best_customers": {"value": 0.05}, "best_profit": {"value": 0.5}},
            "band": [
                {
                    "id": "best",
                    "title": "Best",
                    "before": "key",
                    "share": {"customer_share": "best_customers", "profit_share": "best_profit"},
                }
            ],
            "remove": [each.name for each in crmrules.policy("tiers").definition.examples],
        },
        Segmentation,
    )
    assert ("best", "key", "ordinary", "small") == tuple(band.id for band in ours.bands)


def test_a_decision_reads_a_band_as_a_stored_fact() -> None:
    care = crmrules.from_dict(
        {
            "id": "care",
            "version": "1",
            "kind": "decision",
            "hit": "first",
            "title": "Care",
            "facts": {"tier": {"from": "tiers"}},
            "outcome": [{"id": "visit", "title": "Visit"}],
            "rule": [{"id": "key", "when": 'tier == "key"', "then": "visit", "because": "Key."}],
        }
    )
    assert "visit" == care.decide({"tier": "key"}).outcome
    assert ("tier",) == care.decide({"tier": None}).missing
    assert (
        care.hash
        != crmrules.from_dict(care.to_dict() | {"facts": {"tier": {"values": ["key", "ordinary", "small"]}}}).hash
    )


def test_a_cadence_has_no_outcome_to_read() -> None:
    document = changed(BY_CUSTOMERS, facts={"profit": {"type": "money"}, "due": {"from": "contact-frequency"}})
    assert ["fact `due`, `from`: policy `contact-frequency` is a cadence, which has no one outcome"] == told(document)
