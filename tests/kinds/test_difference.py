"""Differences in meaning: every witness is one, and policies proven equal say the same of every record."""

import datetime
from collections.abc import Mapping

from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from crmrules import from_dict, policy
from crmrules.analysis.markers import Marker
from crmrules.assurance.difference.meaning import compare
from crmrules.expressions.tree import Value
from crmrules.kinds.decision.definition import DecisionDefinition
from crmrules.kinds.decision.parts import HitPolicy
from crmrules.kinds.decision.policy import DecisionTable
from crmrules.kinds.decision.said import Sayings, said
from tests.agreement.policies import PATIENT, stored_records, tables
from tests.policies import table
from tests.strategies import days

LIMIT = {"limit": {"value": 10}}


@frozen
class Pair:
    """A policy, a changed one, and a record to try both on."""

    old: DecisionDefinition
    new: DecisionDefinition
    record: Mapping[str, Value] = field(repr=False)
    day: datetime.date

    def __repr__(self) -> str:
        return f"{self.old.id} and {self.new.id}"


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A policy, and the same with two rules exchanged, one taken out, or a number changed."""
    old = draw(tables())
    document = old.to_dict()
    rules = document["rule"]
    match draw(st.sampled_from(("exchange", "drop", "number"))):
        case "exchange":
            rules.reverse()
        case "drop" if len(rules) > 1:
            rules.pop(draw(st.integers(0, len(rules) - 1)))
        case _:
            document["parameters"]["share"] = {"value": 0.4}
    new = from_dict(document, DecisionTable)
    return Pair(old.definition, new.definition, draw(stored_records(old)), draw(days()))


@given(pairs())
@settings(max_examples=120, suppress_health_check=PATIENT)
def test_differences_are_those_of_the_interpreter(pair: Pair) -> None:
    old, new = pair.old, pair.new
    found = compare(old, new)
    for change in found.changes:
        for definition, outcome in ((old, change.before), (new, change.after)):
            witness = change.witness
            assert said(definition, witness.given, witness.as_of, change.what) == outcome
    if found.equivalent:
        outcomes = [each.id for each in old.outcomes] if old.hit is HitPolicy.COLLECT else [""]
        for outcome in outcomes:
            answers = {said(each, pair.record, pair.day, outcome) for each in (old, new)}
            assert len(answers - {""}) <= 1  # before the first value of a number there is no answer


@given(pairs())
@settings(max_examples=15, suppress_health_check=PATIENT)
def test_what_is_said_of_records_one_after_another_is_said_of_each_alone(pair: Pair) -> None:
    sayings = Sayings(pair.old)
    records = [pair.record, *({**pair.record, name: None} for name in pair.record), pair.record]
    for outcome in ("", *(each.id for each in pair.old.outcomes)):
        for record in records:
            assert sayings.said(record, pair.day, outcome) == said(pair.old, record, pair.day, outcome)


def test_a_policy_is_equivalent_to_itself() -> None:
    for id_ in ("man", "retention-ladder"):
        definition = policy(id_).definition
        assert compare(definition, definition).equivalent is True


def test_another_way_to_say_the_same_is_equivalent() -> None:
    one = from_dict(table("first", ("a and n > limit", "x"), ("a", "y"), parameters=LIMIT)).definition
    other = from_dict(table("unique", ("a and not n <= limit", "x"), ("n <= limit and a", "y"), parameters=LIMIT))
    found = compare(one, other.definition)
    # with n unknown the first says y may come, the second too: but neither is certain
    assert found.equivalent is True


def test_every_pair_of_outcomes_has_its_record() -> None:
    old = from_dict(table("first", ("n > limit", "x"), default="y", parameters=LIMIT)).definition
    new = from_dict(table("first", ("n >= limit", "x"), default="y", parameters=LIMIT)).definition
    (change,) = compare(old, new).changes
    assert (dict(change.witness.given), change.before, change.after) == ({"n": 10}, "y", "x")


def test_a_value_from_a_day_on_is_a_change_from_that_day_on() -> None:
    dated = [{"from": datetime.date(2026, 1, 1), "value": 10}, {"from": datetime.date(2026, 7, 1), "value": 20}]
    later = {"limit": {"dated": dated}}
    old = from_dict(table("first", ("n > limit", "x"), default="y", parameters=LIMIT)).definition
    new = from_dict(table("first", ("n > limit", "x"), default="y", parameters=later)).definition
    (change,) = compare(old, new).changes
    assert change.witness.as_of is not None
    assert change.witness.as_of >= datetime.date(2026, 7, 1)
    assert (change.before, change.after) == ("x", "y")


def test_a_value_more_is_a_fact_that_can_be_something_else() -> None:
    def tiered(*values: str) -> DecisionDefinition:
        rules = (('tier in ("gold", "silver")', "x"),)
        facts = {"tier": {"values": list(values)}}
        return from_dict(table("first", *rules, default="y", facts=facts), DecisionTable).definition

    found = compare(tiered("gold", "silver"), tiered("gold", "silver", "basic"))
    assert (found.changes, found.equivalent) == ((), False)
    assert [str(each) for each in found.facts["tier"]] == [
        'one of "gold", "silver"',
        'one of "gold", "silver", "basic"',
    ]


def test_a_number_that_becomes_whole_is_compared_where_it_is() -> None:
    rules = (("k > limit", "x"),)
    kinds = ({"k": {"type": "number"}}, {"k": {"type": "integer"}})
    one, other = (
        from_dict(table("first", *rules, default="y", parameters=LIMIT, facts=each)).definition for each in kinds
    )
    found = compare(one, other)
    assert (found.changes, found.open, found.equivalent) == ((), (), False)


def test_days_on_which_only_one_has_values_are_told() -> None:
    def since(day: datetime.date) -> DecisionDefinition:
        dated = {"limit": {"dated": [{"from": day, "value": 10}]}}
        made = table("first", ("n > limit", "x"), default="y", parameters=dated)
        return from_dict(made, DecisionTable).definition

    found = compare(since(datetime.date(2025, 1, 1)), since(datetime.date(2026, 1, 1)))
    assert (found.equivalent, found.since) == (True, datetime.date(2026, 1, 1))


def test_settled_changes_come_first_with_the_fewest_facts_and_the_plainest_values() -> None:
    number = {"limit": {"value": 1234.567}}
    old = from_dict(table("first", ("a and n > limit", "x"), default="y", parameters=number)).definition
    new = from_dict(table("first", ("a and b and n > limit", "x"), default="y", parameters=number)).definition
    found = compare(old, new).changes
    assert [("x", "y"), (Marker.OPEN, "y"), ("x", Marker.OPEN)] == [(each.before, each.after) for each in found]
    assert {"a": True, "b": False, "n": 2000} == found[0].witness.given


@given(pairs())
@settings(max_examples=40, suppress_health_check=PATIENT)
def test_no_fact_of_a_witness_can_be_left_out(pair: Pair) -> None:
    for change in compare(pair.old, pair.new).changes:
        for name in change.witness.given:
            less = {other: value for other, value in change.witness.given.items() if other != name}
            told = [said(each, less, change.witness.as_of, change.what) for each in (pair.old, pair.new)]
            assert [change.before, change.after] != told
