"""Drafted examples: pasted as they are they hold, and show every rule and both sides of every number."""

from typing import Any

import pytest
from hypothesis import given, settings

from crmrules import check, from_dict, loads, policies, policy
from crmrules.assurance.check.drafts import draft_text
from crmrules.assurance.check.examples import run_examples
from crmrules.assurance.check.finding import ABOUT_EXAMPLES
from crmrules.definitions.files import to_toml
from crmrules.kinds.decision.policy import DecisionTable
from tests.agreement.policies import PATIENT, tables
from tests.policies import table
from tests.processes import TICKETS


def pasted(document: dict[str, Any]) -> Any:
    """A policy with the drafts at the end of its file."""
    text = to_toml({"kind": "decision", **document})
    return loads(f"{text}\n{draft_text(from_dict(document).definition)}")


@pytest.mark.parametrize("id_", policies())
def test_drafts_pasted_leave_a_shipped_policy_without_a_finding_or_say_what_they_lack(id_: str) -> None:
    document = policy(id_).to_dict()
    document.pop("example")
    left = [each for each in check(pasted(document)) if each.code in ABOUT_EXAMPLES]
    lacking = draft_text(from_dict(document).definition).count("# no record was found for this")
    assert len(left) <= lacking
    if document["kind"] != "process":  # whose examples are histories
        assert left == []


def test_a_draft_lies_close_to_the_number_and_expects_what_the_policy_says() -> None:
    document = table("first", ("n >= low", "x"), default="y", parameters={"low": {"value": 30, "origin": "own"}})
    found = {example.name: (example.given, example.expect.outcome) for example in pasted(document).definition.examples}
    assert ({"n": 29}, "y") == found["n >= low is just not true"]


def test_a_draft_of_a_process_is_a_short_history_that_leads_to_the_state() -> None:
    document = {"format": 1, **TICKETS}
    made = loads(f"{to_toml(document)}\n{draft_text(from_dict(document).definition)}")
    assert [] == [each for each in check(made) if each.code in ABOUT_EXAMPLES]
    shown = {each.name: [event.kind for event in each.events] for each in made.definition.examples}
    assert ["opened", "answered"] == shown["a case in state waiting"]
    assert ["new", "escalated", "waiting", "done"] == [each.removeprefix("a case in state ") for each in shown]


def test_drafts_take_no_name_that_an_example_has() -> None:
    taken = {"name": "r1 decides", "given": {"a": False}, "expect": {"outcome": "none"}}
    made = pasted(table("first", ("a", "x"), example=[taken]))
    assert ["r1 decides", "r1 decides (2)"] == [each.name for each in made.definition.examples]


def test_what_no_record_shows_is_said() -> None:
    text = draft_text(from_dict(table("first", ("a and not a", "x"))).definition)
    assert "# no record was found for this: rule `r1` decides" in text


@pytest.mark.parametrize("hit", ["unique", "any"])
def test_a_rule_that_others_contradict_elsewhere_is_shown_where_they_do_not(hit: str) -> None:
    rules = [("n >= low", "x"), ("n * n == n", "y")]  # 1 is a value of both
    document = table(hit, *rules, parameters={"low": {"value": 1, "origin": "own"}}, facts={"n": {"type": "number"}})
    drafted = {each.name: each.given["n"] for each in pasted(document).definition.examples}
    assert (2, 0) == (drafted["r1 decides"], drafted["r2 decides"])


def test_a_draft_of_a_policy_that_hangs_on_the_day_has_one() -> None:
    rules = [("n >= low", "x"), ("seen < as_of", "y")]
    facts = {"n": {"type": "number"}, "seen": {"type": "date"}}
    document = table("unique", *rules, parameters={"low": {"value": 1, "origin": "own"}}, facts=facts)
    drafted = pasted(document)
    assert all(each.as_of is not None for each in drafted.definition.examples)
    assert run_examples(drafted.definition) == []


def test_a_policy_that_lacks_nothing_is_told_so() -> None:
    assert "lacks no example" in draft_text(policy("man").definition)


@given(tables())
@settings(max_examples=25, suppress_health_check=PATIENT)
def test_drafts_hold_whatever_the_policy(made: DecisionTable) -> None:
    document = made.to_dict()
    document.pop("example", None)
    assert run_examples(pasted(document).definition) == []
