"""Where the sources disagree with themselves: each conflict is settled in one place, and a test names it."""

import re
from pathlib import Path
from typing import Any

import pytest

import crmrules
from crmrules import DecisionTable, Policy

TESTS = Path(__file__).parents[1]
CONFLICTS = [f"C{number}" for number in range(1, 18)]
SLOTS = re.compile(r"q\d+")
"""The questions of a quiz, which are its own."""


def facts_of(id_: str) -> dict[str, tuple[str, str, str, str]]:
    """What a policy says of the facts it declares: type, unit, and both titles."""
    declared = crmrules.policy(id_, Policy).definition.facts.declared
    return {each.name: (str(each.type), each.unit, each.title.en, each.title.zh) for each in declared}


@pytest.mark.parametrize("conflict", CONFLICTS)
def test_every_conflict_is_named_by_a_test(conflict: str) -> None:
    named = re.compile(rf"[Cc]onflicts? (C\d+(, | and ))*{conflict}\b")
    assert [path for path in TESTS.rglob("test_*.py") if named.search(path.read_text("utf-8"))]


def test_a_fact_of_one_name_is_one_thing_in_the_whole_catalogue() -> None:
    """One name for one thing: type, unit and both titles, whichever policy declares it."""
    said: dict[str, dict[tuple[str, str, str, str], list[str]]] = {}
    for id_ in crmrules.policies():
        for name, what in facts_of(id_).items():
            said.setdefault(name, {}).setdefault(what, []).append(id_)
    several = {name: each for name, each in said.items() if len(each) > 1 and not SLOTS.fullmatch(name)}
    assert {} == several, "another type, unit or title than elsewhere: take the same, or give the fact another name"


SMALL: dict[str, Any] = {"tier": "small", "upgrade_potential": False}


def test_small_customers_are_never_ended_by_a_rule() -> None:
    """Conflict C3: potential first, then less service; who is bad on top of all is reviewed by a person."""
    care = crmrules.policy("tier-care")
    assert ("spur",) == care.decide({**SMALL, "upgrade_potential": True, "bad_debts": True}).outcome
    reviewed = care.decide({**SMALL, "bad_debts": True})
    assert ("review-ending",) == reviewed.outcome
    assert any("A person reviews it" in each.en for each in reviewed.cautions)
    assert not [each.id for each in care.definition.outcomes if "end" in each.id and each.id != "review-ending"]


def test_steps_of_the_ladder_and_of_services_are_two_enumerations() -> None:
    """Conflict C6: six steps by status, six of service, eight at the desk: no id is in two of them."""
    ladder = {each.id for each in crmrules.policy("retention-ladder").definition.outcomes}
    offers = [each.id for each in crmrules.policy("retention-offers").definition.items]
    service, desk = ({each for each in offers if each.startswith(start)} for start in ("service-", "desk-"))
    assert 6 == len([each for each in ladder if each.startswith("step-")])
    assert 6 == len(service)
    assert not ladder & service
    assert not (ladder | service) & desk


def test_letters_mean_another_thing_in_each_vocabulary() -> None:
    """Conflict C7: A, B and C are stages, classes of prospects and answers to a quiz; no two share a type."""
    stage = facts_of("role-duties")["stage"][0]
    quiz = facts_of("initiative")["q1"][0]
    funnel = facts_of("prospect-funnel")
    assert stage != quiz
    assert "member" in stage
    assert {"prospects_a", "prospects_b", "prospects_c"} <= funnel.keys()
    assert "stage" not in funnel


def test_quoting_is_refused_in_stage_a_alone() -> None:
    """Conflict C8: no price by phone in stage A; offers to customers who leave do not ask for the stage."""
    duties = crmrules.policy("role-duties")
    held = {each.id for each in duties.advise({"stage": "A", "asks_price": True}).holds}
    assert "no-quoting" in held
    assert "no-quoting" not in {each.id for each in duties.advise({"stage": "B2", "asks_price": True}).holds}
    assert "stage" not in facts_of("retention-offers")


def test_who_looks_after_a_person_is_not_whom_to_approach_first() -> None:
    """Conflict C9: routing decides the owner, and nothing of the order of approach."""
    routing = crmrules.policy("owner-routing")
    assert ["owner"] == list(routing.definition.outputs)
    assert routing.definition.header.reading is not None
    assert "conflict C9" in routing.definition.header.reading.en


def test_no_benefit_is_settled_before_it_is_known_whether_an_office_is_held() -> None:
    """Conflict C12: the guard on public officials comes before every benefit, and unknown is not no."""
    benefits = crmrules.policy("key-person-benefits")
    asked = {"in_house_first": False, "buys_himself": True, "brought_customers": 9, "group_minimum": 9}
    asked |= {"banquet_guests": 2, "banquet_per_table": 100, "benefits_asked": True}
    unknown = benefits.decide(asked)
    assert ((), False, ("public_official",)) == (unknown.outcome, unknown.certain, unknown.missing)
    official = benefits.decide({**asked, "public_official": True})
    assert (("blocked-official",), True) == (official.outcome, official.certain)
    silent = benefits.decide({**asked, "public_official": False, "benefits_asked": None})
    assert ("group-discount", "own-discount") == silent.outcome  # commission and gifts are off until asked for


def test_who_lacks_a_condition_is_told_by_the_table() -> None:
    """Conflict C13: use and means make a potential customer; the table says what to do with those who lack one."""
    man = crmrules.policy("man", DecisionTable)
    assert "create-need" == man.decide({"money": True, "authority": True, "need": False}).outcome
    assert man.definition.header.reading is not None
    assert "conflict C13" in man.definition.header.reading.en


def test_a_stop_is_guarded_before_the_ladder_answers_it_with_credit() -> None:
    """Conflict C16: the guard runs first, and the ladder cautions against credit while the reason is unknown."""
    case = {"arrears": 0.7, "bill_average": 1000.0, "tenure_months": 61, "notice_confirmed": True, "travelling": True}
    guard = crmrules.policy("service-stop-guard").decide(case)
    assert ("hold", {"may_stop": False}) == (guard.outcome, dict(guard.outputs))
    ladder = crmrules.policy("retention-ladder").decide({"cancellation_requested": False, "suspended": True})
    assert "step-6" == ladder.outcome
    assert any("before giving credit" in each.en for each in ladder.cautions)
