"""Frames of every library give each row the score that a record alone is given."""

import math
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmrules
from crmrules import Scorecard
from tests.agreement.conftest import FEWEST, Count
from tests.agreement.policies import PATIENT
from tests.cards import CARD
from tests.frames import MAKERS, to_arrow
from tests.populations import changed

TYPES = {"vip": pa.bool_(), "mood": pa.string(), "orders": pa.int64(), "spend": pa.float64()}
POINTS = st.integers(-9, 9) | st.decimals(-20, 20, places=2).map(float)
RECORDS = st.fixed_dictionaries(
    {
        "vip": st.none() | st.booleans(),
        "mood": st.sampled_from([None, "low", "mid", "high"]),
        "orders": st.none() | st.integers(-1, 12),
        "spend": st.none() | st.sampled_from([0.1, 0.3, 7.07, 10.1, 1e300, -0.0]) | st.floats(-50, 50),
    }
)
WHENS = ("vip", "orders > some or vip", "known(spend) and vip", "mood == 'high' and not vip", "spend / orders < many")
NUMBERS = ("orders", "spend", "spend - orders", "max(spend, orders) / orders")


@st.composite
def policies(draw: Any) -> Scorecard:
    """A scorecard with any items, points, weights and bands, which renormalises or does not."""
    renormalises = draw(st.booleans())
    weights = st.sampled_from([0, 0.5, 1, 0.3, 2]) if renormalises else POINTS
    some = draw(st.integers(-2, 5))
    parameters: dict[str, Any] = {"some": some, "more": some + 1, "many": some + draw(st.integers(1, 6))}
    parameters |= {f"p{place}": draw(POINTS) for place in range(5)} | {f"w{place}": draw(weights) for place in range(2)}
    point = st.sampled_from([f"p{place}" for place in range(5)])
    items: list[dict[str, Any]] = []
    for place in range(draw(st.integers(1, 4))):
        item: dict[str, Any] = {"id": f"i{place}"}
        form = draw(st.integers(0, 3))
        if form == 0:
            item |= {"when": draw(st.sampled_from(WHENS)), "points": draw(point)}
            item |= {"otherwise": draw(point)} if draw(st.booleans()) else {}
        elif form == 1:
            item |= {"answer": "mood", "options": {each: draw(point) for each in ("low", "mid", "high")}}
        elif form == 2:
            item |= {"answer": "vip", "options": {each: draw(point) for each in ("true", "false")}}
        else:
            ends: list[dict[str, str]] = [{"below": "some"}, {"from": "some", "to": "many"}, {"from": "many"}]
            ends += [{"to": "some"}, {"from": "more"}]
            kept = draw(st.lists(st.sampled_from(ends), min_size=1, max_size=3))
            item |= {
                "number": draw(st.sampled_from(NUMBERS)),
                "steps": [{**each, "points": draw(point)} for each in kept],
            }
        item |= {"weight": draw(st.sampled_from(["w0", "w1"]))} if draw(st.booleans()) else {}
        item |= {"unknown": draw(point)} if not draw(st.integers(0, 4)) else {}
        items.append(item)
    low, high = sorted([draw(POINTS), draw(POINTS)])
    parameters |= {"low": low, "high": round(high + 0.01, 2)}
    bands = draw(
        st.sampled_from(
            [
                [],
                [{"from": "high"}, {"from": "low"}, {}],
                [{"from": "low", "below": "high"}, {"from": "high"}, {"below": "low"}],
                [{"from": "low", "to": "high"}],
                [{"to": "low"}, {"from": "high"}],
            ]
        )
    )
    named = [{"id": f"b{place}", "title": "Band", **each} for place, each in enumerate(bands)]
    facts = CARD["facts"] | {"spend": {"type": "number"}}
    values = {name: {"value": value} for name, value in parameters.items()}
    missing = "renormalise" if renormalises else "interval"
    return crmrules.from_dict(
        changed(CARD, facts=facts, parameters=values, item=items, band=named, missing=missing), Scorecard
    )


def table(rows: list[dict[str, Any]]) -> pa.Table:
    columns = {name: pa.array([row[name] for row in rows], type_) for name, type_ in TYPES.items()}
    return pa.table(columns | {"row": pa.array(range(len(rows)), pa.int32())})


def near(found: Any, wanted: Any) -> Any:
    """What was found; where it is the float next to what was wanted, that: Polars divides a frame of one row so."""
    if isinstance(found, float) and isinstance(wanted, float):
        return wanted if math.nextafter(wanted, found) == found else found
    return found


@pytest.mark.parametrize("library", MAKERS)
def test_every_frame_gives_the_score_of_each_record(library: str, examples: int, count: Count) -> None:
    @settings(max_examples=max(FEWEST, examples // 8), suppress_health_check=PATIENT)
    @given(policies(), st.lists(RECORDS, max_size=20))
    def agree(policy: Scorecard, records: list[dict[str, Any]]) -> None:
        rows = sorted(to_arrow(policy.apply(MAKERS[library](table(records)))).to_pylist(), key=lambda row: row["row"])
        expected = [each.columns for each in policy.score_many(records)]
        for row, each in zip(rows, expected, strict=True):
            assert each == {name: near(row[name], value) for name, value in each.items()}
        count.pairs += len(records)

    agree()
