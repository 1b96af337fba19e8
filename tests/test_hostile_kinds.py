"""Files of other kinds, and of many outcomes, made to hang: read, decided, told and applied within seconds."""

import datetime
from typing import Any

import polars as pl

from crmrules import Cadence, DecisionTable, Reference, Scorecard, diff, from_dict
from tests.test_hostile_files import in_time

DAY = datetime.date(2026, 3, 1)


def numbers(count: int, **more: Any) -> dict[str, Any]:
    return {f"k{place}": {"value": place + 1, **more} for place in range(count)}


def headed(kind: str, **tables: Any) -> dict[str, Any]:
    return {"id": "hostile", "version": "1", "kind": kind, "title": "Hostile", **tables}


def graded(classes: int) -> dict[str, Any]:
    """A cadence of so many classes, each with an interval of its own."""
    return headed(
        "cadence",
        **{"class": "grade", "anchor": "signed"},
        facts={"grade": {"values": [f"g{place}" for place in range(classes)]}}
        | {name: {"type": "date"} for name in ("signed", "last")},
        parameters=numbers(classes, unit="days"),
        channel=[{"id": "call", "title": "Call", "last": "last"}],
        interval=[
            {"class": f"g{place}", "channel": "call", "every": f"k{place}", "because": "So."}
            for place in range(classes)
        ],
    )


def test_hundreds_of_intervals_are_read_and_counted_in_time() -> None:
    with in_time():
        cadence = from_dict(graded(600), Cadence)
        schedule = cadence.due({"grade": "g30", "signed": None, "last": DAY}, as_of=DAY)
        assert schedule.explain()
        frame = pl.DataFrame({"grade": ["g30", None], "signed": [None, DAY], "last": [DAY, None]})
        assert 2 == len(cadence.apply(frame, as_of=DAY))


def test_a_change_of_one_interval_of_hundreds_is_told_in_time() -> None:
    cadence = from_dict(graded(600), Cadence)
    with in_time():
        (change,) = diff(cadence, cadence.with_parameters(k30=7)).compared.changes
        assert ("g30", "call") == (change.witness.given["grade"], change.what)


def test_hundreds_of_items_are_scored_and_told_in_time() -> None:
    made = headed(
        "scorecard",
        facts={f"f{place}": {"type": "bool"} for place in range(300)},
        parameters={"one": {"value": 0.1, "unit": "points"}, "half": {"value": 15, "unit": "points"}},
        item=[{"id": f"i{place}", "title": "I", "when": f"f{place}", "points": "one"} for place in range(300)],
        band=[{"id": "high", "title": "High", "from": "half"}, {"id": "low", "title": "Low", "below": "half"}],
    )
    with in_time():
        card = from_dict(made, Scorecard)
        nothing, everything = card.score({}), card.score({f"f{place}": True for place in range(300)})
        assert ("low", "high") == nothing.possible
        assert nothing.explain()
        assert "high" == everything.band
        frame = pl.DataFrame({f"f{place}": [True, None] for place in range(300)})
        assert ["high", None] == card.apply(frame)["hostile"].to_list()


def test_thousands_of_entries_are_advised_and_told_in_time() -> None:
    made = headed(
        "reference",
        facts={"n": {"type": "number"}},
        parameters=numbers(100),
        entry=[
            {"id": f"e{place}", "title": "E", "advice": "Do.", "when": f"n > k{place % 100}"}
            | ({"caution": "Ask first."} if place % 2 else {})
            for place in range(3_000)
        ],
    )
    with in_time():
        advice = from_dict(made, Reference).advise({"n": 50})
        assert (750, 720) == (len(advice.holds), len(advice.withheld))
        assert advice.explain()


def test_hundreds_of_outcomes_are_decided_in_time() -> None:
    made = headed(
        "decision",
        hit="first",
        default="o0",
        facts={"n": {"type": "number"}, "m": {"type": "number"}},
        parameters=numbers(200),
        outcome=[{"id": f"o{place}", "title": "O"} for place in range(200)],
        rule=[
            {"id": f"r{place}", "when": f"n == k{place} and m > k0", "then": f"o{place}", "because": "So."}
            for place in range(200)
        ],
    )
    with in_time():
        table = from_dict(made, DecisionTable)
        for _ in range(2):  # the first is interpreted
            assert "o29" == table.decide({"n": 30, "m": 5}).outcome
            unknown = table.decide({"m": 5})
            assert (200, ("n",)) == (len(unknown.possible), unknown.missing)
        frame = pl.DataFrame({"n": [30.0, None], "m": [5.0, None]})
        assert ["o29", None] == table.apply(frame)["hostile"].to_list()
