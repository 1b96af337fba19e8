"""Differences on data: whom a change moves, counted as record by record, and the contacts a year it comes to."""

import datetime
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import Binding, diff, from_dict, policy
from crmrules.assurance.difference.transitions import Contacts
from crmrules.errors import EngineError, RecordError
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.said import said
from crmrules.kinds.segmentation.policy import Segmentation
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


def classes_with(**parameters: float) -> Segmentation:
    return policy("contact-classes").with_parameters(**parameters)


def test_a_segmentation_moves_contacts() -> None:
    frame = pl.DataFrame({"profit": [float(each) for each in range(1, 101)]})
    found = diff(policy("contact-classes"), classes_with(important_customers=0.05), frame)
    assert found.equivalent is False
    moved = found.moved
    assert moved is not None
    assert moved.counts[""]["secondary", "important"] == 4
    # 12 calls and 4 visits a year beside 4 and 2
    assert moved.contacts is not None
    assert moved.contacts.after - moved.contacts.before == 4 * 10


def test_a_change_of_shares_is_shown_by_a_customer_who_moves() -> None:
    found = diff(policy("contact-classes"), classes_with(important_customers=0.02))
    (change,) = found.witnesses
    assert (change.before, change.after, dict(change.witness.given)) == ("secondary", "important", {"profit": 99})
    assert change.among is not None
    assert change.among.en == "of 100 customers with profit 1 to 100"


def test_other_names_for_the_same_shares_are_equivalent() -> None:
    document = policy("contact-classes").to_dict()
    document["parameters"]["top_customers"] = document["parameters"].pop("important_customers")
    document["band"][0]["share"]["customer_share"] = "top_customers"
    document["example"] = [each for each in document["example"] if "with" not in each]
    assert diff(policy("contact-classes"), from_dict(document)).equivalent is True


def test_a_band_that_the_cadence_does_not_know_is_told_and_counts_nowhere() -> None:
    document = policy("contact-classes").to_dict()
    document["band"].insert(0, {"id": "platinum", "title": "Platinum", "share": document["band"][0]["share"]})
    frame = pl.DataFrame({"profit": [3.0, 2.0, 1.0]})
    found = diff(policy("contact-classes"), from_dict(document), frame)
    assert found.moved is not None
    assert found.moved.contacts is not None
    assert found.moved.contacts.why is not None
    assert "knows no class `platinum`" in found.explain()
    assert "Contacts a year:" not in found.explain()


def test_a_cadence_changes_the_contacts_of_its_classes() -> None:
    cadence = policy("contact-frequency")
    frame = pl.DataFrame({"contact_class": ["important", "small", None]})
    found = diff(cadence, cadence.with_parameters(important_call=2), frame)
    assert found.moved is not None
    assert found.moved.contacts == Contacts(16, 10)
    assert found.moved.counts[""][None, None] == 1


def test_a_cadence_reads_its_classes_from_where_they_are_bound_or_cut() -> None:
    cadence = policy("contact-frequency")
    rarer = cadence.with_parameters(important_call=2)
    bound = diff(cadence, rarer, pl.DataFrame({"klass": ["important"]}), bind=Binding({"contact_class": "klass"}))
    cut = diff(cadence, rarer, pl.DataFrame({"profit": [float(each) for each in range(100)]}))
    assert bound.moved is not None
    assert cut.moved is not None
    assert (bound.moved.contacts, cut.moved.counts[""]["important", "important"]) == (Contacts(16, 10), 1)
    with pytest.raises(RecordError, match='row 1, column `contact_class`: "Important" is none of its values'):
        diff(cadence, rarer, pl.DataFrame({"contact_class": ["Important"]}))


def test_for_a_day_the_customers_with_another_next_contact_move() -> None:
    cadence = policy("contact-frequency")
    frame = pl.DataFrame(
        {
            "contact_class": ["important", "important", "small", None],
            "last_call": [datetime.date(2026, 1, 31), None, datetime.date(2026, 1, 31), datetime.date(2026, 1, 31)],
            "last_visit": [datetime.date(2026, 1, 31)] * 4,
        }
    )
    found = diff(cadence, cadence.with_parameters(important_call=2), frame, as_of=datetime.date(2026, 2, 1))
    assert found.moved is not None
    assert found.moved.customers.select("before", "after").rows() == [("call 2026-02-28", "call 2026-03-31")]
    assert "1 of 4 customers moves (25.0%)." in found.explain()
    assert "move" not in diff(cadence, cadence, frame).explain()


