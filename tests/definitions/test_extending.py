"""`extends`: a policy as its differences from another."""

from typing import Any

import pytest

import crmrules
from crmrules.definitions.catalogue import Definitions, define
from crmrules.definitions.extending import extend as extend_document
from crmrules.errors import CrmRulesError, PolicyError, UnknownPolicyError
from crmrules.loading import READERS
from tests.policies import DAY


def extend(**changes: Any) -> Any:
    """The retention ladder with some changes."""
    return crmrules.from_dict({"id": "ours", "extends": "retention-ladder"} | changes)


def told(**changes: Any) -> list[str]:
    with pytest.raises(CrmRulesError) as caught:
        extend(**changes)
    return [str(each) for each in caught.value.problems]


def ids(policy: Any) -> list[str]:
    return [rule.id for rule in policy.rules]


BASE = crmrules.policy("retention-ladder")
ARREARS = "a stop for arrears is step 6, with a caution"
OWN_EXAMPLES = [
    {"name": each.name, "given": {name: value for name, value in each.given.items() if name != "bill"}, "expect": {}}
    for each in BASE.definition.examples
]
NEW = {"id": "new", "when": "suspended", "then": "step-3", "because": "So."}


def test_everything_that_is_not_stated_is_that_of_the_base() -> None:
    ours = extend()
    assert "ours" == ours.id
    assert BASE.rules == ours.rules
    assert BASE.title == ours.title
    assert BASE.parameters == ours.parameters
    assert BASE.definition.examples == ours.definition.examples
    assert BASE != ours


def test_a_parameter_is_overridden_by_name_and_becomes_the_users_own() -> None:
    ours = extend(parameters={"bill_drop": {"value": 0.2}})
    drop, base = ours.parameters["bill_drop"], BASE.parameters["bill_drop"]
    assert (0.2, "own") == (drop.value, drop.origin)
    assert (base.unit, base.title) == (drop.unit, drop.title)
    assert drop.why is None  # it was given for another number
    assert BASE.parameters["bill_stable"] == ours.parameters["bill_stable"]


def test_an_overridden_parameter_changes_the_decision() -> None:
    record = {"cancellation_requested": False, "suspended": False, "suspension_requested": False}
    record |= {"bill": 75.0, "bill_average": 100.0}  # type: ignore[dict-item]
    assert BASE.decide(record).outcome is None
    assert "step-5" == extend(parameters={"bill_drop": {"value": 0.2}}).decide(record).outcome


def test_what_is_said_of_a_parameter_alone_keeps_its_value_and_origin() -> None:
    ours = extend(parameters={"bill_drop": {"unit": "share"}})
    assert (0.3, "default", "share") == tuple(
        getattr(ours.parameters["bill_drop"], key) for key in ("value", "origin", "unit")
    )


def test_a_new_value_takes_the_place_of_the_reading_of_the_old_one() -> None:
    tiers: Any = crmrules.policy("tiers")
    document = {"id": "ours", "parameters": {"key_customers": {"value": 0.1}, "law_bottom": {"unit": "share"}}}
    ours = define(extend_document(tiers.definition, document), Definitions({}, READERS)).parameters
    assert ours["key_customers"].reading is None
    assert tiers.parameters["law_bottom"].reading == ours["law_bottom"].reading is not None


def test_dated_values_take_the_place_of_one_and_the_other_way_round() -> None:
    dated = extend(parameters={"bill_drop": {"dated": [{"from": DAY, "value": 0.2}]}})
    assert dated.parameters["bill_drop"].value is None
    again = extend_document(dated.definition, {"id": "again", "parameters": {"bill_drop": {"value": 0.1}}})
    drop = define(again, Definitions({}, READERS)).parameters["bill_drop"]
    assert (0.1, ()) == (drop.value, drop.dated)


def test_a_rule_with_a_known_id_replaces_it_in_place() -> None:
    ours = extend(rule=[{**NEW, "id": "stop-reported"}])
    assert ids(BASE) == ids(ours)
    assert "step-3" == ours.rules[ids(BASE).index("stop-reported")].then


@pytest.mark.parametrize(
    ("word", "at"),
    [("before", lambda known: known.index("stable")), ("after", lambda known: known.index("stable") + 1)],
)
def test_a_new_rule_stands_before_or_after_another(word: str, at: Any) -> None:
    expected = ids(BASE)
    expected.insert(at(expected), "new")
    assert expected == ids(extend(rule=[NEW | {word: "stable"}]))


def test_a_new_rule_that_says_nothing_comes_last() -> None:
    assert [*ids(BASE), "new", "newer"] == ids(extend(rule=[NEW, NEW | {"id": "newer"}]))


def test_a_new_rule_can_stand_by_another_new_one() -> None:
    assert [*ids(BASE), "newer", "new"] == ids(extend(rule=[NEW, NEW | {"id": "newer", "before": "new"}]))


def test_a_rule_of_the_base_moves_where_it_says() -> None:
    moved = [id_ for id_ in ids(BASE) if id_ != "stable"]
    moved.insert(moved.index("stopped"), "stable")
    assert moved == ids(extend(rule=[NEW | {"id": "stable", "before": "stopped"}]))


