"""The facts of a policy: stored ones in the order of declaration, derived ones in the order of reckoning."""

import datetime
from typing import Any

import crmrules
from crmrules import DecisionTable
from crmrules.expressions.types import BOOL, DATE, INTEGER, NUMBER, Kind
from crmrules.kinds.decision.definition import DecisionDefinition
from tests.policies import FLAG, small


def definition(facts: dict[str, Any], when: str = "flag", **changes: Any) -> DecisionDefinition:
    rule = {"id": "only", "when": when, "then": "yes", "because": "So."}
    return crmrules.from_dict(small(facts=FLAG | facts, rule=[rule], **changes), DecisionTable).definition


def test_derived_facts_come_after_those_they_read() -> None:
    facts = {"c": {"is": "b and flag"}, "a": {"is": "not flag"}, "b": {"is": "a or flag"}}
    assert ["a", "b", "c"] == [each.name for each in definition(facts).facts.derived]


def test_the_type_of_a_derived_fact_is_that_of_its_expression() -> None:
    facts = {
        "day": {"type": "date"},
        "quiet": {"is": "days_between(as_of, day)"},
        "share": {"is": "quiet / 1"},
        "high": {"is": "share > 1"},
        "last": {"is": "max(day, as_of)"},
    }
    found = definition(facts).facts.types
    assert [DATE, INTEGER, NUMBER, BOOL, DATE] == [found[name] for name in facts]


def test_the_outcome_of_a_policy_is_a_text_of_few_values() -> None:
    (man,) = definition({"man": {"from": "man"}}).facts.derived
    assert Kind.TEXT is man.type.kind
    assert "pursue" in man.type.values


def test_behind_a_name_are_the_stored_facts_it_depends_on() -> None:
    facts = {"day": {"type": "date"}, "quiet": {"is": "days_between(as_of, day)"}, "long": {"is": "quiet > 1 or flag"}}
    found = definition(facts).facts
    assert {"day", "flag", "as_of"} == found.behind(["long"])
    assert {"flag"} == found.behind(["flag", "no such fact"])


def test_stored_facts_are_the_entity_s_then_the_policy_s_then_those_of_policies_it_reads() -> None:
    found = definition({"man": {"from": "man"}, "bill_share": {"is": "bill / bill_average"}}, entity="Subscription")
    names = [each.name for each in found.facts.declared]
    assert "cancellation_requested" == names[0]
    assert ["flag", "money", "authority", "need"] == names[-4:]


def test_a_fact_without_a_title_is_titled_by_its_name() -> None:
    (flag,) = definition({}).facts.declared
    assert "flag" == flag.title.en


def test_a_policy_that_reads_one_on_the_day_reads_the_day_itself(tmp_path: Any) -> None:
    text = """
    id = "recent"
    version = "1"
    title = "Recent"
    hit = "first"
    facts = { day = { type = "date" } }
    outcome = [{ id = "recent", title = "Recent" }]
    rule = [{ id = "r", when = "days_between(as_of, day) <= 1", then = "recent", because = "So." }]
    """
    (tmp_path / "recent.toml").write_text(text)
    document = small(facts=FLAG | {"recent": {"from": "recent"}})
    document["rule"][0] = {**document["rule"][0], "when": 'recent == "recent"'}
    policy = crmrules.Catalogue.from_dir(tmp_path).from_dict(document)
    assert policy.definition.reads_as_of
    day = datetime.date(2026, 7, 1)
    assert "yes" == policy.decide({"day": day}, as_of=day).outcome


def test_a_fact_that_the_entity_stores_may_be_said_again_with_a_title_of_its_own() -> None:
    """What an entity does not store today it may store tomorrow: the file stays right."""
    said = {"bill": {"type": "money", "title": "Invoice"}, "tenure_months": {"type": "integer"}}
    again = {each.name: each for each in definition(said, entity="Subscription").facts.declared}
    alone = {each.name: each for each in definition({}, entity="Subscription").facts.declared}
    assert [*alone] == [*again]
    assert ("Invoice", "currency") == (again["bill"].title.en, again["bill"].unit)
    assert alone["tenure_months"] == again["tenure_months"]