def test_a_changed_interval_is_shown_by_a_contact() -> None:
    cadence = policy("contact-frequency")
    (change,) = diff(cadence, cadence.with_parameters(important_call=2)).witnesses
    assert change.what == "call"
    assert (change.before, change.after) == ("2026-02-01", "2026-03-01")
    assert diff(cadence, cadence.with_parameters(important_call=1)).equivalent is True


def test_contacts_that_count_elsewhere_are_a_change() -> None:
    cadence = policy("contact-frequency")
    changes = diff(cadence, cadence.with_parameters(visit_counts_as_call=True)).witnesses
    assert [(each.what, each.before, each.after) for each in changes[-2:]] == [
        ("call", "unknown", "2026-07-01"),
        ("call", "optional", "2027-01-01, optional"),
    ]
    assert {"last_visit"} == changes[0].witness.given.keys() - {"contact_class"}


def test_a_year_is_no_365_days_which_a_leap_year_shows() -> None:
    document = policy("contact-frequency").to_dict()
    document["parameters"]["small_call"] |= {"value": 365, "unit": "days"}
    (change,) = diff(policy("contact-frequency"), from_dict(document)).witnesses
    assert (change.before, change.after) == ("2028-03-01, optional", "2028-02-29, optional")


def test_what_no_day_shows_is_not_proven_the_same() -> None:
    """Four years are 1461 days from 1901 to 2096, and fewer where 2100 is among them."""
    documents = [policy("contact-frequency").to_dict() for _ in range(2)]
    for document, value, unit in zip(documents, (4, 1461), ("years", "days"), strict=True):
        document["parameters"]["small_call"] |= {"value": value, "unit": unit}
    found = diff(*map(from_dict, documents))
    assert found.equivalent is None
    assert "class `small` is contacted otherwise on channel `call`, and no day was found" in found.explain()


def test_business_days_written_otherwise_are_the_same() -> None:
    document = policy("contact-frequency").to_dict()
    document["parameters"]["small_call"] |= {"value": 5, "unit": "business days"}
    weekend = from_dict(document | {"calendar": {"weekend": ["sunday", "saturday"]}})
    assert diff(from_dict(document), weekend).equivalent is True
    other = from_dict(document | {"calendar": {"holidays": [datetime.date(2031, 5, 1)]}})
    (change,) = diff(from_dict(document), other).witnesses
    assert (change.before, change.after) == ("2031-05-07, optional", "2031-05-08, optional")


def test_amounts_and_occasions_of_a_cadence_are_part_of_what_it_says() -> None:
    names, standards = policy("name-list"), policy("key-person-standards")
    (change,) = diff(names, names.with_parameters(drop_share=0.3)).witnesses
    assert "dropped = 20, brand_new = 15, refilled = 5" in str(change.before)
    assert "dropped = 30, brand_new = 15, refilled = 15" in str(change.after)
    document = standards.to_dict()
    document["occasion"] = document["occasion"][1:]
    (change,) = diff(standards, from_dict(document)).witnesses
    assert (change.what, change.before, change.after) == ("birthday", "birthday", "")


def test_another_unit_is_another_interval_only_where_it_is() -> None:
    document = policy("contact-frequency").to_dict()
    document["parameters"]["important_visit"] |= {"value": 3, "unit": "months"}
    assert diff(policy("contact-frequency"), from_dict(document)).equivalent is True
    document["parameters"]["important_visit"] |= {"value": 91, "unit": "days"}
    assert diff(policy("contact-frequency"), from_dict(document)).equivalent is False


@pytest.mark.parametrize("library", ["pandas", "pyarrow", "duckdb"])
def test_frames_of_other_libraries(library: str) -> None:
    import duckdb

    own = pl.DataFrame({"profit": [float(each) for each in range(1, 101)]})
    frames = {
        "pandas": own.to_pandas,
        "pyarrow": own.to_arrow,
        "duckdb": lambda: duckdb.connect().from_arrow(own.to_arrow()),
    }
    found = diff(policy("contact-classes"), classes_with(important_customers=0.05), frames[library]())
    assert found.moved is not None
    assert len(found.moved.customers) == 4


