"""Parameters over time, and what a policy's content comes to: document, hash, equality."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

import crmrules
from crmrules.errors import AsOfError
from tests.policies import EVERY_KEY, small, table

BEFORE, FIRST, SECOND = datetime.date(2025, 12, 31), datetime.date(2026, 1, 1), datetime.date(2026, 7, 1)
DATED = table(
    "first",
    ("n >= limit", "yes"),
    parameters={"limit": {"dated": [{"from": FIRST, "value": 10}, {"from": SECOND, "value": 20}]}},
)


@pytest.mark.parametrize(
    ("day", "limit", "outcome"),
    [
        (FIRST, 10, "yes"),
        (SECOND - datetime.timedelta(1), 10, "yes"),
        (SECOND, 20, None),
        (datetime.date(9899, 12, 31), 20, None),
    ],
)
def test_as_of_and_at_select_the_value_of_the_day(day: datetime.date, limit: int, outcome: str | None) -> None:
    policy = crmrules.from_dict(DATED)
    assert {"limit": limit} == policy.definition.values_on(day)
    assert outcome == policy.decide({"n": 15}, as_of=day).outcome
    pinned = policy.at(day)
    assert outcome == pinned.decide({"n": 15}).outcome
    assert {"limit": limit} == pinned.definition.values_on(None)
    assert (limit, ()) == (pinned.parameters["limit"].value, pinned.parameters["limit"].dated)


def test_a_day_before_the_first_value_is_an_error() -> None:
    policy = crmrules.from_dict(DATED)
    message = "policy `table`: parameter `limit` has no value on 2025-12-31; its first is from 2026-01-01"
    acts: tuple[Callable[[], object], ...] = (lambda: policy.decide({"n": 1}, as_of=BEFORE), lambda: policy.at(BEFORE))
    for act in acts:
        with pytest.raises(AsOfError) as caught:
            act()
        assert message == str(caught.value)


def test_a_dated_policy_asked_without_a_day_is_an_error_that_names_it() -> None:
    policy = crmrules.from_dict(DATED)
    with pytest.raises(AsOfError, match="policy `table`"):
        policy.decide({"n": 1})
    with pytest.raises(AsOfError, match="parameter `limit` is dated; give `as_of`"):
        policy.definition.values_on(None)


def test_a_policy_that_reads_the_day_needs_one() -> None:
    policy = crmrules.from_dict(table("first", ("days_between(as_of, d) > 0", "yes"), facts={"d": {"type": "date"}}))
    assert "yes" == policy.decide({"d": FIRST}, as_of=SECOND).outcome
    with pytest.raises(AsOfError, match="policy `table`: depends on the day; give `as_of`"):
        policy.decide({"d": FIRST})


@pytest.mark.parametrize("day", [datetime.datetime(2026, 1, 1, 12), "2026-01-01", 20260101])
def test_a_moment_or_a_text_is_no_day(day: Any) -> None:
    with pytest.raises(AsOfError, match=r"is no date|is a moment, and no day"):
        crmrules.from_dict(DATED).decide({"n": 1}, as_of=day)


def test_a_parameter_of_whole_and_other_numbers_over_time_is_a_number() -> None:
    parameters = crmrules.loads(EVERY_KEY).parameters
    assert ["number", "number", "bool", "text", "text"] == [each.type.kind.value for each in parameters.values()]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other"},
        {"version": "2"},
        {"title": {"en": "Small", "zh": "小"}},
        {"hit": "priority"},
        {"default": "yes"},
        {"covers": ["1.07"]},
        {"facts": {"flag": {"type": "bool", "unit": "x"}}},
        {"parameters": {"p": {"value": 1}}},
        {"outcome": [{"id": "yes", "title": "Yes", "method": "call"}]},
        {"rule": [{"id": "only", "when": "not flag", "then": "yes", "because": "So it is."}]},
        {"rule": [{"id": "only", "when": "flag", "then": "yes", "because": "So it was."}]},
        {"example": [{"name": "one", "given": {}, "expect": {}}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_hash_changes_with_the_content(change: dict[str, Any]) -> None:
    base, changed = crmrules.from_dict(small()), crmrules.from_dict(small(**change))
    assert base.hash != changed.hash
    assert base != changed


def test_the_hash_tells_numbers_from_truths_and_whole_ones_from_others() -> None:
    hashes = {crmrules.from_dict(small(parameters={"p": {"value": value}})).hash for value in (1, True, 1.0, "1")}
    assert 4 == len(hashes)


def test_the_hash_does_not_change_with_the_order_of_keys_or_the_spelling_of_conditions() -> None:
    document = small(parameters={"p": {"value": 1, "unit": "x"}, "q": {"value": 2}})
    turned = {key: document[key] for key in reversed(document)}
    turned["parameters"] = {"q": {"value": 2}, "p": {"unit": "x", "value": 1}}
    turned["rule"] = [{**document["rule"][0], "when": " ( flag ) "}]
    assert crmrules.from_dict(document).hash == crmrules.from_dict(turned).hash
    assert crmrules.from_dict(document) == crmrules.from_dict(turned)
    assert hash(crmrules.from_dict(document)) == hash(crmrules.from_dict(turned))


def test_the_hash_depends_on_the_policies_that_are_read(tmp_path: Any) -> None:
    text = 'id = "inner"\nextends = "man"\nversion = "{}"\n'
    hashes = set()
    for version in "12":
        (tmp_path / "inner.toml").write_text(text.format(version))
        outer = small(facts={"flag": {"type": "bool"}, "man": {"from": "inner"}})
        hashes.add(crmrules.Catalogue.from_dir(tmp_path).from_dict(outer).hash)
    assert 2 == len(hashes)


def test_the_order_of_rules_and_outcomes_is_content() -> None:
    rules = [("a", "x"), ("b", "y")]
    assert crmrules.from_dict(table("first", *rules)).hash != crmrules.from_dict(table("first", *reversed(rules))).hash


def test_stored_facts_that_sentences_alone_name_are_read_but_not_asked_for() -> None:
    document = table("first", ("a", "yes"))
    document["rule"][0]["because"] = "{n} and {m}"
    definition = crmrules.from_dict(document).definition
    assert ["a"] == [each.name for each in definition.read_facts]
    assert ["a", "n", "m"] == [each.name for each in definition.said_facts]


def test_a_decision_names_numbers_that_nobody_renewed() -> None:
    dated = {"dated": [{"from": datetime.date(2024, 2, 29), "value": 10}], "unit": "days"}
    renewal = {"value": 1, "unit": "years"}
    document = table("first", ("n > low", "x"), parameters={"low": dated, "renewal": renewal}, stale_after="renewal")
    made = crmrules.from_dict(document, crmrules.DecisionTable)
    fresh = made.decide({"n": 11}, as_of=datetime.date(2025, 2, 28))
    old = made.decide({"n": 11}, as_of=datetime.date(2025, 3, 1))
    assert (fresh.stale, old.stale, old.to_dict()["stale"]) == ((), ("low",), ["low"])
    assert "Numbers older than the policy allows: low" in old.explain()
    assert "已超过策略规定期限的参数：low" in old.explain("zh")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stale_after": "nothing"}, "`stale_after`: unknown parameter `nothing`"),
        ({"stale_after": "p"}, "`km` is no unit of time"),
        ({"stale_after": "half"}, "is 0.5, and no interval; give whole months"),
    ],
)
def test_the_period_must_be_one(changes: dict[str, str], message: str) -> None:
    parameters = {"p": {"value": 1, "unit": "km"}, "half": {"value": 0.5, "unit": "months"}}
    with pytest.raises(crmrules.CrmRulesError, match=message):
        crmrules.from_dict(table("first", ("a", "x"), parameters=parameters, **changes))
