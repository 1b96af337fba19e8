"""The entities that files name, and the enumerations that mirror what is shipped."""

import crmrules
from crmrules.model.fact import facts_of
from crmrules.model.outcomes import Man
from crmrules.model.qualification import AuthorityRole, Prospect
from crmrules.model.schema import ENTITIES, entity


def test_an_outcome_compares_with_its_member() -> None:
    decision = crmrules.policy("man").decide(Prospect(money=True, authority=True, need=True))
    assert Man.PURSUE == decision.outcome
    assert type(decision.outcome) is str


def test_the_authority_role_mirrors_its_fact() -> None:
    (role,) = [each for each in facts_of(Prospect) if each.name == "authority_role"]
    assert tuple(each.value for each in AuthorityRole) == role.type.values


def test_entities_are_found_by_their_name() -> None:
    assert {"Prospect", "Subscription"} <= ENTITIES.keys()
    assert all(name == entity(name).__name__ for name in ENTITIES)
    assert all(entity(name).__doc__ for name in ENTITIES)


def test_no_two_entities_give_one_name_two_types() -> None:
    types: dict[str, object] = {}
    for name in ENTITIES:
        for each in facts_of(entity(name)):
            assert each.type == types.setdefault(each.name, each.type), each.name
