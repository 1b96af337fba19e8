"""Lists of scorecards and references: who stands where, what gave the points, what holds, and what is open."""

from typing import Any

import polars as pl
import pytest

from crmrules import Policy, Reference, Review, Scorecard, from_dict, policy, review
from crmrules.reports.wording import fill
from tests.frames import arrow


def records_of(asked: Policy[Any]) -> list[dict[str, Any]]:
    """The records of its examples, and each once more without one of the facts it has."""
    names = [each.name for each in asked.definition.read_facts]
    found: list[dict[str, Any]] = []
    for place, example in enumerate(asked.definition.examples):
        if not example.with_:
            record = {name: example.given.get(name) for name in names}
            known = [name for name in names if record[name] is not None]
            left_out = known[place % len(known)] if known else names[0]
            found += [record, {**record, left_out: None}]
    return found


def reviewed(asked: Policy[Any], records: list[dict[str, Any]]) -> Review:
    types = {each.name: each.type for each in asked.definition.read_facts}
    return review(pl.DataFrame(arrow(records, types)).drop("row"), policies=[asked])


def listed(asked: Policy[Any], records: list[dict[str, Any]], language: Any = "en") -> list[dict[str, Any]]:
    return reviewed(asked, records).worklist(asked.id, language).collect().to_dicts()


def joined(said: list[str]) -> str | None:
    return "; ".join(said) or None


@pytest.mark.parametrize("id_", ["account-health", "buying-signals", "customer-profile", "loyalty", "goals"])
def test_a_scorecard_lists_its_bands_in_their_order_with_what_gave_the_points(id_: str) -> None:
    card = policy(id_)
    assert isinstance(card, Scorecard)
    bands = {each.id: each for each in card.bands}
    titles = {each.id: each.id if each.title is None else each.title.en for each in card.definition.items}
    records = records_of(card)
    found = listed(card, records)
    assert sorted(row["row"] for row in found) == list(range(1, len(records) + 1))
    order = [*(each.title.en for each in card.bands), "in no band", "open"]
    if bands:
        places = [order.index(row["band"]) for row in found if row["band"] not in order[-2:]]
        assert places == sorted(places)
        assert all(row["band"] in order[-2:] for row in found[len(places) :])
    for row in found:
        score = card.score(records[row["row"] - 1])
        if bands:
            otherwise = "in no band" if score.certain else "open"
            assert row["band"] == (bands[score.band].title.en if score.band else otherwise)
        assert row["points"] == score.points
        is_range = score.low != score.high
        assert (row["at least"], row["at most"]) == ((score.low, score.high) if is_range else (None, None))
        known = [each for each in score.contributions if each.points is not None and each.low != 0]
        assert row["points given by"] == joined([f"{titles[each.item]} ({each.low:+g})" for each in known])
        unknown = [titles[each.item] for each in score.contributions if each.points is None]
        assert row["not known"] == joined(unknown)
        band = score.banded
        told = None if band is None or band.caution is not None or band.advice is None else band.advice
        assert row.get("advice") == (None if told is None else fill(told, score.values, "en"))


@pytest.mark.parametrize("id_", ["big-customers", "conduct-rules", "retention-offers", "sales-scripts"])
def test_a_reference_lists_of_whom_which_entries_hold(id_: str) -> None:
    book = policy(id_)
    assert isinstance(book, Reference)
    records = records_of(book)
    advised = [book.advise(record) for record in records]
    wanted: list[tuple[Any, ...]] = []
    places = {each.id: place for place, each in enumerate(book.definition.conditional)}
    for row, told in enumerate(advised, 1):
        if told.holds or told.open:
            first = places[told.holds[0].id] if told.holds else len(places)
            advice = [fill(each.advice, told.values, "en") for each in told.holds if each.advice is not None]
            holds, may = ([each.title.en for each in some] for some in (told.holds, told.open))
            wanted.append((first, row, joined(holds), " ".join(advice) or None, len(may) or None, joined(may)))
    wanted.sort(key=lambda each: each[:2])
    columns = ("row", "holds", "advice", "open entries", "may hold")
    assert [each[1:] for each in wanted] == [tuple(map(row.get, columns)) for row in listed(book, records)]


CARD = {
    "id": "mood",
    "kind": "scorecard",
    "version": "1",
    "title": {"en": "Mood", "zh": "心情"},
    "facts": {"n": {"type": "integer"}, "m": {"type": "bool"}, "k": {"type": "bool"}},
    "parameters": {"one": {"value": 1}, "two": {"value": 2}, "none": {"value": 0}, "most": {"value": 3}},
    "item": [
        {"id": "n", "title": {"en": "N", "zh": "甲"}, "when": "n > 0", "points": "two", "otherwise": "none"},
        {"id": "m", "when": "m", "points": "one", "unknown": "one"},
        {"id": "k", "when": "k", "points": "none"},
    ],
    "band": [
        {"id": "high", "title": {"en": "High", "zh": "高"}, "from": "two"},
        {"id": "low", "title": {"en": "Low", "zh": "低"}, "below": "two"},
    ],
}


def test_an_unknown_that_has_points_of_its_own_gives_them_and_the_first_band_stands_first() -> None:
    card = from_dict(CARD, Scorecard)
    records: list[dict[str, Any]] = [
        {"n": 0, "m": None, "k": True},
        {"n": None, "m": True, "k": None},
        {"n": 1, "m": False, "k": False},
        {"n": 1, "m": True, "k": None},
    ]
    found = [tuple(row.values()) for row in listed(card, records, "zh")]
    assert found == [
        (4, "高", 3.0, None, None, "甲 (+2)；m (+1)", None),
        (3, "高", 2.0, None, None, "甲 (+2)", None),
        (1, "低", 1.0, None, None, "m (+1)", None),
        (2, "未决", None, 1.0, 3.0, "m (+1)", "甲"),
    ]


@pytest.mark.parametrize(("id_", "is_narrow"), [("account-health", False), ("loyalty", True)])
def test_items_are_named_in_a_report_where_there_is_room(id_: str, is_narrow: bool) -> None:
    asked: Policy[Any] = policy(id_)
    found = reviewed(asked, records_of(asked))
    heads = {"points given by", "not known"}
    assert heads <= {*found.worklist(id_).collect_schema()}
    assert is_narrow == ("points given by" in found.explain())
