"""Differences on data: whom a change moves, counted as record by record, and the contacts a year it comes to."""

from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import diff, from_dict, policy
from crmrules.analysis.difference import said
from crmrules.errors import EngineError
from crmrules.kinds import DecisionTable
from crmrules.reviewing.moving import rate
from tests.policies import table

LIMIT = {"limit": {"value": 10}}
ROWS = st.fixed_dictionaries(
    {"a": st.none() | st.booleans(), "b": st.none() | st.booleans(), "n": st.none() | st.integers(5, 25).map(float)}
)
TYPES = {"a": pl.Boolean, "b": pl.Boolean, "n": pl.Float64}


def made(hit: str, *rules: tuple[str, str]) -> DecisionTable:
    outcomes = [{"id": each, "title": each} for each in "xyz"]
    return from_dict(table(hit, *rules, parameters=LIMIT, outcome=outcomes), DecisionTable)


@pytest.mark.parametrize("hit", ["first", "priority", "collect"])
@given(rows=st.lists(ROWS, max_size=20))
@settings(max_examples=25)
def test_customers_move_as_the_interpreter_says(hit: str, rows: list[dict[str, Any]]) -> None:
    old = made(hit, ("a and n > limit", "x"), ("b", "y"))
    new = made(hit, ("b", "y"), ("n > limit", "z"), ("a and n > limit", "x"))
    moved = diff(old, new, pl.DataFrame(rows, schema=TYPES)).moved
    assert moved is not None
    outcomes = ["x", "y", "z"] if hit == "collect" else [""]
    pairs = {
        id_: [(said(old.definition, row, None, id_), said(new.definition, row, None, id_)) for row in rows]
        for id_ in outcomes
    }
    assert {id_: dict(counts) for id_, counts in moved.counts.items()} == {
        id_: dict(Counter(each)) for id_, each in pairs.items()
    }
    apart = [any(pairs[id_][place][0] != pairs[id_][place][1] for id_ in outcomes) for place in range(len(rows))]
    assert moved.customers.height == sum(apart)


def test_a_segmentation_moves_contacts() -> None:
    classes, cadence = policy("contact-classes"), policy("contact-frequency")
    frame = pl.DataFrame({"profit": [float(each) for each in range(1, 101)]})
    found = diff(classes, classes.with_parameters(important_customers=0.05), frame)
    assert found.equivalent is False
    moved = found.moved
    assert moved is not None
    assert moved.contacts is not None
    assert moved.counts[""]["secondary", "important"] == 4
    per_year = rate(cadence.definition, "important") - rate(cadence.definition, "secondary")
    assert moved.contacts[1] - moved.contacts[0] == 4 * per_year
    assert per_year == 10


def test_a_cadence_changes_the_contacts_of_its_classes() -> None:
    cadence = policy("contact-frequency")
    frame = pl.DataFrame({"contact_class": ["important", "small", None]})
    found = diff(cadence, cadence.with_parameters(important_call=2), frame)
    assert found.moved is not None
    assert [16, 10] == list(found.moved.contacts or ())
    with pytest.raises(EngineError, match="no column `contact_class`"):
        diff(cadence, cadence, frame.rename({"contact_class": "klass"}))


def test_what_cannot_be_compared_is_told() -> None:
    with pytest.raises(EngineError, match="a decision and a segmentation cannot be compared"):
        diff(policy("man"), policy("tiers"))
    with pytest.raises(EngineError, match="`collect` gives several outcomes"):
        diff(made("collect", ("a", "x")), made("first", ("a", "x")))
    with pytest.raises(EngineError, match="no Polars frame"):
        diff(policy("man"), policy("man"), [{"money": True}])
    with pytest.raises(EngineError, match="has a column `before` already"):
        diff(policy("man"), policy("man"), pl.DataFrame({"money": [True], "before": [1]}))


def test_other_outputs_are_a_difference() -> None:
    document = policy("man").to_dict()
    document["outcome"][0]["approach"] = document["outcome"][-1]["approach"]
    found = diff(policy("man"), from_dict(document, DecisionTable))
    assert (found.equivalent, found.outputs) == (False, ("pursue",))


def test_a_difference_in_words() -> None:
    ladder = policy("retention-ladder")
    frame = pl.DataFrame({"suspended": [False], "cancellation_requested": [False], "suspension_requested": [False]})
    found = diff(
        ladder, ladder.with_parameters(long_off=20), frame.with_columns(powered_off_days_30=16, usage_swing=0.1)
    )
    assert "5 changes of outcome, each shown by a record." in found.explain()
    assert "结论有 5 种变化" in found.explain("zh")
    page = found.to_html()
    assert "<script" not in page
    assert "long_off" in page
    assert found.to_dict()["equivalent"] is False