def test_rules_are_removed() -> None:
    ours = extend(remove=["stopped-for-arrears"], example=[{"name": ARREARS, "given": {}, "expect": {}}])
    assert [id_ for id_ in ids(BASE) if id_ != "stopped-for-arrears"] == ids(ours)


def test_examples_of_the_base_that_name_a_removed_rule_have_to_be_restated() -> None:
    (problem,) = told(remove=["stopped-for-arrears"])
    assert problem.startswith(
        f"policy `ours`, example `{ARREARS}`, `expect`, `fired`: unknown rule `stopped-for-arrears`"
    )


def test_a_stored_fact_can_be_derived() -> None:
    cents = {"type": "integer", "unit": "cents"}
    ours = extend(
        facts={"cents": cents, "bill": {"is": "cents / hundred"}},
        parameters={"hundred": {"value": 100}},
        example=OWN_EXAMPLES,
    )
    assert "bill" not in [each.name for each in ours.definition.facts.declared]
    record = {"cancellation_requested": False, "suspended": False, "suspension_requested": False, "bill_average": 100.0}
    assert "step-5" == ours.decide({**record, "cents": 7000}).outcome
    assert "step-5" != ours.decide({**record, "cents": 7100}).outcome


def test_examples_of_the_base_stay_unless_they_are_restated() -> None:
    name = "a stop is step 6 whatever its reason"
    ours = extend(
        example=[{"name": name, "given": {}, "expect": {"certain": False}}, {"name": "own", "given": {}, "expect": {}}]
    )
    examples = {each.name: each for each in ours.definition.examples}
    assert [*(each.name for each in BASE.definition.examples), "own"] == list(examples)
    assert {} == examples[name].given


def test_an_outcome_can_be_changed_and_added() -> None:
    ours = extend(
        outcome=[
            {"id": "step-1", "title": "First", "method": "discount-package"},
            {"id": "call", "title": "Call", "before": "step-6"},
        ]
    )
    outcomes = [each.id for each in ours.definition.outcomes]
    assert outcomes.index("call") + 1 == outcomes.index("step-6")
    assert ["First"] == [each.title.en for each in ours.definition.outcomes if each.id == "step-1"]


def test_a_policy_that_extends_another_can_be_extended_itself() -> None:
    first = crmrules.loads('id = "first"\nextends = "man"\nversion = "2"')
    assert "2" == first.version
    text = first.to_toml()
    assert first == crmrules.loads(text)
    assert "extends" not in text


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"extends": "mann"}, "policy `ours`, `extends`, policy `mann`: is not in the catalogue; did you mean `man`?"),
        ({"extends": ["man"]}, "policy `ours`, `extends`: is no policy id"),
        (
            {"id": "retention-ladder"},
            "policy `retention-ladder`, `id`: is that of the policy it extends, `retention-ladder`; choose a new one",
        ),
        (
            {"remove": ["stabel"]},
            "policy `ours`, `remove`: unknown outcome, rule or example `stabel`; did you mean `stable`?",
        ),
        (
            {"remove": "stable"},
            'policy `ours`, `remove`: is no list of names; write it as remove = ["rule-id", "name of an example"]',
        ),
        (
            {"rule": [NEW | {"before": "stabel"}]},
            "policy `ours`, rule `new`, `before`: unknown rule `stabel`; did you mean `stable`?",
        ),
        (
            {"rule": [NEW | {"after": "stabel"}]},
            "policy `ours`, rule `new`, `after`: unknown rule `stabel`; did you mean `stable`?",
        ),
        (
            {"parameters": {"bill_dorp": {"unit": "x"}}},
            "policy `ours`, parameter `bill_dorp`: is neither the base's nor read by a new rule or fact; "
            "did you mean `bill_drop`?",
        ),
        (
            {"parameters": {"bill_drop": 0.2}},
            "policy `ours`, parameter `bill_drop`: 0.2 is no table; write `key = value` pairs",
        ),
        ({"rule": "x"}, 'policy `ours`, `rule`: "x" is no list of tables; begin each with [[rule]]'),
        ({"remove": [["stable"]]}, 'policy `ours`, `remove`: unknown outcome, rule or example ["stable"]'),
        ({"facts": []}, "policy `ours`, `facts`: [] is no table; write it as [facts]"),
        ({"rule": {}}, "policy `ours`, `rule`: {} is no list of tables; begin each with [[rule]]"),
        ({"parameters": []}, "policy `ours`, `parameters`: [] is no table; write it as [parameters]"),
    ],
    ids=range(14),
)
def test_a_change_to_what_the_base_does_not_have_is_an_error(changes: dict[str, Any], problem: str) -> None:
    assert problem in [each[: len(problem)] for each in told(**changes)]


def test_a_missing_id_is_that_of_the_base_and_refused() -> None:
    with pytest.raises(PolicyError, match="choose a new one"):
        crmrules.from_dict({"extends": "man"})


def test_an_unknown_base_is_an_unknown_policy() -> None:
    with pytest.raises(UnknownPolicyError):
        extend(extends="mann")


def test_all_that_is_wrong_with_the_changes_is_told_at_once() -> None:
    assert 3 == len(told(remove=["a", "b"], rule=[NEW | {"after": "c"}]))