def test_what_cannot_be_compared_is_told() -> None:
    with pytest.raises(EngineError, match="`man` is a decision, and policy `tiers` a segmentation; compare two"):
        diff(policy("man"), policy("tiers"))
    with pytest.raises(EngineError, match="`collect` gives several outcomes"):
        diff(made("collect", ("a", "x")), made("first", ("a", "x")))
    with pytest.raises(EngineError, match="`list` is no frame that is known"):
        diff(policy("man"), policy("man"), [{"money": True}])
    with pytest.raises(EngineError, match='diff: "man" is no policy'):
        diff("man", policy("man"))  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="has a column `before` already"):
        diff(policy("man"), policy("man"), pl.DataFrame({"money": [True], "before": [1]}))


def test_other_outputs_are_a_difference() -> None:
    document = policy("man").to_dict()
    document["outcome"][0]["approach"] = document["outcome"][-1]["approach"]
    found = diff(policy("man"), from_dict(document, DecisionTable))
    assert found.equivalent is False
    assert list(found.outputs) == [("pursue", "approach")]
    assert "Pursue: a promising customer (pursue), approach" in found.explain()


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


def test_an_outcome_may_be_called_as_a_marker_is() -> None:
    outcomes = [{"id": "given", "title": "Away"}, {"id": "kept", "title": "Kept"}]
    old, new = (
        from_dict(table("first", (when, "given"), ("not a", "kept"), outcome=outcomes), DecisionTable)
        for when in ("a", "a or b")
    )
    assert "    Kept (kept)  Away (given)  a = false, b = true" in diff(old, new).explain()


HEADER: dict[str, Any] = {"version": "1", "title": "X", "facts": {"since": {"type": "date"}, "told": {"type": "bool"}}}
AGES: dict[str, tuple[str, dict[str, Any]]] = {
    "reference": ("entry", {"advice": "x"}),
    "scorecard": ("item", {"points": "one"}),
}
SINCE = {"is": "days_between(as_of, since)"}
DATED: dict[str, Any] = {
    "dated": [{"from": datetime.date(2025, 1, 1), "value": 30}, {"from": datetime.date(2026, 6, 1), "value": 40}]
}


def by_age(kind: str, limit: dict[str, Any], when: str = "age <= limit") -> Any:
    """A reference or a scorecard with one entry or item that hangs on the day, and one that does not."""
    part, more = AGES[kind]
    rows = [{"id": id_, "title": "X", "when": each, **more} for id_, each in (("young", when), ("told", "told"))]
    parameters = {"one": {"value": 1}, "limit": limit} if kind == "scorecard" else {"limit": limit}
    document = {**HEADER, "id": "ages", "kind": kind, "parameters": parameters, part: rows}
    return from_dict({**document, "facts": {**HEADER["facts"], "age": SINCE}})


@pytest.mark.parametrize("kind", AGES)
@pytest.mark.parametrize(
    "limits",
    [({"value": 30}, {"value": 40}), (DATED, {"value": 30}), (DATED, {"value": 40})],
    ids=["plain", "later", "earlier"],
)
def test_what_hangs_on_the_day_is_shown_on_a_day(kind: str, limits: tuple[Any, Any]) -> None:
    old, new = (by_age(kind, each) for each in limits)
    found = diff(old, new)
    assert found.equivalent is False
    for change in found.witnesses:
        record, day = {"told": None, **change.witness.given}, change.witness.as_of
        if kind == "reference":
            assert old.advise(record, as_of=day).truths != new.advise(record, as_of=day).truths
        else:
            assert old.score(record, as_of=day).total != new.score(record, as_of=day).total


@pytest.mark.parametrize("kind", AGES)
def test_conditions_that_come_to_the_same_on_every_day_are_no_change(kind: str) -> None:
    assert diff(by_age(kind, DATED), by_age(kind, DATED, "not (age > limit)")).equivalent is True
