"""Lists that can be worked: who stands where, in which order, and the words and days beside them."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import crmrules
from crmrules import Binding, Policy, Review, review
from crmrules.errors import EngineError, RecordError
from crmrules.kinds.cadence.parts import ContactStatus
from crmrules.model.text import Language
from crmrules.reports.wording import fill
from crmrules.reviews import filling
from tests.policies import EARLY_WARNING

D = datetime.date
DAY = D(2026, 11, 1)
CUSTOMERS = Path(__file__).parents[2] / "examples" / "customers.csv"
SENTENCES = "Volume changed by -50% and a rival was called 2 times."


def customers() -> pl.DataFrame:
    return pl.read_csv(CUSTOMERS, try_parse_dates=True)


@pytest.fixture(scope="module")
def whole() -> Review:
    return review(customers(), as_of=DAY, key="customer_id", beside=["name"])


@pytest.mark.parametrize("id_", ["man", "retention-ladder"])
def test_a_decision_lists_outcomes_in_their_order_and_then_who_is_open(whole: Review, id_: str) -> None:
    policy = crmrules.policy(id_)
    decided = {row["customer_id"]: policy.decide(row) for row in customers().iter_rows(named=True)}
    titles = {each.id: each.title.en for each in policy.definition.outcomes}
    order = [*titles.values(), "open"]
    frame = whole.worklist(id_).collect()
    places = [order.index(outcome) for outcome in frame["outcome"]]
    assert sorted(places) == places
    assert 500 == frame.height
    for row in frame.iter_rows(named=True):
        decision = decided[row["customer_id"]]
        assert row["outcome"] == (titles[decision.outcome] if decision.outcome else "open")
        assert (row["to find out"] is None) == decision.certain
        if decision.certain:
            assert f"Rule {decision.fired[0]}: {row['because']}" in decision.explain()
        assert all(each.en in row["caution"] for each in decision.cautions)
        assert (row["caution"] is None) == (not decision.cautions)
        for name in decision.missing:
            assert titled(policy, name) in row["to find out"]


def titled(policy: Policy[Any], fact: str) -> str:
    titles = {each.name: each.title for each in policy.definition.facts.declared}
    return str(titles[fact])


@pytest.mark.parametrize("id_", ["tiers", "contact-classes"])
def test_a_segmentation_lists_the_highest_measures_first(whole: Review, id_: str) -> None:
    cuts = crmrules.policy(id_).cut(customers())
    records = {row["customer_id"]: row for row in customers().iter_rows(named=True)}
    frame = whole.worklist(id_).collect()
    titles = {band.id: band.title.en for band in cuts.bands}
    measures = frame["Profit of the period"].to_list()
    known = [each for each in measures if each is not None]
    assert sorted(known, reverse=True) == known
    assert [None] * cuts.unknown == measures[len(known) :]
    for row in frame.iter_rows(named=True):
        placed = cuts.decide(records[row["customer_id"]])
        assert (titles[placed.outcome] if placed.outcome else "open", placed.measure) == (
            row["band"],
            row["Profit of the period"],
        )
        assert (row["because"] or "").startswith("It brings no profit") == bool(placed.flagged)
        assert ("Profit of the period" if placed.outcome is None else None) == row["to find out"]


def test_a_cadence_lists_each_contact_by_its_day(whole: Review) -> None:
    policy, cuts = crmrules.policy("contact-frequency"), crmrules.policy("contact-classes").cut(customers())
    records = list(customers().iter_rows(named=True))
    wanted: dict[tuple[str, str], Any] = {}
    for row, schedule in zip(records, policy.due_many(records, as_of=DAY, cuts=cuts), strict=True):
        for channel in policy.channels:
            contact = schedule[channel.id]
            if contact.status is not ContactStatus.NOT_REQUIRED:
                wanted[row["customer_id"], channel.title.en] = contact
    frame = whole.worklist("contact-frequency").collect()
    assert len(wanted) == frame.height
    ranks: list[tuple[int, D]] = []
    for row in frame.iter_rows(named=True):
        contact = wanted[row["customer_id"], row["contact"]]
        assert (contact.next_due, contact.overdue_days or None) == (row["next due"], row["days overdue"])
        assert row["status"] == contact.status.value.replace("-", " ")
        assert row["because"] == (None if contact.interval is None else contact.interval.because.en)
        assert row["note"] == ("never contacted" if contact.never_contacted else None)
        assert (row["to find out"] is None) == (contact.status is not ContactStatus.UNKNOWN)
        rank = {ContactStatus.OPTIONAL: 1, ContactStatus.UNKNOWN: 2}.get(contact.status, 0)
        ranks.append((rank, contact.next_due or D.max))
    assert sorted(ranks) == ranks


def test_a_policy_that_collects_lists_a_customer_for_each_outcome() -> None:
    frame = pl.DataFrame(
        {
            "who": ["a", "b", "c", "d"],
            "bill": [40.0, 60.0, None, 60.0],
            "package_fee": [58.0] * 4,
            "volume": [5, 5, 5, 10],
            "volume_average": [10.0] * 4,
            "rival_calls": [2, 2, 0, 2],
        }
    )
    policies = [crmrules.loads(EARLY_WARNING, Policy)]
    found = review(frame, policies=policies, key="who").worklist("early-warning").collect()
    below, falling = "Bill below the package fee", "Volume falling while rivals are called"
    assert [("a", below), ("a", falling), ("b", falling), ("c", "open")] == found.select("who", "outcome").rows()
    assert ["The bill of 40 is below the package fee of 58.", SENTENCES, SENTENCES, None] == found["because"].to_list()
    assert ["review-package", "call", "call", None] == found["action"].to_list()
    assert [None, None, None, "Last closed bill"] == found["to find out"].to_list()


def test_a_value_that_only_frames_take_leaves_a_gap_in_the_reason() -> None:
    frame = pl.DataFrame({"bill": [40.0], "package_fee": [58.0], "volume_average": [float("inf")]})
    named = EARLY_WARNING.replace("The bill of {bill} is", "With {volume_average} calls the bill of {bill} is")
    found = [
        review(frame, policies=[crmrules.loads(text, Policy)]).worklist("early-warning").collect()["because"][0]
        for text in (EARLY_WARNING, named)
    ]
    assert "The bill of 40 is below the package fee of 58." == found[0]
    assert "With … calls the bill of … is below the package fee of …." == found[1]


def test_reasons_read_by_a_binding_and_assumptions() -> None:
    frame = pl.DataFrame({"Rechnung": ["40", "n/a"], "Paket": [58.0, None]})
    bind = Binding(
        {"bill": {"column": "Rechnung", "values": {"40": 40, "n/a": 30}}, "package_fee": "Paket"},
        assume={"package_fee": 35},
    )
    found = review(frame, policies=[crmrules.loads(EARLY_WARNING, Policy)], bind=bind).worklist("early-warning", "zh")
    said = found.filter(pl.col("结论") == "话费低于套餐值").collect()["理由"].to_list()
    assert ["话费 40 低于套餐值 58。", "话费 30 低于套餐值 35。"] == said


def test_a_column_of_the_file_that_is_called_as_one_of_ours_stays() -> None:
    frame = customers().rename({"name": "because"})
    found = review(frame, policies=[crmrules.policy("man")], key="customer_id", beside=["because", "customer_id"])
    columns = found.worklist("man").collect_schema().names()
    assert ["customer_id", "because", "outcome", "Approach", "because 2", "caution", "to find out"] == columns


def test_rows_name_customers_where_no_column_does() -> None:
    found = review(customers(), policies=[crmrules.policy("tiers")]).worklist("tiers", "zh").collect()
    assert "行" == found.columns[0]
    assert {*range(1, 501)} == {*found["行"]}


def test_measures_have_the_digits_they_are_written_with() -> None:
    amounts = [3170.47, 0.1, 19.99, -0.07]
    found = review(pl.DataFrame({"profit": amounts}), policies=[crmrules.policy("tiers")]).worklist("tiers").collect()
    assert sorted(map(Decimal, map(str, amounts)), reverse=True) == found["Profit of the period"].to_list()
    whole = review(pl.DataFrame({"profit": [3, 5]}), policies=[crmrules.policy("tiers")]).worklist("tiers").collect()
    assert [5, 3] == whole["Profit of the period"].to_list()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_names_the_first_of_each_list(whole: Review, language: Language) -> None:
    said, page = whole.explain(language), whole.to_html(language)
    # what each kind tells of a customer; a default has no reason
    reasons = ("because", "holds") if language == "en" else ("理由", "适用")
    silent = {part.policy.id for part in whole.parts if part.is_open}
    for id_ in whole.lists.keys() - silent:
        first = whole.worklist(id_, language).head(5).collect()
        (reason,) = {*reasons}.intersection(first.columns)
        for row in first.iter_rows(named=True):
            assert row["customer_id"] in said
            assert (row[reason] or "") in said
            assert row["customer_id"] in page
    assert ("The first 5 of 754 rows of the list" if language == "en" else "清单共 754 行，以下为前 5 行") in said


def test_a_short_list_is_told_whole_and_an_empty_one_not_at_all() -> None:
    frame = pl.DataFrame({"money": [True, False], "authority": True, "need": True})
    said = review(frame, policies=[crmrules.policy("man")]).explain()
    assert "  The list\n    row  outcome" in said
    assert "The list" not in review(frame.clear(), policies=[crmrules.policy("man")]).explain()


def test_what_is_not_there_is_told(whole: Review) -> None:
    with pytest.raises(RecordError, match="has no column `customer`; did you mean `customer_id`"):
        review(customers(), key="customer")
    with pytest.raises(RecordError, match="has no column `Name`; did you mean `name`"):
        review(customers(), beside=["Name"])
    with pytest.raises(EngineError, match=r'there is no list of "tier"; did you mean `tiers`'):
        whole.worklist("tier")


def test_a_sentence_is_filled_once_for_rows_that_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else they hold: the ladder's third step names the swing and the days of forwarding."""
    filled: list[str] = []

    def counted(*arguments: Any) -> str:
        filled.append(fill(*arguments))
        return filled[-1]

    monkeypatch.setattr(filling, "fill", counted)
    rows = customers().filter(pl.col("usage_swing").is_not_null())
    several = pl.concat(
        [rows.with_columns(pl.col("bill") + place, pl.col("bill_average") + place) for place in range(4)]
    )
    reviewed = review(several, policies=[crmrules.policy("retention-ladder")])
    found = reviewed.worklist("retention-ladder").collect()
    alone = review(rows, policies=[crmrules.policy("retention-ladder")]).worklist("retention-ladder").collect()
    step = "Step 3: strong swing, intermittent call forwarding"
    said = found.filter(pl.col("outcome") == step)["because"]
    assert said.len() == 4 * alone.filter(pl.col("outcome") == step).height
    again = [each for each in filled if each in set(said)]
    assert len(again) <= 2 * said.n_unique() < said.len()
