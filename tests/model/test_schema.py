"""The entities that files name: facts of the catalogue, each with one name, and the policies that read them."""

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import crmrules
from crmrules import Complaint, Contact, Customer, KeyPerson, Meeting, Offer, Policy, Prospect, Subscription
from crmrules.definitions.base import Definition
from crmrules.model.fact import Fact, facts_of
from crmrules.model.outcomes import Man
from crmrules.model.schema import ENTITIES, entity


def definitions() -> Iterator[Definition]:
    for id_ in crmrules.policies():
        yield crmrules.policy(id_, Policy).definition


def test_an_outcome_compares_with_its_member() -> None:
    decision = crmrules.policy("man").decide(Prospect(money=True, authority=True, need=True))
    assert Man.PURSUE == decision.outcome
    assert type(decision.outcome) is str


def test_entities_are_found_by_their_name_and_public() -> None:
    assert [*ENTITIES] == sorted(ENTITIES)
    for name in ENTITIES:
        assert name == entity(name).__name__
        assert entity(name).__doc__
        assert getattr(crmrules, name) is entity(name)


def test_no_two_entities_give_one_name_two_meanings() -> None:
    said: dict[str, Fact] = {}
    for name in ENTITIES:
        for each in facts_of(entity(name)):
            assert each == said.setdefault(each.name, each), each.name


@pytest.mark.parametrize("name", ENTITIES)
def test_every_field_is_a_fact_that_a_policy_of_the_entity_reads(name: str) -> None:
    """Of the same name, type, unit and titles; a field that no policy reads would be filled in vain."""
    read = {fact for each in definitions() if each.header.entity == name for fact in each.read_facts}
    assert [] == [each.name for each in facts_of(entity(name)) if each not in read]


def test_no_policy_says_a_fact_again_that_its_entity_stores() -> None:
    for each in definitions():
        if each.header.entity:
            stored = {fact.name for fact in facts_of(entity(each.header.entity))}
            again = [name for name in stored & each.entries.keys() if not each.entries[name].from_]
            assert [] == again, each.id


@pytest.mark.parametrize(
    ("id_", "verb", "record", "answer"),
    [
        ("complaint-guide", "advise", Complaint(wants_heard=True, given_heard=False), "want-heard"),
        ("message-gate", "decide", Contact(wording_thought_out=False), "hold"),
        ("customer-selection", "decide", Customer(bad_debts=True), "bad"),
        ("key-person-tiers", "decide", KeyPerson(referred_groups=20, referred_cards=10), "old-hen"),
        ("role-duties", "advise", Meeting(stage="A", asks_price=True), "no-quoting"),
        ("necessity-test", "decide", Offer(necessary=True, irreplaceable=True), "nothing-to-prove"),
        ("man", "decide", Prospect(money=True, authority=True, need=True), "pursue"),
        ("retention-ladder", "decide", Subscription(cancellation_requested=True), "cancellation"),
    ],
    ids=lambda each: type(each).__name__ if attrs.has(type(each)) else "",
)
def test_an_entity_is_decided_on_as_it_stands(id_: str, verb: str, record: Any, answer: str) -> None:
    found = getattr(crmrules.policy(id_), verb)(record)
    told = getattr(crmrules.policy(id_), verb)(attrs.asdict(record))
    assert [answer] == ([each.id for each in found.holds] if verb == "advise" else [found.outcome])
    assert told.to_dict() == found.to_dict()
