"""What callers rely on in the public objects: nothing changes under their hands, and misuse is told."""

import datetime
import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmrules import Binding, Catalogue, Prospect, from_dict, policy
from crmrules.errors import AsOfError, BindingError, ConflictError, LanguageError, PolicyError


class Case(NamedTuple):
    days: int


def own(**changes: Any) -> dict[str, Any]:
    return {
        "id": "own",
        "version": "1",
        "hit": "first",
        "title": "Own",
        "facts": {"joined": {"type": "date"}, "a": {"type": "bool"}},
        "outcome": [{"id": "yes", "title": "Yes"}],
        "rule": rule("a"),
        **changes,
    }


def rule(when: str) -> list[dict[str, Any]]:
    return [{"id": "r", "when": when, "then": "yes", "because": "so"}]


def test_nobody_can_change_a_shared_policy() -> None:
    man, before = policy("man"), policy("man").hash
    man.to_dict()["rule"].clear()
    with pytest.raises(TypeError):
        policy("retention-ladder").parameters["bill_drop"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        man.decide({"money": True, "authority": True, "need": True}).outputs["approach"] = "x"  # type: ignore[index]
    assert len(policy("man").to_dict()["rule"]) == 8
    assert policy("man").hash == before


def test_a_changed_parameter_must_suit_its_sentences() -> None:
    document = own(
        facts={"x": {"type": "integer"}},
        parameters={"most": {"value": 3}},
        rule=[{"id": "r", "when": "x > most", "then": "yes", "because": "{x:d} is over {most:d}"}],
    )
    with pytest.raises(PolicyError, match="formats number as a whole number"):
        from_dict(document).with_parameters(most=2.5)


def test_equal_decisions_have_equal_hashes() -> None:
    man = policy("man")
    one, other = man.decide(Prospect(money=True, dissatisfied=True)), man.decide(Prospect(money=True))
    assert one == other
    assert hash(one) == hash(other)


def test_policies_that_ask_in_another_order_are_not_the_same() -> None:
    one = from_dict(own(facts={"x": {"type": "bool"}, "y": {"type": "bool"}}, rule=rule("x and y")))
    other = from_dict(own(facts={"y": {"type": "bool"}, "x": {"type": "bool"}}, rule=rule("x and y")))
    assert one.decide({"x": None}).missing != other.decide({"x": None}).missing
    assert one != other


def test_cautions_hold_the_values_of_the_decision() -> None:
    caution = {"en": "only {x} left", "zh": "仅剩 {x}"}
    document = own(facts={"x": {"type": "integer"}}, rule=[rule("x > 0")[0] | {"caution": caution}])
    (found,) = from_dict(document).decide({"x": 3}).cautions
    assert (found.en, found.zh) == ("only 3 left", "仅剩 3")


def test_what_a_host_keeps_is_plain() -> None:
    table = from_dict(own(rule=rule("joined < as_of")))
    kept = table.decide({"joined": datetime.date(2026, 1, 1)}, as_of=datetime.date(2026, 7, 1)).to_dict()
    assert json.loads(json.dumps(kept))["facts"] == {"joined": "2026-01-01"}


def test_rows_of_databases_and_named_tuples_are_records() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    row = connection.execute("select 'x' as a_name, 2 as days").fetchone()
    connection.close()
    table = from_dict(own(facts={"days": {"type": "integer"}}, rule=rule("days > 1")))
    assert table.decide(row).outcome == "yes"
    assert table.decide(Case(2)).outcome == "yes"


def test_outcomes_names_the_record_on_which_rules_contradict_each_other() -> None:
    table = from_dict(own(hit="unique", rule=[rule("a")[0], rule("a")[0] | {"id": "s"}]))
    with pytest.raises(ConflictError, match="record 2"):
        table.outcomes([{"a": False}, {"a": True}])


def test_days_end_where_calendar_months_can_still_be_added() -> None:
    with pytest.raises(AsOfError, match="is too late; days run to 9899-12-31"):
        policy("man").decide({"money": True}, as_of=datetime.date(9999, 12, 31))


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(LanguageError, match='"fr" is not known'):
        policy("man").decide({"money": True}).explain("fr")  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [{"facts": ["a"]}, {"assume": ["a"]}, {"columns": None}])
def test_a_binding_that_is_no_table_is_told(given: dict[str, Any]) -> None:
    with pytest.raises(BindingError, match="is no table"):
        Binding(**given)


def test_a_promise_over_a_policy_that_contradicts_itself_is_not_proven(tmp_path: Path) -> None:
    inner = from_dict(own(id="inner", hit="unique", rule=[rule("a")[0], rule("a")[0] | {"id": "s"}]))
    (tmp_path / "inner.toml").write_text(inner.to_toml(), "utf-8")
    outer = own(id="outer", complete=True, facts={"x": {"from": "inner"}}, rule=rule('x == "yes"'))
    with pytest.raises(
        PolicyError, match="`complete`: not decided: policy `inner`, which it reads, contradicts itself"
    ):
        Catalogue.from_dir(tmp_path).from_dict(outer)
