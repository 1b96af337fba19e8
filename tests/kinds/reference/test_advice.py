"""What a reference says: entries that are looked up, hold of a record, may hold, or are held back."""

from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import Reference
from crmrules.errors import EngineError, RecordError
from tests.populations import changed
from tests.references import WAYS

POLICY = crmrules.from_dict(WAYS, Reference)


def ids(entries: Any) -> list[str]:
    return [entry.id for entry in entries]


def test_entries_are_looked_up_by_their_attributes() -> None:
    assert ["call", "fair", "visit", "letter"] == ids(POLICY.entries())
    assert ["call"] == ids(POLICY.entries(cost="low"))
    assert ["call", "visit"] == ids(POLICY.entries(rank=1))
    assert [] == ids(POLICY.entries(cost="high", rank=1))
    assert [] == ids(POLICY.entries(rank=True))  # true is no number


def test_what_carries_a_caution_is_off_until_it_is_asked_for() -> None:
    assert ["call", "gift"] == ids(POLICY.entries(cost="low", cautioned=True))
    (gift,) = POLICY.withheld(cost="low")
    assert ("gift", "Ask first.") == (gift.id, str(gift.caution))
    advice = POLICY.advise({"distance": 120, "public": False})
    assert (["fair"], ["gift"]) == (ids(advice.holds), ids(advice.withheld))
    assert "Send one." not in advice.explain() + advice.explain("zh")
    assert "Gift (gift): Ask first." in advice.explain()
    asked = POLICY.advise({"distance": 120, "public": False}, cautioned=True)
    assert (["fair", "gift"], []) == (ids(asked.holds), ids(asked.withheld))
    assert "Advice: Send one." in asked.explain()
    assert [] == ids(POLICY.advise({"distance": 120, "public": True}).withheld)


def test_unknown_facts_leave_entries_open() -> None:
    advice = POLICY.advise({})
    assert ([], ["fair", "visit"], ["gift"]) == (ids(advice.holds), ids(advice.open), ids(advice.withheld))
    assert (False, ("distance",)) == (advice.certain, advice.missing)
    assert ("distance", "public") == POLICY.advise({}, cautioned=True).missing


def test_an_advice_says_why() -> None:
    assert POLICY.advise({"distance": 80}).explain().splitlines() == [
        "Ways (ways): 1 entry of 3 holds",
        "  Visit (visit)",
        "    80 km.",
        "    Rank: 1",
        "    Because distance <= far, with distance = 80, far = 100.",
        "  Held back until they are asked for, each with the reason:",
        "    Gift (gift): Ask first.",
    ]


def test_an_entry_that_is_only_named_says_so() -> None:
    document = changed(WAYS, "entry.4.when", "public")
    told = crmrules.from_dict(document, Reference).advise({"public": True})
    assert "The source gives this heading and nothing more." in told.explain()
    assert "原文仅列出此标题，未作说明。" in told.explain("zh")


def test_an_unknown_attribute_or_value_is_told() -> None:
    with pytest.raises(RecordError) as caught:
        POLICY.entries(kost="low", cost="lo")
    assert [
        "policy `ways`, entries: unknown attribute `kost`; did you mean `cost`?",
        'policy `ways`, entries, `cost`: "lo" is none of its values; did you mean `low`?',
    ] == list(map(str, caught.value.problems))


def test_a_reference_without_conditions_says_nothing_of_records() -> None:
    plain = changed(WAYS, id="plain", entry=[WAYS["entry"][0], WAYS["entry"][4]])
    looked_up = crmrules.from_dict(plain, Reference)
    for ask in (lambda: looked_up.advise({}), lambda: looked_up.apply(pl.DataFrame({"distance": [1.0]}))):
        with pytest.raises(EngineError, match="none of its entries has a condition; look its entries up"):
            ask()
    found = crmrules.review(pl.DataFrame({"distance": [1.0]}), policies=[looked_up, POLICY])
    assert [("plain", "it is looked up, and says nothing of a customer")] == [
        (each.policy.id, each.why.en) for each in found.left_out
    ]


def test_advice_becomes_plain_values_and_compares() -> None:
    advice = POLICY.advise({"distance": 80})
    assert {
        "holds": ["visit"],
        "open": [],
        "withheld": ["gift"],
        "cautioned": False,
    }.items() <= advice.to_dict().items()
    assert {advice} == {POLICY.advise({"distance": 80})}
    assert advice != POLICY.advise({"distance": 80}, cautioned=True)
    assert "<Advice ways: visit>" == repr(advice)
    with pytest.raises(RecordError, match="record 2"):
        POLICY.advise_many([{"distance": 1}, {"distance": "far"}])
    with pytest.raises(EngineError, match="use `apply`"):
        POLICY.advise(pl.DataFrame({"distance": [1.0]}))


def test_a_review_counts_of_whom_entries_hold() -> None:
    found = crmrules.review(pl.DataFrame({"distance": [120.0, 1.0, None, 500.0]}), policies=[POLICY])
    (part,) = found.parts
    assert {
        "total": 4,
        "holds": {"fair": 2, "visit": 1},
        "may": {"fair": 1, "visit": 1},
    }.items() <= part.to_dict().items()
    assert "Entries with a caution are left out until they are asked for: Gift (gift)." in found.explain()
