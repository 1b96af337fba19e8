"""The entities that files name, and the enumerations that mirror what is shipped."""

from enum import StrEnum

import pytest

import crmrules
from crmrules.model.fact import facts_of
from crmrules.model.qualification import AuthorityRole, Prospect, Qualification
from crmrules.model.retention import RetentionStep
from crmrules.model.schema import ENTITIES

MIRRORS: list[tuple[type[StrEnum], str]] = [(Qualification, "man"), (RetentionStep, "retention-ladder")]


@pytest.mark.parametrize(("enumeration", "policy"), MIRRORS, ids=[policy for _, policy in MIRRORS])
def test_an_enumeration_mirrors_the_outcomes_of_its_policy_in_their_order(
    enumeration: type[StrEnum], policy: str
) -> None:
    outcomes = crmrules.policy(policy).definition.outcomes
    assert [each.id for each in outcomes] == [each.value for each in enumeration]
    assert [each.id.replace("-", "_").upper() for each in outcomes] == [each.name for each in enumeration]


def test_an_outcome_compares_with_its_member() -> None:
    decision = crmrules.policy("man").decide(Prospect(money=True, authority=True, need=True))
    assert Qualification.PURSUE == decision.outcome
    assert type(decision.outcome) is str


def test_the_authority_role_mirrors_its_fact() -> None:
    (role,) = [each for each in facts_of(Prospect) if each.name == "authority_role"]
    assert tuple(each.value for each in AuthorityRole) == role.type.values


def test_entities_are_found_by_their_name() -> None:
    assert {"Prospect", "Subscription"} <= ENTITIES.keys()
    assert all(name == entity.__name__ for name, entity in ENTITIES.items())
    assert all(entity.__doc__ for entity in ENTITIES.values())


def test_no_two_entities_give_one_name_two_types() -> None:
    types: dict[str, object] = {}
    for entity in ENTITIES.values():
        for each in facts_of(entity):
            assert each.type == types.setdefault(each.name, each.type), each.name
